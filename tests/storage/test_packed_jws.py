"""Signed documents come back to the letter, whatever they are."""

from base64 import urlsafe_b64encode
from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import PackedError
from storage.packed import LEAST, MAGIC, NAMED
from storage.packed_jws import pack_jws, unpack_jws

_BASE64 = ascii_letters + digits + "-_"
_CLAIMS = b'{"editions":[{"id":"cn-central-mof-2016-27"}],"sum":"1 x 4,940.00"}' * 90


def _b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _jws(payload: bytes) -> str:
    return f"{_b64(b'{}')}.{_b64(payload)}.{_b64(b'x' * 64)}"


_payloads = st.one_of(
    st.binary(max_size=2 * LEAST),
    st.builds(lambda it, times: it * times, st.binary(max_size=40), st.integers(0, 200)),
    st.builds(bytes.__add__, st.sampled_from([MAGIC, NAMED]), st.binary(max_size=2 * LEAST)),
)
_texts = st.one_of(
    st.builds(_jws, _payloads),
    st.lists(st.text(_BASE64 + "=+/"), max_size=5).map(".".join),
    st.text(st.characters(exclude_characters="\n", codec="utf-8")),
)


@given(_texts)
def test_what_is_packed_comes_back_to_the_letter(text: str) -> None:
    assert unpack_jws(pack_jws(text)) == text


@given(_payloads)
def test_who_has_the_payload_stores_the_same(payload: bytes) -> None:
    text = _jws(payload)
    assert pack_jws(text, payload) == pack_jws(text)


def test_a_statement_becomes_a_fraction_and_one_of_before_is_read_as_it_stands() -> None:
    text = _jws(_CLAIMS)
    assert len(pack_jws(text)) < len(text) / 20
    assert unpack_jws(text.encode()) == text


@pytest.mark.parametrize("text", ["a.Y-.c", "a.YQ==.c", "a.Y R.c", "a.b", "", "文.文.文"])
def test_what_base64_would_not_give_back_is_stored_as_it_came(text: str) -> None:
    assert pack_jws(text) == text.encode()


@pytest.mark.parametrize("text", ["\n", "a.b\n.c", _jws(_CLAIMS) + "\n"])
def test_a_line_feed_would_be_taken_for_a_mark_and_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="\n"):
        pack_jws(text)


def test_damage_to_the_payload_gives_no_other_text() -> None:
    text = _jws(_CLAIMS)
    stored = pack_jws(text)
    place = stored.index(b"\n") + len(NAMED) + 2
    refused = 0
    for at in range(place, len(stored)):
        damaged = bytearray(stored)
        damaged[at] ^= 0x10
        try:
            assert unpack_jws(bytes(damaged)) == text
        except PackedError:
            refused += 1
    assert refused > 0.9 * (len(stored) - place)
