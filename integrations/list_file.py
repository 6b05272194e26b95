"""Reads the file of an official list, behind the walls, into a table with every place in it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from integrations import json_sheet
from integrations.confined import DEFAULT_BOUNDS, Bounds, confined
from integrations.errors import Place
from integrations.file_faults import FileFault, refusal
from integrations.list_columns import COLUMNS
from integrations.list_notes import ListCode, ListNote, note
from integrations.office_read import Table
from integrations.office_table import read_table
from integrations.workbook_confined import from_json, read_confined
from integrations.workbook_values import CellKind, Workbook

_NUMBERS: Final = frozenset({CellKind.NUMBER, CellKind.DATE, CellKind.PERCENT})


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list as its file holds it.

    Attributes:
        table: its rows; a table with doubts is not to be used.
        numbers: places of cells that are numbers and no texts, as printed.
        at: turns a place of the table into the one to tell.
    """

    table: Table
    numbers: frozenset[str]
    at: Callable[[Place], Place]

    @property
    def notes(self) -> list[ListNote]:
        """Return what is doubtful about the table, and which sheets were not read."""
        doubts = [ListNote(self.at(it.place), it.code, it.message) for it in self.table.doubts]
        unread = [note(Place(sheet), ListCode.SHEET_UNREAD) for sheet in self.table.unread]
        return doubts + unread


def read_list(data: bytes, bounds: Bounds = DEFAULT_BOUNDS) -> ListFile:
    """Read XLSX, CSV or rows of JSON, in a process of its own.

    Args:
        data: the file.
        bounds: what reading it may cost.

    Raises:
        FileRefused: it is none of these, is damaged, or passes a bound.
        OSError: the machine has no room for another process.
    """
    if json_sheet.is_json(data):
        workbook = _rows(data, bounds)
        keys = {cell.column: cell.text for cell in workbook.sheets[0].rows[0].cells}
        return _list_of(workbook, partial(json_sheet.pointer_of, keys=keys))
    return _list_of(read_confined(data, bounds), _as_it_is)


def _rows(data: bytes, bounds: Bounds) -> Workbook:
    value = confined(json_sheet.reader, data, bounds)
    try:
        return from_json(value)
    except (ValueError, TypeError, IndexError) as error:
        raise refusal(FileFault.UNREADABLE) from error


def _list_of(workbook: Workbook, at: Callable[[Place], Place]) -> ListFile:
    table = read_table(workbook, COLUMNS)
    numbers = frozenset(
        cell.place
        for sheet in workbook.sheets
        if sheet.name == table.sheet
        for row in sheet.rows
        for cell in row.cells
        if cell.kind in _NUMBERS
    )
    return ListFile(table, numbers, at)


def _as_it_is(place: Place) -> Place:
    return place
