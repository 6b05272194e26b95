"""Finds the head of an office's table: one row of headings, or two under merged group headings."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from integrations.errors import Place
from integrations.office_columns import UNITS, Column, Kind, Unit, by_heading, folded
from integrations.office_doubts import Doubt, DoubtCode, doubt
from integrations.office_values import Heading
from integrations.signs import shown
from integrations.workbook_values import Cell, Row, Sheet

LOOKED_AT: Final = 60
"""Rows with content in which a head is looked for; titles and instructions stand before it."""

_FEWEST: Final = 2
"""Headings that a row must have to be a head, unless fewer columns are wanted."""

# In folded text, where every bracket has its ordinary width but the Chinese square ones.
_ASIDE: Final = re.compile(r"[(\[{【][^()\[\]{}【】]*[)\]}】]$")
_UNIT: Final = re.compile(
    r"(?:[(\[{【](?:[^()\[\]{}【】]*[:,、])?(?:单位)?(?:人民币)?|[/:,、])"
    r"(?P<unit>[百千万亿]?元)(?:/[^()\[\]{}【】]{1,6})?[)\]}】]?$"
)
_PERCENT: Final = re.compile(r"[(\[{【](?:%|百分比)[)\]}】]$")


@dataclass(frozen=True, slots=True)
class Head:
    """A head that was found.

    Attributes:
        rows: numbers of its rows, one or two.
        headings: column number → what stands under it.
        named: numbers of columns that have a heading, known or not.
        known: every heading that is wanted, folded.
        doubts: headings that are missing, unknown or there twice.
    """

    rows: tuple[int, ...]
    headings: Mapping[int, Heading]
    named: frozenset[int]
    known: frozenset[str]
    doubts: tuple[Doubt, ...]

    @property
    def names(self) -> frozenset[str]:
        """Names of the columns that were found."""
        return frozenset(heading.wanted.name for heading in self.headings.values())


@dataclass(frozen=True, slots=True)
class _Written:
    """The heading over one column: as written, and folded row by row."""

    place: Place
    column: int
    title: str
    parts: tuple[str, ...]


def find_head(sheet: Sheet, wanted: Sequence[Column]) -> Head | None:
    """Return the rows that have most of the wanted headings, the first such and the fewest rows.

    Raises:
        ValueError: two wanted columns would stand under the same heading.
    """
    known = by_heading(wanted)
    heads = [_head(sheet, rows, wanted, known) for rows in _candidates(sheet)]
    enough = min(_FEWEST, len(wanted))
    fit = [head for head in heads if len(head.names) >= enough]
    # The first of the best: max keeps the one it met first.
    return max(fit, key=lambda head: (len(head.names), -len(head.rows)), default=None)


def unit_written(text: str) -> Unit | None:
    """Return the unit that ends a heading, as in ``预算单价(万元)``, or None."""
    found = _UNIT.search(folded(text))
    return None if found is None else UNITS[found["unit"]]


def bare(text: str) -> str:
    """Return a folded heading without its unit, its last aside and marks around it."""
    return _ASIDE.sub("", _UNIT.sub("", text)).strip("*:#")


def _candidates(sheet: Sheet) -> Iterator[tuple[Row, ...]]:
    rows = sheet.rows[:LOOKED_AT]
    # Where a cell reaches down into a row, that row is no beginning of a head.
    begin = [row for row in rows if not _reached_from_above(row)]
    yield from ((row,) for row in begin)
    yield from (
        (upper, lower)
        for upper, lower in pairwise(rows)
        if upper in begin and lower.number == upper.number + 1
    )


def _reached_from_above(row: Row) -> bool:
    return any(cell.carried_from and cell.carried_from[0] < row.number for cell in row.cells)


def _head(
    sheet: Sheet, rows: tuple[Row, ...], wanted: Sequence[Column], known: Mapping[str, Column]
) -> Head:
    written = _written(sheet, rows)
    matched = _matched(written, known)
    found: dict[int, Heading] = {}
    first: dict[str, _Written] = {}
    doubts: list[Doubt] = []
    for each in written:
        column = matched.get(each.column)
        if column is None:
            doubts.append(doubt(each.place, DoubtCode.HEADING_UNKNOWN, found=shown(each.title)))
        elif column.name in first:
            other = first[column.name]
            doubts.append(
                doubt(
                    each.place,
                    DoubtCode.HEADING_TWICE,
                    found=shown(each.title),
                    first=shown(other.title),
                    other=other.place.cell,
                )
            )
        else:
            first[column.name] = each
            unit = unit_written(each.parts[-1]) if column.kind is Kind.AMOUNT else None
            percent = bool(_PERCENT.search(each.parts[-1]))
            found[each.column] = Heading(column, shown(each.title), unit, percent)
    where = Place(sheet.name, rows[-1].number)
    doubts += [
        doubt(where, DoubtCode.HEADING_MISSING, wanted=column.headings[0])
        for column in wanted
        if column.required and column.name not in first
    ]
    named = frozenset(each.column for each in written)
    return Head(
        tuple(row.number for row in rows),
        MappingProxyType(found),
        named,
        frozenset(known),
        tuple(doubts),
    )


def _written(sheet: Sheet, rows: tuple[Row, ...]) -> list[_Written]:
    """Return the headings of one or two rows, by column."""
    by_row = [{cell.column: cell for cell in row.cells if cell.text.strip()} for row in rows]
    group = _groups(by_row)
    written = []
    for column in sorted(set().union(*by_row)):
        cells = [it for it in (group.get(column), by_row[-1].get(column)) if it is not None]
        last = cells[-1]
        if last.carried_from and last.carried_from[1] != column:
            # One heading over several columns that are merged below it as well.
            continue
        titles = list(dict.fromkeys(cell.text.strip() for cell in cells))
        written.append(
            _Written(
                Place(sheet.name, last.row, last.place),
                column,
                "/".join(titles),
                tuple(map(folded, titles)),
            )
        )
    return written


def _groups(by_row: list[dict[int, Cell]]) -> dict[int, Cell]:
    """Return what stands in the upper of two rows, spread over what it heads.

    Merged cells are spread already. A file without merges leaves blanks to the right of a group's
    heading; it reaches as far as the lower row goes on and the upper one is blank.
    """
    upper, lower = by_row[0], by_row[-1]
    if len(by_row) == 1 or any(cell.carried_from for cell in upper.values()):
        return upper
    spread = dict(upper)
    for column in sorted(lower):
        if column not in spread and column - 1 in lower and column - 1 in spread:
            spread[column] = spread[column - 1]
    return spread


def _matched(written: list[_Written], known: Mapping[str, Column]) -> dict[int, Column]:
    """Return which column stands where: by its whole heading first, else by its last row alone."""
    whole = {each.column: found for each in written if (found := _by(_whole(each), known))}
    taken = {column.name for column in whole.values()}
    last = {
        each.column: found
        for each in written
        if each.column not in whole and (found := _by(_keys(each.parts[-1]), known))
    }
    return whole | {at: column for at, column in last.items() if column.name not in taken}


def _by(keys: Iterator[str], known: Mapping[str, Column]) -> Column | None:
    return next((known[key] for key in keys if key in known), None)


def _whole(written: _Written) -> Iterator[str]:
    for sign in ("/", ""):
        yield from _keys(sign.join(written.parts))
        yield from _keys(sign.join(map(bare, written.parts)))


def _keys(text: str) -> Iterator[str]:
    yield text
    yield text.strip("*:#")
    yield bare(text)
