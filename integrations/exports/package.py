"""The package of an export: a ZIP of the rows, their manifest, and its signature, in that order.

Rows of several tables are as many members, in the order of the tables.

The directory of a ZIP stands at its end, so that a file that was cut short is no ZIP; and the
manifest is written when the last row is, so that it can only tell of all of them. (ADR 0019.)
"""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any, Final, NamedTuple, cast

from approvals.exported import Column, Row
from integrations.exports.forms import ExportForm, writer_of
from ledger.canonical import canonical

MANIFEST, SIGNED = "manifest.json", "manifest.jws"
"""The members beside the rows: what they are, and the signature of that."""
TYP: Final = "export-manifest+jws"
"""The ``typ`` header of a signed manifest."""
MADE: Final = (1980, 1, 1, 0, 0, 0)
"""When members say they were made: that stands in the manifest, and equal rows make equal files."""
_LEVEL: Final = 6

Told = Callable[[Sequence[dict[str, Any]]], dict[str, Any]]
"""Makes the manifest, given what is to be told of the files of rows."""
Sign = Callable[[bytes], str]
"""Signs the canonical bytes of a manifest."""


class Table(NamedTuple):
    """Rows that are a file of their own; ``name`` is the file's, without its ending."""

    name: str
    columns: Sequence[Column]
    batches: Iterable[Sequence[Row]]


def packed(form: ExportForm, tables: Iterable[Table], told: Told, sign: Sign) -> Iterator[bytes]:
    """Yield the package in pieces, as its rows come.

    Args:
        form: how rows are written.
        tables: the rows; the next one is asked for when the one before it was written.
        told: is called once, after the last row, with name, form, bytes and digest of each file.
        sign: signs the manifest.
    """
    sink, files = _Sink(), []
    with zipfile.ZipFile(cast("IO[bytes]", sink), "w") as archive:
        for table in tables:
            member = f"{table.name}.{form.value}"
            with archive.open(_entry(member), "w", force_zip64=True) as opened:
                hashing = _Hashing(opened)
                written = writer_of(form)(table.columns, table.batches, cast("IO[bytes]", hashing))
                for _ in written:
                    yield from sink.pieces()
            files.append(
                {
                    "name": member,
                    "form": form.value,
                    "bytes": hashing.size,
                    "sha256": hashing.digest.hexdigest(),
                }
            )
        data = canonical(told(files))
        archive.writestr(_entry(MANIFEST), data)
        archive.writestr(_entry(SIGNED), sign(data))
    yield from sink.pieces()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=MADE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry._compresslevel = _LEVEL  # type: ignore[attr-defined]  # noqa: SLF001 - has no public name in Python 3.11
    return entry


class _Sink(io.RawIOBase):
    """Holds what is written until it is sent; cannot be sought in, like a connection."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - a buffer
        self._held.append(bytes(data))
        return len(data)

    def pieces(self) -> Iterator[bytes]:
        if self._held:
            yield b"".join(self._held)
            self._held.clear()


class _Hashing(io.RawIOBase):
    """Passes on what is written, and takes its digest."""

    def __init__(self, to: IO[bytes]) -> None:
        self._to = to
        self.digest = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.size

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - a buffer
        piece = bytes(data)
        self.digest.update(piece)
        self.size += len(piece)
        self._to.write(piece)
        return len(piece)
