"""What is wrong with a body that is no JSON is told with its place: pointer, line and column."""

import json
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.limits import DEPTH, MEMBERS
from api.strict_json import CODES, MalformedJson, parse
from tests.api.stage import Stage, order

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


def _fault(data: bytes) -> MalformedJson:
    with pytest.raises(MalformedJson) as raised:
        parse(data)
    return raised.value


@pytest.mark.parametrize(
    ("text", "code", "pointer", "line", "column"),
    [
        ('{"a": NaN}', "not-a-number", "/a", 1, 7),
        ("NaN", "not-a-number", "", 1, 1),
        ('{"lines": [1, {"price": -Infinity}]}', "not-a-number", "/lines/1/price", 1, 25),
        ('{"a": "NaN",\n "b": [Infinity]}', "not-a-number", "/b/0", 2, 8),
        ('{"a": "x, \\"NaN, {", "b": NaN}', "not-a-number", "/b", 1, 27),
        ('{"a": 1,\n\n  "a": 2}', "repeated-member", "/a", 3, 3),
        ('{"l": [{"c": 1}, {"c": 1, "c": 2}]}', "repeated-member", "/l/1/c", 1, 27),
        ('{"l": {"class": 1, "\\u0063lass": 2}}', "repeated-member", "/l/class", 1, 20),
        ('{"a": {}, "b": [[], {}], "b": 1}', "repeated-member", "/b", 1, 26),
        ('{"a/b~": 1, "a/b~": 2}', "repeated-member", "/a~1b~0", 1, 13),
        ('{"\\u202e": 1, "\\u202e": 2}', "repeated-member", "/\\u202e", 1, 15),
        ("[" * (DEPTH + 1) + "]" * (DEPTH + 1), "too-deep", "/0" * DEPTH, 1, DEPTH + 1),
        ('[0, {"a": ' + "[" * 5000, "too-deep", "/1/a" + "/0" * (DEPTH - 2), 1, 8 + DEPTH + 1),
        ('{"a":', "not-json", None, 1, 6),
        ('{"a": 1,\n  b}', "not-json", None, 2, 3),
        ("", "not-json", None, 1, 1),
    ],
)
def test_a_fault_is_told_with_its_place(
    text: str, code: str, pointer: str | None, line: int, column: int
) -> None:
    error = _fault(text.encode())
    assert (error.code, error.place.pointer) == (code, pointer)
    assert (error.place.line, error.place.column) == (line, column)


@pytest.mark.parametrize(("count", "refused"), [(MEMBERS - 1, 0), (MEMBERS, 0), (MEMBERS + 1, 1)])
def test_an_object_of_too_many_members_is_named(count: int, refused: int) -> None:
    data = json.dumps({"a": [{f"m{it}": it for it in range(count)}]}).encode()
    if refused:
        error = _fault(data)
        assert (error.code, error.place.pointer) == ("too-many-members", "/a/0")
    else:
        parse(data)


def test_text_that_is_not_utf8_is_told_with_its_line_and_column() -> None:
    error = _fault('{"a":\n "订单'.encode() + b'\xff"}')
    assert (error.code, error.place.line, error.place.column) == ("not-utf8", 2, 5)


@given(_JSON, st.data())
def test_the_place_of_a_number_that_is_none_is_where_it_was_put(
    value: Any,  # noqa: ANN401 - a JSON value
    data: st.DataObject,
) -> None:
    path: list[str] = []
    holder = {"": [value]}
    here: Any = holder
    key: Any = ""
    while isinstance(here[key], dict | list) and here[key]:
        here = here[key]
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = data.draw(st.sampled_from(keys))
        path.append(str(key))
    here[key] = float("nan")
    if len(path) > DEPTH - 1 or any(not it.isascii() or not it.isprintable() for it in path):
        return
    expected = "/" + "".join("/" + it.replace("~", "~0").replace("/", "~1") for it in path)
    assert _fault(json.dumps(holder).encode()).place.pointer == expected


def test_the_problem_names_the_place_in_both_languages(stage: Stage) -> None:
    text = json.dumps(order()).replace('"quantity": 2', '"quantity": NaN')
    answer = stage.call("POST", "/v1/orders", "officer", data=text.encode())
    told = answer.json
    assert (answer.status, told["code"], told["pointer"]) == (
        400, "not-a-number", "/lines/0/quantity",
    )  # fmt: skip
    assert told["line"] == 1
    assert text[told["column"] - 1 :].startswith("NaN")
    for language in ("zh", "en"):
        assert '"/lines/0/quantity"' in told["message"][language]
        assert str(told["column"]) in told["message"][language]


def test_every_code_shows_the_same_values_in_both_languages() -> None:
    for code, (zh, en) in CODES.items():
        shown = [{name for _, name, _, _ in Formatter().parse(it) if name} for it in (zh, en)]
        assert shown[0] == shown[1], code
