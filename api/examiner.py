"""Another process of the service, which answers a part of a long batch while the worker does too.

A batch is thousands of examinations, and one process uses one processor, however many are idle. The
examiner takes pieces as the worker does and writes their answers into a file. It serves one batch
at a time, and nothing rests on it: what it does not answer, because it is busy, slow, gone or knows
other books, the worker answers. (docs/adr/0034-a-second-process-for-long-batches.md)
"""

import logging
import os
import socket
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final, NamedTuple

from api.examiner_words import Begin, Done, Piece, Ready, heard, say
from api.identity import Principal
from api.shorthand import Shorthand
from api.spooling import reopened

_SOCKET: Final = "examiner.sock"
"""Where in the folder of the service it listens."""
_IN_HAND: Final = 2
"""Pieces it has at a time: the one it answers, and the next, so that it need not wait for one."""
_PATIENCE: Final = 2.0
"""Seconds that are waited for an answer; the machine may be busy, and the examiner yields."""
_log: Final = logging.getLogger(__name__)


class Answered(NamedTuple):
    """Where the answers to a piece stand, and in which shorthand."""

    file: IO[bytes]
    start: int
    end: int
    shorthand: Shorthand


def connected(folder: Path) -> socket.socket:
    """Return a connection to the examiner of the service that lives in a folder.

    Words stay whole and in order on it, and when one side is gone the other hears it.

    Raises:
        OSError: there is none.
    """
    with ExitStack() as unless_connected, _opened(folder) as place:
        end = unless_connected.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET))
        end.connect(place)
        unless_connected.pop_all()
        return end


def listening(folder: Path) -> socket.socket:
    """Return what takes the connections of the workers, in place of any that did before.

    Raises:
        OSError: the folder cannot be written to.
    """
    (folder / _SOCKET).unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with _opened(folder) as place:
        listener.bind(place)
    # Before anybody can connect: whoever can write there may ask it anything.
    (folder / _SOCKET).chmod(0o600)
    listener.listen()
    return listener


@contextmanager
def _opened(folder: Path) -> Iterator[str]:
    """Give the address of the socket in a folder: its path may be too long for one."""
    handle = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{_SOCKET}"
    finally:
        os.close(handle)


class Examiner:
    """The examiner as a web worker knows it."""

    def __init__(self, folder: Path) -> None:
        """Prepare to ask the one of the service that lives in a folder."""
        self._folder = folder

    @contextmanager
    def at_work(
        self, principal: Principal, now: datetime, query: Mapping[str, Any], lines: IO[bytes]
    ) -> Iterator["Hand"]:
        """Put it to work on a batch while the block lasts.

        Args:
            principal: who asks.
            now: when.
            query: what of all lines.
            lines: the batch, in a file of the system.
        """
        answers = TemporaryFile()  # noqa: SIM115 - whoever sends the answers closes it
        with ExitStack() as until_over:
            end = None
            try:
                end = until_over.enter_context(connected(self._folder))
                lines.flush()
                with reopened(lines, os.O_RDONLY) as mine, reopened(answers, os.O_WRONLY) as its:
                    say(end, Begin(principal, now, dict(query)), mine, its)
            except OSError as error:
                _log.warning("there is no examiner: %s", error)
                end = None
            yield Hand(end, answers)


class Hand:
    """What the examiner does of one batch."""

    def __init__(self, end: socket.socket | None, file: IO[bytes]) -> None:
        """Begin with nothing in hand.

        Args:
            end: through which it is spoken to, if it is there.
            file: what it writes its answers into.
        """
        self.file = file
        self._end, self._ready = end, False
        self._pieces: deque[Piece] = deque()

    @property
    def busy(self) -> bool:
        """Whether it has pieces in hand."""
        return bool(self._pieces)

    def work(self, pieces: deque[Piece]) -> dict[int, Answered]:
        """Return what it has answered since, by first lines, and have it take of the pieces left.

        Where none are left it is waited for. Pieces that it will not answer any more are put back.
        """
        done: dict[int, Answered] = {}
        wait = _PATIENCE if self._pieces and not pieces else 0.0
        while word := self._hear(0.0 if done else wait):
            if isinstance(word, Done):
                shorthand = Shorthand.of(word.texts)
                answered = Answered(self.file, word.start, word.end, shorthand)
                done[self._pieces.popleft().first] = answered
            else:
                self._ready = True
        if wait and not done:
            _log.warning("the examiner was not done with lines from %s on", self._pieces[0].first)
            self._end = None
        if self._end is None:
            pieces.extendleft(reversed(self._pieces))
            self._pieces.clear()
        while self._ready and pieces and len(self._pieces) < _IN_HAND:
            if not self._gave(pieces[0]):
                break
            self._pieces.append(pieces.popleft())
        return done

    def _gave(self, piece: Piece) -> bool:
        """Give it a piece, and return whether it was there to take it."""
        if self._end is None:
            return False
        try:
            say(self._end, piece)
        except OSError:
            self._end = None
        return self._end is not None

    def _hear(self, seconds: float) -> Ready | Done | None:
        if self._end is None:
            return None
        try:
            return heard(self._end, seconds)
        except OSError:
            self._end = None
            return None
