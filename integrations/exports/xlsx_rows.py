"""Rows as a workbook: typed cells, as many sheets as the rows need, in constant memory.

A text stays a text; one that is longer than a cell takes is cut with a mark that says so, and
stands whole in the other forms.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from types import MappingProxyType
from typing import IO, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from approvals.exported import Cell, CellKind, Column, Row
from integrations.office_columns import Kind
from integrations.office_values import Value
from integrations.workbook_bounds import LONGEST_TEXT, MOST_ROWS
from integrations.workbook_writing import MADE, SETTINGS, UNWRITABLE, Styles, write_value

_PIECE: Final = 1 << 16
_WIDTH: Final = 18
_KINDS: Final[Mapping[CellKind, Kind]] = MappingProxyType(
    {
        CellKind.TEXT: Kind.TEXT,
        CellKind.COUNT: Kind.COUNT,
        CellKind.MONEY: Kind.AMOUNT,
        CellKind.DAY: Kind.DATE,
        CellKind.INSTANT: Kind.TEXT,
        CellKind.YES_NO: Kind.YES_NO,
    }
)


def write_xlsx(
    columns: Sequence[Column], batches: Iterable[Sequence[Row]], file: IO[bytes]
) -> Iterator[None]:
    """Write rows as a workbook; see `integrations.exports.forms.Writer`.

    A workbook is a package of parts, so it is made on disk first, and sent on after the last row.
    """
    kinds = [_KINDS[it.kind] for it in columns]
    with tempfile.TemporaryFile() as made:
        with xlsxwriter.Workbook(made, dict(SETTINGS)) as book:
            book.set_properties({"created": MADE})
            styles, sheet, at = Styles(book), None, 0
            for row in chain.from_iterable(batches):
                if sheet is None or at == MOST_ROWS:
                    sheet, at = _begun(book.add_worksheet(), columns, styles), 1
                for place, (cell, kind) in enumerate(zip(row, kinds, strict=True)):
                    value = _value(cell)
                    if value is not None:
                        write_value(sheet, (at, place), value, kind, styles)
                at += 1
            if sheet is None:
                _begun(book.add_worksheet(), columns, styles)
        made.seek(0)
        while piece := made.read(_PIECE):
            file.write(piece)
            yield


def _begun(sheet: Worksheet, columns: Sequence[Column], styles: Styles) -> Worksheet:
    sheet.set_column(0, len(columns) - 1, _WIDTH)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.name, styles.head)
    return sheet


def _value(cell: Cell) -> Value:
    if isinstance(cell, datetime):
        return cell.isoformat()
    if isinstance(cell, str):
        return _fitting(UNWRITABLE.sub("\ufffd", cell))
    return cell


def _fitting(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    mark = f"…[{len(text)}]"
    return text[: LONGEST_TEXT - len(mark)] + mark
