"""Checks the package of an export: whole, unaltered, and what its manifest says of it.

Rows and sums are counted again where the form lets them be read as they were (CSV, JSON Lines);
of the others the digest tells.
"""

import csv
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import IO, Any, Final

from approvals.exported import EXTRACT, FORMAT, plain
from integrations.exports.forms import ExportForm
from integrations.exports.package import MANIFEST, SIGNED, TYP
from ledger.errors import LedgerError
from ledger.jws import KeyState, PublishedKey, verify_compact

_FILE: Final = "file"
_PIECE: Final = 1 << 16
_MOST_MANIFEST: Final = 1 << 22
_LONGEST_LINE: Final = 1 << 26


class ExportBroken(Exception):  # noqa: N818 - named for what was found
    """An export does not hold; ``part`` names where, and why is told in Chinese and English."""

    def __init__(self, part: str, zh: str, en: str) -> None:
        self.part, self.zh, self.en = part, zh, en
        super().__init__(f"{part}: {zh} / {en}")


@dataclass(frozen=True, slots=True)
class Checked:
    """An export that holds: its manifest, the key that signed it, and whether rows were counted.

    ``kid`` is ``None`` where no keys were given: then nothing shows who made it.
    """

    manifest: Mapping[str, Any]
    kid: str | None
    counted: bool


def check_export(file: IO[bytes], keys: Iterable[PublishedKey] | None = None) -> Checked:
    """Check the package of an export.

    Args:
        file: the package; it is read in constant memory.
        keys: the public keys of the service, as they were kept; ``None`` leaves the signature out.

    Raises:
        ExportBroken: it was cut short or altered, or is none; says where.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ExportBroken(_FILE, "不完整,或不是导出文件", "cut short, or no export") from error
    with archive:
        names = archive.namelist()
        try:
            manifest = _manifest(archive, names)
            kid = None if keys is None else _signed(archive, keys)
            # Each is looked at, whatever the one before it was.
            counted = False not in {_rows(archive, it) for it in _tables(manifest)}
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            raise ExportBroken(_FILE, "文件已损坏", f"it is damaged: {error}") from error
    return Checked(manifest, kid, counted)


def rows_of(file: IO[bytes]) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of an export of one list, in JSON Lines, that was checked before."""
    with zipfile.ZipFile(file) as archive, archive.open(archive.namelist()[0]) as opened:
        yield from _lines(opened)


def _manifest(archive: zipfile.ZipFile, names: list[str]) -> Mapping[str, Any]:
    _need(
        len(names) > len(_MEMBERS) and names[-len(_MEMBERS) :] == list(_MEMBERS),
        *(_FILE, "成员不符", f"it does not hold rows, {MANIFEST} and {SIGNED}"),
    )
    try:
        told: dict[str, Any] = json.loads(_small(archive, MANIFEST))
        known = told["format"] in {FORMAT, EXTRACT}
        tables = _tables(told)
        files = [it["file"]["name"] for it in tables if ExportForm(it["file"]["form"])]
        whole = all(isinstance(it["rows"], int) and isinstance(it["sums"], dict) for it in tables)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ExportBroken(MANIFEST, "不是导出清单", f"it is no manifest: {error!r}") from error
    expected = names[: -len(_MEMBERS)]
    _need(
        whole and known and files == expected,
        *(
            MANIFEST,
            f"不是 {FORMAT} 或 {EXTRACT} 清单,或所指文件不符",
            f"it is no {FORMAT} or {EXTRACT} of {', '.join(expected)}",
        ),
    )
    return told


def _tables(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what a manifest tells of each file of rows: of one, or of several tables."""
    return list(manifest["tables"]) if manifest["format"] == EXTRACT else [manifest]


def _signed(archive: zipfile.ZipFile, keys: Iterable[PublishedKey]) -> str:
    try:
        token = _small(archive, SIGNED).decode("ascii")
        statement = verify_compact(token, typ=TYP, keys=keys)
    except (LedgerError, UnicodeDecodeError) as error:
        raise ExportBroken(SIGNED, "签名不成立", f"the signature does not hold: {error}") from error
    _need(
        statement.payload == _small(archive, MANIFEST),
        *(SIGNED, "签名所指清单不同", "it signs another manifest"),
    )
    _need(
        statement.key.state is not KeyState.REVOKED,
        *(
            SIGNED,
            "签署密钥已吊销",
            "its key was revoked, and nothing proves that it signed before",
        ),
    )
    return statement.key.kid


def _rows(archive: zipfile.ZipFile, manifest: Mapping[str, Any]) -> bool:
    told = manifest["file"]
    name, digest, size = told["name"], hashlib.sha256(), 0
    with archive.open(name) as opened:
        while piece := opened.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    _need(
        (digest.hexdigest(), size) == (told.get("sha256"), told.get("bytes")),
        *(name, "与清单的摘要不符", "it has not the digest that the manifest tells"),
    )
    reader = _READERS.get(ExportForm(told["form"]))
    if reader is None:
        return False
    sums = {column: Decimal(0) for column in manifest["sums"]}
    rows = 0
    try:
        with archive.open(name) as opened:
            for row in reader(opened):
                rows += 1
                for column in sums:
                    sums[column] += Decimal(str(row.get(column) or 0))
    except (ValueError, InvalidOperation, csv.Error, AttributeError) as error:
        raise ExportBroken(name, "行无法读取", f"row {rows + 1} cannot be read: {error}") from error
    _need(
        rows == manifest["rows"],
        *(name, f"{rows} 行,与清单不符", f"it has {rows} rows, not {manifest['rows']}"),
    )
    for column, total in sums.items():
        _need(
            plain(total) == manifest["sums"][column],
            *(name, f"{column} 合计为 {plain(total)}", f"its {column} add up to {plain(total)}"),
        )
    return True


def _lines(opened: IO[bytes]) -> Iterator[Mapping[str, Any]]:
    while line := opened.readline(_LONGEST_LINE):
        yield json.loads(line)


def _records(opened: IO[bytes]) -> Iterator[Mapping[str, Any]]:
    # A text may be as long as the longest the service takes.
    csv.field_size_limit(_LONGEST_LINE)
    yield from csv.DictReader(io.TextIOWrapper(opened, "utf-8-sig", newline=""))


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as opened:
        return opened.read(_MOST_MANIFEST)


def _need(holds: bool, part: str, zh: str, en: str) -> None:  # noqa: FBT001 - what is needed
    if not holds:
        raise ExportBroken(part, zh, en)


_MEMBERS = (MANIFEST, SIGNED)
_READERS = {ExportForm.CSV: _records, ExportForm.JSONL: _lines}
