"""The record of one order: every entry about it and no other, and its verdict recomputed."""

import base64
import hashlib
import json
from typing import Any

import pytest

from ledger.canonical import canonical
from ledger.entry import Actor, Entry
from ledger.kinds import EntryKind
from ledger.merkle import leaf_hash
from ledger.store import append
from storage.scope import SYSTEM
from tests.api.stage import Stage, fresh


@pytest.fixture(scope="module")
def placed(stage: Stage) -> dict[str, Any]:
    made: dict[str, Any] = stage.place(quantity=1)
    body = {"reason": "no longer needed"}
    assert (
        stage.call("POST", f"/v1/orders/{made['id']}/cancellation", "officer", body).status == 200
    )
    stage.place(quantity=1)
    stage.sequence()
    return made


def _all_entries(stage: Stage) -> list[dict[str, Any]]:
    found, query = [], "?limit=200"
    while True:
        page = stage.call("GET", f"/v1/ledger/entries{query}", "auditor").json
        found += page["items"]
        if "next" not in page:
            return found
        query = f"?limit=200&after={page['next']}"


def test_every_entry_about_an_order_is_told_and_no_other(
    stage: Stage, placed: dict[str, Any]
) -> None:
    path = f"/v1/orders/{placed['id']}/entries"
    told = stage.call("GET", path, "auditor").json["items"]
    about = [it for it in _all_entries(stage) if it["subjects"].get("order") == placed["id"]]
    assert told == about
    kinds = [it["kind"] for it in told]
    assert kinds[:2] == ["order.examined", "approval.granted"]
    assert {"order.cancelled", "approval.revoked"} <= set(kinds)
    for it in told:
        assert leaf_hash(base64.b64decode(it["data"])).hex() == it["leaf"]
    pages, query = [], "?limit=1"
    while query:
        page = stage.call("GET", path + query, "officer").json
        pages += page["items"]
        query = f"?limit=1&after={page['next']}" if "next" in page else ""
    assert pages == told


def test_an_examination_names_its_books_as_their_publication_does(
    stage: Stage, placed: dict[str, Any]
) -> None:
    told = stage.call("GET", f"/v1/orders/{placed['id']}/entries", "auditor").json["items"][0]
    named = json.loads(base64.b64decode(told["data"]))["body"]["books"]
    published = [
        json.loads(base64.b64decode(it["data"]))["body"]["books"]
        for it in _all_entries(stage)
        if it["kind"] in {"edition.published", "catalogue.published", "publication.recorded"}
    ]
    assert named in published
    receipt = stage.call("GET", f"/v1/orders/{placed['id']}/receipt", "auditor").json
    assert named["law_digest"] == receipt["law"]
    assert receipt["catalogue"] == {
        "digest": named["catalogue_digest"],
        "revision": named["revision"],
    }


def test_what_people_wrote_is_never_taken_for_what_an_entry_is_about(stage: Stage) -> None:
    name = fresh("real")
    text = '"subjects":{"order":"forged"},"tenant":{"agency":null,"supplier":null}}\x00{}'
    with stage.services.database.transaction(SYSTEM) as connection:
        append(
            connection,
            Entry(
                id=name,
                kind=EntryKind.AUDITOR_READ,
                recorded_at=stage.clock(),
                actor=Actor(person="nobody", role="system", authentication="test"),
                subjects={"read": name},
                body={"text": text, "subjects": {"order": "forged"}},
            ),
        )
    stage.sequence()  # whatever is in a body, its entry gets its place
    query = "select subject || '=' || name from procheck.ledger_subject order by 1"
    found = stage.services.database
    with found.transaction(SYSTEM) as connection:
        subjects = set(connection.exec_driver_sql(query).scalars())
    assert f"read={name}" in subjects
    assert "order=forged" not in subjects


def test_a_receipt_gives_its_verdict_again_byte_for_byte(
    stage: Stage, placed: dict[str, Any]
) -> None:
    path = f"/v1/orders/{placed['id']}"
    found = stage.call("GET", f"{path}/recomputation", "auditor").json
    receipt = stage.call("GET", f"{path}/receipt", "auditor")
    verdict = canonical(receipt.json["verdict"])
    digest = f"sha256:{hashlib.sha256(verdict).hexdigest()}"
    assert (found["agrees"], found["differences"]) == (True, [])
    assert (found["sealed"], found["recomputed"]) == (digest, digest)
    assert (found["law"], found["bytes"]) == (receipt.json["law"], len(receipt.data))
    assert stage.call("GET", f"{path}/recomputation?examination=2", "auditor").status == 404
    assert stage.call("GET", f"{path}/recomputation", "officer", second=True).status == 404
