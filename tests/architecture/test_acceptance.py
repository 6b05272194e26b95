"""What docs/acceptance.md names is there: a promise without its test would read the same."""

import ast
import re
from functools import cache

from tests.architecture.tree import ROOT

_PAGE = ROOT / "docs/acceptance.md"
_NAMED = re.compile(r"`([a-z_/]+\.py)::(test_[a-z0-9_]+)`")
NAMED = sorted(set(_NAMED.findall(_PAGE.read_text())))


@cache
def _tests_of(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / file).read_bytes())
    return frozenset(it.name for it in ast.walk(tree) if isinstance(it, ast.FunctionDef))


def test_what_is_named_is_there() -> None:
    assert NAMED
    assert [(file, test) for file, test in NAMED if test not in _tests_of(file)] == []


def test_every_row_names_a_test() -> None:
    for line in _PAGE.read_text().splitlines():
        if re.match(r"\| (S\d|B\d|\d+) ", line):
            assert _NAMED.search(line), line
