"""Rows, quota and ledger are compared: every hour by the service, at any time by the command."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError

from api.__main__ import main
from api.jobs import jobs_on, reconcile_all
from storage.database import Database
from tests.api.stage import Stage

_COUNTER = """
update procheck.quota_balance set committed = committed + {}
where (agency, class, attributes) = ('11100000EXAMPLE01N', 'desktop', '{{}}')
"""

_TAKE_AWAY = """
create table kept as select * from procheck.ledger_event where kind = 'approval.granted';
delete from procheck.ledger_event where kind = 'approval.granted'
"""
_BRING_BACK = """
insert into procheck.ledger_event overriding system value select * from kept;
drop table kept
"""


@contextmanager
def _altered(stage: Stage) -> Iterator[None]:
    """A counter changed with every right there is, while the block lasts."""
    with stage.made.address.connect(database=stage.made.name) as superuser:
        superuser.execute("set session_replication_role = replica")
        for by in (1, -1):
            assert superuser.execute(_COUNTER.format(by).encode()).rowcount == 1
            superuser.commit()
            if by == 1:
                yield


@pytest.fixture
def sound(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    stage.place()
    stage.sequence()
    monkeypatch.setenv("PROCHECK_DATABASE_URL", stage.made.app_url)
    monkeypatch.setenv("PROCHECK_DATA_DIR", str(stage.folder))
    return stage


def test_the_command_ends_with_0_where_all_agree(
    sound: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reconcile"]) == 0
    assert capsys.readouterr().out == "approvals, quota and events agree with the ledger\n"
    sound.place()
    assert main(["reconcile"]) == 0, "an entry that waits for its place is no disagreement"


def test_the_command_names_each_disagreement_on_a_line_and_ends_with_1(
    sound: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    with _altered(sound):
        assert main(["reconcile"]) == 1
    shown = capsys.readouterr()
    first, second = shown.out.splitlines()
    assert first.startswith("quota-counter: 11100000EXAMPLE01N desktop {}: committed is ")
    assert second.startswith("quota-replay: 11100000EXAMPLE01N desktop {}: committed is ")
    assert shown.err == "procheck: rows and record disagree in 2 things\n"
    assert main(["reconcile"]) == 0


def test_an_event_that_was_taken_away_is_named_by_its_place(
    sound: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    with sound.made.address.connect(database=sound.made.name) as superuser:
        superuser.execute("set session_replication_role = replica")
        superuser.execute(_TAKE_AWAY)
        superuser.commit()
        assert main(["reconcile"]) == 1
        superuser.execute(_BRING_BACK)
    lines = capsys.readouterr().out.splitlines()
    assert any(it.startswith("event-gone: ") and "index " in it for it in lines)
    assert any(it.startswith("approval-unrecorded: PC-") for it in lines)
    assert main(["reconcile"]) == 0


def test_the_job_logs_each_disagreement_as_an_error(
    sound: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    database = sound.services.database
    with caplog.at_level(logging.INFO):
        assert reconcile_all(database, sound.clock) == 0
        assert caplog.records == []
        with _altered(sound):
            assert reconcile_all(database, sound.clock) == 2
    assert [it.levelname for it in caplog.records] == ["ERROR", "ERROR"]
    assert caplog.messages[0].startswith("rows and record disagree: quota-counter: ")


def _watched(stage: Stage) -> dict[str, float]:
    """The numbers of the last comparison, as those who watch read them."""
    lines = stage.call("GET", "/metrics").data.decode().splitlines()
    found = (it.split() for it in lines if it.startswith("procheck_reconciliation_"))
    return {name.removeprefix("procheck_reconciliation_"): float(value) for name, value in found}


def test_what_the_last_run_found_and_when_it_ended_is_told_to_those_who_watch(
    sound: Stage,
) -> None:
    database = sound.services.database
    with sound.made.address.connect(database=sound.made.name) as superuser:
        superuser.execute("truncate procheck.reconciliation")
    assert _watched(sound) == {}, "before the first run nothing is known"
    with _altered(sound):
        reconcile_all(database, sound.clock)
    ended = sound.clock().timestamp()
    assert _watched(sound) == {"disagreements": 2, "end_timestamp_seconds": ended}
    with sound.clock.later(hours=1):
        reconcile_all(database, sound.clock)
    assert _watched(sound) == {"disagreements": 0, "end_timestamp_seconds": ended + 3600}


def test_a_run_that_breaks_off_is_no_run(sound: Stage) -> None:
    before = _watched(sound)
    broken = Database("postgresql://procheck_app@127.0.0.1:1/procheck")
    with sound.clock.later(hours=2), pytest.raises(OperationalError):
        reconcile_all(broken, sound.clock)
    assert _watched(sound) == before


def test_the_service_compares_every_hour(stage: Stage) -> None:
    app = jobs_on(stage.made.app_url, stage.services.database, lambda: stage.services.office)
    found = {
        name.rpartition(".")[2]: it.cron
        for (name, _), it in app.periodic_registry.periodic_tasks.items()
    }
    assert found["reconcile"] == "41 * * * *"
