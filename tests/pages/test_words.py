"""What codes are called on pages: one name each, whoever's desk it stands on."""

import re
from pathlib import Path

import api.pages
from api.pages.audit_words import AUDIT_WORDS
from api.pages.words import WORDS, word
from approvals.substitution import SubstitutionState
from approvals.substitution_examination import Basis
from validators.listing_state import State

_TEMPLATES = sorted((Path(api.pages.__file__).parent / "templates").glob("*.html"))


def test_the_words_of_one_desk_hide_none_of_anothers() -> None:
    assert {kind: WORDS[kind] for kind in AUDIT_WORDS} == AUDIT_WORDS


def test_every_kind_of_word_that_a_page_shows_is_there() -> None:
    asked = {kind for it in _TEMPLATES for kind in re.findall(r'word\("([a-z]+)"', it.read_text())}
    assert asked
    assert asked <= WORDS.keys()


def test_every_state_of_a_substitution_and_every_basis_has_its_word() -> None:
    for kind, codes in (("substitution", SubstitutionState), ("basis", Basis)):
        for code in codes:
            assert word("zh", kind, code.value) != code.value


def test_every_state_of_a_listing_has_its_word() -> None:
    for state in State:
        assert word("zh", "listing", state.value) != state.value
