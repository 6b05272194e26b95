"""Rows as JSON Lines: an object a line, every text as it is, amounts as texts, instants in UTC.

What is not known is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

import msgspec

from approvals.exported import Cell, Column, Row, plain

_encode = msgspec.json.Encoder().encode


def write_lines(
    columns: Sequence[Column], batches: Iterable[Sequence[Row]], file: IO[bytes]
) -> Iterator[None]:
    """Write rows as JSON Lines; see `integrations.exports.forms.Writer`."""
    names = [it.name for it in columns]
    for batch in batches:
        lines = (_encode(_object(names, row)) for row in batch)
        file.write(b"".join(it + b"\n" for it in lines))
        yield


def _object(names: Sequence[str], row: Row) -> dict[str, Any]:
    pairs = zip(names, row, strict=True)
    return {name: _value(cell) for name, cell in pairs if cell is not None}


def _value(cell: Cell) -> Any:  # noqa: ANN401 - a JSON value
    return plain(cell) if isinstance(cell, Decimal) else cell
