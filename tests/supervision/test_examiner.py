"""The examiner as a process: batches go on without it, and with the next one."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api import batch
from api.examiner import Answered, Hand, connected
from api.pieces import answer
from storage.embedded.server import Address
from tests.api.stage import Stage, build, order, stocked
from tests.api.test_batch import sent
from tests.api.test_examiner import asking_examiner
from tests.supervision.processes import Process, running, wait_for

_LINES = 1500
_SLOW = 0.01
"""Seconds a piece takes the worker, so that the examiner has its turn on any machine."""


@pytest.fixture
def worker(server: Address, tmp_path: Path) -> Iterator[Stage]:
    """A web worker that asks the examiner in its folder."""
    with stocked(server, "examiner") as made:
        stage = build(made, tmp_path)
        helped = asking_examiner(stage, tmp_path)
        yield helped
        helped.close()
        stage.close()


@contextmanager
def _examining(worker: Stage) -> Iterator[Process]:
    """An examiner that listens; killed with SIGKILL at the end."""
    settings = {
        "PROCHECK_DATA_DIR": str(worker.folder),
        "PROCHECK_ISSUER": worker.services.settings.issuer,
        "PROCHECK_DATABASE_URL": worker.made.app_url,
    }
    with running("examiner", settings) as process:
        wait_for(lambda: _listens(worker.folder))
        yield process


def _listens(folder: Path) -> bool:
    try:
        connected(folder).close()
    except OSError:
        return False
    return True


def _answers(worker: Stage) -> bytes:
    some = [order(), order(unit_price="5200.00")]
    lines = [{**some[it % 2], "reference": f"PR-{it}"} for it in range(_LINES)]
    data = b"\n".join(json.dumps(it, ensure_ascii=False).encode() for it in lines)
    answered = sent(worker, data)
    assert answered.status == 200, answered.data
    return answered.data


def test_killed_in_the_middle_of_a_batch_it_is_not_missed(
    worker: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*of: Any) -> bytearray:  # noqa: ANN401 - what `answer` is given
        time.sleep(_SLOW)
        return answer(*of)

    monkeypatch.setattr(batch, "_LONG", 2)
    monkeypatch.setattr(batch, "answer", slowly)
    alone = _answers(worker)
    parts: list[int] = []
    work = Hand.work

    def seen(self: Hand, *of: Any) -> dict[int, Answered]:  # noqa: ANN401 - what `work` is given
        done = work(self, *of)
        parts.extend(done)
        if done:
            process.send_signal(ending)
        return done

    monkeypatch.setattr(Hand, "work", seen)
    for ending in (signal.SIGKILL, signal.SIGCONT):
        # The second starts where the first was killed, and lives to the end.
        parts.clear()
        with _examining(worker) as process:
            assert _answers(worker) == alone
            assert parts
            if ending is signal.SIGCONT:
                process.terminate()
                assert process.wait(20) == 0


def test_asked_to_stop_it_stops(worker: Stage) -> None:
    with _examining(worker) as process:
        process.terminate()
        assert process.wait(20) == 0
