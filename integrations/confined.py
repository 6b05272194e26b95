"""Reads files of strangers in a process of their own, so that a bad file can only hurt that.

A spreadsheet of 257 kB can keep its reader busy for minutes. The reader therefore runs in a fresh
interpreter with bounds on its time, memory and output, without an open file or connection, and is
killed with everything it started when a bound is passed. What it answers is only ever data.

The walls hold what a file may cost and where a reader's mistake may reach. The reader itself is
our own code.
"""

import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from integrations.errors import FileRefused, Place
from integrations.file_faults import FileFault, refusal
from validators.finding import Message

_log: Final = logging.getLogger(__name__)

_ROOT: Final = Path(__file__).resolve().parent.parent

# An isolated interpreter looks for modules neither here nor where PYTHONPATH says.
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    " from integrations.confined_child import main; main(*sys.argv[2:])"
)

_PIECE: Final = 65536
_LONGEST_WORDS: Final = 2000


@dataclass(frozen=True, slots=True)
class Bounds:
    """What reading one file may cost.

    Attributes:
        input_bytes: size of the file.
        output_bytes: size of what is read from it, as JSON.
        cpu_seconds: time of the processor, the start of the interpreter included.
        wall_seconds: time that passes, on a busy machine too.
        memory_bytes: address space of the reading process.
    """

    input_bytes: int = 8 * 1024 * 1024
    output_bytes: int = 16 * 1024 * 1024
    cpu_seconds: int = 10
    wall_seconds: float = 30.0
    memory_bytes: int = 512 * 1024 * 1024


DEFAULT_BOUNDS: Final = Bounds()


class ReaderName(NamedTuple):
    """A reader by its name, for one whose module the calling process must not import.

    Libraries that read documents cost memory and seconds of start: only the reading process pays.
    """

    module: str
    function: str


def confined(
    reader: Callable[[bytes], Any] | ReaderName,
    data: bytes,
    bounds: Bounds = DEFAULT_BOUNDS,
) -> Any:  # noqa: ANN401 - a JSON value
    """Return what a reader makes of a file, having run it in a process of its own.

    May be called from any thread. The calling thread waits; if it is interrupted, or its process
    dies, the reading process dies as well.

    Args:
        reader: a function at the top of one of our modules, or its name; it returns a JSON value
            and refuses a file by raising ``FileRefused``. It can open nothing: what it needs must
            be imported by its module, text codecs included.
        data: the file.
        bounds: what reading it may cost.

    Raises:
        FileRefused: the reader refused the file, failed on it, or passed a bound.
        ValueError: the function cannot be found by its name.
        OSError: the machine has no room for another process.
    """
    name = _name_of(reader)
    if len(data) > bounds.input_bytes:
        raise refusal(FileFault.TOO_LARGE, size=len(data), most=bounds.input_bytes)
    deadline = time.monotonic() + bounds.wall_seconds
    with _running(name, data, bounds) as process:
        said = _said(process, bounds, deadline)
        _await_end(process, deadline)
    return _taken(said, name, process.returncode, bounds)


def _name_of(reader: Callable[[bytes], Any] | ReaderName) -> tuple[str, str]:
    if isinstance(reader, ReaderName):
        return reader
    module, function = reader.__module__, reader.__qualname__
    if not function.isidentifier() or module == "__main__":
        message = f"{module}.{function} is no function at the top of an importable module"
        raise ValueError(message)
    return module, function


@contextmanager
def _running(
    name: tuple[str, str], data: bytes, bounds: Bounds
) -> Iterator[subprocess.Popen[bytes]]:
    """Start the reading process, and leave nothing of it behind."""
    figures = (bounds.cpu_seconds, bounds.memory_bytes, bounds.output_bytes, os.getpid())
    file = os.memfd_create("file", os.MFD_CLOEXEC)
    try:
        with open(file, "wb", closefd=False) as writing:
            writing.write(data)
        os.lseek(file, 0, os.SEEK_SET)
        process = subprocess.Popen(  # noqa: S603 - our own interpreter on our own module
            [sys.executable, "-I", "-B", "-c", _START, str(_ROOT), *name, *map(str, figures)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            start_new_session=True,
        )
    finally:
        os.close(file)
    with process:
        try:
            yield process
        finally:
            # Before it is waited for: until then its number, and so its group's, is nobody else's.
            os.killpg(process.pid, signal.SIGKILL)


def _said(process: subprocess.Popen[bytes], bounds: Bounds, deadline: float) -> bytes:
    """Return all that the process says, until it closes its output."""
    if process.stdout is None:
        message = "the process has no output that could be read"
        raise ValueError(message)
    said = bytearray()
    while _ready(process.stdout.fileno(), deadline):
        piece = os.read(process.stdout.fileno(), _PIECE)
        if not piece:
            return bytes(said)
        said += piece
        if len(said) > bounds.output_bytes:
            raise refusal(FileFault.HOLDS_TOO_MUCH, most=bounds.output_bytes)
    raise refusal(FileFault.TAKES_TOO_LONG)


def _await_end(process: subprocess.Popen[bytes], deadline: float) -> None:
    handle = os.pidfd_open(process.pid)
    try:
        if not _ready(handle, deadline):
            raise refusal(FileFault.TAKES_TOO_LONG)
    finally:
        os.close(handle)


def _ready(handle: int, deadline: float) -> bool:
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))


def _taken(said: bytes, name: tuple[str, str], status: int, bounds: Bounds) -> Any:  # noqa: ANN401 - a JSON value
    """Return the value the process answered with, or raise what its answer or its end means."""
    try:
        answer = json.loads(said)
    except (ValueError, RecursionError):
        answer = None
    match answer:
        case {"value": value}:
            return value
        case {"refused": {"code": str(code), "zh": str(zh), "en": str(en), "place": place}}:
            message = Message(zh[:_LONGEST_WORDS], en[:_LONGEST_WORDS])
            raise FileRefused(code[:_LONGEST_WORDS], message, _place(place))
        case {"passed": "memory"}:
            raise refusal(FileFault.TAKES_TOO_MUCH_MEMORY)
        case {"passed": "output"}:
            raise refusal(FileFault.HOLDS_TOO_MUCH, most=bounds.output_bytes)
        case {"failed": str(error), "at": str(at)}:
            # What it says of itself may hold words of the file: shown as a literal, and in part.
            _log.error("%s.%s failed on a file: %.200r at %.1000r", name[0], name[1], error, at)
            raise refusal(FileFault.UNREADABLE)
        case _:
            raise _ended(status, name)


def _place(place: object) -> Place | None:
    match place:
        case [
            str() | None as sheet,
            int() | None as row,
            str() | None as cell,
            str() | None as path,
        ]:
            return Place(sheet, row, cell, path)
        case _:
            return None


def _ended(status: int, name: tuple[str, str]) -> FileRefused:
    """Return why a process ended that gave no answer, as far as its end shows it."""
    match -status:
        case signal.SIGXCPU:
            return refusal(FileFault.TAKES_TOO_LONG)
        case signal.SIGKILL:
            # Not by us, since our own killing has its reason: a machine out of memory ends so.
            return refusal(FileFault.TAKES_TOO_MUCH_MEMORY)
        case _:
            _log.error("%s.%s ended with status %d and no answer", name[0], name[1], status)
            return refusal(FileFault.UNREADABLE)
