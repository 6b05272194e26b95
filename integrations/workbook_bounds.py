"""How large a workbook may be, in what people count: sheets, rows, columns, cells, characters."""

from typing import Final

from integrations.errors import Place
from integrations.file_faults import FileFault, refusal
from integrations.workbook_values import Cell

MOST_SHEETS: Final = 50
MOST_ROWS: Final = 20_000
"""Greatest number of a row that holds anything."""

MOST_COLUMNS: Final = 256
MOST_CELLS: Final = 200_000
"""Filled cells of a workbook, those that merged cells are carried to included."""

MOST_MERGES: Final = 20_000
"""Ranges of merged cells in a sheet."""

LONGEST_TEXT: Final = 32_767
"""Characters in a cell, which is the spreadsheets' own bound."""


def check_bounds(cell: Cell, sheet: str | None) -> None:
    """Let through only cells that stand within the bounds and hold no more than a cell may.

    Raises:
        FileRefused: one does not; with its place.
    """
    for passed, code, most in (
        (cell.row > MOST_ROWS, FileFault.TOO_MANY_ROWS, MOST_ROWS),
        (cell.column > MOST_COLUMNS, FileFault.TOO_MANY_COLUMNS, MOST_COLUMNS),
        (len(cell.text) > LONGEST_TEXT, FileFault.TEXT_TOO_LONG, LONGEST_TEXT),
    ):
        if passed:
            raise refusal(code, Place(sheet, cell.row, cell.place), most=most)
