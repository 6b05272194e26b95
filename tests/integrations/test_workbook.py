from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from integrations.errors import FileRefused, Place
from integrations.workbook import read_workbook
from integrations.workbook_confined import as_json, from_json, read_confined
from integrations.workbook_values import CellKind, Epoch, Row, Sheet, column_of, letters
from integrations.xlsx_package import kind_of_format
from tests.integrations.books import MAIN, book, packed, parts, sheet

PLAN = "办公设备采购计划表.xlsx"
DETAIL = "软件使用情况明细表.xlsx"


def only(data: bytes) -> Sheet:
    (found,) = read_workbook(data).sheets
    return found


def texts(found: Sheet) -> dict[str, str]:
    """Own values by place."""
    return {
        cell.place: cell.text for row in found.rows for cell in row.cells if not cell.carried_from
    }


def refused(data: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_workbook(data)
    return caught.value


def test_the_purchase_plan_is_read_cell_by_cell(samples: Path) -> None:
    found = only((samples / "xlsx" / PLAN).read_bytes())
    assert found.name == "采购计划"
    own = texts(found)
    assert own["A1"] == "2027年度办公设备采购计划表"
    assert [own[f"{letter}2"] for letter in "AIK"] == [
        "填报单位：××市××局",
        "填报日期：2026年11月23日",
        "金额单位：元",
    ]
    assert [own.get(f"{letter}6") for letter in "ABCDEFGHIJK"] == [
        "3",
        "信息中心",
        "台式计算机",
        "A02010105",
        "i5/8G/256G，无系统（DOS）",
        "台",
        "3",
        "4200",
        "12600",
        "自筹",
        "操作系统由单位自行安装",
    ]
    assert {place: text for place, text in own.items() if place.endswith("8")} == {
        "A8": "合计",
        "G8": "19",
        "I8": "93000",
    }
    assert "K5" not in own
    carried = {c.place: c.carried_from for row in found.rows for c in row.cells if c.carried_from}
    assert carried["F8"] == (8, 1)
    assert len(carried) == 10 + 3 + 5


def test_the_detail_table_is_read_cell_by_cell(samples: Path) -> None:
    found = only((samples / "xlsx" / DETAIL).read_bytes())
    own = texts(found)
    assert [own.get(f"{letter}4") for letter in "ABCDEFGHIJ"] == [
        None,
        None,
        None,
        "资产编号",
        "品牌型号",
        "名称及版本",
        "来源",
        "许可证号/软件编号",
        "名称及版本",
        "名称及版本",
    ]
    assert [own[f"{letter}7"] for letter in "ADFHJ"] == [
        "3",
        "PC-2022-031",
        "Windows 10 家庭中文版",
        "00330-80000-00000-AA000",
        "360",
    ]
    assert [row.number for row in found.rows] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("name", [f"xlsx/{PLAN}", f"xlsx/{DETAIL}", "ocds/02-tender.xlsx"])
def test_another_reader_sees_the_same(samples: Path, name: str) -> None:
    read = read_workbook((samples / name).read_bytes())
    other = openpyxl.load_workbook(samples / name)
    assert [found.name for found in read.sheets] == other.sheetnames
    for found, seen in zip(read.sheets, other.worksheets, strict=True):
        theirs = {
            cell.coordinate: cell.value
            for row in seen.iter_rows()
            for cell in row
            if cell.value not in {None, ""}
        }
        ours = texts(found)
        assert ours.keys() == theirs.keys()
        assert [place for place, value in theirs.items() if not same(ours[place], value)] == []


def same(text: str, value: object) -> bool:
    """Whether a stored text is what another reader made a value of."""
    if isinstance(value, int | float):
        return Decimal(text) == Decimal(repr(int(value) if isinstance(value, bool) else value))
    return text == value


def test_reading_behind_the_walls_gives_the_same(samples: Path) -> None:
    data = (samples / "ocds" / "02-tender.xlsx").read_bytes()
    assert read_confined(data) == read_workbook(data)


def test_a_refusal_keeps_its_place_across_the_walls() -> None:
    data = book(sheet('<row r="20001"><c r="B20001"><v>1</v></c></row>'))
    with pytest.raises(FileRefused) as caught:
        read_confined(data)
    assert caught.value.code == "sheet-too-many-rows"
    assert caught.value.place == Place("表1", 20001, "B20001")


@pytest.mark.parametrize(
    "digits",
    ["4999.99", "0.10000000000000001", "12345678901234567890", "1E-05", "-0", ".5", "007"],
)
def test_numbers_keep_the_digits_of_the_file(digits: str) -> None:
    found = only(book(sheet(f'<row r="1"><c r="A1"><v>{digits}</v></c></row>')))
    assert texts(found) == {"A1": digits}
    assert found.rows[0].cells[0].kind is CellKind.NUMBER


def test_every_way_to_hold_a_text_is_read() -> None:
    strings = "<si><t>共用</t></si><si><r><t>分</t></r><r><t>段</t></r><rPh><t>duan</t></rPh></si>"
    rows = (
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is><t> 内联 </t></is></c>'
        '<c t="str"><f>A1</f><v>算出</v></c><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c></row>'
    )
    (row,) = only(book(sheet(rows), strings=strings)).rows
    assert [(cell.kind, cell.text, cell.formula) for cell in row.cells] == [
        (CellKind.TEXT, "共用", False),
        (CellKind.TEXT, "分段", False),
        (CellKind.TEXT, " 内联 ", False),
        (CellKind.TEXT, "算出", True),
        (CellKind.BOOLEAN, "1", False),
        (CellKind.ERROR, "#REF!", False),
    ]


def test_escaped_signs_are_resolved() -> None:
    text = "一_x000D_\n二_x005F_x0041_"
    found = only(book(sheet(f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>')))
    assert texts(found) == {"A1": "一\r\n二_x0041_"}


def test_a_formula_counts_by_its_saved_value_and_is_never_evaluated() -> None:
    rows = "<row><c><f>1+1</f><v>3</v></c><c><f>1+1</f></c></row>"
    (row,) = only(book(sheet(rows))).rows
    assert [(cell.text, cell.kind, cell.formula) for cell in row.cells] == [
        ("3", CellKind.NUMBER, True),
        ("", CellKind.NOTHING, True),
    ]


def test_a_formula_that_gives_an_empty_text_is_a_blank() -> None:
    rows = '<row><c t="str"><f>IF(B1="","",B1)</f><v></v></c><c><v>1</v></c></row>'
    assert texts(only(book(sheet(rows)))) == {"B1": "1"}


def test_merged_cells_carry_their_value_no_further_than_anything_stands() -> None:
    rows = '<row><c t="str"><v>科</v></c><c><v>1</v></c></row><row><c r="B2"><v>2</v></c></row>'
    merges = '<mergeCells><mergeCell ref="A1:A1048576"/><mergeCell ref="D1:E5"/></mergeCells>'
    found = only(book(sheet(rows, after=merges)))
    assert [(c.place, c.text, c.carried_from) for row in found.rows for c in row.cells] == [
        ("A1", "科", None),
        ("B1", "1", None),
        ("A2", "科", (1, 1)),
        ("B2", "2", None),
    ]


def test_what_is_hidden_is_told() -> None:
    rows = '<row hidden="1"><c><v>1</v></c></row><row><c><v>2</v></c></row>'
    columns = '<cols><col min="2" max="3" hidden="1"/><col min="4" max="16384"/></cols>'
    found = only(book(sheet(rows, before=columns), state="veryHidden"))
    assert found.hidden
    assert [row.hidden for row in found.rows] == [True, False]
    assert found.hidden_columns == {2, 3}


def test_what_a_number_is_shown_as_is_told() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="10"/>'
        '<xf numFmtId="31"/></cellXfs>'
    )
    cells = "".join(f'<c s="{number}"><v>46086</v></c>' for number in range(6))
    read = read_workbook(
        book(sheet(f"<row>{cells}</row>"), styles=styles, properties='date1904="1"')
    )
    number, date, percent = CellKind.NUMBER, CellKind.DATE, CellKind.PERCENT
    kinds = [cell.kind for cell in read.sheets[0].rows[0].cells]
    assert kinds == [number, date, date, percent, date, number]
    assert read.epoch is Epoch.Y1904


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("yyyy/m/d;@", CellKind.DATE),
        ("[$-804]yyyy\\年m\\月", CellKind.DATE),
        ("h:mm:ss", CellKind.NUMBER),
        ('#,##0.00"元"', CellKind.NUMBER),
        ("[Red]0.0%", CellKind.PERCENT),
        ("General", CellKind.NUMBER),
        ("0.00E+00", CellKind.NUMBER),
    ],
)
def test_what_a_format_shows(code: str, kind: CellKind) -> None:
    assert kind_of_format(code) is kind


def test_other_programs_choose_prefixes_and_absolute_targets() -> None:
    members = parts(sheet(""))
    members["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="3"><x:c r="B3"><x:v>7</x:v></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    members["xl/_rels/workbook.xml.rels"] = members["xl/_rels/workbook.xml.rels"].replace(
        "worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"
    )
    assert texts(only(packed(members))) == {"B3": "7"}


@pytest.mark.parametrize("number", [1, 26, 27, 256, 702, 703, 16384])
def test_letters_of_columns_go_there_and_back(number: int) -> None:
    assert column_of(letters(number)) == number


TABLE = '部门,数量,备注\r\n办公室,10,"第一行\r\n第二行,""引号"""\r\n\r\n=1+1,,\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_every_encoding_and_with_every_separator(
    encoding: str, separator: str
) -> None:
    found = only(TABLE.replace("第二行,", "第二行.").replace(",", separator).encode(encoding))
    assert found.name is None
    assert texts(found) == {
        "A1": "部门",
        "B1": "数量",
        "C1": "备注",
        "A2": "办公室",
        "B2": "10",
        "C2": '第一行\r\n第二行."引号"',
        "A4": "=1+1",
    }
    assert {cell.kind for row in found.rows for cell in row.cells} == {CellKind.TEXT}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-not-a-workbook"),
        (b" \r\n", "file-not-a-workbook"),
        (b"%PDF-1.7", "file-not-a-workbook"),
        (b"PK\x05\x06" + bytes(18), "file-not-a-workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "file-old-or-locked"),
        ("部门,数量".encode() + b"\xff\xff", "file-of-unknown-encoding"),
        (b"a,b\n\x00,1\n", "file-unreadable"),
        ('部门,"数量\n'.encode(), "file-quotes-unclosed"),
        ('部门,"数量"后\n'.encode(), "file-quotes-unclosed"),
        (b"1,2\n" * 20_001, "sheet-too-many-rows"),
        (b"x," * 257, "sheet-too-many-columns"),
        (b"x" * 32_768, "cell-text-too-long"),
        ((b"1," * 255 + b"1\n") * 800, "file-too-many-cells"),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_a_workbook_survives_the_form_between_processes() -> None:
    rows = (
        '<row hidden="1"><c t="str"><f>A9</f><v>值</v></c></row><row><c r="C2"><v>1</v></c></row>'
    )
    merges = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    read = read_workbook(book(sheet(rows, after=merges), sheet(""), properties='date1904="true"'))
    assert from_json(as_json(read)) == read
    assert read.sheets[1] == Sheet("表2", ())
    assert isinstance(read.sheets[0].rows[0], Row)


@pytest.mark.parametrize(
    "value",
    [None, [], [1900], [1901, []], [1900, [["a"]]], [1900, [["a", 0, [], [[1, 0, [[1]]]]]]]],
)
def test_another_form_is_no_workbook(value: object) -> None:
    with pytest.raises((ValueError, TypeError, IndexError)):
        from_json(value)
