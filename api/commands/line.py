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


def read_file(path: Path) -> bytes:
    """Return a file's bytes; ``-`` is the standard input.

    Raises:
        BadData: it cannot be read.
    """
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadData([f"{path} cannot be read: {error.strerror}"]) from error
