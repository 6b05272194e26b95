"""The names of an extract: one file says them all, and every fault of it is told with its place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from approvals.exported import CellKind, Column, ExportList
from integrations.exports import extract_names
from integrations.exports.extract_names import purchase_module, read_names
from validators.standards_fault import StandardsFault

_TABLES = (
    ExportList(name="things", zh="物", en="things", columns=(Column("thing"), Column("colour"))),
)
_FILE = """\
format: "procheck/extract-names/1"
id: "example"
standard: "EXAMPLE 1"
notice: {zh: "示例", en: "an example"}
sources: [{id: "s1", url: "https://example.org", kind: "page", covers: "names"}]
tables:
  - of: "things"
    standard_name: "EX_Things"
    evidence: "read"
    sources: ["s1"]
    columns:
      - {of: "thing", type: "text", standard_name: "Thing_ID", zh: "物", en: "thing", \
evidence: "read", sources: ["s1"]}
      - {of: "colour", type: "text", zh: "色", en: "colour", evidence: "inferred"}
"""
Change = Callable[[str], str]


def _replaced(old: str, new: str) -> Change:
    assert old in _FILE
    return lambda text: text.replace(old, new)


def test_a_name_that_was_read_is_the_head_and_any_other_is_marked_as_ours() -> None:
    (table,) = read_names("names.yaml", _FILE.encode(), _TABLES).tables
    assert table.name == "EX_Things"
    assert [it.name for it in table.columns] == ["Thing_ID", "procheck_colour"]
    assert [it.kind for it in table.columns] == [CellKind.TEXT] * 2


def test_whoever_owns_the_standard_enters_a_name_and_changes_no_code() -> None:
    entered = _FILE.replace(
        'zh: "色", en: "colour", evidence: "inferred"',
        'standard_name: "Colour_Code", zh: "色", en: "colour", evidence: "read", sources: ["s1"]',
    )
    before, after = (read_names("names.yaml", it.encode(), _TABLES) for it in (_FILE, entered))
    assert [it.name for it in after.tables[0].columns] == ["Thing_ID", "Colour_Code"]
    assert before.digest != after.digest


@pytest.mark.parametrize(
    ("change", "key", "said"),
    [
        (_replaced('evidence: "inferred"', 'evidence: "read"'), "evidence", "no standard_name"),
        (_replaced('"s1"]}\n', '"s2"]}\n'), "sources[0]", "no such source"),
        (
            _replaced('evidence: "read", sources: ["s1"]', 'evidence: "read"'),
            "sources",
            "no source",
        ),
        (_replaced('"read", sources', '"inferred", sources'), "evidence", "not marked read"),
        (_replaced('of: "colour"', 'of: "shade"'), "columns", "not named: colour"),
        (_replaced('of: "colour"', 'of: "thing"'), "of", "stands twice"),
        (_replaced('of: "things"', 'of: "others"'), "of", "has none of it"),
        (_replaced('"colour", type: "text"', '"colour", type: "money"'), "type", "the type text"),
        (_replaced('"Thing_ID"', '"../Thing"'), "standard_name", "letters, digits"),
        (_replaced("Thing_ID", "procheck_colour"), "standard_name", "another one too"),
        (_replaced('id: "example"', 'ident: "example"'), "ident", "known"),
    ],
)
def test_every_fault_is_told_with_its_place(change: Change, key: str, said: str) -> None:
    with pytest.raises(StandardsFault) as found:
        read_names("names.yaml", change(_FILE).encode(), _TABLES)
    told = [it for it in found.value.faults if it.key.endswith(key) and said in it.message.en]
    assert told, str(found.value)
    assert all(it.line >= 1 and it.message.zh for it in found.value.faults)


def test_names_of_the_standard_stand_in_the_file_and_in_no_code() -> None:
    extract = purchase_module()
    names = {
        it["standard_name"]
        for table in extract.told
        for it in table["columns"]
        if "standard_name" in it
    }
    names -= {"Status"}  # a word of every day
    root = Path(extract_names.__file__).parents[2]
    for package in ("api", "approvals", "integrations"):
        for file in (root / package).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            assert [it for it in names if it in text] == [], file
