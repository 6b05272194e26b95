"""Rows altered with every right there is are found, and named."""

import json
from datetime import timedelta

import pytest
from psycopg import Cursor
from sqlalchemy import event

from approvals.irregularity import Irregularity, Mismatch
from approvals.reconciling import reconcile
from approvals.replaying import Counted, Counters, replay
from ledger.reconciling import reconcile as of_entries
from ledger.store import every_body
from storage.scope import SYSTEM
from tests.approvals import licences
from tests.approvals.builders import AGENCY, APPROVER, line, order
from tests.approvals.stage import Stage, number_of, order_of, state_of
from tests.approvals.waivers import ask, decline, granted, withdraw
from tests.cluster import TestDatabase


@pytest.fixture
def lived(open_stage: Stage) -> tuple[Stage, str]:
    """A stage after acts of every kind, and the number of the approval still in force."""
    open_stage.register(heads=50)
    kept = open_stage.submit(order("A-1", line(4)))
    open_stage.revoke(number_of(open_stage.submit(order("A-2", line(3)))))
    open_stage.cancel(order_of(open_stage.submit(order("A-3", line(2)))))
    open_stage.deliver(number_of(kept), ["S-1", "S-2"])
    open_stage.dispose("S-1")
    return open_stage, number_of(kept)


def _found(stage: Stage) -> list[Irregularity]:
    """What is found, however many rows a statement reads."""
    with stage.database.snapshot(SYSTEM) as connection:
        found = list(reconcile(connection))
        assert list(reconcile(connection, page=2)) == found
    return found


def _replayed(stage: Stage) -> dict[Counted, Counters]:
    with stage.database.snapshot(SYSTEM) as connection:
        return replay(json.loads(it) for it in every_body(connection, page=2))


def _sabotage(made: TestDatabase, *statements: str) -> None:
    """Do what only a superuser can, past every trigger and key."""
    with made.address.connect(database=made.name) as superuser:
        superuser.execute("set session_replication_role = replica")
        for statement in statements:
            assert superuser.execute(statement.encode()).rowcount == 1, statement


def _alter(made: TestDatabase, number: str, change: str) -> None:
    statement = f"update procheck.approval set {change} where number = '{number}'"  # noqa: S608 - our own words
    _sabotage(made, statement)


def test_after_a_life_of_acts_rows_and_record_agree(lived: tuple[Stage, str]) -> None:
    stage, number = lived
    assert _found(stage) == []
    stage.now = stage.approval(number).expires_at + timedelta(days=1)
    assert stage.expire() == 1
    assert _found(stage) == []


@pytest.mark.parametrize(
    ("change", "mismatch", "member"),
    [
        ("state = 'revoked'", Mismatch.STATE, "state"),
        ("statement = statement || 'A'", Mismatch.ALTERED, "statement"),
        ("valid_until = valid_until + 1", Mismatch.ALTERED, "valid_until"),
        ("status_index = status_index + 1000", Mismatch.ALTERED, "status_index"),
        ("supplier = '91350100M000100Y43'", Mismatch.ALTERED, "supplier"),
        ("granted_by = 'somebody'", Mismatch.ALTERED, "granted_by"),
        ("kid = 'another'", Mismatch.ALTERED, "kid"),
    ],
)
def test_an_approval_row_that_is_not_as_recorded_is_named(
    lived: tuple[Stage, str],
    fresh_database: TestDatabase,
    change: str,
    mismatch: Mismatch,
    member: str,
) -> None:
    stage, number = lived
    _alter(fresh_database, number, change)
    (found,) = _found(stage)
    assert (found.mismatch, found.subject, found.member) == (mismatch, number, member)
    assert found.held != found.recorded


def test_no_statement_reads_more_rows_than_a_page(lived: tuple[Stage, str]) -> None:
    stage, _ = lived
    read: list[int] = []
    engine = stage.database.engine

    def note(_: object, cursor: Cursor[tuple[object, ...]], *__: object) -> None:
        read.append(cursor.rowcount)

    event.listen(engine, "after_cursor_execute", note)
    try:
        with stage.database.snapshot(SYSTEM) as connection:
            assert list(reconcile(connection, page=2)) == []
            assert list(of_entries(connection, page=2)) == []
    finally:
        event.remove(engine, "after_cursor_execute", note)
    assert max(read) == 2
    assert len(read) > 10


