import pytest

from integrations.signs import is_hidden, shown


@pytest.mark.parametrize("number", [0x00, 0x0A, 0x7F, 0xAD, 0x200B, 0x202E, 0x2066, 0xFEFF, 0xD800])
def test_controls_marks_of_direction_and_halves_are_hidden(number: int) -> None:
    assert is_hidden(chr(number))


@pytest.mark.parametrize("number", [0xFFFE, 0xFFFF, 0xFDD0, 0x1FFFF])
def test_what_never_becomes_a_character_is_hidden(number: int) -> None:
    assert is_hidden(chr(number))


@pytest.mark.parametrize("sign", ["a", "长", " ", "　", "\ue000", "\U00031350", "½", "﷼"])
def test_letters_blanks_and_rare_characters_are_not(sign: str) -> None:
    assert not is_hidden(sign)


def test_a_text_of_a_stranger_is_shown_in_part_on_one_line() -> None:
    assert shown("甲　乙\n丙\u202e丁") == "甲　乙 丙\\u202e丁"
    assert shown("长" * 61) == f"{'长' * 60}…"
