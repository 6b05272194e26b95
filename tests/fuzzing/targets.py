"""The readers that are fuzzed: what each is given, what it may refuse, what it must hold.

A reader may refuse what it declares; anything else that comes out of it is a fault. What passes is
held to something that does not hold by itself.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Final

from api import wire
from api.faults import ContentFaults
from api.schemas.body import read_body
from api.schemas.order import ORDER
from api.strict_json import MalformedJson
from api.strict_json import parse as parse_body
from approvals.stated import Stated
from bench.orders import orders
from integrations import json_sheet, workbook_confined
from integrations.documents import xml_order
from integrations.documents.plan_table import read_plan
from integrations.errors import FileRefused
from integrations.machine.door import READERS
from integrations.machine.stated import DocumentFormat
from integrations.machine.trust import framed
from integrations.office_doubts import TableDoubted
from integrations.office_free_software import read_free_software
from integrations.office_installations import read_installations
from integrations.workbook import read_workbook
from ledger import canonical
from ledger.errors import NotCanonicalError

SAMPLES: Final = Path(__file__).resolve().parents[3] / "shared" / "samples"
"""Real documents of others, to begin with."""

_ON: Final = date(2026, 1, 1)
_BOUND: Final = b"\0\n--part--\n\0"
"""Parts the members of a workbook from each other, so that they are changed one by one."""
_MEMBERS: Final = (
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/worksheets/sheet1.xml",
)


class NotHeldError(AssertionError):
    """A reader took something and does not hold what it must."""


@dataclass(frozen=True, slots=True)
class Target:
    """One reader.

    Attributes:
        read: gives it bytes, lets through what it refuses, and holds it to what it must.
        seeds: documents to begin with; without the samples there are fewer, and never none.
    """

    read: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]


def _hold(holds: object, what: str) -> None:
    # No `assert`: it is to hold also where those are switched off.
    if not holds:
        raise NotHeldError(what)


def _body(data: bytes) -> None:
    try:
        value = parse_body(data)
    except MalformedJson:
        return
    _hold(_plainer(value) == _plainer(json.loads(data)), "two readers read it alike")


def _plainer(value: object) -> object:
    # Fractions are kept as they were written by one reader and rounded by the other; integers too
    # long for any field are all one to the first.
    return json.loads(json.dumps(value, default=str), parse_float=str, parse_int=_short)


def _short(digits: str) -> int | None:
    return int(digits) if len(digits) <= _DIGITS else None


_DIGITS: Final = 18


def _canonical(data: bytes) -> None:
    try:
        value = canonical.parse(data)
    except NotCanonicalError:
        return
    written = canonical.canonical(value)
    _hold(canonical.canonical(canonical.parse(written)) == written, "what is written stays so")


def _order(data: bytes) -> None:
    fast = wire.accept(data)
    try:
        slow = Stated.of(read_body(ORDER, parse_body(data)))
    except (MalformedJson, ContentFaults):
        slow = None
    _hold(fast is None or fast == slow, "accepted fast, it is accepted slowly and means the same")


def _table(data: bytes) -> None:
    try:
        workbook = read_workbook(data)
    except FileRefused:
        return
    passed = json.loads(json.dumps(workbook_confined.as_json(workbook)))
    _hold(workbook_confined.from_json(passed) == workbook, "it passes between processes unchanged")
    for understood in (read_plan, read_installations, partial(read_free_software, valid_from=_ON)):
        try:
            understood(workbook)
        except (FileRefused, TableDoubted):
            continue


def _workbook(data: bytes) -> None:
    parts = data.split(_BOUND)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in zip(_MEMBERS, parts, strict=False):
            archive.writestr(name, part)
    _table(file.getvalue())


def _rows(data: bytes) -> None:
    try:
        workbook = json_sheet.read_rows(data)
    except FileRefused:
        return
    _hold(
        workbook_confined.from_json(workbook_confined.as_json(workbook)) == workbook,
        "it passes between processes unchanged",
    )


def _document(reader: Callable[[bytes], object], data: bytes) -> None:
    try:
        value = reader(data)
    except FileRefused:
        return
    json.dumps(value)


def _machine(document: DocumentFormat, data: bytes) -> None:
    reader = import_module(f"integrations.machine.{READERS[document]}").document
    sent = framed(data, None) if document is DocumentFormat.SWID else data
    _document(reader, sent)


def _of(*patterns: str) -> Iterable[bytes]:
    for pattern in patterns:
        for path in sorted(SAMPLES.glob(pattern)):
            if path.stat().st_size <= _LONGEST:
                yield path.read_bytes()


_LONGEST: Final = 64 * 1024
"""Longest document to begin with: of longer ones the fuzzer tries too few a second."""


def _orders() -> Iterable[bytes]:
    for it in islice(orders(20), 20):
        yield json.dumps(it, ensure_ascii=False).encode()


def _workbooks() -> Iterable[bytes]:
    for path in sorted(SAMPLES.glob("xlsx/*.xlsx")):
        with zipfile.ZipFile(path) as archive:
            held = set(archive.namelist())
            yield _BOUND.join(archive.read(it) if it in held else b"" for it in _MEMBERS)
    yield _BOUND.join(b"<a/>" for _ in _MEMBERS)


_PLAN: Final = '品目,数量,单价(元),金额\n台式计算机,2,"5,000.00",10000\n合计,2,,1万元\n'


def _tables() -> Iterable[bytes]:
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        yield _PLAN.encode(encoding)
    yield from _of("ocds/*.csv")


def _lists() -> Iterable[bytes]:
    yield b'[{"name": "x", "version": 1.50, "names": ["a", "b"]}, {"name": null}]'
    yield from _of("ocds/*.json")


def _jsons() -> Iterable[bytes]:
    yield b'{"a": [1, 1.5, -0, 1e3, "\\u00e9", true, null, {}]}'
    yield from _of("jcs/input/*", "vc2/*.json")


def _xml() -> Iterable[bytes]:
    yield b"<Order/>"
    yield from _of("ubl/*.xml", "cxml/*.xml", "oioubl/*.xml")


_SEEDS: Final[Mapping[DocumentFormat, tuple[bytes, tuple[str, ...]]]] = MappingProxyType(
    {
        DocumentFormat.CYCLONEDX_JSON: (b'{"bomFormat": "CycloneDX"}', ("cyclonedx/*.json",)),
        DocumentFormat.SPDX_JSON: (b'{"spdxVersion": "SPDX-2.3"}', ("spdx/*.json",)),
        DocumentFormat.SPDX_TAG_VALUE: (b"SPDXVersion: SPDX-2.3\nPackageName: a\n", ()),
        DocumentFormat.SWID: (b"<SoftwareIdentity/>", ("swid/*.swidtag",)),
        DocumentFormat.MACHINE_TEXT: (b'NAME="Kylin"\nVERSION_ID="V10"\n', ("os-release/*",)),
        DocumentFormat.PURL: (b"pkg:deb/debian/base-files@12?arch=amd64#a/b", ()),
        DocumentFormat.CPE: (b"cpe:2.3:o:kylinos:kylin:10:sp1:*:*:*:*:*:*", ()),
    }
)


def _machine_seeds(document: DocumentFormat) -> Iterable[bytes]:
    first, patterns = _SEEDS[document]
    yield first
    yield from _of(*patterns)


TARGETS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        "json-body": Target(_body, _jsons),
        "json-canonical": Target(_canonical, _jsons),
        "json-order": Target(_order, _orders),
        "json-rows": Target(_rows, _lists),
        "csv": Target(_table, _tables),
        "xlsx": Target(_workbook, _workbooks),
        "xml-order": Target(partial(_document, xml_order.document), _xml),
        **{
            f"machine-{it.value}": Target(partial(_machine, it), partial(_machine_seeds, it))
            for it in READERS
        },
    }
)
"""Every reader, by the name it is asked for with."""
