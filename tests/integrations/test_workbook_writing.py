import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from integrations.office_columns import Column, Kind
from integrations.office_table import read_table
from integrations.office_values import Value
from integrations.workbook import read_workbook
from integrations.workbook_writing import ColumnToWrite, SheetToWrite, write_workbook

COLUMNS = (
    ColumnToWrite("名称"),
    ColumnToWrite("数量", Kind.COUNT),
    ColumnToWrite("单价(元)", Kind.AMOUNT),
    ColumnToWrite("日期", Kind.DATE),
    ColumnToWrite("在用", Kind.YES_NO),
)
ROWS: tuple[tuple[Value, ...], ...] = (
    ("台式计算机", 10, Decimal("4999.99"), date(2026, 3, 5), True),
    ("银河麒麟桌面操作系统", None, Decimal("1234567890123456.78"), date(1900, 1, 1), False),
)
WANTED = (
    Column("name", ("名称",)),
    Column("count", ("数量",), Kind.COUNT),
    Column("price", ("单价",), Kind.AMOUNT),
    Column("date", ("日期",), Kind.DATE),
    Column("used", ("在用",), Kind.YES_NO),
)


def sheet(
    rows: tuple[tuple[Value, ...], ...] = ROWS,
    *,
    name: str = "清单",
    title: str = "设备清单",
    notes: tuple[str, ...] = ("注:示例",),
) -> SheetToWrite:
    return SheetToWrite(name, title, COLUMNS, rows, notes)


def seen_by_another(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_what_is_written_is_read_back() -> None:
    found = read_table(read_workbook(write_workbook([sheet()])), WANTED)
    assert found.doubts == ()
    assert (found.sheet, found.titles, found.notes) == ("清单", ("设备清单",), ("注:示例",))
    names = [column.name for column in WANTED]
    read = [
        tuple(row.values[name].value if name in row.values else None for name in names)
        for row in found.rows
    ]
    assert read == list(ROWS)


def test_another_reader_sees_typed_cells_a_frozen_head_and_room_for_chinese() -> None:
    (seen,) = seen_by_another(write_workbook([sheet()])).worksheets
    assert [cell.value for cell in seen[3]] == [
        "台式计算机",
        10,
        4999.99,
        datetime(2026, 3, 5),
        "是",
    ]
    assert [cell.data_type for cell in seen[3]] == ["s", "n", "n", "d", "s"]
    assert seen["C3"].number_format == "#,##0.00"
    assert (seen.freeze_panes, seen["A1"].value) == ("A3", "设备清单")
    assert seen.column_dimensions["A"].width >= 22
    # More digits than a spreadsheet keeps, and a day before its count is right, stay texts.
    assert (seen["C4"].value, seen["D4"].value) == ("1234567890123456.78", "1900-01-01")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "http://example.org", "007"]
)
def test_a_text_stays_a_text_however_it_begins(text: str) -> None:
    data = write_workbook([sheet(((text, None, None, None, None),), title=text, notes=(text,))])
    (seen,) = seen_by_another(data).worksheets
    for place in ("A1", "A3", "A4"):
        # The other reader leaves the escaped form of what XML cannot hold.
        value = str(seen[place].value).replace("_x000D_", "\r")
        assert (seen[place].data_type, value) == ("s", text)
        assert seen[place].hyperlink is None
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    guarded = not (text.startswith("http") or text == "007")
    assert bool(seen["A3"].quotePrefix) is guarded


def test_nothing_tells_who_wrote_a_file_and_when() -> None:
    data = write_workbook([sheet()])
    properties = seen_by_another(data).properties
    assert (properties.creator, properties.lastModifiedBy) == (None, None)
    assert properties.created == datetime(1980, 1, 1)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 31, 0, 0, 0)}


def test_equal_tables_give_equal_bytes() -> None:
    two = [sheet(), sheet(name="另一张")]
    assert write_workbook(two) == write_workbook(list(two))
    assert write_workbook(two) != write_workbook(two[:1])


@pytest.mark.parametrize(
    ("sheets", "reason"),
    [
        ([], "at least one"),
        ([sheet(), sheet(name="清单")], "same name"),
        ([sheet(name="a/b")], "name of a sheet"),
        ([sheet(name="长" * 32)], "name of a sheet"),
        ([sheet(name="")], "name of a sheet"),
        ([SheetToWrite("a", "", (), ())], "columns"),
        ([SheetToWrite("a", "", (ColumnToWrite("金额", Kind.AMOUNT),), ())], "元"),
        ([sheet((("a",),))], "other columns"),
        ([sheet(((1, 1, None, None, None),))], "no text"),
        ([sheet((("a", True, None, None, None),))], "no count"),
        ([sheet((("a", 1, Decimal("NaN"), None, None),))], "no amount"),
        ([sheet((("a", 1, None, datetime(2026, 3, 5), None),))], "no date"),
        ([sheet((("a", 1, None, None, "是"),))], "no yes-no"),
        ([sheet((("\ud800", None, None, None, None),))], "no file can hold"),
        ([sheet((("\uffff", None, None, None, None),))], "no file can hold"),
        ([sheet((("长" * 32_768, None, None, None, None),))], "characters"),
        ([sheet(title="\ufffe")], "no file can hold"),
        ([sheet((("a", None, None, None, None),) * 19_999)], "rows"),
    ],
)
def test_what_no_workbook_can_hold_is_an_error(sheets: list[SheetToWrite], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        write_workbook(sheets)
