"""Rows as Parquet: typed columns, amounts as decimals of four places, instants in UTC."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import IO, Final

import pyarrow as pa
from pyarrow import parquet

from approvals.exported import CellKind, Column, Row

_GROUP: Final = 20_000
"""Rows a group holds at least: what is in memory at once."""

_TYPES: Final[Mapping[CellKind, pa.DataType]] = MappingProxyType(
    {
        CellKind.TEXT: pa.string(),
        CellKind.COUNT: pa.int64(),
        CellKind.MONEY: pa.decimal128(38, 4),
        CellKind.DAY: pa.date32(),
        CellKind.INSTANT: pa.timestamp("us", tz="UTC"),
        CellKind.YES_NO: pa.bool_(),
    }
)


def write_parquet(
    columns: Sequence[Column], batches: Iterable[Sequence[Row]], file: IO[bytes]
) -> Iterator[None]:
    """Write rows as Parquet; see `integrations.exports.forms.Writer`."""
    schema = pa.schema([pa.field(it.name, _TYPES[it.kind]) for it in columns])
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for rows in _groups(batches):
            arrays = [
                pa.array([row[at] for row in rows], field.type) for at, field in enumerate(schema)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            yield


def _groups(batches: Iterable[Sequence[Row]]) -> Iterator[list[Row]]:
    held: list[Row] = []
    for batch in batches:
        held += batch
        if len(held) >= _GROUP:
            yield held
            held = []
    if held:
        yield held