def test_an_entry_that_is_none_any_more_does_not_end_the_comparison(
    lived: tuple[Stage, str], fresh_database: TestDatabase
) -> None:
    stage, number = lived
    _sabotage(
        fresh_database,
        "update procheck.ledger_event set body = '{}' where kind = 'approval.granted' and id ="
        " (select min(id) from procheck.ledger_event where kind = 'approval.granted')",
    )
    (found,) = _found(stage)
    assert (found.mismatch, found.subject) == (Mismatch.UNRECORDED, number)


def test_a_revocation_undone_by_hand_is_named(
    lived: tuple[Stage, str], fresh_database: TestDatabase
) -> None:
    stage, kept = lived
    (number, *_) = stage.column(
        "select number from procheck.approval where state = 'revoked' order by granted_at, number"
    )
    _alter(fresh_database, number, "state = 'in-force'")
    (found,) = _found(stage)
    assert (found.mismatch, found.subject) == (Mismatch.STATE, number)
    assert (found.held, found.recorded) == ("in-force", "revoked")
    assert number != kept


def test_an_approval_made_or_taken_away_by_hand_is_named(
    lived: tuple[Stage, str], fresh_database: TestDatabase
) -> None:
    stage, number = lived
    _alter(fresh_database, number, "number = 'PC-2026-AAAA-AAAA-AAAA-AAAA'")
    assert {(it.mismatch, it.subject) for it in _found(stage)} == {
        (Mismatch.UNRECORDED, "PC-2026-AAAA-AAAA-AAAA-AAAA"),
        (Mismatch.GONE, number),
    }


@pytest.mark.parametrize(
    ("member", "by"),
    [("reserved", 1), ("committed", 1), ("committed", -1), ("on_hand", 1), ("on_hand", -1)],
)
def test_a_counter_that_is_neither_the_sum_of_its_movements_nor_the_replay_is_named(
    lived: tuple[Stage, str], fresh_database: TestDatabase, member: str, by: int
) -> None:
    stage, _ = lived
    _sabotage(
        fresh_database,
        f"update procheck.quota_balance set {member} = {member} + ({by})",  # noqa: S608 - our own words
    )
    found = _found(stage)
    assert [it.mismatch for it in found] == [Mismatch.COUNTER, Mismatch.REPLAY]
    for it in found:
        assert it.member == member
        assert it.subject.startswith(f"{AGENCY} desktop")
        assert int(it.held) - int(it.recorded) == by


def test_a_movement_taken_away_by_hand_is_named(
    lived: tuple[Stage, str], fresh_database: TestDatabase
) -> None:
    stage, _ = lived
    _sabotage(
        fresh_database,
        "delete from procheck.quota_movement"
        " where id = (select min(id) from procheck.quota_movement where verb = 'commit')",
    )
    (found,) = _found(stage)
    assert (found.mismatch, found.member, found.recorded) == (Mismatch.COUNTER, "committed", "-2")


def test_a_counter_and_its_movement_altered_alike_differ_from_the_replay(
    lived: tuple[Stage, str], fresh_database: TestDatabase
) -> None:
    stage, _ = lived
    _sabotage(
        fresh_database,
        "update procheck.quota_balance set committed = committed - 1",
        "update procheck.quota_movement set committed_change = committed_change - 1"
        " where id = (select min(id) from procheck.quota_movement where verb = 'commit')",
    )
    (found,) = _found(stage)
    assert (found.mismatch, found.member) == (Mismatch.REPLAY, "committed")
    assert (found.held, found.recorded) == ("1", "2")


