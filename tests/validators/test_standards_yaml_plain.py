"""A document that is fine is read in one go, and as the reader that tells faults reads it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validators.standards_yaml import told
from validators.standards_yaml_plain import MOST_DEPTH, plain_of

_ROOT = Path(__file__).parents[2]
_RELEASED = sorted(
    it
    for folder in ("catalog/lists", "validators/standards")
    for it in (_ROOT / folder).rglob("*.yaml")
)
_TOKENS = st.sampled_from(
    [
        "a: ", "b: ", '"a": ', "? ", '"x"', "'y'", "z", "~", "&n ", "*n", "!!str ", "{", "}", "[",
        "]", ", ", "\n", "\n  ", "- ", "---\n", "...\n", "# remark\n", '"\\u200b"', '"\\u00a0"',
    ]
)  # fmt: skip


@pytest.mark.parametrize("file", _RELEASED, ids=lambda it: str(it.relative_to(_ROOT)))
def test_every_released_document_is_read_in_one_go(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    tree = told(file.name, text)
    wide = "\u3000" in text  # a blank that is looked at again
    assert (plain_of(text), ()) == (None if wide else tree.plain, tree.faults)


@given(st.lists(_TOKENS, max_size=14).map("".join))
def test_whatever_is_read_in_one_go_has_no_fault_and_reads_the_same(text: str) -> None:
    plain = plain_of(text)
    if plain is not None:
        tree = told("given.yaml", text)
        assert (plain, ()) == (tree.plain, tree.faults)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "[]",
        "a: b",
        'a: "x"\na: "y"',
        'a: &n "x"',
        'a: &n ["x"]\nb: *n',
        'a: !!str "x"',
        'a: !!map {b: "x"}',
        '{["k"]: "x"}',
        'a: "x"\n---\nb: "y"',
        'a: "\\u200b"',
        "a: [",
        "{a: " * (MOST_DEPTH + 1) + '"x"' + "}" * (MOST_DEPTH + 1),
    ],
)
def test_what_is_odd_is_left_to_the_reader_that_tells_why(text: str) -> None:
    assert plain_of(text) is None
