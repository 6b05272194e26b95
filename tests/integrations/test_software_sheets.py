"""The workbook of the software ledgers: the same each time, and no longer than sheets may be."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl

from approvals.software_accounts import Accounts
from approvals.software_acts import SoftwareKind
from approvals.software_ledgers import Ledgers, SummaryHead, UsageRow
from approvals.software_reading import AgencySoftware
from integrations.software_sheets import MAINTENANCE, SUMMARY, USAGE, software_workbook
from integrations.workbook_bounds import MOST_ROWS

_ROW = UsageRow(
    number=1,
    department=None,
    user="@甲",
    computer="PC-1",
    brand=None,
    software="SW-1",
    name="示例",
    version=None,
    term=None,
    kind=SoftwareKind.UNSTATED,
    installed_on=None,
)


def software(rows: int) -> AgencySoftware:
    usage = tuple(replace(_ROW, number=at, computer=f"PC-{at}") for at in range(1, rows + 1))
    head = SummaryHead(servers=1, desktops=2, portables=3)
    return AgencySoftware(
        agency="11100000EXAMPLE01N",
        name="Example agency",
        on=date(2026, 11, 23),
        ledgers=Ledgers(head=head, summary=(), usage=usage, maintenance=(), free=()),
        gaps=(),
        accounts=Accounts(),
        devices=(),
        refused=(),
    )


def test_ledgers_without_a_row_still_have_their_heads() -> None:
    data = software_workbook(software(0))
    assert data == software_workbook(software(0))
    book: Any = openpyxl.load_workbook(io.BytesIO(data))
    assert [cell.value for cell in book[MAINTENANCE][2]][:8] == [
        "软件编号", "软件名称", "版本", "类型", "许可数量", "可使用版本", "许可期限", "安装",
    ]  # fmt: skip
    below = [row[0].value for row in book[SUMMARY].iter_rows(min_row=3)]
    assert below[-1] == "服务器:1    台式计算机:2    便携式计算机:3"


def test_a_ledger_longer_than_a_sheet_goes_on_in_another() -> None:
    rows = MOST_ROWS
    data = software_workbook(software(rows))
    book: Any = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    computers = [
        row[3]
        for name in book.sheetnames
        if name.startswith(USAGE)
        for row in book[name].iter_rows(min_row=3, values_only=True)
        if row[3] is not None
    ]
    assert (len(computers), computers[-1]) == (rows, f"PC-{rows}")
