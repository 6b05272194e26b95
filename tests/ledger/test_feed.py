"""A reader of the feed misses nothing and reads nothing twice, whatever commits when, or dies."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger.entry import Tenant
from ledger.feed import TOLD_TO_SUPPLIERS, PlacedEvent, feed_page, placed_event
from ledger.kinds import EntryKind
from ledger.store import append
from storage.scope import SYSTEM, Scope
from tests.ledger.builders import an_entry
from tests.ledger.stage import AUDITOR, OFFICER, Stage

ROOT = Path(__file__).parents[2]
AGENCY, OTHER = "11100000MB0000001X", "11100000MB0000002Y"
SUPPLIER = "91110000MA0000001A"
SUPPLYING = Scope(role="supplier", person="person-8", supplier=SUPPLIER)
WRITERS, EACH = 6, 40


def page(stage: Stage, scope: Scope, after: int = -1, limit: int = 1000) -> list[PlacedEvent]:
    whose = Tenant(agency=scope.agency, supplier=scope.supplier)
    with stage.app.transaction(scope) as connection:
        return list(feed_page(connection, whose, after=after, limit=limit))


def test_the_feed_is_the_ledger_in_order_and_has_no_entry_before_its_place(stage: Stage) -> None:
    leaves = stage.record_many(range(5))
    assert page(stage, AUDITOR) == []
    stage.drain()
    found = page(stage, AUDITOR)
    assert [it.index for it in found] == list(range(5))
    assert [it.leaf_hash for it in found] == [it.leaf_hash for it in leaves]
    assert [it.entry.id for it in page(stage, AUDITOR, after=2)] == ["entry-000003", "entry-000004"]
    assert [it.index for it in page(stage, AUDITOR, after=0, limit=2)] == [1, 2]
    with stage.app.transaction(AUDITOR) as connection:
        assert placed_event(connection, 3) is not None
        assert placed_event(connection, 99) is None


def test_everybody_sees_what_concerns_him_and_a_supplier_nothing_of_the_order(
    stage: Stage,
) -> None:
    both = Tenant(agency=AGENCY, supplier=SUPPLIER)
    kinds = [
        EntryKind.ORDER_EXAMINED,
        EntryKind.APPROVAL_GRANTED,
        EntryKind.DELIVERY_DESPATCHED,
        EntryKind.REVIEW_OPENED,
    ]
    stage.record(*(an_entry(it, kind=kind, tenant=both) for it, kind in enumerate(kinds)))
    stage.record(
        an_entry(4, kind=EntryKind.APPROVAL_REVOKED, tenant=Tenant(agency=OTHER)),
        an_entry(5, kind=EntryKind.EDITION_PUBLISHED, tenant=Tenant()),
    )
    stage.drain()
    assert [it.index for it in page(stage, AUDITOR)] == [0, 1, 2, 3, 4, 5]
    assert [it.index for it in page(stage, OFFICER)] == [0, 1, 2, 3]
    assert [it.index for it in page(stage, SUPPLYING)] == [1, 2]


def test_the_walls_hold_where_the_query_asks_for_everything(stage: Stage) -> None:
    stage.record(
        an_entry(0, tenant=Tenant(agency=OTHER)),
        an_entry(1, tenant=Tenant(agency=AGENCY, supplier=SUPPLIER)),
    )
    stage.drain()
    for scope, seen in ((OFFICER, [1]), (SUPPLYING, []), (Scope(role="x", person="y"), [])):
        with stage.app.transaction(scope) as connection:
            found = feed_page(connection, Tenant(), after=-1, limit=10)
        assert [it.index for it in found] == seen


def test_database_and_code_know_the_same_kinds_for_suppliers(stage: Stage) -> None:
    query = text("select procheck.told_to_suppliers(:kind)")
    with stage.app.transaction(SYSTEM) as connection:
        told = {it for it in EntryKind if connection.scalar(query, {"kind": it.value})}
    assert told == {it for it in EntryKind if it.value.partition(".")[0] in TOLD_TO_SUPPLIERS}


class Writer(threading.Thread):
    """Records entries; some transactions stay open while later ones commit, some roll back."""

    def __init__(self, stage: Stage, number: int) -> None:
        super().__init__()
        self.stage, self.number = stage, number
        self.committed: set[str] = set()

    def run(self) -> None:
        for number in range(EACH):
            entry = an_entry(self.number * 1000 + number)
            with self.stage.app.transaction(OFFICER) as connection:
                append(connection, entry)
                if number % 5 == self.number % 5:
                    connection.execute(text("select pg_sleep(0.03)"))
                if number % 11 == self.number:
                    connection.rollback()
                    continue
            self.committed.add(entry.id)


class Reader(threading.Thread):
    """Polls the feed, a few events at a time, until told that no more are written."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage, self.done = stage, threading.Event()
        self.read: list[PlacedEvent] = []

    def run(self) -> None:
        found: list[PlacedEvent] = []
        last_round = False
        while found or not last_round:
            last_round = self.done.is_set()
            after = self.read[-1].index if self.read else -1
            found = page(self.stage, OFFICER, after=after, limit=7)
            self.read += found
            time.sleep(0.002)


def test_a_reader_misses_nothing_and_reads_nothing_twice_while_sequencers_are_killed(
    stage: Stage, key_file: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "tests.ledger.sequencer_process"]
    command += [stage.url("procheck_sequencer"), str(key_file), str(tmp_path / "memory")]
    writers, reader = [Writer(stage, it) for it in range(WRITERS)], Reader(stage)
    for it in (*writers, reader):
        it.start()
    kills = 0
    while any(it.is_alive() for it in writers):
        with subprocess.Popen(command, cwd=ROOT) as process:
            seen, deadline = len(reader.read), time.monotonic() + 20.0
            while len(reader.read) < seen + 20 and any(it.is_alive() for it in writers):
                assert time.monotonic() < deadline
                time.sleep(0.005)
            process.kill()
        kills += 1
        end_sessions(stage)
    stage.drain()
    reader.done.set()
    reader.join(30)
    written = set().union(*(it.committed for it in writers))
    assert kills > 0
    assert len(written) > WRITERS * EACH // 2
    assert [it.index for it in reader.read] == list(range(len(written)))
    assert sorted(it.entry.id for it in reader.read) == sorted(written)


def end_sessions(stage: Stage) -> None:
    """What a killed sequencer holds on the server ends when the server notices."""
    with stage.login("postgres").transaction(SYSTEM) as connection:
        connection.execute(
            text(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
                " where usename = 'procheck_sequencer' and datname = current_database()"
                " and application_name = 'procheck'"
            )
        )


def test_nothing_is_ever_taken_off_the_feed(stage: Stage) -> None:
    stage.record_many(range(1))
    stage.drain()
    for statement in ("delete from procheck.ledger_feed", 'update ledger_feed set "index" = 9'):
        with (
            pytest.raises(Exception, match="permission denied"),
            stage.app.transaction(SYSTEM) as connection,
        ):
            connection.execute(text(statement))
        with (
            pytest.raises(Exception, match="only grows"),
            stage.login("postgres").transaction(SYSTEM) as connection,
        ):
            connection.execute(text(statement))
