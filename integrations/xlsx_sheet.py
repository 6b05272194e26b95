"""One sheet of an XLSX file: its filled cells with their stored digits, merges and what is hidden.

Numbers keep the digits the file holds. No library for spreadsheets hands these out: each turns them
into binary fractions first (ADR 0007).
"""

import re
from collections.abc import Mapping
from itertools import product
from typing import Final

from integrations.errors import Place
from integrations.file_faults import FileFault, refusal
from integrations.workbook_bounds import MOST_CELLS, MOST_COLUMNS, MOST_MERGES, check_bounds
from integrations.workbook_values import (
    Cell,
    CellKind,
    Row,
    Sheet,
    column_of,
)
from integrations.xlsx_package import Package, SheetPart, unescaped
from integrations.xml_reading import Elements, read_xml

_PLACE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_DIGITS: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_WHOLE: Final = re.compile(r"[0-9]{1,9}")

_Range = tuple[int, int, int, int]
"""First row and column, last row and column."""


def read_sheet(xml: bytes, part: SheetPart, package: Package, room: int = MOST_CELLS) -> Sheet:
    """Read a sheet.

    Args:
        xml: the sheet's part.
        part: how the workbook lists it.
        package: what sheets share.
        room: how many filled cells the workbook may still have.

    Raises:
        FileRefused: it is damaged, or larger than a sheet may be.
    """
    heard = _Cells(part.name, package, room)
    read_xml(xml, heard)
    carried = _carried(heard.merges, heard.cells)
    if len(heard.cells) + len(carried) > room:
        raise refusal(FileFault.TOO_MANY_CELLS, Place(part.name), most=MOST_CELLS)
    rows: dict[int, list[Cell]] = {}
    for cell in sorted([*heard.cells.values(), *carried], key=lambda it: (it.row, it.column)):
        rows.setdefault(cell.row, []).append(cell)
    return Sheet(
        part.name,
        tuple(Row(row, tuple(cells), row in heard.hidden_rows) for row, cells in rows.items()),
        part.hidden,
        frozenset(heard.hidden_columns),
    )


def _carried(merges: list[_Range], cells: Mapping[tuple[int, int], Cell]) -> list[Cell]:
    """Return cells that show a merged cell's value: the empty ones of its range."""
    # A range may be drawn over the whole sheet: it carries no further than anything stands.
    last_row = max((row for row, _ in cells), default=0)
    last_column = max((column for _, column in cells), default=0)
    carried: dict[tuple[int, int], Cell] = {}
    looked_at = 0
    for top, left, bottom, right in merges:
        source = cells.get((top, left))
        if source is None:
            continue
        rows = range(top, min(bottom, last_row) + 1)
        columns = range(left, min(right, max(last_column, left)) + 1)
        looked_at += len(rows) * len(columns)
        if looked_at > MOST_CELLS:
            raise refusal(FileFault.TOO_MANY_CELLS, most=MOST_CELLS)
        for row, column in product(rows, columns):
            if (row, column) in cells:
                continue
            carried[row, column] = Cell(
                row, column, source.kind, source.text, source.formula, (top, left)
            )
    return list(carried.values())


class _Cells(Elements):
    def __init__(self, sheet: str, package: Package, room: int) -> None:
        super().__init__()
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merges: list[_Range] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self._sheet, self._package, self._room = sheet, package, room
        self._row = self._column = 0
        self._type = self._format = self._value = ""
        self._pieces: list[str] = []
        self._formula = self._saved = self._aside = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "v" | "t":
                self.listen()
            case "c":
                self._open_cell(attributes)
            case "row":
                self._open_row(attributes)
            case "f":
                self._formula = True
            case "rPh":
                self._aside = True
            case "mergeCell":
                self._merge(attributes.get("ref", ""))
            case "col" if attributes.get("hidden") in {"1", "true"}:
                first, last = self._whole(attributes, "min"), self._whole(attributes, "max")
                self.hidden_columns |= set(range(first, min(last, MOST_COLUMNS) + 1))
            case _:
                pass

    def closed(self, name: str, text: str) -> None:
        match name:
            case "v":
                # Some programs write an empty number for a result they never computed.
                self._value, self._saved = text, bool(text) or self._type == "str"
            case "t" if not self._aside:
                self._pieces.append(text)
            case "rPh":
                self._aside = False
            case "c":
                self._close_cell()
            case _:
                pass

    def _open_row(self, attributes: Mapping[str, str]) -> None:
        number = self._whole(attributes, "r") if "r" in attributes else self._row + 1
        if number <= self._row:
            raise refusal(FileFault.UNREADABLE, Place(self._sheet, number))
        self._row, self._column = number, 0
        if attributes.get("hidden") in {"1", "true"}:
            self.hidden_rows.add(number)

    def _open_cell(self, attributes: Mapping[str, str]) -> None:
        self._column += 1
        if "r" in attributes:
            row, self._column = self._corner(attributes["r"])
            if row != self._row:
                raise refusal(FileFault.UNREADABLE, Place(self._sheet, self._row))
        self._type, self._format = attributes.get("t", "n"), attributes.get("s", "0")
        self._value, self._pieces = "", []
        self._formula = self._saved = False

    def _close_cell(self) -> None:
        kind, text = self._content()
        # The saved value of a formula may be an empty text, which shows as a blank.
        if not text and (self._saved or not self._formula):
            return
        place = (self._row, self._column)
        cell = Cell(*place, kind if text else CellKind.NOTHING, text, self._formula)
        if place in self.cells:
            raise refusal(FileFault.UNREADABLE, Place(self._sheet, self._row, cell.place))
        check_bounds(cell, self._sheet)
        self.cells[place] = cell
        if len(self.cells) > self._room:
            raise refusal(FileFault.TOO_MANY_CELLS, Place(self._sheet), most=MOST_CELLS)

    def _content(self) -> tuple[CellKind, str]:
        """Return what the open cell holds."""
        value = self._value
        match self._type:
            case "s":
                if not _WHOLE.fullmatch(value) or int(value) >= len(self._package.texts):
                    raise self._damaged()
                return CellKind.TEXT, self._package.texts[int(value)]
            case "inlineStr":
                return CellKind.TEXT, unescaped("".join(self._pieces))
            case "str" | "d":
                return CellKind.TEXT, unescaped(value)
            case "b":
                return CellKind.BOOLEAN, value.strip()
            case "e":
                return CellKind.ERROR, value
            case "n":
                digits = value.strip()
                if digits and not _DIGITS.fullmatch(digits):
                    raise self._damaged()
                return self._shown_as(), digits
            case _:
                raise self._damaged()

    def _shown_as(self) -> CellKind:
        formats = self._package.formats
        if _WHOLE.fullmatch(self._format) and int(self._format) < len(formats):
            return formats[int(self._format)]
        return CellKind.NUMBER

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        if len(self.merges) == MOST_MERGES:
            raise refusal(FileFault.TOO_MANY_MERGES, Place(self._sheet), most=MOST_MERGES)
        self.merges.append((*self._corner(first), *self._corner(last or first)))

    def _corner(self, written: str) -> tuple[int, int]:
        found = _PLACE.fullmatch(written)
        if found is None:
            raise self._damaged()
        return int(found[2]), column_of(found[1])

    def _whole(self, attributes: Mapping[str, str], name: str) -> int:
        written = attributes.get(name, "")
        if not _WHOLE.fullmatch(written):
            raise self._damaged()
        return int(written)

    def _damaged(self) -> Exception:
        return refusal(FileFault.UNREADABLE, Place(self._sheet, self._row or None))
