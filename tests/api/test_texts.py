"""Which characters a text may hold."""

import sys
import unicodedata

import pytest

from api.texts import (
    HOSTILE,
    MOST_MARKS,
    has_piled_marks,
    hostile_character,
    is_plain,
    normal,
)

_REFUSED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_IN_UTF_8 = (*range(0x20, 0xD800), *range(0xE000, sys.maxunicode + 1))


def _json(text: str) -> bytes:
    return f'"{text}"'.encode()


def test_every_control_format_surrogate_and_separator_is_hostile() -> None:
    missed = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in _REFUSED and not HOSTILE.search(chr(code))
    ]
    assert missed == []


def test_letters_digits_and_signs_are_not_hostile() -> None:
    taken = {
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code))[0] in "LNPS" and HOSTILE.search(chr(code))
    }
    # These are letters and a sign by category, and show nothing.
    assert taken == set("\u115f\u1160\u2800\u3164\uffa0")


def test_what_is_surely_plain_holds_nothing_hostile() -> None:
    wrong = [
        hex(code) for code in _IN_UTF_8 if is_plain(_json(chr(code))) and HOSTILE.search(chr(code))
    ]
    assert wrong == []


def test_what_is_surely_plain_is_in_normal_form() -> None:
    wrong = [
        hex(code)
        for code in _IN_UTF_8
        for text in (chr(code), f"e{chr(code)}", f"国{chr(code)}")
        if is_plain(_json(text)) and normal(text) != text
    ]
    assert wrong == []


@pytest.mark.parametrize("text", ["a", "麒麟 V10", "（甲）、“乙”", "Größe", "𠀀", ""])
def test_usual_texts_are_surely_plain(text: str) -> None:
    assert is_plain(_json(text))


def test_a_hostile_character_is_named() -> None:
    assert hostile_character("a\u202eb") == "U+202E"
    assert hostile_character("ab") is None


def test_marks_pile_up_to_a_bound_and_nothing_else_is_a_mark() -> None:
    wrong = []
    for code in range(sys.maxunicode + 1):
        pile = f"e{chr(code) * (MOST_MARKS + 1)}"
        marks = unicodedata.category(chr(code)) in {"Mn", "Me"}
        if has_piled_marks(pile) != marks or (marks and has_piled_marks(pile[:-1])):
            wrong.append(hex(code))
    assert wrong == []


def test_marks_on_letters_of_their_own_do_not_add_up() -> None:
    word = "\u0f56\u0f66\u0f92\u0fb2\u0f74\u0f56\u0f66"  # Tibetan: three on one letter
    assert not has_piled_marks(word * 10)
    piled = "e" + "\u0331" * 5
    assert has_piled_marks(f"{word}{piled}")
    assert not is_plain(_json(piled))
