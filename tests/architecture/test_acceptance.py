"""What docs/acceptance.md names is there: a promise without its test would read the same."""

import re

from tests.architecture.tree import NAMED, ROOT, functions_of

_PAGE = ROOT / "docs/acceptance.md"
_NAMED = sorted(set(NAMED.findall(_PAGE.read_text())))


def test_what_is_named_is_there() -> None:
    assert _NAMED
    assert [(file, test) for file, test in _NAMED if test not in functions_of(file)] == []


def test_every_row_names_a_test() -> None:
    for line in _PAGE.read_text().splitlines():
        if re.match(r"\| (S\d|B\d|\d+) ", line):
            assert NAMED.search(line), line
