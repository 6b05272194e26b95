"""A plan as offices fill it in, by another program, with most of what makes it hard to read."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from integrations.office_columns import Column, Kind
from integrations.office_rows import Role
from integrations.office_table import read_table
from integrations.workbook import read_workbook

WANTED = (
    Column("number", ("序号",), Kind.ORDINAL),
    Column("department", ("部门",), required=True),
    Column("asset", ("资产名称",), required=True),
    Column("quantity", ("申请配置/数量",), Kind.COUNT, required=True),
    Column("price", ("单价",), Kind.AMOUNT, required=True),
    Column("amount", ("金额",), Kind.AMOUNT),
    Column("month", ("需求时间",), Kind.MONTH),
    Column("imported", ("是否进口",), Kind.YES_NO),
    Column("remark", ("备注",)),
)
TOP: tuple[str | None, ...] = (
    "序号",
    "部门",
    "资产\n名称",
    "申请配置",
    None,
    None,
    "需求时间",
    "是否进口",
    "备  注",
)
LOWER: tuple[str | None, ...] = (None, None, None, "数量（台）", "单价", "金额", None, None, None)
ROWS: tuple[tuple[str | float | date | None, ...], ...] = (
    (1, "办公室", "台式计算机", 10, 0.5, 5, "2027年3月", "否", None),
    (2, None, "打印机", 2, 0.12, 0.24, date(2027, 4, 1), "否", "　"),
    (None, "小计", None, 12, None, 5.24, None, None, None),
    (3, "财务科", "便携式计算机", 4, 0.7, 2.8, "2027.10", "是", "无"),
    (None, "小计", None, 4, None, 2.8, None, None, None),
    (4, None, None, None, None, None, None, None, None),
    ("合　计", None, None, 16, "/", 8.04, None, None, None),
)


def filled(sheet: Worksheet) -> None:
    sheet["A1"] = "××局2027年办公设备配置计划表"
    sheet["A2"] = "填报单位（公章）："
    sheet["H2"] = "单位：万元"
    for row, values in enumerate((TOP, LOWER, *ROWS), 3):
        for column, value in enumerate(values, 1):
            if value is not None:
                sheet.cell(row, column, value)
    sheet["A12"] = "注：1.本表一式三份；2.金额保留两位小数。"
    sheet["A13"], sheet["D13"], sheet["G13"] = "单位负责人：", "财务负责人：", "填表人："
    alone = [f"{letter}3:{letter}4" for letter in "ABCGHI"]
    for merged in ("A1:I1", "H2:I2", "D3:F3", *alone, "B5:B6", "A11:C11", "A12:I12"):
        sheet.merge_cells(merged)


def test_a_plan_with_groups_merges_and_a_unit_above_it_is_read_whole() -> None:
    made, file = openpyxl.Workbook(), io.BytesIO()
    filled(made.worksheets[0])
    made.save(file)
    table = read_table(read_workbook(file.getvalue()), WANTED)
    assert table.doubts == ()
    before = [Role.TITLE, Role.TITLE, Role.HEAD, Role.HEAD]
    rows = [Role.DATA, Role.DATA, Role.TOTAL, Role.DATA, Role.TOTAL, Role.BLANK, Role.TOTAL]
    assert list(table.roles.values()) == [*before, *rows, Role.NOTE, Role.NOTE]
    assert [{name: it.value for name, it in row.values.items()} for row in table.rows] == [
        {
            "number": "1",
            "department": "办公室",
            "asset": "台式计算机",
            "quantity": 10,
            "price": Decimal(5000),
            "amount": Decimal(50000),
            "month": date(2027, 3, 1),
            "imported": False,
        },
        {
            "number": "2",
            "department": "办公室",
            "asset": "打印机",
            "quantity": 2,
            "price": Decimal(1200),
            "amount": Decimal(2400),
            "month": date(2027, 4, 1),
            "imported": False,
        },
        {
            "number": "3",
            "department": "财务科",
            "asset": "便携式计算机",
            "quantity": 4,
            "price": Decimal(7000),
            "amount": Decimal(28000),
            "month": date(2027, 10, 1),
            "imported": True,
            "remark": "无",
        },
    ]
    assert [(row.label, row.values["amount"].value) for row in table.totals] == [
        ("小计", Decimal(52400)),
        ("小计", Decimal(28000)),
        ("合计", Decimal(80400)),
    ]
