import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.errors import MalformedUscc
from approvals.uscc import ALPHABET, check_character, check_uscc

_BODIES = st.tuples(
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
).map("".join)


def test_the_alphabet_has_31_characters_and_none_that_is_easily_misread() -> None:
    assert len(ALPHABET) == 31
    assert not set("IOSVZ") & set(ALPHABET)


@pytest.mark.parametrize("code", ["91350100M000100Y43", "11100000000013338W"])
def test_codes_whose_check_character_is_known_are_accepted(code: str) -> None:
    assert check_uscc(code) == code


@given(_BODIES)
def test_a_body_with_its_check_character_is_accepted(body: str) -> None:
    code = body + check_character(body)
    assert check_uscc(code) == code


@given(_BODIES, st.integers(0, 17), st.characters())
def test_every_change_of_one_character_is_refused(body: str, place: int, other: str) -> None:
    code = body + check_character(body)
    changed = code[:place] + other + code[place + 1 :]
    if changed != code:
        with pytest.raises(MalformedUscc):
            check_uscc(changed)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", "18 characters"),
        ("91350100M000100Y4", "18 characters"),
        ("91350100M000100Y433", "18 characters"),
        ("91350100m000100y43", "has no"),
        ("９1350100M000100Y43", "has no"),
        ("91350100M000100Y44", "check character '4' is wrong"),
    ],
)
def test_the_reason_says_what_is_wrong(code: str, reason: str) -> None:
    with pytest.raises(MalformedUscc) as caught:
        check_uscc(code)
    assert reason in caught.value.reason


def test_a_place_of_letters_is_refused_even_with_a_right_check_character() -> None:
    body = "91AAAAAAM000100Y4"
    with pytest.raises(MalformedUscc) as caught:
        check_uscc(body + check_character(body))
    assert "digits" in caught.value.reason
