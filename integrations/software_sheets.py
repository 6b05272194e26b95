"""The software ledgers as a workbook: one sheet a ledger, headed as the forms print them.

Source of the headings: LEGITIMACY §4 (guidance of 2016, annexes 6 to 9). What is not known is a
blank cell, and told below the tables. A ledger that is longer than a sheet goes on in another.
"""

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from approvals.software_acts import KIND_WORDS
from approvals.software_gaps import Gap
from approvals.software_ledgers import Ledgers
from approvals.software_reading import AgencySoftware
from integrations.office_columns import Kind
from integrations.office_values import Value
from integrations.workbook_bounds import LONGEST_TEXT, MOST_ROWS
from integrations.workbook_writing import ColumnToWrite, SheetToWrite, write_workbook
from validators.order import LicenceChannel

SUMMARY: Final = "软件使用情况汇总表"
USAGE: Final = "软件使用情况明细表"
MAINTENANCE: Final = "软件安装维护情况明细表"
FREE: Final = "可使用免费软件清单"
GAPS: Final = "未填项说明"

CHANNEL_WORDS: Final = MappingProxyType(
    {
        LicenceChannel.OEM: "随机预装",
        LicenceChannel.RETAIL: "零售许可",
        LicenceChannel.VOLUME: "批量许可",
        LicenceChannel.SITE: "场地授权",
        LicenceChannel.FREE: "免费",
        LicenceChannel.TRIAL: "试用",
    }
)
"""How the forms name the kinds of licence."""

_Row = tuple[Value, ...]
_MOST: Final = MOST_ROWS - 100
"""Rows of data on a sheet; title, head and notes take theirs from the rest."""

_SUMMARY_COLUMNS: Final = (
    ColumnToWrite("序号", Kind.COUNT),
    ColumnToWrite("软件编号"),
    ColumnToWrite("软件名称"),
    ColumnToWrite("版本"),
    ColumnToWrite("类型"),
    ColumnToWrite("购置时间", Kind.DATE),
    ColumnToWrite("购置金额(元)", Kind.AMOUNT),
    ColumnToWrite("许可类型"),
    ColumnToWrite("许可数量", Kind.COUNT),
    ColumnToWrite("可使用版本"),
    ColumnToWrite("许可期限"),
    ColumnToWrite("序列号"),
    ColumnToWrite("已安装数量", Kind.COUNT),
)
_USAGE_COLUMNS: Final = (
    ColumnToWrite("序号", Kind.COUNT),
    ColumnToWrite("部门"),
    ColumnToWrite("使用人"),
    ColumnToWrite("计算机编号"),
    ColumnToWrite("计算机品牌"),
    ColumnToWrite("软件编号"),
    ColumnToWrite("软件名称"),
    ColumnToWrite("版本"),
    ColumnToWrite("许可期限"),
    ColumnToWrite("类型"),
    ColumnToWrite("安装时间", Kind.DATE),
)
_MAINTENANCE_COLUMNS: Final = (
    ColumnToWrite("软件编号"),
    ColumnToWrite("软件名称"),
    ColumnToWrite("版本"),
    ColumnToWrite("类型"),
    ColumnToWrite("许可数量", Kind.COUNT),
    ColumnToWrite("可使用版本"),
    ColumnToWrite("许可期限"),
    ColumnToWrite("安装"),
    ColumnToWrite("卸载"),
    ColumnToWrite("计算机编号"),
    ColumnToWrite("计算机品牌"),
    ColumnToWrite("使用人"),
    ColumnToWrite("部门"),
    ColumnToWrite("安装/卸载版本"),
    ColumnToWrite("日期", Kind.DATE),
    ColumnToWrite("安装/卸载后已安装数量", Kind.COUNT),
)
_FREE_COLUMNS: Final = (
    ColumnToWrite("软件编号"),
    ColumnToWrite("软件名称"),
    ColumnToWrite("版本"),
    ColumnToWrite("软件来源"),
    ColumnToWrite("厂商"),
    ColumnToWrite("厂商支持电话"),
    ColumnToWrite("使用部门"),
    ColumnToWrite("使用理由"),
)
_GAP_COLUMNS: Final = (
    ColumnToWrite("代码"),
    ColumnToWrite("数量", Kind.COUNT),
    ColumnToWrite("说明"),
    ColumnToWrite("涉及"),
)


