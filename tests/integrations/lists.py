"""Official lists as tests write them: a statement, and rows as CSV, JSON or a workbook."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from catalog.catalogue import Catalogue
from catalog.scheme import Publication
from catalog.seed_writing import written
from catalog.seeds import documents, load_seeds
from integrations.list_import import Imported, import_list
from integrations.list_notes import ListRefused
from integrations.workbook_writing import ColumnToWrite, SheetToWrite, write_workbook
from validators.standards_yaml import read_tree
from validators.standards_yaml_plain import Plain

HEAD = ("序号", "产品名称", "版本", "内核", "申报单位/厂商", "等级", "有效期")
STATEMENT = """\
format: "procheck/list/1"
id: "anke-2026-9"
revision: "1"
scheme: "anke"
number: "2026年第9号"
kind: "operating-system"
known: {evidence: "read", sources: ["s1"]}
published: {day: "2026-10-14", evidence: "read", sources: ["s1"]}
valid_until: {day: "2029-10-14", evidence: "read", sources: ["s1"]}
parts:
  - {kind: "operating-system", loaded: "partial", evidence: "read", sources: ["s1"]}
sources:
  - {id: "s1", url: "https://example.org/list", kind: "official page", covers: "the whole list"}
"""
ROW = ("1", "统信桌面操作系统", "V20", "Linux 4.19", "统信软件", "Ⅱ级", "三年")


@cache
def released() -> Catalogue:
    return load_seeds()


def without_lists() -> Catalogue:
    """The schemes alone, as if no list had been published yet."""
    return Catalogue.of(released().schemes.values(), [], "sha256:" + "0" * 64)


def plain(publication: str) -> dict[str, Any]:
    """A released document as it is written."""
    (data,) = (data for name, data in documents() if name == f"{publication}.yaml")
    tree = read_tree(publication, data).plain
    assert isinstance(tree, dict)
    return dict(tree)


def statement_of(document: Mapping[str, Plain], **changed: Any) -> bytes:  # noqa: ANN401 - parts of a document
    """The statement of a document whose rows stand in a table."""
    kept = {key: it for key, it in document.items() if key != "listings"}
    return written({**kept, "format": "procheck/list/1", **changed})


def as_csv(*rows: Sequence[str], head: Sequence[str] = HEAD, title: str = "") -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows([[title], head, *rows] if title else [head, *rows])
    return file.getvalue().encode()


def as_json(rows: Iterable[Mapping[str, object]]) -> bytes:
    return json.dumps(list(rows), ensure_ascii=False).encode()


def as_xlsx(rows: Iterable[Mapping[str, Any]], title: str = "安全可靠测评结果公告") -> bytes:
    """A workbook with a column for every key; what holds several is written on several lines."""
    listed = list(rows)
    keys = list(dict.fromkeys(key for row in listed for key in row))
    table = [[_cell(row.get(key)) for key in keys] for row in listed]
    numbered = [[str(number), *row] for number, row in enumerate(table, 1)]
    columns = [ColumnToWrite("序号"), *map(ColumnToWrite, keys)]
    return write_workbook([SheetToWrite("附件", title, columns, numbered)])


def _cell(value: object) -> str | None:
    if isinstance(value, list):
        return "\n".join(value)
    return None if value is None else str(value)


def imported(
    data: bytes, statement: str | bytes = STATEMENT, catalogue: Catalogue | None = None
) -> Imported:
    stated = statement.encode() if isinstance(statement, str) else statement
    return import_list(data, ("list.yaml", stated), catalogue or released())


def refused(
    data: bytes, statement: str = STATEMENT, catalogue: Catalogue | None = None
) -> list[tuple[str, str]]:
    """Place and code of every fault for which a list is refused."""
    try:
        imported(data, statement, catalogue)
    except ListRefused as error:
        return [(str(it.place), it.code) for it in error.notes]
    return []


def publication(catalogue: Catalogue, name: str) -> Publication:
    return next(it for it in catalogue.publications if it.id == name)
