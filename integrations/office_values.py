"""What one cell of an office's table says, as a typed value; or the doubt about it."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from integrations.errors import Place
from integrations.office_columns import Column, Kind, Unit, folded
from integrations.office_dates import counted_date, written_date, written_month
from integrations.office_doubts import Doubt, DoubtCode, doubt
from integrations.office_numbers import (
    as_shown,
    has_lost_digits,
    plain,
    whole,
    written_amount,
    written_count,
    written_share,
)
from integrations.signs import is_hidden, shown
from integrations.workbook_values import Cell, CellKind, Epoch
from validators.finding import Message

Value = str | int | Decimal | date | bool | None
"""What a cell is read as; see ``Kind``. None where nothing stands, as also ``/`` or ``—`` says."""

_NUMBERS: Final = frozenset({CellKind.NUMBER, CellKind.PERCENT})
_FEN: Final = 2

# From 1950 to 2099, by the count from 1900: a number without the format of a date is one of these
# days, or something else.
_DAYS_WITHOUT_FORMAT: Final = range(18_264, 73_051)
_STROKES: Final = frozenset({"/", "\\", "-", "--", "—", "——", "–"})
_YES: Final = frozenset({"是", "有", "对", "√", "✓", "✔", "☑", "y", "yes", "true", "1"})
_NO: Final = frozenset({"否", "无", "没有", "不", "×", "✗", "✘", "☐", "x", "n", "no", "false", "0"})

WANTED: Final[Mapping[Kind, Message]] = MappingProxyType(
    {
        Kind.TEXT: Message("文字", "a text"),
        Kind.COUNT: Message("不小于0的整数", "a whole number from 0 on"),
        Kind.AMOUNT: Message("不小于0的金额", "an amount of money from 0 on"),
        Kind.SHARE: Message("0至100%的比例", "a share between 0 and 100 %"),
        Kind.DATE: Message(
            "年月日齐全的日期,如2026年3月5日", "a date to its day, as in 2026-03-05"
        ),
        Kind.MONTH: Message("年月,如2026年3月", "a month of a year, as in 2026-03"),
        Kind.YES_NO: Message("是或否", "是 (yes) or 否 (no)"),
        Kind.CHOICE: Message("规定的选项", "one of the choices"),
        Kind.ORDINAL: Message("序号", "a running number"),
    }
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that was found: what it is, and what its heading says of its values.

    Attributes:
        wanted: which column it is.
        title: its heading as it is shown in doubts.
        unit: what its amounts are in; None if nothing says so.
        percent: whether the heading says that its numbers are hundredths.
    """

    wanted: Column
    title: str
    unit: Unit | None = None
    percent: bool = False


def value_of(cell: Cell, heading: Heading, epoch: Epoch, place: Place) -> Value | Doubt:
    """Return what a filled cell says under a heading, or why it cannot be taken.

    Args:
        cell: the cell.
        heading: the column it stands in.
        epoch: where the workbook's count of days begins.
        place: where the cell stands.
    """
    title, kind = heading.title, heading.wanted.kind
    if cell.kind is CellKind.NOTHING:
        return doubt(place, DoubtCode.VALUE_NOT_SAVED, heading=title)
    if cell.kind is CellKind.ERROR:
        return doubt(place, DoubtCode.VALUE_ERROR, heading=title, found=shown(cell.text))
    if is_nothing(cell, kind):
        return None
    value = _READERS[kind](cell, heading, epoch)
    if not isinstance(value, DoubtCode):
        return value
    wanted: object = WANTED[kind]
    if kind is Kind.CHOICE:
        wanted = "、".join(spellings[0] for spellings in heading.wanted.choices.values())
    return doubt(place, value, heading=title, found=shown(cell.text), wanted=wanted)


def is_nothing(cell: Cell, kind: Kind) -> bool:
    """Whether a cell is blank, or a stroke stands where a text would be no value anyway."""
    if cell.kind is not CellKind.TEXT:
        return False
    said = cell.text.strip()
    return not said or (said in _STROKES and kind not in {Kind.TEXT, Kind.ORDINAL})


def _text(cell: Cell, heading: Heading, epoch: Epoch) -> str | DoubtCode:
    del heading
    match cell.kind:
        case CellKind.DATE:
            day = counted_date(Decimal(cell.text), epoch)
            return DoubtCode.VALUE_MALFORMED if day is None else day.isoformat()
        case CellKind.NUMBER | CellKind.PERCENT if has_lost_digits(cell.text):
            return DoubtCode.DIGITS_LOST
        case CellKind.PERCENT:
            return f"{plain(as_shown(cell.text) * 100):f}%"
        case CellKind.NUMBER:
            return f"{as_shown(cell.text):f}"
        case CellKind.BOOLEAN:
            return "是" if cell.text == "1" else "否"
        case _:
            return _clean(cell.text)