def test_an_entry_taken_away_by_hand_is_named(
    lived: tuple[Stage, str], fresh_database: TestDatabase
) -> None:
    stage, _ = lived
    _sabotage(
        fresh_database,
        "delete from procheck.ledger_event"
        " where id = (select max(id) from procheck.ledger_event where kind = 'asset.disposed')",
    )
    (found,) = _found(stage)
    assert (found.mismatch, found.member) == (Mismatch.REPLAY, "on_hand")
    assert (found.held, found.recorded) == ("1", "2")


@pytest.fixture
def waived(open_stage: Stage) -> tuple[Stage, str]:
    """A stage on which three units of a waiver were drawn and one given back."""
    open_stage.register(heads=50)
    number = granted(open_stage)
    decline(open_stage, ask(open_stage))
    withdraw(open_stage, granted(open_stage))
    open_stage.submit(order("W-1", line(2, "6200.00")))
    open_stage.cancel(order_of(open_stage.submit(order("W-2", line(1, "6200.00")))))
    assert _found(open_stage) == []
    return open_stage, number


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            "drawn = drawn - 1",
            {(Mismatch.WAIVER_COUNTER, "drawn"), (Mismatch.WAIVER_REPLAY, "drawn")},
        ),
        ("granted = granted - 1", {(Mismatch.WAIVER_REPLAY, "granted")}),
        ("state = 'withdrawn'", {(Mismatch.WAIVER_STATE, "state")}),
    ],
)
def test_a_waiver_that_is_not_as_recorded_is_named(
    waived: tuple[Stage, str],
    fresh_database: TestDatabase,
    change: str,
    found: set[tuple[Mismatch, str]],
) -> None:
    stage, number = waived
    _sabotage(fresh_database, f"update procheck.waiver set {change} where number = '{number}'")  # noqa: S608 - our own words
    assert {(it.mismatch, it.member) for it in _found(stage)} == found
    assert {it.subject for it in _found(stage)} == {number}


def test_a_draw_taken_away_by_hand_is_named(
    waived: tuple[Stage, str], fresh_database: TestDatabase
) -> None:
    stage, number = waived
    _sabotage(
        fresh_database,
        "delete from procheck.waiver_draw where id = (select min(id) from procheck.waiver_draw)",
    )
    (found,) = _found(stage)
    assert (found.mismatch, found.subject) == (Mismatch.WAIVER_COUNTER, number)
    assert (found.held, found.recorded) == ("2", "0")


def test_a_waiver_made_or_renamed_by_hand_is_named(
    waived: tuple[Stage, str], fresh_database: TestDatabase
) -> None:
    stage, number = waived
    other = "WV-2026-AAAA-AAAA-AAAA-AAAA"
    _sabotage(
        fresh_database,
        f"update procheck.waiver set number = '{other}' where number = '{number}'",  # noqa: S608 - our own words
    )
    assert {(it.mismatch, it.subject) for it in _found(stage)} == {
        (Mismatch.WAIVER_UNRECORDED, other),
        (Mismatch.WAIVER_GONE, number),
    }


@pytest.fixture
def licensed(open_stage: Stage) -> tuple[Stage, str]:
    """A stage on which copies of a grant were drawn, some given back, and another grant ended."""
    open_stage.register(heads=50)
    number = licences.confirmed(open_stage)
    licences.correct(open_stage, number, licences.terms(9))
    licences.confirm(open_stage, number)
    licences.correct(open_stage, number, licences.terms(8))
    licences.revoke(open_stage, licences.confirmed(open_stage))
    open_stage.submit(licences.licensed("L-1", 3, number))
    drop = open_stage.submit(licences.licensed("L-2", 2, number))
    open_stage.cancel(order_of(drop))
    assert _found(open_stage) == []
    return open_stage, number


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            "drawn = drawn - 1",
            {(Mismatch.LICENCE_COUNTER, "drawn"), (Mismatch.LICENCE_REPLAY, "drawn")},
        ),
        ("copies = 100", {(Mismatch.LICENCE_REPLAY, "copies")}),
        ("state = 'revoked'", {(Mismatch.LICENCE_STATE, "state")}),
    ],
)
def test_a_grant_that_is_not_as_recorded_is_named(
    licensed: tuple[Stage, str],
    fresh_database: TestDatabase,
    change: str,
    found: set[tuple[Mismatch, str]],
) -> None:
    stage, number = licensed
    where = f"where number = '{number}'"
    _sabotage(fresh_database, f"update procheck.licence_grant set {change} {where}")  # noqa: S608 - our own words
    assert {(it.mismatch, it.member) for it in _found(stage)} == found
    assert {it.subject for it in _found(stage)} == {number}


