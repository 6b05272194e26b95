"""Rows of JSON as one sheet: the first row has their keys, and each object is a row below it.

So a list that comes as JSON is read and doubted exactly as one that comes as a table. Where a row
stands is told as a JSON pointer again (`pointer_of`).
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from integrations.errors import Place
from integrations.file_faults import FileFault, refusal
from integrations.workbook_bounds import MOST_CELLS, check_bounds
from integrations.workbook_confined import as_json
from integrations.workbook_values import Cell, CellKind, Row, Sheet, Workbook, column_of

ORDINAL: Final = "序号"
"""The first column: so that a row of a single value is told from a remark."""

_CELL: Final = re.compile(r"([A-Z]+)([0-9]+)")
_BELOW_HEAD: Final = 2
_MARK: Final = b"\xef\xbb\xbf"


def is_json(data: bytes) -> bool:
    """Return whether a file is meant to be JSON: no table begins with a bracket."""
    return data.removeprefix(_MARK).lstrip()[:1] in (b"[", b"{")


def reader(data: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """Read rows of JSON, in the form that passes between processes; what ``confined`` runs."""
    return as_json(read_rows(data))


def read_rows(data: bytes) -> Workbook:
    """Read a JSON list of objects as a workbook of one sheet without a name.

    A value is a text, a number (taken digit by digit), yes or no, nothing, or a list of texts.

    Raises:
        FileRefused: it is something else, or larger than a sheet may be.
    """
    try:
        rows = json.loads(
            data.removeprefix(_MARK).decode(),
            object_pairs_hook=_object,
            parse_int=str,
            parse_float=str,
            parse_constant=_no_constant,
        )
    except (ValueError, RecursionError) as error:
        raise refusal(FileFault.NO_ROWS) from error
    if not isinstance(rows, list):
        raise refusal(FileFault.NO_ROWS)
    columns: dict[str, int] = {ORDINAL: 1}
    found: list[Row] = []
    filled = 0
    for number, row in enumerate(rows, _BELOW_HEAD):
        cells = _cells(row, number, columns)
        filled += len(cells)
        if filled > MOST_CELLS:
            raise refusal(FileFault.TOO_MANY_CELLS, Place(path=f"/{number}"), most=MOST_CELLS)
        found.append(Row(number, cells))
    head = tuple(Cell(1, at, CellKind.TEXT, key) for key, at in columns.items())
    return Workbook((Sheet(None, (Row(1, head), *found)),))


def pointer_of(place: Place, keys: Mapping[int, str]) -> Place:
    """Return where a cell or row of such a sheet stands in the JSON, as a pointer.

    Args:
        place: its place in the sheet.
        keys: column number → key.
    """
    found = _CELL.fullmatch(place.cell or "")
    row = place.row
    if row is None or row < _BELOW_HEAD:
        return Place()
    key = None if found is None else keys.get(column_of(found[1]))
    escaped = "" if key is None else f"/{key.replace('~', '~0').replace('/', '~1')}"
    return Place(path=f"/{row - _BELOW_HEAD}{escaped}")


def _cells(row: object, number: int, columns: dict[str, int]) -> tuple[Cell, ...]:
    where = Place(path=f"/{number - _BELOW_HEAD}")
    if not isinstance(row, dict):
        raise refusal(FileFault.NO_ROWS, where)
    cells = [Cell(number, 1, CellKind.TEXT, str(number - 1))]
    for key, value in row.items():
        text = _text(value, where)
        if not text.strip() or key == ORDINAL:
            continue
        cell = Cell(number, columns.setdefault(key, len(columns) + 1), CellKind.TEXT, text)
        check_bounds(cell, None)
        cells.append(cell)
    if len(cells) == 1:
        raise refusal(FileFault.NO_ROWS, where)
    return tuple(sorted(cells, key=lambda cell: cell.column))


def _text(value: object, where: Place) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case str():
            return value
        case list() if all(isinstance(it, str) for it in value):
            return "\n".join(value)
        case _:
            raise refusal(FileFault.NO_ROWS, where)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs) or "" in found:
        message = "a key stands twice, or is empty"
        raise ValueError(message)
    return found


def _no_constant(text: str) -> str:
    raise ValueError(text)
