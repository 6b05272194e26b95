"""Writes a workbook for an office: typed cells, a frozen head, and nothing about who wrote it.

The same tables give the same bytes. A text stays a text: none is taken for a formula, however it
begins, and a number too long for spreadsheets to keep is written as a text.
"""

import io
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Context, Decimal
from types import MappingProxyType
from typing import Final, cast

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from integrations.office_columns import Kind
from integrations.office_head import unit_written
from integrations.office_numbers import SPREADSHEET_DIGITS
from integrations.office_values import Value
from integrations.workbook_bounds import LONGEST_TEXT, MOST_COLUMNS, MOST_ROWS

_LONGEST_NAME: Final = 31
_BAD_NAME: Final = re.compile(r"[\[\]:*?/\\]|^'|'$|[\x00-\x1f]")

BEGINS_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")
"""Signs that a spreadsheet may take for the beginning of a formula, in every width."""

# XML can hold neither; the file would be damaged.
UNWRITABLE: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")

_EXACT: Final = Context(prec=400)

_NARROWEST, _WIDEST = 6, 48
_LOOKED_AT: Final = 500
"""Rows by which the width of a column is found."""

# The count of days is right from here on; before, spreadsheets have a day that never was.
_FIRST_DAY: Final = date(1900, 3, 1)
_ZERO: Final = date(1899, 12, 30)

# Files say when they were made. That is nobody's affair, and would make equal files unequal.
MADE: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - a file's date has no zone

SETTINGS: Final[Mapping[str, bool]] = MappingProxyType(
    {
        # Rows are put away as they are written, in a temporary file, and held nowhere.
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
)
"""How every workbook is written: nothing a text says makes it anything else."""

_FORMATS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.COUNT: "0",
        Kind.AMOUNT: "#,##0.00",
        Kind.SHARE: "0.00##########%",
        Kind.DATE: "yyyy-mm-dd",
        Kind.MONTH: 'yyyy"年"m"月"',
    }
)


@dataclass(frozen=True, slots=True)
class ColumnToWrite:
    """One column: its heading and what its values are; amounts are yuan, as the heading says."""

    heading: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class SheetToWrite:
    """One sheet: a title above, a head, rows of values in the order of the columns, notes below."""

    name: str
    title: str
    columns: Sequence[ColumnToWrite]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str] = ()


def write_workbook(sheets: Sequence[SheetToWrite]) -> bytes:
    """Return an XLSX file of these sheets.

    Raises:
        ValueError: a name, text or size is more than a workbook takes, an amount's heading does not
            end with 元 in brackets, or a value is not of its column's kind.
    """
    _check(sheets)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, dict(SETTINGS)) as book:
        book.set_properties({"created": MADE})
        styles = Styles(book)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, styles)
    return file.getvalue()


