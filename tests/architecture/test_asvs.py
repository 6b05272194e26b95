"""docs/asvs.md answers each requirement of OWASP ASVS 5.0 at levels 1 and 2 once, by what is there.

Numbers and levels are read from docs/asvs-5.0.0.yaml, which names where they come from.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from tests.architecture.tree import NAMED, ROOT, functions_of

_PAGE = (ROOT / "docs/asvs.md").read_text()
_STANDARD: dict[str, Any] = yaml.safe_load((ROOT / "docs/asvs-5.0.0.yaml").read_text())
_ROW = re.compile(r"\| (\d+\.\d+\.\d+) \| ([123]) \| ([^|]+) \| ([a-z ]+) \| ([^|]+) \|")
_LINK = re.compile(r"\[[^\]]+\]\(([a-z-]+\.md)(?:#([a-z0-9-]+))?\)")
_MOST_WORDS = 15
"""A requirement is told in a few words of ours: its text is the standard's own."""


@dataclass(frozen=True)
class Row:
    chapter: int
    number: str
    level: int
    asks: str
    answer: str
    by: str


def _rows() -> tuple[Row, ...]:
    found, chapter = [], 0
    for line in _PAGE.splitlines():
        if heading := re.match(r"## (\d+)\. ", line):
            chapter = int(heading[1])
        elif chapter and re.match(r"\| \d", line):
            row = _ROW.fullmatch(line)
            assert row, line
            number, level, *told = row.groups()
            found.append(Row(chapter, number, int(level), *told))
    return tuple(found)


ROWS = _rows()


def _headings(document: str) -> set[str]:
    """The headings of a document as links name them."""
    lines = (ROOT / "docs" / document).read_text().splitlines()
    told = (line.lstrip("#").strip().lower() for line in lines if line.startswith("#"))
    return {re.sub(r"[^a-z0-9 -]", "", it).replace(" ", "-") for it in told}


def test_the_list_is_that_of_the_standard() -> None:
    assert _STANDARD["version"] == "5.0.0"
    # As many as the standard itself says that it has at each level.
    assert Counter(_STANDARD["requirements"].values()) == {1: 70, 2: 183}


def test_every_requirement_has_one_row_at_its_level() -> None:
    asked = Counter((it.number, it.level) for it in ROWS)
    assert [it for it, rows in asked.items() if rows > 1] == []
    assert {it for it in asked if it[1] < 3} == set(_STANDARD["requirements"].items())


@pytest.mark.parametrize("chapter", range(1, 18))
def test_every_row_is_answered_by_what_is_there(chapter: int) -> None:
    rows = [it for it in ROWS if it.chapter == chapter]
    assert rows
    for row in rows:
        assert row.number.split(".")[0] == str(chapter)
        assert len(row.asks.split()) <= _MOST_WORDS, row
        assert _is_answered(row), row


def _is_answered(row: Row) -> bool:
    named, linked = NAMED.findall(row.by), _LINK.findall(row.by)
    for file, test in named:
        assert test in functions_of(file), (row.number, file, test)
    for document, heading in linked:
        assert (ROOT / "docs" / document).is_file(), (row.number, document)
        assert not heading or heading in _headings(document), (row.number, document, heading)
    # Whatever has the form of a test or of a link is one.
    assert (row.by.count("::"), row.by.count("](")) == (len(named), len(linked)), row
    reason = NAMED.sub("", row.by).split()
    told = {
        "held": bool(named),
        "written": bool(linked),
        "operator": bool(linked),
        "not here": len(reason) > 1,
        "not held": len(reason) > 1,
    }
    return told[row.answer]


def test_the_sums_are_those_of_the_rows() -> None:
    counted = Counter((it.answer, it.level) for it in ROWS)
    answers = {it.answer for it in ROWS}
    for answer in answers:
        line = rf"^\| {answer} \| [^|]+ \| {counted[answer, 1]} \| {counted[answer, 2]} \|$"
        assert re.search(line, _PAGE, re.MULTILINE), answer


def test_what_is_not_held_is_said_among_what_nothing_holds() -> None:
    told = (ROOT / "docs/acceptance.md").read_text().partition("## What nothing holds yet")[2]
    sentence = re.search(r"^- B5 .*?(?=^- )", told, re.MULTILINE | re.DOTALL)
    assert sentence
    said = set(re.findall(r"\b\d+\.\d+\.\d+\b", sentence[0]))
    assert said == {it.number for it in ROWS if it.answer == "not held"}
