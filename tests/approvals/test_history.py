"""Acts out of entries and receipts; what cannot be read is named, and never passed over."""

import json
from dataclasses import replace
from typing import Any

import pytest

from approvals.history import Ended, Ending, Narrowed
from approvals.history_reading import ACTS, read_act
from approvals.history_store import Place, Stretch, acts_after
from approvals.replay_errors import MalformedHistory
from ledger.entry import Entry, Tenant
from ledger.kinds import EntryKind
from ledger.store import insert_event, last_event
from tests.approvals.builders import AGENCY, NOW, OFFICER, SYSTEM, order
from tests.approvals.stage import Stage

MOVED = {"release": [{"class": "desktop", "attributes": "{}", "reserved": -1, "quantity": 1}]}


def entry(kind: EntryKind, /, **body: Any) -> Entry:  # noqa: ANN401 - JSON values
    return Entry(
        id="entry-1",
        kind=kind,
        recorded_at=NOW,
        actor=OFFICER,
        tenant=Tenant(agency=AGENCY),
        subjects={"order": "order-1"},
        body=body,
    )


def test_a_kind_that_moves_quota_and_is_not_known_is_refused() -> None:
    assert EntryKind.WAIVER_GRANTED in ACTS
    assert read_act(entry(EntryKind.WAIVER_GRANTED), None) is None
    with pytest.raises(MalformedHistory, match=r"entry-1 .* waiver\.granted does to the quota"):
        read_act(entry(EntryKind.WAIVER_GRANTED, quota=MOVED), None)


def test_an_amendment_is_a_narrowing_or_an_end() -> None:
    narrowed = read_act(entry(EntryKind.ORDER_AMENDED, kind="narrowing", quota=MOVED), None)
    assert isinstance(narrowed, Narrowed)
    replaced = read_act(entry(EntryKind.ORDER_AMENDED, kind="replacing", quota=MOVED), None)
    assert isinstance(replaced, Ended)
    assert (replaced.how, replaced.quota) == (Ending.SUPERSEDED, narrowed.quota)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"state": "unheard-of"},
        {"state": "held", "awaits": "wonders"},
        {"state": "held", "quota": {"reserve": [{"class": "spaceship", "attributes": "{}"}]}},
        {"state": "held", "quota": {"reserve": [{"class": "desktop"}]}},
    ],
)
def test_an_examination_that_does_not_say_what_it_should_is_named(body: dict[str, Any]) -> None:
    with pytest.raises(MalformedHistory, match="entry-1"):
        read_act(entry(EntryKind.ORDER_EXAMINED, **body), None)


@pytest.mark.parametrize("receipt", [b"", b"{}", b"[]", b'{"dates":{"placed_on":"soon"}}'])
def test_a_receipt_that_cannot_be_read_names_its_entry(receipt: bytes) -> None:
    examined = entry(EntryKind.ORDER_EXAMINED, state="held", receipt="sha256:x")
    with pytest.raises(MalformedHistory, match=r"entry-1 .*cannot be read"):
        read_act(examined, receipt)


def test_a_receipt_that_is_not_there_stops_the_reading(stage: Stage) -> None:
    stage.register()
    stage.submit(order("A-1"))
    body = stage.column("select body from procheck.ledger_event where kind = 'order.examined'")[0]
    document = json.loads(body)
    forged = replace(
        entry(EntryKind.ORDER_EXAMINED, **{**document["body"], "receipt": "sha256:none"}),
        subjects=document["subjects"],
    ).seal()
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        connection.execute(insert_event(forged))
        stretch = Stretch(through=last_event(connection))
        with pytest.raises(MalformedHistory, match="its receipt sha256:none is missing"):
            list(acts_after(connection, stretch, Place()))


def test_history_read_in_parts_is_the_same_history(stage: Stage) -> None:
    stage.register()
    for number in range(4):
        stage.submit(order(f"A-{number}"))
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        stretch = Stretch(through=last_event(connection))
        whole = list(acts_after(connection, stretch, Place(), page=2))
        for at, (place, _) in enumerate(whole):
            assert list(acts_after(connection, stretch, place, page=3)) == whole[at + 1 :]