class Styles:
    """The styles of the cells of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        wide = {"align": "center", "valign": "vcenter", "bold": True}
        self.title: Format = book.add_format(wide | {"font_size": 16})
        self.head: Format = book.add_format(wide | {"border": 1, "text_wrap": True})
        self.note: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.text: Format = book.add_format({"num_format": "@", "text_wrap": True})
        # Stays a text also when somebody edits the cell.
        self.guarded: Format = book.add_format({"num_format": "@", "text_wrap": True})
        self.guarded.set_quote_prefix()
        self.of: dict[Kind, Format] = {
            kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()
        }


def _write_sheet(to: Worksheet, sheet: SheetToWrite, styles: Styles) -> None:
    last = len(sheet.columns) - 1
    _write_across(to, 0, last, sheet.title, styles.title)
    for at, column in enumerate(sheet.columns):
        to.write_string(1, at, column.heading, styles.head)
        to.set_column(at, at, _width(sheet, at))
    to.freeze_panes(2, 0)
    for row, values in enumerate(sheet.rows, 2):
        for at, (column, value) in enumerate(zip(sheet.columns, values, strict=True)):
            if value is not None:
                write_value(to, (row, at), value, column.kind, styles)
    for row, note in enumerate(sheet.notes, 2 + len(sheet.rows)):
        _write_across(to, row, last, note, styles.note)


def _write_across(to: Worksheet, row: int, last: int, text: str, style: Format) -> None:
    if last:
        to.merge_range(row, 0, row, last, "", style)
    to.write_string(row, 0, text, style)


def write_value(
    to: Worksheet, at: tuple[int, int], value: Value, kind: Kind, styles: Styles
) -> None:
    """Write a value so that it stays what it is: a text a text, a number exact or else a text."""
    number = _number(value)
    if number is not None:
        # A Decimal is written digit by digit, although the library speaks of floats.
        to.write_number(*at, cast("float", number), styles.of.get(kind))
        return
    text = _text(value)
    style = styles.guarded if text[:1] in BEGINS_FORMULA else styles.text
    to.write_string(*at, text, style)


def _number(value: Value) -> int | Decimal | None:
    """Return what a value is as a number that a spreadsheet keeps whole, or None."""
    match value:
        case bool() | str() | None:
            return None
        case date():
            return (value - _ZERO).days if value >= _FIRST_DAY else None
        case _:
            number = Decimal(value).normalize(_EXACT)
            kept = len(number.as_tuple().digits) <= SPREADSHEET_DIGITS
            return value if kept and abs(number.adjusted()) < SPREADSHEET_DIGITS else None


def _text(value: Value) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def _width(sheet: SheetToWrite, at: int) -> int:
    shown = [sheet.columns[at].heading, *(_text(row[at]) for row in sheet.rows[:_LOOKED_AT])]
    needed = max(_columns_of(line) for text in shown for line in text.split("\n")) + 2
    return min(max(needed, _NARROWEST), _WIDEST)


def _columns_of(text: str) -> int:
    """Return how many narrow signs a text is wide; Chinese ones are two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def _check(sheets: Sequence[SheetToWrite]) -> None:
    """Let through only what a workbook can hold.

    Raises:
        ValueError: something does not fit; says what.
    """
    names = [sheet.name.casefold() for sheet in sheets]
    _demand(bool(sheets), "a workbook has at least one sheet")
    _demand(len(set(names)) == len(names), "two sheets have the same name")
    for sheet in sheets:
        fits = 0 < len(sheet.name) <= _LONGEST_NAME and not _BAD_NAME.search(sheet.name)
        _demand(fits, f"{sheet.name!r} cannot be the name of a sheet")
        _demand(0 < len(sheet.columns) <= MOST_COLUMNS, "a sheet has too few or too many columns")
        _demand(len(sheet.rows) + 2 <= MOST_ROWS, f"a sheet has at most {MOST_ROWS} rows")
        for text in (sheet.name, sheet.title, *sheet.notes):
            _check_text(text)
        for column in sheet.columns:
            _check_text(column.heading)
            named = column.kind is not Kind.AMOUNT or unit_written(column.heading) is not None
            _demand(named, f"the heading {column.heading} of amounts does not end with (元)")
        for row in sheet.rows:
            _demand(len(row) == len(sheet.columns), "a row has other columns than its head")
            for column, value in zip(sheet.columns, row, strict=True):
                _check_value(column, value)


def _check_value(column: ColumnToWrite, value: Value) -> None:
    fits = value is None or _OF_KIND[column.kind](value)
    _demand(fits, f"{value!r} under {column.heading} is no {column.kind}")
    if isinstance(value, str):
        _check_text(value)


def _check_text(text: str) -> None:
    _demand(len(text) <= LONGEST_TEXT, f"a text has at most {LONGEST_TEXT} characters")
    _demand(not UNWRITABLE.search(text), f"{text[:40]!r} has signs that no file can hold")


def _demand(condition: bool, otherwise: str) -> None:  # noqa: FBT001 - it is what is demanded
    if not condition:
        raise ValueError(otherwise)


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def _is_number(value: Value) -> bool:
    return isinstance(value, Decimal) and value.is_finite()


def _is_date(value: Value) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


_OF_KIND: Final[Mapping[Kind, Callable[[Value], bool]]] = MappingProxyType(
    {
        Kind.TEXT: _is_text,
        Kind.CHOICE: _is_text,
        Kind.ORDINAL: _is_text,
        Kind.COUNT: lambda value: isinstance(value, int) and not isinstance(value, bool),
        Kind.AMOUNT: _is_number,
        Kind.SHARE: _is_number,
        Kind.DATE: _is_date,
        Kind.MONTH: _is_date,
        Kind.YES_NO: lambda value: isinstance(value, bool),
    }
)
