"""Which characters a text may hold."""

import sys
import unicodedata

from api.texts import HOSTILE, hostile_character, is_plain, normal

_REFUSED = {"Cc", "Cf", "Cs", "Zl", "Zp"}


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
        hex(code)
        for code in range(0x20, sys.maxunicode + 1)
        if is_plain(chr(code)) and HOSTILE.search(chr(code))
    ]
    assert wrong == []


def test_what_is_surely_plain_is_in_normal_form() -> None:
    wrong = [
        hex(code)
        for code in range(0x20, sys.maxunicode + 1)
        if is_plain(f'"{chr(code)}"') and normal(chr(code)) != chr(code)
    ]
    assert wrong == []


def test_a_hostile_character_is_named() -> None:
    assert hostile_character("a\u202eb") == "U+202E"
    assert hostile_character("ab") is None
