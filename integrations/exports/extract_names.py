"""What the tables and columns of an extract are called in a standard: read from one file.

Whoever owns the standard may change the names there, and no code says one. So the file is judged as
a document of the law is: every fault is told with file, line and key, and with any fault nothing of
it is used. (ADR 0029.)
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any, Final

from marshmallow import fields

from approvals.exported import CellKind, ExportList
from approvals.purchase_module import TABLES
from validators.finding import Message
from validators.standards_fault import Path, StandardsFault, in_order
from validators.standards_fields import Choice, Exactly, HowKnown, Shape, Text, Word, Written
from validators.standards_file import document_digest
from validators.standards_lists import Listed
from validators.standards_schema import KnownShape, SourceShape
from validators.standards_selector import TitleShape
from validators.standards_shaped import shaped
from validators.standards_yaml import read_tree
from validators.wording import Sentences, worded

NAMES: Final = "procheck/extract-names/1"
"""The form of the file."""
OWN: Final = "procheck_"
"""Begins the name of a column the standard has no name for, or none that was read."""
_FILE: Final = FilePath(__file__).parent / "purchase-module.yaml"

Wrong = tuple[Path, Message]


class StandardName(Written):
    """A name as the standard writes it; it becomes the name of a file, and the head of a column."""

    expected = Message(
        '由字母、数字和 "_" 组成的名称,如 "PUR_Orders"',
        'a name of letters, digits and "_", such as "PUR_Orders"',
    )
    pattern = r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*"
    longest = 80


class NamedColumnShape(KnownShape, TitleShape):
    """A column: which of ours it is, what its values are, and its name in the standard."""

    of = Word(required=True)
    type = Choice(CellKind, required=True)
    standard_name = StandardName()


class NamedTableShape(KnownShape):
    """A table with its columns, and the columns of the standard that nothing is known of here."""

    of = Word(required=True)
    standard_name = StandardName()
    columns = Listed(fields.Nested(NamedColumnShape), required=True)
    lacking = Listed(StandardName(), load_default=[], least=0)


class AbsentShape(KnownShape, TitleShape):
    """A table of the standard that nothing is known of here, and why."""

    standard_name = StandardName(required=True)


class NamesShape(Shape):
    """The whole file."""

    format = Exactly(NAMES, required=True)
    id = Word(required=True)
    standard = Text(required=True)
    notice = fields.Nested(TitleShape, required=True)
    sources = Listed(fields.Nested(SourceShape), required=True)
    tables = Listed(fields.Nested(NamedTableShape), required=True)
    absent = Listed(fields.Nested(AbsentShape), load_default=[], least=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """Tables under the names of a standard, with what the manifest tells of these names.

    ``tables`` are the lists, named and headed as they are written; ``told`` has for each of them
    the members of its file's entry; ``digest`` is that of the file of names.
    """

    id: str
    tables: tuple[ExportList, ...]
    told: tuple[Mapping[str, Any], ...]
    about: Mapping[str, Any]
    digest: str


@cache
def purchase_module() -> Extract:
    """Return the purchase-module extract under the names of its file.

    Raises:
        StandardsFault: the file has faults; all are told.
        OSError: the file cannot be read.
    """
    return read_names(_FILE.name, _FILE.read_bytes(), TABLES)


def read_names(file: str, data: bytes, tables: Sequence[ExportList]) -> Extract:
    """Return some tables under the names that a file gives them.

    Args:
        file: the name of the file, for faults; nothing is opened.
        data: the bytes of the file.
        tables: the lists that are named; the file has to name each of them with every column.

    Raises:
        StandardsFault: the file has faults; all are told.
    """
    tree = read_tree(file, data)
    loaded, wrong_form = shaped(tree, _SHAPES)
    faults = (*tree.faults, *wrong_form)
    if not faults:
        faults = tuple(tree.fault(*it) for it in _faults_in(loaded, tables))
    if faults:
        raise StandardsFault(in_order(faults))
    named = {it["of"]: it for it in loaded["tables"]}
    return Extract(
        id=loaded["id"],
        tables=tuple(_renamed(it, named[it.name]) for it in tables),
        told=tuple(_told(it, named[it.name]) for it in tables),
        about=MappingProxyType(
            {name: loaded[name] for name in ("standard", "notice", "sources")}
            | {"absent": [_known(it) for it in loaded["absent"]]}
        ),
        digest=document_digest(data),
    )


def _renamed(table: ExportList, named: Mapping[str, Any]) -> ExportList:
    heads = {it["of"]: _head(it) for it in named["columns"]}
    columns = tuple(replace(it, name=heads[it.name]) for it in table.columns)
    return replace(table, name=named.get("standard_name", table.name), columns=columns)


def _head(column: Mapping[str, Any]) -> str:
    return str(column.get("standard_name", f"{OWN}{column['of']}"))


def _told(table: ExportList, named: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is told of the names of a table, its columns in the order of the file's rows."""
    columns = {it["of"]: it for it in named["columns"]}
    return MappingProxyType(
        {
            "of": table.name,
            "title": {"zh": table.zh, "en": table.en},
            **_evidence(named),
            "columns": [_known(columns[it.name]) for it in table.columns],
            "lacking": list(named["lacking"]),
        }
    )


