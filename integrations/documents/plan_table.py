"""Reads a purchase plan as offices keep it, XLSX or CSV: one line a row, each value with its cell.

Source of the headings: forms of plans and declarations as offices publish them. Amounts are told
in yuan, whatever unit the form is in (docs/office-files.md). What is no part of an order, such as
where the money comes from, is read and told as not used.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from integrations.documents.faults import MOST_LINES, OrderDocumentFault, refused
from integrations.documents.stated import (
    CodeSaid,
    DocumentKind,
    DocumentStated,
    LineStated,
    Property,
)
from integrations.errors import Place
from integrations.machine.stated import Said
from integrations.office_columns import Column, Kind
from integrations.office_doubts import DoubtCode, TableDoubted, doubt
from integrations.office_read import ReadRow, Table
from integrations.office_table import read_table
from integrations.workbook_values import Workbook

COLUMNS: Final = (
    Column("ordinal", ("序号", "编号", "行号"), Kind.ORDINAL),
    Column("department", ("使用部门", "申报部门", "申请部门", "部门", "科室", "处室", "需求部门")),
    Column(
        "name",
        (
            "资产名称",
            "设备名称",
            "名称",
            "采购品目名称",
            "品目名称",
            "物品名称",
            "标的名称",
            "商品名称",
            "货物名称",
        ),
        required=True,
    ),
    Column("code", ("品目编码", "采购品目编码", "采购目录编码", "品目代码", "资产分类代码")),
    Column(
        "specification",
        (
            "规格型号及配置要求",
            "品牌/规格型号及配置要求",
            "规格型号",
            "配置要求",
            "技术要求",
            "规格及配置",
            "品牌规格型号",
            "主要技术参数",
            "规格参数",
        ),
    ),
    Column("model", ("型号", "产品型号", "品牌型号")),
    Column("system", ("操作系统", "操作系统名称及版本", "预装操作系统")),
    Column("unit", ("计量单位", "单位")),
    Column(
        "quantity",
        ("数量", "申请数量", "申请配置/数量", "采购数量", "计划数量", "配置数量"),
        Kind.COUNT,
        required=True,
    ),
    Column(
        "price",
        ("预算单价", "单价", "计划单价", "参考单价", "申请配置/单价", "含税单价"),
        Kind.AMOUNT,
        required=True,
    ),
    Column(
        "amount",
        ("预算金额", "金额", "总价", "小计金额", "申请配置/金额", "预算总额", "总金额"),
        Kind.AMOUNT,
    ),
    Column("funds", ("资金来源", "经费来源", "资金渠道")),
    Column("manner", ("采购方式", "采购形式", "组织形式")),
    Column("needed", ("需求时间", "预计采购时间", "计划采购时间", "采购时间")),
    Column("imported", ("是否进口", "是否进口产品")),
    Column("reason", ("购置理由/备注", "购置理由", "申请理由", "理由")),
    Column("remark", ("备注", "说明")),
)
"""What a plan may have; name, number and price have to be there."""

_NOT_USED: Final = ("funds", "manner", "needed", "imported")
SYSTEM: Final = "操作系统"
"""The property that the system of a row becomes."""


def read_plan(workbook: Workbook) -> DocumentStated:
    """Return what a plan states, row by row.

    Raises:
        TableDoubted: the table is not found, or anything in it is doubtful; with every doubt.
        FileRefused: it has more rows than an order may have lines.
    """
    table = read_table(workbook, COLUMNS)
    if table.doubts:
        raise TableDoubted(table.doubts)
    if not table.rows:
        raise TableDoubted((doubt(Place(table.sheet), DoubtCode.TABLE_EMPTY),))
    if len(table.rows) > MOST_LINES:
        found = len(table.rows)
        raise refused(OrderDocumentFault.TOO_MANY_LINES, found=found, most=MOST_LINES)
    return DocumentStated(
        kind=DocumentKind.TABLE,
        lines=tuple(_line(table, row) for row in table.rows),
        unread=tuple(_unread(table)),
    )


def _line(table: Table, row: ReadRow) -> LineStated:
    code, system = _said(row, "code"), _said(row, "system")
    where = str(Place(table.sheet, row.number))
    name = SYSTEM
    return LineStated(
        place=where,
        id=_said(row, "ordinal"),
        quantity=_said(row, "quantity"),
        unit=_said(row, "unit"),
        price=_said(row, "price"),
        amount=_said(row, "amount"),
        name=_said(row, "name"),
        descriptions=tuple(
            it for name in ("specification", "remark", "reason") if (it := _said(row, name))
        ),
        model=_said(row, "model"),
        codes=() if code is None else (CodeSaid(code=code),),
        department=_said(row, "department"),
        properties=()
        if system is None
        else (Property(name=Said(key=name, text=name, place=system.place), value=system),),
    )


def _said(row: ReadRow, name: str) -> Said | None:
    read = row.values.get(name)
    if read is None:
        return None
    return Said(key=_HEADINGS[name], text=_text(read.value), place=str(read.place))


def _text(value: str | int | Decimal | date | bool | None) -> str:  # noqa: FBT001 - a cell's value
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _unread(table: Table) -> Iterator[Said]:
    """Yield what stands around the rows, and what of them is no part of an order."""
    for kind, texts in (("标题", table.titles), ("附注", table.notes)):
        yield from (Said(key=kind, text=it, place=table.sheet or "") for it in texts)
    for name in table.unread:
        yield Said(key="工作表", text=name, place=name)
    for row in table.rows:
        for name in _NOT_USED:
            said = _said(row, name)
            if said is not None:
                yield said


_HEADINGS: Final = {column.name: column.headings[0] for column in COLUMNS}
