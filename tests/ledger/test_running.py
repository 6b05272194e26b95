import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import cast

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from ledger import running
from ledger.errors import LedgerForkError
from ledger.running import run
from ledger.sequencing import Batch, Sequencer
from ledger.store import latest_checkpoint
from storage.database import Database
from storage.scope import Scope
from tests.ledger.builders import ORIGIN, START
from tests.ledger.stage import AUDITOR, Stage

DEADLINE = 20.0


class _Background:
    """The loop in a thread, with what it raised."""

    def __init__(self, sequencer: Sequencer, clock: Callable[[], datetime] = lambda: START) -> None:
        self.stop = threading.Event()
        self.raised: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(sequencer, clock))
        self._thread.start()

    def _run(self, sequencer: Sequencer, clock: Callable[[], datetime]) -> None:
        try:
            run(sequencer, clock=clock, stop=self.stop)
        except BaseException as error:  # noqa: BLE001 - looked at by the test
            self.raised = error

    def end(self) -> None:
        self.stop.set()
        self.join()

    def join(self) -> None:
        self._thread.join(DEADLINE)
        assert not self._thread.is_alive()


def _size(stage: Stage) -> int:
    with stage.app.transaction(AUDITOR) as connection:
        signed = latest_checkpoint(connection)
    return -1 if signed is None else signed.checkpoint.size


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.01)


def test_entries_get_their_place_soon_after_they_are_recorded(stage: Stage) -> None:
    loop = _Background(stage.sequencer())
    for number in range(3):
        stage.record_many([number])
        _until(lambda size=number + 1: _size(stage) == size)  # type: ignore[misc]  # bound now
    loop.end()
    assert loop.raised is None


class _Scripted:
    """A sequencer that places one batch, finds nothing after it, and is told to stop."""

    def __init__(self, stop: threading.Event, batch: Batch) -> None:
        self._stop, self._batches = stop, iter((batch,))

    def run_once(self, _: datetime) -> Batch:
        batch = next(self._batches, None)
        if batch is None:
            self._stop.set()
        return batch or Batch()


class _Watched(threading.Event):
    """An event that writes down how long it was waited for, and does not wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout)
        return self.is_set()


def test_only_a_full_batch_is_followed_at_once(stage: Stage) -> None:
    for limit, pending, rests in ((3, 2, [running.PACE_SECONDS]), (3, 3, []), (3, 4, [])):
        stage.drain()
        stage.record_many(range(pending))
        batch = stage.sequencer(limit=limit).run_once(START)
        assert (batch.appended, batch.full) == (min(limit, pending), pending >= limit)
        stop = _Watched()
        run(cast("Sequencer", _Scripted(stop, batch)), clock=lambda: START, stop=stop)
        assert stop.waits == [*rests, running.POLL_SECONDS]


def test_what_is_pending_when_told_to_stop_still_gets_its_place(stage: Stage) -> None:
    stage.record_many(range(2500))
    loop = _Background(stage.sequencer())
    loop.end()
    assert _size(stage) == 2500


def test_draining_has_an_end(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "DRAIN_SECONDS", 0.0)
    stage.record_many(range(50))
    loop = _Background(stage.sequencer(limit=1))
    loop.end()
    assert _size(stage) < 50


class _Fails(Database):
    """Refuses its first transactions, as a server does that is being started again."""

    refusals = 3

    @contextmanager
    def transaction(self, scope: Scope) -> Iterator[Connection]:
        if self.refusals:
            self.refusals -= 1
            raise OperationalError(None, None, ConnectionRefusedError("not yet"))
        with super().transaction(scope) as connection:
            yield connection


def test_a_database_that_is_away_is_waited_for(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(running, "RETRY_SECONDS", 0.01)
    stage.record_many(range(3))
    database = _Fails(stage.url("procheck_sequencer"))
    with caplog.at_level(logging.WARNING):
        loop = _Background(Sequencer(database, lambda: (stage.signer,), ORIGIN))
        _until(lambda: _size(stage) == 3)
        loop.end()
    database.close()
    assert [record.getMessage() for record in caplog.records] == [
        "the database or the disk failed, trying again: not yet"
    ] * 3


def test_a_ledger_that_is_wrong_ends_the_loop(stage: Stage) -> None:
    stage.record_many(range(3))
    stage.drain()
    stage.sabotage("update procheck.ledger_entry set leaf_hash = sha256('x')")
    loop = _Background(stage.sequencer())
    loop.join()
    assert isinstance(loop.raised, LedgerForkError)


def test_a_clock_set_back_is_said_loudly(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.sequencer().run_once(START)
    with caplog.at_level(logging.ERROR):
        loop = _Background(stage.sequencer(), lambda: START - timedelta(hours=1))
        _until(lambda: bool(caplog.records))
        loop.end()
    assert "the clock is 1:00:00 behind" in caplog.records[0].getMessage()
