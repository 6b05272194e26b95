"""What the software ledgers refuse: each error names the row, and nothing of its act was done."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

from approvals.errors import ActRefused


@dataclass(eq=False)
class LedgerActRefused(ActRefused):
    """An act would break an invariant of the ledgers; ``row`` is the one it is about.

    A row is named as ``software number/computer``, by the number of either alone, or by the row of
    the file it came from.
    """

    row: str


@dataclass(eq=False)
class NumberTaken(LedgerActRefused):
    """The number stands for other software, ``holder``, in this agency."""

    holder: str


@dataclass(eq=False)
class NumberDiffers(LedgerActRefused):
    """The software has another number, ``number``, in this agency's ledgers."""

    number: str


@dataclass(eq=False)
class NotBought(LedgerActRefused):
    """No purchase, listing or entry put the software on the ledgers."""


@dataclass(eq=False)
class LicencesExceeded(LedgerActRefused):
    """More would be installed than the ``licences`` allow."""

    licences: int


@dataclass(eq=False)
class VersionNotUsable(LedgerActRefused):
    """The version is none of those the licence allows."""

    version: str | None
    usable: tuple[str, ...]


@dataclass(eq=False)
class AlreadyListed(LedgerActRefused):
    """Just this stands on the list of usable free software already, or in a row before."""


@dataclass(eq=False)
class AlreadyInstalled(LedgerActRefused):
    """The software is on that computer already."""


@dataclass(eq=False)
class NotInstalled(LedgerActRefused):
    """The software is not on that computer."""


@dataclass(eq=False)
class UnknownComputer(LedgerActRefused):
    """The agency has no such computer."""


@dataclass(eq=False)
class BoundToComputer(LedgerActRefused):
    """OEM software serves on the computer it came with and on no other."""


@dataclass(eq=False)
class BeforeInstalled(LedgerActRefused):
    """It would be removed before the day it was installed on."""

    installed_on: date


@dataclass(eq=False)
class DayToCome(LedgerActRefused):
    """It would have been installed on a day to come."""

    day: date


@dataclass(eq=False)
class DayTooEarly(LedgerActRefused):
    """It would have been installed before there were computers to install it on."""

    day: date
    earliest: date


@dataclass(eq=False)
class EntriesRefused(ActRefused):
    """Rows of a file do not fit the ledgers; none of them was recorded."""

    refused: tuple[LedgerActRefused, ...]


@unique
class Invariant(StrEnum):
    """What holds between the ledgers whatever was done."""

    INSTALLED_COUNT = "installed-count"
    """Installed = open rows of the maintenance sheet = rows of the detail table."""
    WITHIN_LICENCES = "within-licences"
    """Of commercial software no more is installed than there are licences."""
    VERSION_USABLE = "version-usable"
    """Every installed version is one the licence allows."""
    OEM_WITH_COMPUTER = "oem-with-computer"
    """OEM rows = computers with that preload."""


@dataclass(eq=False)
class LedgersDisagree(ActRefused):
    """Two ledgers say different things of one row."""

    invariant: Invariant
    row: str
