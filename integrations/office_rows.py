"""What each row of an office's table is: data, or one of the things that stand around data."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

from integrations.office_columns import UNITS, Kind, Unit, folded
from integrations.office_head import Head, bare
from integrations.workbook_values import Cell, CellKind, Row, Sheet

_TOTAL: Final = re.compile(
    r"(?:本页|本表|本单位)?(?P<word>合计|总计|小计|共计|累计)(?:[(\[].*[)\]])?:?"
)
_REMARK: Final = re.compile(r"(?:注|备注|说明|附注|填表说明|填报说明|编制说明)[:\d一二三.、(]")
_SIGNED: Final = re.compile(
    r".{0,6}(?:负责人|主管|填表人|填报人|制表人|经办人|审核人|审批人|复核人|联系人|联系电话"
    r"|填表日期|填报日期|签字|签章|盖章|公章)(?:\([^)]*\))?:?"
)
_LABELLED: Final = re.compile(r"[^:]{1,20}:.{0,60}")
_UNIT: Final = re.compile(r"单位(?:为|是)?:?(?:人民币)?(?P<unit>[百千万亿]?元)(?![\u4e00-\u9fff])")
_RUNNING: Final = re.compile(r"[0-9]{1,6}|[一二三四五六七八九十百]{1,5}")

_FEWEST_HEADINGS: Final = 2

_WIDE: Final = 3
"""Columns from which on a table is wide: a single cell in a row of it is conspicuous."""


@unique
class Role(StrEnum):
    """What a row is."""

    TITLE = "title"
    HEAD = "head"
    DATA = "data"
    TOTAL = "total"
    NOTE = "note"
    BLANK = "blank"
    """Nothing but a running number, or but what cells merged from above carry into it."""
    DOUBTED = "doubted"


@dataclass(frozen=True, slots=True)
class _Look:
    """How a row looks by itself, before its neighbours are known.

    Attributes:
        row: the row.
        role: what it is, if its neighbours do not matter.
        thin: whether one cell stands alone where a row of data would have several.
    """

    row: Row
    role: Role
    thin: bool = False


def own(row: Row) -> list[Cell]:
    """Return the cells of a row that hold something of their own."""
    return [
        cell
        for cell in row.cells
        if not cell.carried_from and (cell.text.strip() or cell.kind is CellKind.NOTHING)
    ]


def roles(sheet: Sheet, head: Head) -> dict[int, Role]:
    """Return what every row of a sheet is, by its number; none is left out."""
    found: dict[int, Role] = {}
    looks = []
    headings = _words(row for row in sheet.rows if row.number in head.rows)
    for row in sheet.rows:
        if row.number in head.rows:
            found[row.number] = Role.HEAD
        elif _is_another_head(_words([row]), headings, head):
            found[row.number] = Role.DOUBTED
        elif row.number < head.rows[0]:
            found[row.number] = Role.TITLE
        else:
            looks.append(_look(row, head, headings))
    last = max((it.row.number for it in looks if it.role is Role.DATA and not it.thin), default=0)
    for look in looks:
        role = look.role
        if look.thin:
            below = look.row.number > last
            role = Role.NOTE if below and _stands_apart(look.row, head) else Role.DOUBTED
        found[look.row.number] = role
    return dict(sorted(found.items()))


def _look(row: Row, head: Head, headings: frozenset[str]) -> _Look:
    cells = own(row)
    if not cells or _is_numbered_only(row, cells, head):
        return _Look(row, Role.BLANK)
    words = _words([row])
    if len(words) > 1 and words <= headings:
        return _Look(row, Role.HEAD)
    if total_word(row):
        return _Look(row, Role.TOTAL)
    first = folded(cells[0].text)
    if _REMARK.match(first) or _SIGNED.fullmatch(first) or all(map(_is_label, cells)):
        return _Look(row, Role.NOTE)
    from_above = any(it.carried_from and it.carried_from[0] < row.number for it in row.cells)
    alone = len(cells) == 1 and not from_above
    return _Look(row, Role.DATA, thin=alone and len(head.headings) >= _WIDE)


def total_word(row: Row) -> str | None:
    """Return the word that makes a row one of totals: 合计, 总计, 小计 …; None if it is none."""
    return next((word for cell in own(row) if (word := total_word_of(cell))), None)


def total_word_of(cell: Cell) -> str | None:
    """Return the word of totals that a cell holds, or None."""
    found = _TOTAL.fullmatch(folded(cell.text)) if cell.kind is CellKind.TEXT else None
    return None if found is None else found["word"]


def texts(sheet: Sheet, found: Mapping[int, Role], role: Role) -> tuple[str, ...]:
    """Return what stands in rows of a role, cell by cell."""
    return tuple(
        cell.text.strip() for row in sheet.rows if found[row.number] is role for cell in own(row)
    )


def units_named(remarks: tuple[str, ...]) -> set[Unit]:
    """Return the units of money that titles and notes name, as in ``金额单位:万元``."""
    named = set()
    for remark in map(folded, remarks):
        if remark.strip("()") in UNITS:
            named.add(UNITS[remark.strip("()")])
        named |= {UNITS[found["unit"]] for found in _UNIT.finditer(remark)}
    return named


def _is_another_head(words: frozenset[str], headings: frozenset[str], head: Head) -> bool:
    """Whether a row has headings that are wanted, but is not the head once more.

    It begins another table, above or below, of which the head that was found says nothing.
    """
    heads = sum(word in head.known or bare(word) in head.known for word in words)
    return heads >= _FEWEST_HEADINGS and not words <= headings


def _is_numbered_only(row: Row, cells: list[Cell], head: Head) -> bool:
    """Whether a row holds nothing but its running number, not even what is merged down into it."""
    heading = head.headings.get(cells[0].column)
    return (
        len(cells) == len([cell for cell in row.cells if cell.text.strip()]) == 1
        and heading is not None
        and heading.wanted.kind is Kind.ORDINAL
        and bool(_RUNNING.fullmatch(folded(cells[0].text)))
    )


def _stands_apart(row: Row, head: Head) -> bool:
    """Whether what stands alone in a row below the data can be nothing but a remark.

    It is merged over several columns, or stands where otherwise a running number does.
    """
    (cell,) = own(row)
    over = sum(it.carried_from == (row.number, cell.column) for it in row.cells)
    heading = head.headings.get(cell.column)
    ordinal = heading is not None and heading.wanted.kind is Kind.ORDINAL
    return over + 1 >= _WIDE or ordinal


def _is_label(cell: Cell) -> bool:
    return cell.kind is CellKind.TEXT and bool(_LABELLED.fullmatch(folded(cell.text)))


def _words(rows: Iterator[Row] | list[Row]) -> frozenset[str]:
    return frozenset(folded(cell.text) for row in rows for cell in own(row))
