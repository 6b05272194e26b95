"""The checker of torture runs has nothing to say of a sound service, and names what is planted."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from api.examples import AGENCY
from bench.torture.checking import Evidence, Fault, violations
from bench.torture.observed import Act
from ledger.export import export
from ledger.source import DatabaseSource
from storage.embedded.server import Address
from storage.scope import Scope
from tests.api.stage import Stage, build, fresh, order, stocked

_HEADS = 200
_AUDITOR = Scope(role="auditor", person="person-9")


@dataclass
class Held:
    """A service in which some orders were placed, and what their clients know of it."""

    url: str
    acts: list[Act]
    export: Path

    def faults(
        self, *statements: str, acts: list[Act] | None = None, cap: int = _HEADS
    ) -> set[Fault]:
        """What the checker finds after somebody with all rights changed some rows."""
        with create_engine(self.url, poolclass=NullPool).connect() as connection:
            # No trigger fires, no wall holds.
            connection.execute(text("set local session_replication_role = replica"))
            connection.execute(text("set local search_path = procheck"))
            for it in statements:
                done = connection.execute(text(it.replace("FIRST", _FIRST)))
                assert done.rowcount != 0, it
            return self._found(connection, self.acts if acts is None else acts, cap)

    def _found(self, connection: Connection, acts: list[Act], cap: int) -> set[Fault]:
        evidence = Evidence(
            connection=connection, acts=acts, caps={AGENCY: cap}, export=self.export
        )
        return {it.fault for it in violations(evidence)}


@pytest.fixture(scope="module")
def held(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    folder = tmp_path_factory.mktemp("torture")
    with stocked(server, "torture") as made:
        stage = build(made, folder / "data", heads=_HEADS)
        acts = [_placed(stage, 1), _placed(stage, 2), _placed(stage, _HEADS)]
        acts.append(_cancelled(stage, json.loads(next(iter(acts[1].answers))[1])["id"]))
        acts.append(_placed(stage, _HEADS - 1))
        stage.sequence()
        source = DatabaseSource(stage.services.database, _AUDITOR)
        export(source, folder / "export", keys=stage.services.ledger_keys)
        yield Held(made.superuser_url, acts, folder / "export")
        stage.close()


def _placed(stage: Stage, quantity: int) -> Act:
    document = order(quantity=quantity)
    document["lines"][0]["operating_system"]["licence"]["count"] = quantity
    act = Act(
        key=fresh("act"),
        path="/v1/orders",
        authorization="",
        body=b"",
        agency=AGENCY,
        reference=document["reference"],
    )
    return _sent(stage, act, document)


def _cancelled(stage: Stage, identifier: str) -> Act:
    act = Act(
        key=fresh("act"),
        path=f"/v1/orders/{identifier}/cancellation",
        authorization="",
        body=b"",
        agency=AGENCY,
        cancels=identifier,
    )
    return _sent(stage, act, {"reason": "no longer needed"})


def _sent(stage: Stage, act: Act, document: object) -> Act:
    headers = {"Idempotency-Key": act.key}
    answer = stage.call("POST", act.path, "officer", document, headers=headers)
    act.answers.add((answer.status, answer.data))
    return act


def test_a_sound_service_has_no_violations(held: Held) -> None:
    states = [json.loads(body)["state"] for act in held.acts for _, body in act.answers]
    assert states == ["approved", "approved", "refused", "cancelled", "approved"]
    assert held.faults() == set()


_FIRST = "(select id from purchase_order order by placed_at, id limit 1)"
_AGAIN = """
    insert into purchase_order (id, agency, supplier, reference, state, outcome, placed_on,
      placed_at, placed_by, document, content_hash, changed_at)
    select 'another', agency, supplier, REFERENCE, state, outcome, placed_on,
      placed_at, placed_by, document, content_hash, changed_at
    from purchase_order where id = FIRST
