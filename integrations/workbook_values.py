"""A workbook as plain values: sheets, rows and filled cells, as the file holds them."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum, unique
from functools import cache
from typing import Final

_LETTERS: Final = 26


@unique
class CellKind(StrEnum):
    """What a cell says that it holds. ``text`` of the cell is written accordingly."""

    TEXT = "t"
    """The text."""
    NUMBER = "n"
    """The stored digits, unchanged."""
    DATE = "d"
    """The stored digits: days since the workbook's epoch, shown as a date."""
    PERCENT = "p"
    """The stored digits: a fraction, shown as a percentage."""
    BOOLEAN = "b"
    """``1`` or ``0``."""
    ERROR = "e"
    """What the spreadsheet shows in place of a value, such as ``#REF!``."""
    NOTHING = "x"
    """A formula whose value was not saved."""


class Epoch(IntEnum):
    """The year in which a workbook's count of days begins."""

    Y1900 = 1900
    Y1904 = 1904


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell.

    Attributes:
        row: from 1.
        column: from 1.
        kind: what it says that it holds.
        text: as stored; see ``CellKind``.
        formula: whether the value is what a formula gave when the file was saved. Formulas are
            never evaluated here.
        carried_from: row and column of the merged cell whose value this is; None for its own.
    """

    row: int
    column: int
    kind: CellKind
    text: str
    formula: bool = False
    carried_from: tuple[int, int] | None = None

    @property
    def place(self) -> str:
        """Where it is, as printed: ``B7``."""
        return f"{letters(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds anything: its number from 1, its filled cells by column."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name (None for a file without sheets), and its rows that hold anything."""

    name: str | None
    rows: tuple[Row, ...]
    hidden: bool = False
    hidden_columns: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets, in the file's order."""

    sheets: tuple[Sheet, ...]
    epoch: Epoch = Epoch.Y1900


@cache
def letters(column: int) -> str:
    """Return the letters of a column, counted from 1: 27 is ``AA``."""
    said = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        said = chr(ord("A") + rest) + said
    return said


def column_of(written: str) -> int:
    """Return the number of a column by its letters, upper case and at least one."""
    number = 0
    for letter in written:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number
