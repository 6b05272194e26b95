"""Reads an office's own 可使用免费软件清单, as annex 6 of the guidance has its columns.

Source: LEGITIMACY §4 (software no., name, version, source, vendor, vendor's phone, department,
reason). A version and a reason have to be there: where any version may be used, the table says so.
Its software numbers are read past: an entry has a number of its own.
"""

from datetime import date
from typing import Final

from approvals.free_software import FreeTerms
from approvals.record_free_software_list import FoundFree
from integrations.errors import Place
from integrations.office_columns import Column, Kind, folded
from integrations.office_doubts import DoubtCode, TableDoubted, doubt
from integrations.office_read import ReadRow
from integrations.office_table import read_table
from integrations.workbook_values import Workbook

COLUMNS: Final = (
    Column("ordinal", ("序号",), Kind.ORDINAL),
    Column("number", ("软件编号",)),
    Column("name", ("软件名称", "名称"), required=True),
    Column("version", ("版本", "软件版本", "版本号"), required=True),
    Column("source", ("来源", "软件来源", "获取来源", "下载地址")),
    Column("vendor", ("厂商", "软件厂商", "开发商", "供应商", "厂商名称")),
    Column("phone", ("厂商支持电话", "厂商电话", "支持电话", "厂商服务电话", "联系电话")),
    Column("department", ("部门", "使用部门", "使用范围", "科室", "处室")),
    Column("reason", ("使用理由", "理由", "使用原因"), required=True),
    Column("remark", ("备注",)),
)
"""What may be used, where, and why; remarks are read past."""

_ANY: Final = frozenset(map(folded, ("任意", "任意版本", "不限", "不限版本", "全部版本", "any")))
"""What offices write where every version may be used."""
_EVERYWHERE: Final = frozenset(map(folded, ("全单位", "各部门", "所有部门", "全部", "不限")))
"""What they write where it may be used anywhere."""


def read_free_software(workbook: Workbook, valid_from: date) -> tuple[FoundFree, ...]:
    """Return the entries of a list, row by row.

    Args:
        workbook: the file as read.
        valid_from: the day from which on the list holds, which its form does not state.

    Raises:
        TableDoubted: the table is not found, or anything in it is doubtful; with every doubt.
    """
    table = read_table(workbook, COLUMNS)
    if table.doubts:
        raise TableDoubted(table.doubts)
    if not table.rows:
        raise TableDoubted((doubt(Place(table.sheet), DoubtCode.TABLE_EMPTY),))
    return tuple(_found(row, valid_from) for row in table.rows)


def _found(row: ReadRow, valid_from: date) -> FoundFree:
    said = {name: str(it.value) for name, it in row.values.items()}
    version, department = said["version"], said.get("department")
    anywhere = department is None or folded(department) in _EVERYWHERE
    return FoundFree(
        row=str(row.values["name"].place),
        terms=FreeTerms(
            name=said["name"],
            version=None if folded(version) in _ANY else version,
            department=None if anywhere else department,
            source=said.get("source"),
            vendor=said.get("vendor"),
            phone=said.get("phone"),
            reason=said["reason"],
            valid_from=valid_from,
        ),
    )
