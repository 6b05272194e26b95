"""What a supplier can prove, and what a forger cannot."""

import json
import re
from base64 import urlsafe_b64decode
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approvals import status_list
from approvals.answered import Answer
from approvals.status_store import CurrentRevocations, signed_list
from approvals.verify import ListedRevocations, Verification, _content, verify
from ledger.canonical import canonical
from ledger.jws import KeyState, sign_compact
from ledger.signing import Ed25519FileSigner, base64url
from tests.approvals.builders import (
    NOW,
    POLICY,
    SUPPLIER,
    SYSTEM,
    line,
    order,
    published,
)
from tests.approvals.stage import Stage, number_of, order_of

SYSTEM_LINE = line(
    40,
    "4940.00",
    operating_system={"preloaded": True, "name": "示例操作系统", "version": "V1", "kernel": "6.6"},
    processor={"name": "示例处理器", "part_number": "P-1"},
)
DOCUMENT = order(
    "PR-2026-0017",
    SYSTEM_LINE,
    line(2, "900.00", of="printer", attributes={"colour": False}),
    contract={"number": "C-1", "non_infringement": True},
)


def claims_of(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    found: dict[str, Any] = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return found


def statement(stage: Stage, document: dict[str, Any] = DOCUMENT) -> str:
    stage.register()
    found = stage.submit(document).examination.granted
    assert found is not None
    return found.statement


def answers(found: Verification) -> list[str]:
    return [it.answer for it in (found.signature, found.window, found.revocation, found.content)]


def check(token: str, signer: Ed25519FileSigner, **changes: Any) -> Verification:  # noqa: ANN401 - any argument of verify
    return verify(token, **{"keys": [published(signer)], "now": NOW, **changes})


def test_a_statement_binds_what_was_ordered_and_what_it_rests_on(stage: Stage) -> None:
    claims = claims_of(statement(stage))
    assert (claims["iss"], claims["aud"]) == (POLICY.issuer, SUPPLIER)
    assert claims["price_basis"] == {"currency": "CNY", "tax": "included", "includes": []}
    assert claims["amount"] == "199400.00"
    first = claims["lines"][0]
    assert first["unit_price"] == "4940.00"
    assert first["operating_system"]["listing"] == {
        "id": "example-示例操作系统",
        "publication": "example-2025-1",
    }
    assert claims["editions"][0]["digest"].startswith("sha256:")
    assert {"law", "catalogue", "receipt", "order", "engine", "status"} <= claims.keys()
    assert (claims["valid_from"], claims["valid_until"]) == ("2026-11-23", "2027-02-21")
    assert claims["notices"] == []


def test_a_listing_that_lapses_inside_the_window_is_announced(stage: Stage) -> None:
    lapsing = line(1, operating_system={"name": "将到期操作系统", "version": "V1", "kernel": "6.6"})
    assert claims_of(statement(stage, order("A-1", lapsing)))["notices"] == [
        {
            "line": 0,
            "code": "listing-lapses",
            "listing": "example-将到期操作系统",
            "on": "2026-12-26",
        }
    ]


def test_the_verdict_announces_it_as_well_unless_the_line_is_delivered_before(
    stage: Stage,
) -> None:
    stage.register(evaluation_bound=True)
    lapsing = {"name": "将到期操作系统", "version": "V1", "kernel": "6.6"}
    asked = {
        "A-1": line(1, operating_system=lapsing),
        "A-2": line(1, operating_system=lapsing, deliver_by="2026-12-25"),
    }
    told = {
        name: [
            (it.outcome, it.observed, it.limit)
            for it in stage.submit(order(name, one)).examination.verdict.findings
            if it.code.startswith("listing-lapses")
        ]
        for name, one in asked.items()
    }
    assert told == {"A-1": [("notice", "2027-02-21", "2026-12-26")], "A-2": []}


def test_all_four_answers_are_yes_for_what_was_approved(
    stage: Stage, signer: Ed25519FileSigner
) -> None:
    token = statement(stage)
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        listed = signed_list(connection, stage.office, stage.now)
    snapshot = status_list.read_list(listed, [published(signer)])
    found = check(token, signer, revocations=ListedRevocations(snapshot), document=DOCUMENT)
    assert answers(found) == ["yes"] * 4
    assert found.confirmed
    assert found.revocations_as_of == NOW
    assert not check(token, signer).confirmed


def test_a_revoked_approval_is_told_by_the_database_and_by_the_next_list(
    stage: Stage, signer: Ed25519FileSigner
) -> None:
    stage.register()
    kept, gone = (stage.submit(order(name)) for name in ("A-1", "A-2"))
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        older = status_list.read_list(
            signed_list(connection, stage.office, stage.now), [published(signer)]
        )
    stage.later(hours=1)
    stage.revoke(number_of(gone))
    young = stage.submit(order("A-3"))
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        newer = status_list.read_list(
            signed_list(connection, stage.office, stage.now), [published(signer)]
        )
        sources = (
            ListedRevocations(older),
            ListedRevocations(newer),
            CurrentRevocations(connection, stage.now),
        )
        told = [
            [
                check(
                    it.examination.granted.statement, signer, revocations=source, now=stage.now
                ).revocation.code
                for it in (kept, gone, young)
                if it.examination.granted
            ]
            for source in sources
        ]
    assert told[1:] == [["not-revoked", "revoked", "not-revoked"]] * 2
    assert told[0][:2] == ["not-revoked", "not-revoked"]


def test_an_approval_younger_than_the_list_is_unknown_to_it(
    stage: Stage, signer: Ed25519FileSigner
) -> None:
    snapshot = status_list.Snapshot(b"", POLICY.issuer, NOW, NOW)
    found = check(statement(stage), signer, revocations=ListedRevocations(snapshot))
    assert (found.revocation.answer, found.confirmed) == (Answer.UNKNOWN, False)


@pytest.mark.parametrize(
    ("offset", "code"),
    [
        (timedelta(seconds=-1), "not-yet-valid"),
        (timedelta(0), "within-window"),
        (timedelta(days=90, hours=13, minutes=59, seconds=59), "within-window"),
        (timedelta(days=90, hours=14), "expired"),
    ],
)
def test_the_window_opens_at_the_grant_and_closes_with_its_last_day_in_shanghai(
    stage: Stage, signer: Ed25519FileSigner, offset: timedelta, code: str
) -> None:
    assert check(statement(stage), signer, now=NOW + offset).window.code == code


def test_another_key_an_unknown_key_and_a_revoked_key_are_told_apart(
    stage: Stage, signer: Ed25519FileSigner, other_signer: Ed25519FileSigner
) -> None:
    token = statement(stage)
    assert check(token, signer, keys=[published(other_signer)]).signature.answer is Answer.NO
    assert check(token, signer, keys=[]).signature.answer is Answer.NO
    retired = published(signer, KeyState.RETIRED)
    assert check(token, signer, keys=[retired]).signature.answer is Answer.YES
    revoked = published(signer, KeyState.REVOKED)
    assert check(token, signer, keys=[revoked]).signature.code == "key-revoked"


def test_a_status_list_or_any_other_signed_thing_is_no_approval(
    stage: Stage, signer: Ed25519FileSigner
) -> None:
    claims = claims_of(statement(stage))
    for payload, typ in (
        (canonical(claims), "statuslist+jwt"),
        (canonical([1, 2]), "approval+jws"),
        (canonical({**claims, "nbf": "soon"}), "approval+jws"),
        (b"{", "approval+jws"),
    ):
        token = sign_compact(payload, typ=typ, signer=signer)
        assert check(token, signer).signature.answer is Answer.NO


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 - a JSON value
    if isinstance(value, dict):
        return [it for name in value for it in leaves(value[name], (*path, name))]
    if isinstance(value, list):
        return [it for at in range(len(value)) for it in leaves(value[at], (*path, at))]
    return [path]


def changed(document: dict[str, Any], path: tuple[Any, ...], how: str) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(document))
    target: Any = copy
    for step in path[:-1]:
        target = target[step]
    if how == "delete":
        del target[path[-1]]
    else:
        old = target[path[-1]]
        target[path[-1]] = (
            not old if isinstance(old, bool) else old + 1 if isinstance(old, int) else f"{old}0"
        )
    return copy


