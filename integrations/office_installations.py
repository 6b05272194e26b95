"""Reads an office's table of the software on its computers: 软件使用情况明细表, in two shapes.

In the form of 2016 a row is one piece of software on one computer (LEGITIMACY §4). Offices also
keep one row a computer, with its system, office and antivirus software side by side. Licence
numbers, product keys and remarks are read past and not kept. A stroke or 无 in a cell is a blank:
neither software, nor a version, nor a department.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from approvals.record_installations import Found
from approvals.software_acts import Machine, SoftwareKind
from integrations.errors import Place
from integrations.list_cells import is_nothing
from integrations.office_columns import Column, Kind
from integrations.office_doubts import Doubt, DoubtCode, TableDoubted, doubt
from integrations.office_head import LOOKED_AT
from integrations.office_read import ReadRow, Table
from integrations.office_table import read_table
from integrations.office_values import WANTED
from integrations.workbook_values import Workbook

_MACHINE: Final = (
    Column("ordinal", ("序号",), Kind.ORDINAL),
    Column("department", ("部门", "使用部门", "所在部门", "科室", "处室")),
    Column("user", ("使用人", "使用者", "使用人员", "姓名")),
    Column(
        "computer",
        ("计算机编号", "资产编号", "计算机/资产编号", "设备编号", "计算机/编号", "计算机序列号"),
        required=True,
    ),
    Column(
        "brand",
        ("计算机品牌", "品牌型号", "计算机/品牌型号", "计算机/品牌", "品牌", "计算机品牌型号"),
    ),
)
_REMARK: Final = Column("remark", ("备注",))

_KINDS: Final = MappingProxyType(
    {
        SoftwareKind.COMMERCIAL.value: ("商业软件", "商业"),
        SoftwareKind.OEM.value: ("OEM软件", "OEM", "随机软件", "预装软件"),
        SoftwareKind.FREE.value: ("免费软件", "免费", "自由软件"),
    }
)
_ORIGINS: Final = MappingProxyType(
    {
        SoftwareKind.OEM.value: ("随机预装", "预装", "随机", "OEM", "OEM软件"),
        SoftwareKind.COMMERCIAL.value: (
            "购置",
            "购买",
            "采购",
            "自购",
            "政府采购",
            "单独采购",
            "零售",
            "批量许可",
            "场地授权",
            "商业软件",
        ),
        SoftwareKind.FREE.value: ("免费", "免费软件", "自由软件", "开源"),
        SoftwareKind.UNSTATED.value: ("自行安装", "不详", "不明"),
    }
)
"""What offices write for where a system comes from."""

BY_SOFTWARE: Final = (
    *_MACHINE,
    Column("number", ("软件编号",)),
    Column("name", ("软件名称", "名称"), required=True),
    Column("version", ("版本", "软件版本", "版本号")),
    Column("term", ("许可期限", "授权期限", "使用期限", "软件许可期限")),
    Column("kind", ("类型", "软件类型", "软件类别"), Kind.CHOICE, choices=_KINDS),
    Column("on", ("安装时间", "安装日期"), Kind.DATE),
    Column("suspicious", ("是否可疑", "可疑"), Kind.YES_NO),
    _REMARK,
)
"""One row for each piece of software on each computer."""

BY_COMPUTER: Final = (
    *_MACHINE,
    Column("system", ("操作系统/名称及版本", "操作系统", "操作系统名称及版本")),
    Column("origin", ("操作系统/来源", "来源", "操作系统来源"), Kind.CHOICE, choices=_ORIGINS),
    Column("licence", ("操作系统/许可证号/软件编号", "许可证号/软件编号", "许可证号")),
    Column("office", ("办公软件/名称及版本", "办公软件", "办公软件名称及版本")),
    Column("antivirus", ("杀毒软件/名称及版本", "杀毒软件", "杀毒软件名称及版本")),
    _REMARK,
)
"""One row for each computer; name and version stand in one cell and are not told apart."""

LONGEST_TEXT: Final = 200
"""Characters of a cell that are taken, as of a text of an order: it is kept for ever."""
_READ_PAST: Final = frozenset({"ordinal", "licence", "remark", "suspicious"})

_ABOUT_THE_TABLE: Final = frozenset(
    {DoubtCode.TABLE_MISSING, DoubtCode.HEADING_MISSING, DoubtCode.HEADING_UNKNOWN}
)


def read_installations(workbook: Workbook) -> tuple[Found, ...]:
    """Return the software on the computers of a table, row by row.

    Raises:
        TableDoubted: the table is not found, or anything in it is doubtful; with every doubt.
    """
    # Which shape it is, its head says: a table of many thousand rows is read once.
    heads = Workbook(
        tuple(replace(it, rows=it.rows[:LOOKED_AT]) for it in workbook.sheets), workbook.epoch
    )
    wide = _misfits(read_table(heads, BY_COMPUTER)) < _misfits(read_table(heads, BY_SOFTWARE))
    table = read_table(workbook, BY_COMPUTER if wide else BY_SOFTWARE)
    if table.doubts:
        raise TableDoubted(table.doubts)
    columns = BY_COMPUTER if wide else BY_SOFTWARE
    unfit = tuple(it for row in table.rows for it in _unfit(row, columns))
    if unfit:
        raise TableDoubted(unfit)
    rows = _of_computer if wide else _of_software
    found = tuple(it for row in table.rows for it in rows(row))
    if not found:
        raise TableDoubted((doubt(Place(table.sheet), DoubtCode.TABLE_EMPTY),))
    return found


def _unfit(row: ReadRow, columns: Iterable[Column]) -> Iterator[Doubt]:
    """Yield what is missing in a row that every row needs, and what is too long to be kept."""
    for column in columns:
        read, heading = row.values.get(column.name), column.headings[0]
        if read is None or column.name in _READ_PAST:
            continue
        length = len(str(read.value))
        if length > LONGEST_TEXT:
            code = DoubtCode.TOO_LONG
            yield doubt(read.place, code, heading=heading, found=length, most=LONGEST_TEXT)
        elif column.required and _text(row, column.name) is None:
            code, wanted = DoubtCode.VALUE_MISSING, WANTED[column.kind]
            yield doubt(read.place, code, heading=heading, wanted=wanted)


def _misfits(table: Table) -> int:
    """Return how far the head of a table is from the wanted one."""
    return sum(it.code in _ABOUT_THE_TABLE for it in table.doubts)


def _of_software(row: ReadRow) -> Iterator[Found]:
    kind, on = _text(row, "kind"), row.values.get("on")
    yield Found(
        row=str(row.values["name"].place),
        machine=_machine(row),
        kind=SoftwareKind.UNSTATED if kind is None else SoftwareKind(kind),
        name=str(row.values["name"].value),
        version=_text(row, "version"),
        number=_text(row, "number"),
        term=_text(row, "term"),
        on=on.value if on is not None and isinstance(on.value, date) else None,
    )


def _of_computer(row: ReadRow) -> Iterator[Found]:
    origin = _text(row, "origin")
    kinds = {"system": SoftwareKind.UNSTATED if origin is None else SoftwareKind(origin)}
    for name in ("system", "office", "antivirus"):
        software = _text(row, name)
        if software is not None:
            yield Found(
                row=str(row.values[name].place),
                machine=_machine(row),
                kind=kinds.get(name, SoftwareKind.UNSTATED),
                name=software,
            )


def _machine(row: ReadRow) -> Machine:
    return Machine(
        number=str(row.values["computer"].value),
        brand=_text(row, "brand"),
        department=_text(row, "department"),
        user=_text(row, "user"),
    )


def _text(row: ReadRow, name: str) -> str | None:
    found = row.values.get(name)
    return None if found is None or is_nothing(str(found.value)) else str(found.value)
