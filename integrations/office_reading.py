"""Reads one table whose head was found: its rows as typed values, and what is doubtful in it."""

import re
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from integrations.errors import Place
from integrations.office_columns import UNITS
from integrations.office_doubts import Doubt, DoubtCode, doubt
from integrations.office_head import Head
from integrations.office_read import Read, ReadRow, Table
from integrations.office_rows import (
    Role,
    own,
    roles,
    texts,
    total_word,
    total_word_of,
    units_named,
)
from integrations.office_totals import SUMMED, check_totals
from integrations.office_values import WANTED, Heading, is_nothing, value_of
from integrations.signs import shown
from integrations.workbook_values import Cell, Epoch, Row, Sheet, column_of, letters

_HELD: Final = frozenset({Role.DATA, Role.TOTAL, Role.DOUBTED})
_CELL: Final = re.compile(r"([A-Z]+)[0-9]+")


class Reading:
    """One table while it is read: gathers doubts on the way."""

    def __init__(self, sheet: Sheet, head: Head, epoch: Epoch) -> None:
        self._sheet, self._epoch, self._named = sheet, epoch, head.named
        self._roles = roles(sheet, head)
        self._doubts: list[Doubt] = list(head.doubts)
        self._unsure: set[str] = set()
        self._without_unit: set[str] = set()
        self._headings = self._with_units(head)

    def table(self) -> Table:
        """Read every row, and return the table with all doubts about it."""
        data, totals = [], []
        for row in self._sheet.rows:
            role = self._roles[row.number]
            where = Place(self._sheet.name, row.number)
            if row.hidden and role in _HELD:
                self._doubt(where, DoubtCode.ROW_HIDDEN)
            if role is Role.DATA:
                data.append(self._row(row))
            elif role is Role.TOTAL:
                totals.append(self._total(row))
            elif role is Role.DOUBTED:
                self._doubt(where, DoubtCode.ROW_UNCLEAR, found=shown(own(row)[0].text))
        if not data:
            self._doubt(Place(self._sheet.name), DoubtCode.TABLE_EMPTY)
        for column in self._headings.keys() & self._sheet.hidden_columns:
            found = self._headings[column].title
            self._doubt(Place(self._sheet.name), DoubtCode.COLUMN_HIDDEN, found=found)
        self._doubts += check_totals(data, totals, self._summed(), frozenset(self._unsure))
        return Table(
            self._sheet.name,
            tuple(data),
            tuple(totals),
            self._texts(Role.TITLE),
            self._texts(Role.NOTE),
            MappingProxyType(self._roles),
            doubts=tuple(sorted(self._doubts, key=_order)),
        )

    def _doubt(self, place: Place, code: DoubtCode, /, **values: object) -> None:
        self._doubts.append(doubt(place, code, **values))

    def _texts(self, role: Role) -> tuple[str, ...]:
        return texts(self._sheet, self._roles, role)

    def _summed(self) -> dict[str, str]:
        """Return the headings of columns that totals add up, by name."""
        every = self._headings.values()
        return {it.wanted.name: it.title for it in every if it.wanted.kind in SUMMED}

    def _with_units(self, head: Head) -> dict[int, Heading]:
        """Return the headings, amounts with the unit of their heading, else of the table."""
        named = units_named(self._texts(Role.TITLE) + self._texts(Role.NOTE))
        if len(named) > 1:
            words = "、".join(word for word, unit in UNITS.items() if unit in named)
            self._doubt(Place(self._sheet.name), DoubtCode.UNIT_CONTRADICTS, found=words)
        common = next((unit for unit in UNITS.values() if unit in named), None)
        return {
            column: replace(heading, unit=heading.unit or common or heading.wanted.unit)
            for column, heading in head.headings.items()
        }

    def _row(self, row: Row) -> ReadRow:
        cells = {cell.column: cell for cell in row.cells}
        values = {}
        for column, heading in self._headings.items():
            place = Place(self._sheet.name, row.number, f"{letters(column)}{row.number}")
            read = self._read(cells.get(column), heading, place)
            if read is not None:
                values[heading.wanted.name] = read
        for cell in own(row):
            if cell.column not in self._named:
                place = Place(self._sheet.name, row.number, cell.place)
                self._doubt(place, DoubtCode.VALUE_WITHOUT_HEADING, found=shown(cell.text))
        return ReadRow(row.number, MappingProxyType(values))

    def _total(self, row: Row) -> ReadRow:
        values = {}
        for cell in own(row):
            heading = self._headings.get(cell.column)
            if heading is None or heading.wanted.kind not in SUMMED or total_word_of(cell):
                continue
            read = self._value(cell, heading, Place(self._sheet.name, row.number, cell.place))
            if read is not None:
                values[heading.wanted.name] = read
        return ReadRow(row.number, MappingProxyType(values), total_word(row))

    def _read(self, cell: Cell | None, heading: Heading, place: Place) -> Read | None:
        """Return what stands under a heading in a row of data; None for nothing, or for a doubt."""
        wanted, title = heading.wanted, heading.title
        if cell is None or is_nothing(cell, wanted.kind):
            if wanted.required:
                self._unsure.add(wanted.name)
                what = WANTED[wanted.kind]
                self._doubt(place, DoubtCode.VALUE_MISSING, heading=title, wanted=what)
            return None
        if cell.carried_from and cell.carried_from[1] != cell.column:
            self._unsure.add(wanted.name)
            self._doubt(place, DoubtCode.MERGED_ACROSS, heading=title)
            return None
        if cell.carried_from and wanted.kind in SUMMED:
            self._unsure.add(wanted.name)
            self._doubt(place, DoubtCode.MERGED_DOWN, heading=title, found=shown(cell.text))
            return None
        return self._value(cell, heading, place)

    def _value(self, cell: Cell, heading: Heading, place: Place) -> Read | None:
        value = value_of(cell, heading, self._epoch, place)
        if not isinstance(value, Doubt):
            carried = cell.carried_from is not None
            return None if value is None else Read(value, place, cell.text, cell.formula, carried)
        title = heading.title
        self._unsure.add(heading.wanted.name)
        # A unit is missing once for a column, and not once for every cell in it.
        if value.code is not DoubtCode.UNIT_MISSING or title not in self._without_unit:
            self._doubts.append(value)
        if value.code is DoubtCode.UNIT_MISSING:
            self._without_unit.add(title)
        return None


def _order(each: Doubt) -> tuple[int, int, DoubtCode, str]:
    """From top to bottom and left to right; what concerns the whole first."""
    found = _CELL.fullmatch(each.place.cell or "")
    return each.place.row or 0, column_of(found[1]) if found else 0, each.code, each.message.en
