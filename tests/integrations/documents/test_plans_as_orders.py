"""Purchase plans as offices keep them, read as orders: every line and fault with its cell."""

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from integrations.documents.door import read_order_document
from integrations.documents.draft import Given
from integrations.documents.drafting import drafted
from integrations.office_doubts import TableDoubted
from validators.law import Law
from validators.order import Tax
from validators.standards_file import load_folder

_HEAD = "序号,使用部门,资产名称,品目编码,规格型号及配置要求,计量单位,数量,预算单价(元),金额(元)"
_ROW = "1,办公室,台式计算机,A02010105,8核/16G,台,10,5000,50000"


@pytest.fixture(scope="module")
def law() -> Law:
    return load_folder()


def _order(data: bytes, law: Law) -> Any:  # noqa: ANN401 - a JSON value
    beside = Given(agency="11100000EXAMPLE01N", tax=Tax.INCLUDED, filler="plan")
    return drafted(read_order_document(data), beside, law.codes).order


def _doubts(data: bytes) -> set[tuple[str, str]]:
    with pytest.raises(TableDoubted) as doubted:
        read_order_document(data)
    assert all(it.message.zh and it.message.en for it in doubted.value.doubts)
    return {(str(it.place), it.code.value) for it in doubted.value.doubts}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_plan_in_csv_is_read_in_every_encoding_of_offices(encoding: str, law: Law) -> None:
    order = _order(f"2027年度采购计划\n{_HEAD}\n{_ROW}\n".encode(encoding), law)
    (line,) = order["lines"]
    assert line["codes"] == [{"scheme": "cn2022", "code": "A02010105"}]
    assert (line["class"], line["quantity"], line["unit_price"]) == ("desktop", 10, "5000.00")
    assert line["for"] == {"department": "办公室"}
    assert "model" not in line


@pytest.mark.parametrize(
    ("head", "row", "price"),
    [
        (_HEAD, _ROW.replace(",10,", ",１０,").replace(",5000,", ",５０００,"), "5000.00"),
        (_HEAD.replace("(元)", "（万元）"), _ROW.replace("5000,50000", "0.5,5"), "5000.00"),
        (_HEAD, _ROW.replace(",5000,50000", ',"5,000.00元",5万元'), "5000.00"),
        (_HEAD, _ROW.replace(",10,", ",10台,"), "5000.00"),
        (_HEAD.replace("资产名称", "设备　名称"), _ROW, "5000.00"),
    ],
)
def test_amounts_become_yuan_whatever_width_and_unit_they_have(
    head: str, row: str, price: str, law: Law
) -> None:
    (line,) = _order(f"{head}\n{row}\n".encode(), law)["lines"]
    assert (line["quantity"], line["unit_price"]) == (10, price)


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        (f"{_HEAD}\n{_ROW.replace(',10,', ',十,')}\n", "G2", "value-malformed"),
        (f"{_HEAD}\n{_ROW.replace(',10,', ',-1,')}\n", "G2", "value-malformed"),
        (f"{_HEAD}\n{_ROW.replace(',5000,', ',,')}\n", "H2", "value-missing"),
        (f"{_HEAD}\n{_ROW}\n合计,,,,,,11,,50000\n", "G3", "total-differs"),
        (f"{_HEAD.replace('(元)', '')}\n{_ROW}\n", "H2", "unit-missing"),
        (f"{_HEAD},魔法\n{_ROW},x\n", "J1", "heading-unknown"),
        ("甲,乙\n1,2\n", "", "table-missing"),
    ],
)
def test_a_doubtful_cell_is_told_with_its_place(text: str, place: str, code: str) -> None:
    assert (place, code) in _doubts(text.encode())


def _book() -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "计划"
    sheet["A1"] = "2027年度办公设备采购计划表"
    sheet.merge_cells("A1:G1")
    for column, (upper, lower) in enumerate(
        [
            ("序号", None),
            ("部门", None),
            ("资产名称", None),
            ("申请配置", "数量"),
            (None, "单价(万元)"),
            (None, "金额(万元)"),
            ("操作系统", None),
        ],
        1,
    ):
        sheet.cell(2, column, upper)
        sheet.cell(3, column, lower)
    sheet.merge_cells("D2:F2")
    for letter in "ABCG":
        sheet.merge_cells(f"{letter}2:{letter}3")
    rows: list[tuple[Any, ...]] = [
        (1, "办公室", "台式计算机", 2, 0.5, 1, "银河麒麟桌面操作系统V11")
    ]
    rows += [(2, None, "便携式计算机", 1, 0.7, 0.7, "无系统")]
    for number, values in enumerate(rows, 4):
        for column, value in enumerate(values, 1):
            sheet.cell(number, column, value)
    sheet.merge_cells("B4:B5")
    sheet["A6"], sheet["D6"], sheet["F6"] = "合计", 3, 1.7
    return book, sheet


def _saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_head_of_two_rows_merges_and_totals_are_read(law: Law) -> None:
    book, _ = _book()
    first, second = _order(_saved(book), law)["lines"]
    assert (first["unit_price"], second["unit_price"]) == ("5000.00", "7000.00")
    assert first["operating_system"] == {"name": "银河麒麟桌面操作系统V11"}
    assert second["operating_system"] == {"preloaded": False}
    assert second["for"] == {"department": "办公室"}


def test_a_hidden_sheet_is_not_read_and_its_name_is_told() -> None:
    book, _ = _book()
    hidden = book.create_sheet("旧表")
    hidden["A1"] = "x"
    hidden.sheet_state = "hidden"
    assert "旧表" in {it.text for it in read_order_document(_saved(book)).unread}


def test_a_formula_without_a_saved_value_is_doubted_at_its_cell() -> None:
    book, sheet = _book()
    sheet["E4"] = "=1/2"
    assert ("计划!E4", "value-not-saved") in _doubts(_saved(book))