def test_every_change_of_one_field_of_the_order_is_noticed(
    stage: Stage, signer: Ed25519FileSigner
) -> None:
    token = statement(stage)
    for path in leaves(DOCUMENT):
        for how in ("change", "delete"):
            other = changed(DOCUMENT, path, how)
            found = check(token, signer, document=other)
            assert found.content.answer is Answer.NO, (path, how)
            assert found.content.pointers, (path, how)
            assert not found.confirmed


def test_the_difference_is_named_by_its_pointer(stage: Stage, signer: Ed25519FileSigner) -> None:
    token = statement(stage)
    dearer = changed(DOCUMENT, ("lines", 0, "unit_price"), "change")
    assert check(token, signer, document=dearer).content.pointers == ("/lines/0/unit_price",)
    fewer = {**DOCUMENT, "lines": DOCUMENT["lines"][:1]}
    assert check(token, signer, document=fewer).content.pointers == ("/lines",)
    other = changed(DOCUMENT, ("lines", 0, "operating_system", "version"), "change")
    assert check(token, signer, document=other).content.pointers == (
        "/lines/0/operating_system/version",
    )


def test_every_change_of_one_claim_breaks_the_signature(
    stage: Stage, signer: Ed25519FileSigner
) -> None:
    token = statement(stage)
    header, _, signature = token.split(".")
    claims = claims_of(token)
    for path in leaves(claims):
        forged = base64url(canonical(changed(claims, path, "change")))
        found = check(f"{header}.{forged}.{signature}", signer)
        assert (found.signature.answer, found.claims) == (Answer.NO, None), path


@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,90}"))
@settings(max_examples=200)
def test_hostile_text_is_an_answer_and_never_an_error(token: str) -> None:
    found = verify(token, keys=[], now=NOW)
    assert found.signature.answer is Answer.NO


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.floats(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_a_hostile_document_is_an_answer_and_never_an_error(value: Any) -> None:  # noqa: ANN401 - hostile
    claims = {"order": "sha256:0", "lines": [{"class": "desktop"}], "agency": "x"}
    for document in ({"lines": value}, {"lines": [value]}, {"agency": value}):
        assert _content(claims, document).answer is Answer.NO


def test_numbers_can_be_read_aloud_and_not_guessed(stage: Stage) -> None:
    stage.register()
    numbers = {number_of(stage.submit(order(f"A-{it}"))) for it in range(5)}
    form = re.compile(r"PC-2026(-[0-9A-HJKMNP-TV-Z]{4}){4}")
    assert len(numbers) == 5
    assert all(form.fullmatch(it) for it in numbers)
    assert order_of(stage.submit(order("A-9"))) not in numbers
