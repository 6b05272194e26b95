"""A batch says the same whoever answers its pieces, and whatever becomes of who helps."""

import errno
import io
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import batch, examiner, limits, pieces
from api.app import create_app
from api.examiner import Examiner, listening
from api.examiner_words import Done, Piece, Ready, ordered, say
from api.pieces import answer, cut
from api.problem import Refused
from api.processes import examiner as process
from api.spooling import reopened
from tests.api.stage import Stage, order
from tests.api.test_batch import sent

_SLOW = 0.002
"""Seconds a piece takes the worker here, so that whoever helps has time to."""
_PATIENT = 0.02
"""The same until it took a piece, on a machine that is busy."""
Serving = Callable[[socket.socket], None]


def _batch() -> bytes:
    """Orders that conform and that do not, and lines that are none."""
    good = json.dumps(order(), ensure_ascii=False).encode()
    dear = json.dumps(order(unit_price="5200.00")).encode()
    return b"\n".join([good, dear, b"no JSON", b""] * 15) + b"\n"


@pytest.fixture
def helped(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """The stage with a worker who has an examiner take of batches of two lines and more."""

    def slowly(*of: Any) -> bytearray:  # noqa: ANN401 - what `answer` is given
        time.sleep(_SLOW)
        return answer(*of)

    monkeypatch.setattr(batch, "_LONG", 2)
    monkeypatch.setattr(batch, "answer", slowly)
    monkeypatch.setattr(pieces, "_LINES", 1)
    made = asking_examiner(stage, tmp_path)
    yield made
    made.close()


def asking_examiner(stage: Stage, folder: Path) -> Stage:
    """A stage whose worker asks the examiner that listens in a folder."""
    services = replace(stage.services, examiner=Examiner(folder))
    return replace(stage, services=services, app=create_app(services))


@contextmanager
def _there(folder: Path, serving: Serving) -> Iterator[None]:
    """Somebody who listens where the examiner does, for one batch."""
    with listening(folder) as listener:

        def serve() -> None:
            end, _ = listener.accept()
            # What a worker does not wait for it may be gone from.
            with end, suppress(OSError):
                serving(end)

        thread = Thread(target=serve)
        thread.start()
        yield
        thread.join(10)
        assert not thread.is_alive()


def _told(stage: Stage, data: bytes, path: str = "", role: str = "officer") -> bytes:
    answered = sent(stage, data, role, path)
    assert answered.status == 200, answered.data
    return answered.data


def _they_agree(stage: Stage, helped: Stage, folder: Path, serving: Serving) -> None:
    """A batch is answered beside somebody who helps, or does not, as it is alone."""
    data = _batch()
    with _there(folder, serving):
        assert _told(helped, data) == _told(stage, data)


@pytest.mark.parametrize("role", ["officer", "supplier"])
@pytest.mark.parametrize("path", ["", "?on=2026-12-01&gate=contract"])
def test_two_say_what_one_says(
    stage: Stage,
    helped: Stage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    role: str,
    path: str,
) -> None:
    data = _batch()
    took: list[int] = []

    def until_it_took_one(*of: Any) -> bytearray:  # noqa: ANN401 - what `answer` is given
        time.sleep(0 if took else _PATIENT)
        return answer(*of)

    def counted(piece: Piece, *of: Any) -> bytearray:  # noqa: ANN401 - what `answer` is given
        took.append(piece.first)
        return answer(piece, *of)

    monkeypatch.setattr(batch, "answer", until_it_took_one)
    monkeypatch.setattr(process, "answer", counted)
    alone = _told(stage, data, path, role)
    with _there(tmp_path, partial(process.serve, stage.services)):
        assert _told(helped, data, path, role) == alone
    # Both took some, each piece once.
    assert 0 < len(took) == len(set(took)) < data.count(b"\n")


def _says_nothing(end: socket.socket) -> None:
    while ordered(end)[0] is not None:
        pass


def _is_not_heard_of_again(end: socket.socket) -> None:
    ordered(end)
    say(end, Ready())
    _says_nothing(end)


def _goes_at_once(end: socket.socket) -> None:
    ordered(end)


def _goes_with_pieces_in_hand(end: socket.socket) -> None:
    ordered(end)
    say(end, Ready())
    ordered(end)
    ordered(end)


def _goes_in_the_middle(end: socket.socket) -> None:
    _, (lines, answers) = ordered(end)
    say(end, Ready())
    piece, _ = ordered(end)
    assert isinstance(piece, Piece)
    with os.fdopen(lines, "rb") as source, os.fdopen(answers, "wb") as file:
        written = answer(piece, source, lambda _: {"kind": "of the other"})
        file.write(written)
    say(end, Done(0, len(written), []))
    # To close at once would take back what was said last.
    end.shutdown(socket.SHUT_WR)
    _says_nothing(end)


@pytest.mark.parametrize(
    "serving", [_says_nothing, _is_not_heard_of_again, _goes_at_once, _goes_with_pieces_in_hand]
)
def test_what_nobody_else_answers_the_worker_does(
    stage: Stage, helped: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, serving: Serving
) -> None:
    monkeypatch.setattr(examiner, "_PATIENCE", 0.05)
    _they_agree(stage, helped, tmp_path, serving)


def test_what_was_answered_before_it_went_stays(
    stage: Stage, helped: Stage, tmp_path: Path
) -> None:
    data = _batch()
    alone = _told(stage, data).splitlines()
    with _there(tmp_path, _goes_in_the_middle):
        found = _told(helped, data).splitlines()
    others = [it for it in found if b"of the other" in it]
    assert len(found) == len(alone)
    assert len(others) == 1
    assert [it for it in found if it not in others] == [
        its for it, its in zip(found, alone, strict=True) if it not in others
    ]


def test_files_that_cannot_be_handed_over_stay_with_the_worker(
    stage: Stage, helped: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_more_files(*_: object) -> object:
        raise OSError(errno.EMFILE, "too many open files")

    monkeypatch.setattr(examiner, "reopened", no_more_files)
    _they_agree(stage, helped, tmp_path, _says_nothing)


def test_nobody_needs_to_be_there(stage: Stage, helped: Stage) -> None:
    data = _batch()
    assert _told(helped, data) == _told(stage, data)


def test_other_books_are_not_examined_by(
    stage: Stage, helped: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_asked(*_: object) -> bytearray:
        raise AssertionError

    monkeypatch.setattr(process, "answer", not_asked)
    monkeypatch.setattr(type(stage.services.reading), "at_hand", lambda *_: None)
    _they_agree(stage, helped, tmp_path, partial(process.serve, stage.services))


def test_what_it_cannot_answer_ends_its_part_and_not_the_batch(
    stage: Stage, helped: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytearray:
        raise ZeroDivisionError

    monkeypatch.setattr(process, "answer", broken)
    _they_agree(stage, helped, tmp_path, partial(process.serve, stage.services))


def test_only_the_service_itself_may_ask(tmp_path: Path) -> None:
    with listening(tmp_path):
        (found,) = tmp_path.iterdir()
        assert found.stat().st_mode & 0o777 == 0o600
    # One that was killed leaves it there.
    with listening(tmp_path):
        pass


# pieces


@given(
    st.lists(st.binary(max_size=12).map(lambda it: it.replace(b"\n", b"")), max_size=30),
    st.sampled_from([b"", b"\n"]),
    st.integers(1, 4),
    st.integers(1, 20),
)
def test_pieces_have_every_line_once(lines: list[bytes], end: bytes, most: int, size: int) -> None:
    data = b"\n".join(lines) + (end if lines else b"")
    expected = data.split(b"\n")
    if not expected[-1]:
        expected.pop()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "_LINES", most)
        patch.setattr(pieces, "PIECE", size)
        found = list(cut(io.BytesIO(data)))
        assert all(1 <= it.count <= most for it in found)
        seen: list[bytes] = []
        answers = [json.loads(line) for it in found for line in _answers(it, data, seen)]
    assert seen == [it.rstrip(b"\r") for it in expected]
    assert [it["line"] for it in answers] == list(range(1, len(expected) + 1))


def _answers(piece: Piece, data: bytes, seen: list[bytes]) -> list[bytes]:
    def examine(line: bytes) -> dict[str, Any]:
        seen.append(line)
        return {}

    return bytes(answer(piece, io.BytesIO(data), examine)).splitlines()


def test_a_line_longer_than_an_order_is_one_line_and_the_last_of_its_piece(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "BODY_BYTES", 10)
    data = b"12345\n" + b"x" * 50 + b"\n" + b"67890\n"
    cuts = list(cut(io.BytesIO(data)))
    assert cuts == [Piece(1, 2, 0), Piece(3, 1, 57)]
    found = [json.loads(it) for piece in cuts for it in _answers(piece, data, [])]
    assert [it.get("problem", {}).get("status") for it in found] == [None, 413, None]


def test_more_lines_than_a_batch_may_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BATCH_ORDERS", 3)
    for lines in (2, 3):
        assert [it.count for it in cut(io.BytesIO(b"x\n" * lines))] == [lines]
    with pytest.raises(Refused):
        list(cut(io.BytesIO(b"x\n" * 4)))


def test_a_file_is_read_by_two_at_places_of_their_own() -> None:
    with TemporaryFile() as file:
        file.write(b"first\nsecond\n")
        file.flush()
        with reopened(file, os.O_RDONLY) as other:
            assert os.read(other, 6) == b"first\n"
            assert file.tell() == 13
            file.seek(0)
            assert os.read(other, 7) == b"second\n"
            assert file.readline() == b"first\n"
