"""Accept fast, explain slowly: both halves accept the same language, and mean the same by it."""

import json
from copy import deepcopy
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api import wire
from api.faults import ContentFaults
from api.order_reading import read_order_body
from api.schemas.body import read_body
from api.schemas.order import ORDER
from api.strict_json import MalformedJson, parse
from approvals.stated import Stated
from bench.orders import orders
from tests.api.stage import order

_TEXTS = st.sampled_from(
    [
        "a",
        "",
        " ",
        "a ",
        " a",
        "麒麟 V10",
        "x" * 201,
        "x" * 200,
        "\u3000",
        "e\u0301",
        "\u202e",
        "a\u200bb",
        '"',
        "\\",
        "\n",
        "\x7f",
        "\ue000",
        "𠀀",
        "a\u3000b",
        "ﬁ",
    ]
)
_ODD = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        -1,
        7,
        7.0,
        7.9,
        1e3,
        100_000,
        100_001,
        10**30,
        "7",
        "٧",
        [],
        {},
        [1],
        {"a": 1},
        "2026-12-20",
        "2026-02-30",
        "0.13",
        "4940.00",
        "desktop",
        "CNY",
        "NaN",
        "1_000",
    ]
)
# Copied: a list or object put into a document may be changed there.
_VALUES = st.one_of(_TEXTS, _ODD).map(deepcopy)


def _places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 - a JSON value
    """Every place in a document, as a path."""
    found = [here]
    if isinstance(value, dict):
        for name, inner in value.items():
            found += _places(inner, (*here, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += _places(inner, (*here, index))
    return found


def _full_order() -> dict[str, Any]:
    document = order(
        attributes={"paper": "a4", "colour": False},
        software=[
            {
                "class": "software_office",
                "name": "办公",
                "version": "1",
                "licence": {"channel": "site", "count": 1},
            }
        ],
        replaces=["S1"],
        deliver_by="2026-12-20",
    )
    document["reference"] = "REF-1"  # the same at every draw
    document["contract"] = {
        "number": "C1",
        "non_infringement": True,
        "compatibility": "c",
        "after_sales": "s",
    }
    document["price_basis"] = {
        "currency": "CNY",
        "tax": "excluded",
        "includes": ["warranty"],
        "tax_rate": "0.13",
    }
    document["lines"][0]["for"] = {"department": "d", "rank": "r", "room": "1"}
    document["lines"][0]["energy_certificate"] = {"number": "E1", "valid_until": "2027-12-31"}
    document["lines"][0]["processor"]["part_number"] = "P1"
    return document


@st.composite
def _mutated(draw: st.DrawFn) -> bytes:
    """A whole order with up to three of its places changed, dropped, or joined by strangers."""
    document = _full_order()
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(_places(document)[1:]))
        holder: Any = document
        for step in path[:-1]:
            holder = holder[step]
        act = draw(st.sampled_from(["change", "drop", "stranger"]))
        if act == "change":
            holder[path[-1]] = draw(_VALUES)
        elif act == "drop":
            del holder[path[-1]]
        elif isinstance(holder, dict):
            holder[draw(st.sampled_from(["x", "state", "品", "class", "on"]))] = draw(_VALUES)
    return _written(draw, document)


def _written(draw: st.DrawFn, document: Any) -> bytes:  # noqa: ANN401 - a JSON value
    text = json.dumps(
        document,
        ensure_ascii=draw(st.booleans()),
        indent=draw(st.sampled_from([None, 1, "\t"])),
    )
    if draw(st.booleans()):
        # A member stated twice: the reader that keeps the last must not be believed.
        name = draw(st.sampled_from(['"reference":', '"quantity":', '"name":', '"colour":']))
        text = text.replace(name, f'{name} "first", {name}', 1)
    return text.encode("utf-8", "surrogatepass")


def _slowly(data: bytes) -> Stated | None:
    try:
        return Stated.of(read_body(ORDER, parse(data)))
    except (MalformedJson, ContentFaults):
        return None


@settings(max_examples=1500, deadline=None)
@given(_mutated())
@example(json.dumps(_full_order()).encode())
def test_what_is_accepted_fast_is_accepted_slowly_and_means_the_same(data: bytes) -> None:
    fast = wire.accept(data)
    if fast is not None:
        assert fast == _slowly(data)


@settings(max_examples=1500, deadline=None)
@given(_mutated())
def test_what_is_accepted_slowly_is_accepted_fast_once_it_is_written_plainly(data: bytes) -> None:
    slow = _slowly(data)
    if slow is not None:
        plain = slow.document
        fast = wire.accept(plain)
        # What the quick way leaves to the slow one is rare letters, quotation marks and escapes.
        assert fast == slow or _is_left(plain)


def _is_left(data: bytes) -> bool:
    text = data.decode()
    return "\\" in text or not text.isprintable()


@pytest.mark.parametrize("document", orders(50))
def test_generated_orders_are_accepted_fast_and_unchanged(document: dict[str, Any]) -> None:
    assert wire.accept(json.dumps(document, ensure_ascii=False).encode()) == Stated.of(document)


def test_an_order_indented_by_hand_is_accepted_fast() -> None:
    document = _full_order()
    data = json.dumps(document, indent=4, ensure_ascii=False).encode()
    assert wire.accept(data) == Stated.of(document)


def test_an_order_written_in_ascii_is_accepted_fast() -> None:
    document = _full_order()
    assert wire.accept(json.dumps(document).encode()) == Stated.of(document)


@pytest.mark.parametrize(
    "text",
    [
        r"\ud800",
        r"\udc00\ud83d",
        r"a\u0000",
        r"\u202e",
        r"\u0020a",
        r"a\u3000",
        r"\"",
        r"\\",
        r"e\u0301",
    ],
)
def test_no_escape_hides_what_is_refused_or_changed(text: str) -> None:
    data = json.dumps(_full_order(), ensure_ascii=False).replace("REF-1", text).encode()
    assert wire.accept(data) is None


@pytest.mark.parametrize(
    "path", [it for it in _places(_full_order()) if it and isinstance(it[-1], str)]
)
def test_a_member_stated_twice_is_never_accepted(path: tuple[Any, ...]) -> None:
    document = _full_order()
    holder: Any = document
    for step in path[:-1]:
        holder = holder[step]
    marked = "twice twice twice"
    holder[marked] = holder[path[-1]]
    data = json.dumps(document, ensure_ascii=False).replace(marked, path[-1]).encode()
    assert wire.accept(data) is None
    with pytest.raises(MalformedJson):
        read_order_body(data)


def test_the_compiled_decoder_alone_would_take_a_member_stated_twice() -> None:
    assert msgspec.json.decode(b'{"a": 1, "a": 2}') == {"a": 2}
