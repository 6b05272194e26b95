"""Whatever is written is read back the same, and no file makes the reading fail otherwise."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as some

from integrations.office_columns import Column, Kind
from integrations.office_read import Table
from integrations.office_rows import Role
from integrations.office_table import read_table
from integrations.office_values import Value
from integrations.workbook import read_workbook
from integrations.workbook_confined import as_json, from_json
from integrations.workbook_values import Cell, CellKind, Row, Sheet, Workbook
from integrations.workbook_writing import ColumnToWrite, SheetToWrite, write_workbook

KINDS = {
    "序号": Kind.ORDINAL,
    "名称": Kind.TEXT,
    "数量": Kind.COUNT,
    "单价(元)": Kind.AMOUNT,
    "占比": Kind.SHARE,
    "日期": Kind.DATE,
    "月份": Kind.MONTH,
    "在用": Kind.YES_NO,
    "来源": Kind.CHOICE,
}
CHOICES = {"预装": ("预装",), "免费": ("免费",)}
WANTED = tuple(
    Column(heading, (heading,), kind, choices=CHOICES if kind is Kind.CHOICE else {})
    for heading, kind in KINDS.items()
)
COLUMNS = tuple(ColumnToWrite(heading, kind) for heading, kind in KINDS.items())

# What office text is: letters of every script, marks, spaces and line ends; no control signs. None
# is all blank, and none is a word that makes its row a total.
TEXT = some.builds(
    "{}甲{}乙".format,
    some.sampled_from(["", "=1+1", "+", "-", "@", "＝", "注:", "备注:", "单位:元", "'", "_x0041_"]),
    some.text(
        some.characters(exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co")) | some.just("\n"),
        max_size=40,
    ),
)
AMOUNT = some.decimals(0, 10**12, places=2, allow_nan=False, allow_infinity=False)
ROW = some.tuples(
    some.integers(1, 9999).map(str),
    TEXT,
    some.integers(0, 10**14),
    AMOUNT,
    some.none() | some.integers(0, 10**6).map(lambda part: Decimal(part) / 10**6),
    some.none() | some.dates(date(1900, 3, 1), date(2199, 12, 31)),
    some.none() | some.dates(date(1950, 1, 1), date(2099, 12, 31)).map(lambda d: d.replace(day=1)),
    some.none() | some.booleans(),
    some.sampled_from([None, *CHOICES]),
)
ROWS = some.lists(ROW, min_size=1, max_size=6)


def normal(rows: Sequence[Sequence[Value]]) -> list[list[Value]]:
    """Values as they are read back: texts in one form of their letters."""
    return [
        [unicodedata.normalize("NFC", it) if isinstance(it, str) else it for it in row]
        for row in rows
    ]


def read_back(table: Table) -> list[list[Value]]:
    return [
        [row.values[name].value if name in row.values else None for name in KINDS]
        for row in table.rows
    ]


@settings(max_examples=40)
@given(rows=ROWS)
def test_what_is_written_as_a_workbook_is_read_back_the_same(rows: list[Sequence[Value]]) -> None:
    data = write_workbook([SheetToWrite("表", "设备清单", COLUMNS, rows)])
    table = read_table(read_workbook(data), WANTED)
    assert table.doubts == ()
    assert read_back(table) == normal(rows)


def in_csv(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case _:
            return str(value)


@settings(max_examples=40)
@given(
    rows=ROWS,
    separator=some.sampled_from(",;\t"),
    encoding=some.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_what_is_written_as_csv_is_read_back_the_same(
    rows: list[Sequence[Value]], separator: str, encoding: str
) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerow(KINDS)
    writer.writerows([[in_csv(value) for value in row] for row in rows])
    table = read_table(read_workbook(file.getvalue().encode(encoding)), WANTED)
    assert table.doubts == ()
    assert read_back(table) == normal(rows)


@settings(max_examples=40)
@given(digits=some.text("0123456789", min_size=1, max_size=60))
def test_a_text_of_digits_never_loses_one(digits: str) -> None:
    row: list[Value] = ["1", digits, *[None] * (len(KINDS) - 2)]
    data = write_workbook([SheetToWrite("表", "清单", COLUMNS, [row])])
    table = read_table(read_workbook(data), WANTED)
    assert table.rows[0].values["名称"].value == digits


@settings(max_examples=40)
@given(amount=some.decimals(0, 10**18 - 1, places=2, allow_nan=False, allow_infinity=False))
def test_an_amount_never_loses_a_fen(amount: Decimal) -> None:
    row: list[Value] = ["1", "甲", 1, amount, *[None] * (len(KINDS) - 4)]
    data = write_workbook([SheetToWrite("表", "清单", COLUMNS, [row])])
    assert read_table(read_workbook(data), WANTED).rows[0].values["单价(元)"].value == amount


WORDS = some.sampled_from(
    [*KINDS, "合计", "小计", "注:", "填表人:", "单位:元", "单位:万元", "1", "3.5", "甲", "/", "　"]
)
CELL_TEXT = WORDS | some.text(max_size=6)


Specified = tuple[CellKind, str, bool, tuple[int, int] | None]
CELL = some.tuples(
    some.sampled_from([CellKind.TEXT] * 6 + list(CellKind)),
    CELL_TEXT,
    some.booleans(),
    some.sampled_from([None] * 6 + [(0, 1), (1, 0)]),
)
LINES = some.lists(some.tuples(some.booleans(), some.lists(CELL | some.none(), max_size=9)))


def made(lines: list[tuple[bool, list[Specified | None]]]) -> Sheet:
    """Any sheet that could be read, with words of real tables in it."""
    rows = []
    for number, (hidden, specified) in enumerate(lines, 1):
        cells = []
        for column, each in enumerate(specified, 1):
            if each is None:
                continue
            kind, text, formula, source = each
            carried_from = None if source is None else (number - source[0], column - source[1])
            stored = text if kind is CellKind.TEXT else "1"
            cells.append(Cell(number, column, kind, stored, formula, carried_from))
        if cells:
            rows.append(Row(number, tuple(cells), hidden))
    return Sheet("表", tuple(rows), hidden_columns=frozenset({9}))


HEADINGS: list[Specified | None] = [(CellKind.TEXT, it, False, None) for it in KINDS]
SHEETS = LINES.map(made) | LINES.map(lambda lines: made([(False, HEADINGS), *lines]))


@settings(max_examples=150)
@given(sheet=SHEETS)
def test_any_sheet_is_read_and_no_row_of_it_is_left_out(sheet: Sheet) -> None:
    table = read_table(Workbook((sheet,)), WANTED)
    if table.sheet is None:
        assert table.doubts
        return
    assert list(table.roles) == [row.number for row in sheet.rows]
    roles = {role: [n for n, each in table.roles.items() if each is role] for role in Role}
    assert [row.number for row in table.rows] == roles[Role.DATA]
    assert [row.number for row in table.totals] == roles[Role.TOTAL]
    doubted = {each.place.row for each in table.doubts}
    assert set(roles[Role.DOUBTED]) <= doubted
    places = [each.place.row or 0 for each in table.doubts]
    assert places == sorted(places)


@settings(max_examples=30)
@given(sheet=SHEETS)
def test_any_workbook_survives_the_form_between_processes(sheet: Sheet) -> None:
    workbook = Workbook((sheet,))
    assert from_json(as_json(workbook)) == workbook
