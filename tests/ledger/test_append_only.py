from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from storage.errors import DowngradeRefusedError
from storage.scope import SYSTEM
from tests.ledger.stage import Stage

TABLES = ["ledger_event", "ledger_entry", "ledger_tile", "ledger_checkpoint"]
CHANGES = {
    "update": "update procheck.{} set {column} = {column}",
    "delete": "delete from procheck.{}",
    "truncate": "truncate procheck.{}",
}
COLUMN = {
    "ledger_event": "body",
    "ledger_entry": "leaf_hash",
    "ledger_tile": "root",
    "ledger_checkpoint": "note",
    "ledger_pending": "recorded_at",
}


@pytest.fixture
def grown(stage: Stage) -> Stage:
    stage.record_many(range(257))
    stage.drain()
    stage.record_many([300])
    return stage


def _refused(stage: Stage, role: str, statement: str) -> str:
    with pytest.raises(ProgrammingError) as caught, stage.login(role).transaction(SYSTEM) as link:
        link.execute(text(statement))
    return str(caught.value.orig)


@pytest.mark.parametrize("role", ["procheck_app", "procheck_sequencer", "procheck_audit"])
@pytest.mark.parametrize("change", CHANGES)
def test_no_role_may_change_what_is_recorded(grown: Stage, role: str, change: str) -> None:
    for table in TABLES:
        statement = CHANGES[change].format(table, column=COLUMN[table])
        assert "permission denied" in _refused(grown, role, statement), table


@pytest.mark.parametrize("role", ["procheck_owner", "postgres"])
@pytest.mark.parametrize("change", CHANGES)
def test_not_even_owner_or_superuser_change_it_by_mistake(
    grown: Stage, role: str, change: str
) -> None:
    for table in TABLES:
        statement = CHANGES[change].format(table, column=COLUMN[table])
        assert f"{table} only grows" in _refused(grown, role, statement)


@pytest.mark.parametrize("role", ["procheck_app", "procheck_audit"])
@pytest.mark.parametrize(
    "statement",
    [
        "delete from procheck.ledger_pending",
        "update procheck.ledger_pending set recorded_at = recorded_at",
        "truncate procheck.ledger_pending",
        "insert into procheck.ledger_pending values (9999, now())",
        "insert into procheck.ledger_entry values (999, 999, sha256(''))",
        "insert into procheck.ledger_tile values (0, 9, sha256(''), '')",
        "insert into procheck.ledger_checkpoint values (999, sha256(''), '', now())",
    ],
)
def test_only_the_sequencer_touches_the_queue_and_the_tree(
    grown: Stage, role: str, statement: str
) -> None:
    assert "permission denied" in _refused(grown, role, statement)


def test_the_sequencer_cannot_record_acts(grown: Stage) -> None:
    statement = (
        "insert into procheck.ledger_event (kind, recorded_at, body) values ('x', now(), '{}')"
    )
    assert "permission denied" in _refused(grown, "procheck_sequencer", statement)


def test_the_queue_cannot_be_changed_or_emptied_at_once(grown: Stage) -> None:
    for change in ("update", "truncate"):
        statement = CHANGES[change].format("ledger_pending", column="recorded_at")
        assert "ledger_pending only grows" in _refused(grown, "procheck_owner", statement)


def test_an_event_cannot_be_written_without_being_queued(grown: Stage) -> None:
    with grown.app.transaction(SYSTEM) as connection:
        connection.execute(
            text(
                "insert into procheck.ledger_event (kind, recorded_at, body)"
                " select 'x', now(), '{}' from generate_series(1, 5)"
            )
        )
    with grown.app.transaction(SYSTEM) as connection:
        waiting = connection.scalar(text("select count(*) from procheck.ledger_pending"))
    assert waiting == 6


def test_the_migration_of_the_ledger_is_not_taken_back() -> None:
    scripts = ScriptDirectory(str(Path(__file__).parents[2] / "migrations"))
    with pytest.raises(DowngradeRefusedError, match="0002"):
        scripts.get_revision("0002").module.downgrade()