def test_a_draw_of_copies_taken_away_by_hand_is_named(
    licensed: tuple[Stage, str], fresh_database: TestDatabase
) -> None:
    stage, number = licensed
    first = "(select min(id) from procheck.licence_draw)"
    _sabotage(fresh_database, f"delete from procheck.licence_draw where id = {first}")  # noqa: S608 - our own words
    (found,) = _found(stage)
    assert (found.mismatch, found.subject) == (Mismatch.LICENCE_COUNTER, number)
    assert (found.held, found.recorded) == ("3", "0")


def test_a_grant_made_by_hand_or_gone_is_named(
    licensed: tuple[Stage, str], fresh_database: TestDatabase
) -> None:
    stage, number = licensed
    other = "LG-2026-AAAA-AAAA-AAAA-AAAA"
    where = f"where number = '{number}'"
    _sabotage(fresh_database, f"update procheck.licence_grant set number = '{other}' {where}")  # noqa: S608 - our own words
    assert {(it.mismatch, it.subject) for it in _found(stage)} == {
        (Mismatch.LICENCE_UNRECORDED, other),
        (Mismatch.LICENCE_GONE, number),
    }


def test_quota_can_be_replayed_from_the_entries_alone_after_every_act(stage: Stage) -> None:
    def agree(reserved: int, committed: int, on_hand: int) -> None:
        assert stage.balance() == (reserved, committed, on_hand)
        found = _replayed(stage).values()
        assert (
            sum(it.reserved for it in found),
            sum(it.committed for it in found),
            sum(it.on_hand for it in found),
        ) == (reserved, committed, on_hand)
        assert _found(stage) == []

    stage.register(heads=None)
    held = stage.submit(order("A-0", line(1)))
    agree(0, 0, 0)
    stage.headcount(50)
    first = number_of(stage.reexamine(order_of(held)))
    agree(0, 1, 0)
    stage.approvers(APPROVER.person)
    granted, declined, cancelled, lapsing, outgrown = (
        stage.submit(order(f"A-{number}", line(2), line(1))) for number in range(1, 6)
    )
    agree(15, 1, 0)
    number = number_of(stage.grant(order_of(granted)))
    agree(12, 4, 0)
    stage.decline(order_of(declined))
    agree(9, 4, 0)
    stage.cancel(order_of(cancelled))
    agree(6, 4, 0)
    stage.deliver(number, ["S-1", "S-2"])
    agree(6, 2, 2)
    stage.deliver(None, ["S-3"])
    stage.dispose("S-1")
    agree(6, 2, 2)
    stage.revoke(number)
    agree(6, 1, 2)
    stage.later(days=1)
    stage.headcount(2, since=stage.now.date())
    assert state_of(stage.grant(order_of(outgrown))) == "refused"
    agree(3, 1, 2)
    stage.now = stage.approval(first).expires_at
    stage.expire()
    assert stage.order(order_of(lapsing)).ended == "lapsed"
    agree(0, 0, 2)


def test_an_entry_says_between_which_counters_units_moved(stage: Stage) -> None:
    stage.register()
    stage.approvers(APPROVER.person)
    stage.grant(order_of(stage.submit(order("A-1", line(3)))))
    bodies = map(json.loads, stage.column("select body from procheck.ledger_event order by id"))
    about = {"class": "desktop", "attributes": "{}", "quantity": 3}
    assert [it["body"]["quota"] for it in bodies if it["kind"] == "order.examined"] == [
        {"reserve": [{**about, "reserved": 3}]},
        {"commit": [{**about, "reserved": -3, "committed": 3}]},
    ]
