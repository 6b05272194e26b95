import json
from decimal import Decimal
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.canonical import MAX_DEPTH, canonical, digest, parse
from ledger.errors import NotCanonicalError

_scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False).filter(
        lambda it: not 2**53 <= abs(it) < 1e21
    )
    | st.text(st.characters(codec="utf-8"))
)
_values = st.recursive(
    _scalars,
    lambda child: st.lists(child) | st.dictionaries(st.text(st.characters(codec="utf-8")), child),
    max_leaves=20,
)


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode"])
def test_the_published_examples_of_rfc_8785_come_out_byte_for_byte(
    samples: Path, name: str
) -> None:
    given_text = (samples / "jcs" / "input" / f"{name}.json").read_text(encoding="utf-8")
    expected = (samples / "jcs" / "output" / f"{name}.json").read_bytes()
    assert canonical(json.loads(given_text)) == expected


@given(_values)
def test_every_value_has_the_bytes_that_the_reference_implementation_gives(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]  # JSON by construction


@given(_values)
def test_what_was_written_reads_back_and_writes_the_same_bytes(value: object) -> None:
    data = canonical(value)
    assert canonical(parse(data)) == data


def test_names_beyond_the_basic_plane_sort_by_utf_16_units() -> None:
    # U+1F600 is D83D DE00 in UTF-16 and sorts before U+FB33, though its code point is higher.
    assert canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()


def test_chinese_text_stands_as_it_is() -> None:
    assert canonical({"zh": "财资〔2016〕27号"}) == '{"zh":"财资〔2016〕27号"}'.encode()


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        2**53,
        2.0**53,
        -999999999999999900000.0,
        Decimal("1.00"),
        {1: "a number as a name"},
        {"a": 1, 2: "mixed"},
        {"set": {1}},
        "\ud800",
        {"\ud800": 1},
        b"bytes",
    ],
    ids=repr,
)
def test_what_json_cannot_say_is_refused(value: object) -> None:
    with pytest.raises(NotCanonicalError):
        canonical(value)


def test_a_value_that_contains_itself_is_refused() -> None:
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(NotCanonicalError):
        canonical(loop)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'{"a":1,"a":2}', "'a' occurs twice"),
        # Of so many names none is looked for among all the others.
        (b"{" + b"".join(b'"%d":1,' % it for it in range(200_000)) + b'"7":2}', "'7' occurs twice"),
        (b'[{"x":{"a":1,"\\u0061":2}}]', "'a' occurs twice"),
        (b"NaN", "NaN is not JSON"),
        (b"[-Infinity]", "-Infinity is not JSON"),
        (b"9007199254740992", "beyond 2^53-1"),
        (b"1" * 100_000, "beyond 2^53-1"),
        (b"1e999", "out of range"),
        (b"9007199254740992.0", "beyond 2^53-1"),
        (b"-9.9e20", "beyond 2^53-1"),
        (b'"\\ud800"', "lone surrogate"),
        (b"\xff", "UTF-8"),
        (b'\xef\xbb\xbf{"a":1}', "BOM"),
        (b'{"a":1} x', "Extra data at byte 8"),
        ('{"名":1,}'.encode(), "at byte"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), f"deeper than {MAX_DEPTH}"),
    ],
    ids=range(17),
)
def test_text_outside_strict_json_is_refused_and_the_reason_said(text: bytes, said: str) -> None:
    with pytest.raises(NotCanonicalError) as caught:
        parse(text)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "written"), [(b"9007199254740991.0", b"9007199254740991"), (b"-1e21", b"-1e+21")]
)
def test_a_number_that_is_read_is_written_so_that_it_is_read_again(
    text: bytes, written: bytes
) -> None:
    assert canonical(parse(text)) == written == canonical(parse(written))


def test_the_deepest_nesting_allowed_is_read() -> None:
    text = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    assert canonical(parse(text)) == text


def test_a_digest_names_its_algorithm() -> None:
    empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest(b"") == empty
