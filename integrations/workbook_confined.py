"""Reads a stranger's workbook behind the walls of ``confined``, and puts its values together again.

Between the two processes a workbook is JSON: lists in the order of the values' fields.
"""

from typing import Any

from integrations.confined import DEFAULT_BOUNDS, Bounds, confined
from integrations.file_faults import FileFault, refusal
from integrations.workbook import read_workbook
from integrations.workbook_values import Cell, CellKind, Epoch, Row, Sheet, Workbook


def read_confined(data: bytes, bounds: Bounds = DEFAULT_BOUNDS) -> Workbook:
    """Read a workbook in a process of its own.

    Args:
        data: XLSX or CSV.
        bounds: what reading it may cost.

    Raises:
        FileRefused: it is no workbook, is damaged, or passes a bound.
        OSError: the machine has no room for another process.
    """
    value = confined(reader, data, bounds)
    try:
        return from_json(value)
    except (ValueError, TypeError, IndexError) as error:
        raise refusal(FileFault.UNREADABLE) from error


def reader(data: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """Read a workbook, in the form that passes between processes; what ``confined`` runs."""
    return as_json(read_workbook(data))


def as_json(workbook: Workbook) -> Any:  # noqa: ANN401 - a JSON value
    """Return a workbook in the form that passes between processes."""
    return [workbook.epoch.value, [_sheet_as_json(sheet) for sheet in workbook.sheets]]


def from_json(value: Any) -> Workbook:  # noqa: ANN401 - a JSON value
    """Return a workbook from the form that passes between processes.

    Raises:
        ValueError: it is another form.
        TypeError: the same.
        IndexError: the same.
    """
    epoch, sheets = value
    return Workbook(tuple(_sheet_from_json(sheet) for sheet in sheets), Epoch(epoch))


def _sheet_as_json(sheet: Sheet) -> list[Any]:
    rows = [[row.number, row.hidden, [_cell_as_json(it) for it in row.cells]] for row in sheet.rows]
    return [sheet.name, sheet.hidden, sorted(sheet.hidden_columns), rows]


def _cell_as_json(cell: Cell) -> list[Any]:
    # Most cells are their own and no formula's, and say nothing of either.
    more = [cell.formula, cell.carried_from] if cell.formula or cell.carried_from else []
    return [cell.column, cell.kind.value, cell.text, *more]


def _sheet_from_json(value: list[Any]) -> Sheet:
    name, hidden, hidden_columns, rows = value
    return Sheet(
        name,
        tuple(
            Row(number, tuple(_cell_from_json(number, cell) for cell in cells), row_hidden)
            for number, row_hidden, cells in rows
        ),
        hidden,
        frozenset(hidden_columns),
    )


def _cell_from_json(row: int, value: list[Any]) -> Cell:
    column, kind, text, *more = value
    formula, source = more or (False, None)
    carried_from = None if source is None else (source[0], source[1])
    return Cell(row, column, CellKind(kind), text, formula, carried_from)