def _clean(text: str) -> str | DoubtCode:
    """Return a text in one form of its letters, without blanks around it; full width stays."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    # Of what can be printed nothing is hidden, and nearly everything can.
    if not lines.isprintable() and any(is_hidden(sign) and sign not in "\n\t" for sign in lines):
        return DoubtCode.CONTROL_SIGNS
    return unicodedata.normalize("NFC", lines)


def _settled(cell: Cell) -> str:
    """Return a text as numbers and dates are written in it: ordinary width, no blanks."""
    return "".join(unicodedata.normalize("NFKC", cell.text).split())


def _amount(cell: Cell, heading: Heading, epoch: Epoch) -> Decimal | DoubtCode:
    del epoch
    amount: Decimal | None = None
    if cell.kind in _NUMBERS and heading.unit is None:
        return DoubtCode.UNIT_MISSING
    if cell.kind in _NUMBERS and heading.unit and not has_lost_digits(cell.text):
        amount = as_shown(cell.text) * heading.unit.value
    elif cell.kind is CellKind.TEXT:
        amount = written_amount(_settled(cell), heading.unit)
        if amount is None and heading.unit is None and written_amount(_settled(cell), Unit.YUAN):
            return DoubtCode.UNIT_MISSING
    if amount is None or amount < 0:
        return DoubtCode.VALUE_MALFORMED
    exact = plain(amount)
    return DoubtCode.BELOW_FEN if -int(exact.as_tuple().exponent) > _FEN else exact


def _count(cell: Cell, heading: Heading, epoch: Epoch) -> int | DoubtCode:
    del heading, epoch
    count: int | None = None
    if cell.kind in _NUMBERS:
        count = whole(as_shown(cell.text))
    elif cell.kind is CellKind.TEXT:
        count = written_count(_settled(cell))
    return DoubtCode.VALUE_MALFORMED if count is None else count


def _share(cell: Cell, heading: Heading, epoch: Epoch) -> Decimal | DoubtCode:
    del epoch
    share: Decimal | None = None
    says_percent = cell.kind is CellKind.PERCENT
    if cell.kind in _NUMBERS and not has_lost_digits(cell.text):
        share = as_shown(cell.text)
    elif cell.kind is CellKind.TEXT and (found := written_share(_settled(cell))):
        share, says_percent = found
    if share is not None and heading.percent and not says_percent:
        share = share / 100
    return share if share is not None and 0 <= share <= 1 else DoubtCode.VALUE_MALFORMED


def _date(cell: Cell, heading: Heading, epoch: Epoch) -> date | DoubtCode:
    return _day(cell, heading, epoch, written_date)


def _month(cell: Cell, heading: Heading, epoch: Epoch) -> date | DoubtCode:
    day = _day(cell, heading, epoch, written_month)
    return day.replace(day=1) if isinstance(day, date) else day


def _day(
    cell: Cell, heading: Heading, epoch: Epoch, written: Callable[[str], date | None]
) -> date | DoubtCode:
    del heading
    found: date | None = None
    if cell.kind is CellKind.TEXT:
        # A blank may part the day from a time of day, and is no part of either.
        found = written(" ".join(unicodedata.normalize("NFKC", cell.text).split()))
        found = found or written(_settled(cell))
    elif cell.kind is CellKind.DATE:
        found = counted_date(Decimal(cell.text), epoch)
    elif cell.kind is CellKind.NUMBER:
        # 20260305 is written out; 46086 is a count of days whose format got lost. 2026.1 could be
        # October, since spreadsheets drop the last nought of a number.
        found = written(cell.text) if cell.text.isdecimal() else None
        if found is None and (whole(as_shown(cell.text)) or 0) in _DAYS_WITHOUT_FORMAT:
            found = counted_date(Decimal(cell.text), epoch)
    return DoubtCode.VALUE_MALFORMED if found is None else found


def _yes_no(cell: Cell, heading: Heading, epoch: Epoch) -> bool | DoubtCode:
    del heading, epoch
    said = folded(cell.text)
    if said in _YES:
        return True
    return False if said in _NO else DoubtCode.VALUE_MALFORMED


def _choice(cell: Cell, heading: Heading, epoch: Epoch) -> str | DoubtCode:
    del epoch
    said = folded(cell.text)
    for name, spellings in heading.wanted.choices.items():
        if said in map(folded, spellings):
            return name
    return DoubtCode.VALUE_NO_CHOICE


_READERS: Final[Mapping[Kind, Callable[[Cell, Heading, Epoch], Value | DoubtCode]]] = (
    MappingProxyType(
        {
            Kind.TEXT: _text,
            Kind.ORDINAL: _text,
            Kind.AMOUNT: _amount,
            Kind.COUNT: _count,
            Kind.SHARE: _share,
            Kind.DATE: _date,
            Kind.MONTH: _month,
            Kind.YES_NO: _yes_no,
            Kind.CHOICE: _choice,
        }
    )
)
