"""What all commands share: exit codes, complaints, and reading files."""

import argparse
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NoReturn

FINE, REFUSED, UNDETERMINED = 0, 1, 2
USAGE, BAD_DATA, INTERNAL, CONFIGURATION = 64, 65, 70, 78
"""Exit codes beyond the three of a verdict (sysexits.h)."""

_MOST_FAULTS = 50


class Parser(argparse.ArgumentParser):
    """A parser that tells wrong usage by exit code 64, as the README says."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how it is meant."""
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


class BadData(Exception):  # noqa: N818 - named for what was found
    """A file cannot be used; ``complaints`` says why, one line each."""

    def __init__(self, complaints: Iterable[str]) -> None:
        self.complaints = tuple(complaints)
        super().__init__("; ".join(self.complaints))


def day(text: str) -> date:
    """Return the day an argument names; only the form that everything else here prints is read.

    Raises:
        ArgumentTypeError: it names none.
    """
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        msg = f"{text!r} is no day such as 2026-06-10"
        raise argparse.ArgumentTypeError(msg)
    return found


def complain(*lines: str) -> None:
    """Say what is wrong, on standard error, the first fifty lines of it."""
    for line in lines[:_MOST_FAULTS]:
        print(f"procheck: {line}", file=sys.stderr)  # noqa: T201 - a command line talks
    if len(lines) > _MOST_FAULTS:
        print(f"procheck: and {len(lines) - _MOST_FAULTS} more", file=sys.stderr)  # noqa: T201 - as above


def say(text: str) -> None:
    """Write a line of output."""
    print(text)  # noqa: T201 - a command line talks on standard output


def read_file(path: Path, *, most: int | None = None) -> bytes:
    """Return a file's bytes; ``-`` is the standard input.

    Args:
        path: where it is.
        most: how many bytes it may have; no more than one beyond that is ever read.

    Raises:
        BadData: it cannot be read, or is longer.
    """
    wanted = -1 if most is None else most + 1
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(wanted)
        else:
            with path.open("rb") as file:
                data = file.read(wanted)
    except OSError as error:
        raise BadData([f"{path} cannot be read: {error.strerror}"]) from error
    if most is not None and len(data) > most:
        raise BadData([f"{path}: 文件超过 {most} 字节 / it is longer than {most} bytes"])
    return data


def write_new(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file that is not there yet: one that is stays as it is.

    Args:
        path: where it is to be.
        data: its bytes, or the pieces it is made of.

    Raises:
        BadData: it is there, or cannot be written.
    """
    try:
        with path.open("xb") as file:
            file.writelines([data] if isinstance(data, bytes) else data)
    except OSError as error:
        raise BadData([f"{path} cannot be written: {error.strerror}"]) from error