def _known(part: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: str(part[name]) for name in _SHOWN if name in part}
    return {**shown, **_evidence(part)}


def _evidence(part: Mapping[str, Any]) -> dict[str, Any]:
    known = {"evidence": part["evidence"].value, "sources": list(part["sources"])}
    return {**known, "note": part["note"]} if "note" in part else known


def _faults_in(loaded: Mapping[str, Any], tables: Sequence[ExportList]) -> Iterator[Wrong]:
    sources = {it["id"] for it in loaded["sources"]}
    for path, part in _parts(loaded):
        yield from _of_evidence(path, part, sources)
    ours = {it.name: it for it in tables}
    yield from _which(("tables",), loaded["tables"], ours)
    everywhere = Counter(it.get("standard_name", it["of"]) for it in loaded["tables"])
    for place, table in enumerate(loaded["tables"]):
        here = ("tables", place)
        if everywhere[table.get("standard_name", table["of"])] > 1:
            yield (*here, "standard_name"), wrong("name-twice")
        if (held := ours.get(table["of"])) is not None:
            yield from _of_columns((*here, "columns"), table["columns"], held)


def _of_columns(
    path: Path, columns: Sequence[Mapping[str, Any]], held: ExportList
) -> Iterator[Wrong]:
    kinds = {it.name: it.kind for it in held.columns}
    yield from _which(path, columns, kinds)
    heads = Counter(map(_head, columns))
    for place, it in enumerate(columns):
        kind = kinds.get(it["of"])
        if kind is not None and it["type"] is not kind:
            yield (*path, place, "type"), wrong("other-type", kind=kind.value)
        if heads[_head(it)] > 1:
            yield (*path, place, "standard_name"), wrong("name-twice")


def _which(
    path: Path, named: Sequence[Mapping[str, Any]], ours: Mapping[str, object]
) -> Iterator[Wrong]:
    """Yield what is named and is not there, is named twice, or is there and not named."""
    seen: set[str] = set()
    for place, it in enumerate(named):
        if it["of"] not in ours:
            yield (*path, place, "of"), wrong("not-ours", known=", ".join(ours))
        elif it["of"] in seen:
            yield (*path, place, "of"), wrong("named-twice")
        seen.add(it["of"])
    if missing := [it for it in ours if it not in seen]:
        yield path, wrong("not-named", missing=", ".join(missing))


def _of_evidence(path: Path, part: Mapping[str, Any], sources: set[str]) -> Iterator[Wrong]:
    read = part["evidence"] is HowKnown.READ
    if read and not part["sources"]:
        yield (*path, "sources"), wrong("read-unsourced")
    if read != ("standard_name" in part):
        yield (*path, "evidence"), wrong("read-unnamed" if read else "named-unread")
    for place, it in enumerate(part["sources"]):
        if it not in sources:
            yield (*path, "sources", place), wrong("no-source", known=", ".join(sorted(sources)))


def _parts(loaded: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for place, table in enumerate(loaded["tables"]):
        yield ("tables", place), table
        for at, column in enumerate(table["columns"]):
            yield ("tables", place, "columns", at), column
    for place, absent in enumerate(loaded["absent"]):
        yield ("absent", place), absent


SENTENCES: Sentences = MappingProxyType(
    {
        "read-unsourced": (
            '标为 "read" 而未注明出处:请写明见于何处',
            "read, yet no source is named: say where it was seen",
        ),
        "read-unnamed": (
            '标为 "read" 而没有 "standard_name"',
            "read, yet there is no standard_name",
        ),
        "named-unread": (
            '有 "standard_name" 而未标为 "read":未见于出处的名称请勿填写',
            "a standard_name that is not marked read: leave out a name that no source shows",
        ),
        "no-source": ("没有此出处;已知:{known}", "no such source; known are: {known}"),
        "not-ours": (
            "提取中没有此项;已知:{known}",
            "the extract has none of it; known are: {known}",
        ),
        "named-twice": ("重复出现", "it stands twice"),
        "not-named": ("缺少:{missing}", "not named: {missing}"),
        "name-twice": ("该名称另有一处使用", "the name stands for another one too"),
        "other-type": ('其值的类型为 "{kind}"', "its values are of the type {kind}"),
    }
)
"""Code → (Chinese, English), with the names of the values each sentence shows in braces."""


def wrong(code: str, /, **values: object) -> Message:
    """Return the sentence of that code with its values, in both languages."""
    return worded(SENTENCES, code, **values)


_SHOWN = ("standard_name", "of", "zh", "en")
_SHAPES = MappingProxyType({NAMES: NamesShape()})