def software_workbook(found: AgencySoftware) -> bytes:
    """Return the ledgers of an agency as an XLSX file; the same ledgers give the same bytes."""
    ledgers = found.ledgers
    on = f"单位:{found.name}    截至:{found.on.isoformat()}"
    parts = (
        (SUMMARY, _SUMMARY_COLUMNS, _summary(ledgers), _head(ledgers)),
        (USAGE, _USAGE_COLUMNS, _usage(ledgers), ()),
        (MAINTENANCE, _MAINTENANCE_COLUMNS, _maintenance(ledgers), ()),
        (FREE, _FREE_COLUMNS, _free(ledgers), ()),
        (GAPS, _GAP_COLUMNS, _told(found.gaps), ()),
    )
    return write_workbook(
        [
            sheet
            for name, columns, rows, notes in parts
            for sheet in _sheets(name, columns, tuple(rows), (on, *notes))
        ]
    )


def _sheets(
    name: str, columns: Sequence[ColumnToWrite], rows: Sequence[_Row], notes: Sequence[str]
) -> Iterator[SheetToWrite]:
    """Yield the sheet of a ledger, and those it goes on in, each with the same head."""
    for part, begin in enumerate(range(0, max(len(rows), 1), _MOST), 1):
        title = name if part == 1 else f"{name}({part})"
        yield SheetToWrite(title, title, columns, rows[begin : begin + _MOST], tuple(notes))


def _head(ledgers: Ledgers) -> tuple[str, ...]:
    head = ledgers.head
    staff = "" if head.staff is None else str(head.staff)
    using = "" if head.staff_with_computers is None else str(head.staff_with_computers)
    return (
        f"职工总人数:{staff}    使用计算机人数:{using}",
        f"服务器:{head.servers}    台式计算机:{head.desktops}    便携式计算机:{head.portables}",
    )


def _summary(ledgers: Ledgers) -> Iterator[_Row]:
    for it in ledgers.summary:
        yield (
            it.number,
            it.software,
            it.name,
            it.version,
            KIND_WORDS[it.kind],
            it.bought_on,
            it.amount,
            _joined([CHANNEL_WORDS[channel] for channel in it.channels]),
            it.licences,
            _joined(it.usable_versions),
            _joined(it.terms),
            it.serial,
            it.installed,
        )


def _usage(ledgers: Ledgers) -> Iterator[_Row]:
    for it in ledgers.usage:
        yield (
            it.number,
            it.department,
            it.user,
            it.computer,
            it.brand,
            it.software,
            it.name,
            it.version,
            it.term,
            KIND_WORDS[it.kind],
            it.installed_on,
        )


def _maintenance(ledgers: Ledgers) -> Iterator[_Row]:
    for sheet in ledgers.maintenance:
        for it in sheet.rows:
            yield (
                sheet.software,
                sheet.name,
                sheet.version,
                KIND_WORDS[sheet.kind],
                sheet.licences,
                _joined(sheet.usable_versions),
                _joined(sheet.terms),
                "√" if it.installed else None,
                None if it.installed else "√",
                it.computer,
                it.brand,
                it.user,
                it.department,
                it.version,
                it.on,
                it.installed_after,
            )


def _free(ledgers: Ledgers) -> Iterator[_Row]:
    for it in ledgers.free:
        yield (
            it.software,
            it.name,
            it.version,
            it.source,
            it.vendor,
            it.phone,
            it.department,
            it.reason,
        )


def _told(gaps: Sequence[Gap]) -> Iterator[_Row]:
    for it in gaps:
        yield it.code.value, it.count, it.message.zh, _joined(it.subjects)


def _joined(texts: Sequence[str]) -> str | None:
    return "、".join(texts)[:LONGEST_TEXT] or None
