"""Rows altered with every right there is are found, and named."""

from datetime import timedelta

import pytest

from approvals.reconciling import Irregularity, Mismatch, reconcile
from storage.scope import SYSTEM
from tests.approvals.builders import AGENCY, line, order
from tests.approvals.stage import Stage, number_of, order_of
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
    with stage.database.transaction(SYSTEM) as connection:
        return list(reconcile(connection))


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
def test_a_counter_that_is_not_the_sum_of_its_movements_is_named(
    lived: tuple[Stage, str], fresh_database: TestDatabase, member: str, by: int
) -> None:
    stage, _ = lived
    _sabotage(
        fresh_database,
        f"update procheck.quota_balance set {member} = {member} + ({by})",  # noqa: S608 - our own words
    )
    (found,) = _found(stage)
    assert (found.mismatch, found.member) == (Mismatch.COUNTER, member)
    assert found.subject.startswith(f"{AGENCY} desktop")
    assert int(found.held) - int(found.recorded) == by


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
