"""Reads a table as offices have it: titles above, a head, data, totals, remarks and signatures.

Every row becomes one of these or is doubted, and every doubt is told at once: whoever takes the
table takes it whole, or not at all.
"""

from collections.abc import Sequence
from dataclasses import replace

from integrations.errors import Place
from integrations.office_columns import Column
from integrations.office_doubts import DoubtCode, doubt
from integrations.office_head import Head, find_head
from integrations.office_read import Table
from integrations.office_reading import Reading
from integrations.workbook_values import Sheet, Workbook


def read_table(workbook: Workbook, wanted: Sequence[Column]) -> Table:
    """Return the one table of a workbook that has the wanted columns.

    Args:
        workbook: as ``read_workbook`` gives it.
        wanted: the columns; every column of the table must be among them.

    Raises:
        ValueError: two wanted columns have a name or a heading in common.
    """
    heads = [(sheet, find_head(sheet, wanted)) for sheet in workbook.sheets]
    found = [(sheet, head) for sheet, head in heads if head is not None and not sheet.hidden]
    fewest = min((_lacking(head, wanted) for _, head in found), default=0)
    best = [(sheet, head) for sheet, head in found if _lacking(head, wanted) == fewest]
    if not best:
        return _missing(workbook, [sheet for sheet, head in heads if head], wanted)
    sheet, head = best[0]
    table = Reading(sheet, head, workbook.epoch).table()
    several = tuple(doubt(Place(other.name), DoubtCode.TABLES_SEVERAL) for other, _ in best[1:])
    unread = tuple(it.name or "" for it in workbook.sheets if it is not sheet and it.rows)
    return replace(table, unread=unread, doubts=several + table.doubts)


def _lacking(head: Head, wanted: Sequence[Column]) -> int:
    return sum(column.required and column.name not in head.names for column in wanted)


def _missing(workbook: Workbook, hidden: list[Sheet], wanted: Sequence[Column]) -> Table:
    names = "、".join(column.headings[0] for column in wanted if column.required)
    found = [doubt(Place(sheet.name), DoubtCode.SHEET_HIDDEN) for sheet in hidden]
    found = found or [doubt(Place(), DoubtCode.TABLE_MISSING, wanted=names)]
    unread = tuple(sheet.name or "" for sheet in workbook.sheets if sheet.rows)
    return Table(None, unread=unread, doubts=tuple(found))