"""
_PLANTED: dict[str, tuple[list[str], set[Fault]]] = {
    "an order is deleted": (
        ["delete from purchase_order where id = FIRST"],
        {Fault.LOST, Fault.UNFOUNDED},
    ),
    "an order is there twice": (
        [
            "alter table purchase_order drop constraint uq_purchase_order_agency_reference",
            _AGAIN.replace("REFERENCE", "reference"),
        ],
        {Fault.DOUBLED, Fault.UNRECORDED},
    ),
    "an order is there again under another reference": (
        [_AGAIN.replace("REFERENCE", "'another'")],
        {Fault.DOUBLED, Fault.UNRECORDED},
    ),
    "a cancelled order lives": (
        ["update purchase_order set state = 'approved' where state = 'cancelled'"],
        {Fault.LOST},
    ),
    "the quota counter is too low": (
        ["update quota_balance set committed = committed - 1"],
        {Fault.QUOTA, Fault.UNUSED},
    ),
    "the quota counter is too high": (
        ["update quota_balance set committed = committed + 1"],
        {Fault.QUOTA, Fault.OVERDRAWN},
    ),
    "counter, movement and line agree, against the ledger": (
        [
            "alter table order_line drop constraint ck_order_line_conserved",
            "update quota_balance set committed = committed + 1",
            "update quota_movement set committed_change = 2 where order_id = FIRST",
            "update order_line set committed = 2 where order_id = FIRST",
        ],
        {Fault.QUOTA, Fault.OVERDRAWN},
    ),
    "a movement is deleted": (
        ["delete from quota_movement where verb = 'release'"],
        {Fault.QUOTA},
    ),
    "a movement passed its ceiling": (
        [
            "alter table quota_movement drop constraint ck_quota_movement_within_ceiling",
            "update quota_movement set ceiling = taken_after - 1 where verb = 'commit'",
        ],
        {Fault.OVERDRAWN},
    ),
    "a statement is altered": (
        ["update approval set statement = statement || 'x'"],
        {Fault.ALTERED, Fault.REPLAY},
    ),
    "an approval is deleted": (
        ["delete from approval where number = (select min(number) from approval)"],
        {Fault.ALTERED, Fault.REPLAY, Fault.UNFOUNDED},
    ),
    "answers are forgotten": (["delete from idempotency"], {Fault.LOST}),
    "answers are altered": (["update idempotency set body = body || 'x'"], {Fault.REPLAY}),
    "an event is deleted": (
        ["delete from ledger_event where kind = 'approval.granted'"],
        {Fault.LEDGER},
    ),
    "an event lost its place": (
        ['delete from ledger_entry where "index" = 3'],
        {Fault.LEDGER},
    ),
    "an event waits for ever": (
        ["insert into ledger_pending values (1, now())"],
        {Fault.LEDGER},
    ),
}


@pytest.mark.parametrize("what", _PLANTED)
def test_a_planted_fault_is_named(held: Held, what: str) -> None:
    statements, named = _PLANTED[what]
    assert held.faults(*statements) == named


def test_answers_that_do_not_fit_each_other_or_the_rows_are_named(held: Held) -> None:
    first, *others = held.acts
    ((status, body),) = first.answers
    differing = replace(first, answers={(status, body), (status, body + b" ")})
    assert held.faults(acts=[differing, *others]) == {Fault.REPLAY}
    refused = replace(first, answers={(409, b'{"type":"/problems/duplicate"}')})
    assert held.faults(acts=[refused, *others]) == {Fault.REFUSED}
    assert held.faults(acts=[replace(first, answers=set()), *others]) == {Fault.UNSETTLED}
    untold = json.loads(body)
    untold["ledger"]["leaf"] = "0" * 64
    foreign = replace(first, answers={(status, json.dumps(untold).encode())})
    assert held.faults(acts=[foreign, *others]) == {Fault.REPLAY, Fault.LEDGER}


def test_an_order_nobody_asked_for_is_doubled(held: Held) -> None:
    assert held.faults(acts=held.acts[1:]) == {Fault.DOUBLED}


def test_a_cap_that_was_passed_is_named(held: Held) -> None:
    assert held.faults(cap=_HEADS - 1) == {Fault.OVERDRAWN}
