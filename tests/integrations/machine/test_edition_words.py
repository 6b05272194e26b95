"""What a reader tells of an edition is held to the words that the law has for it.

The law groups the words that mean one edition; a reader searches the texts of a machine for what
stands in them, systems included of which no law speaks. Where both know a word, they may not
disagree about it: what the law refuses as an edition for the home is read as one, and no other is.
"""

import pytest

from integrations.machine.stated import Fact
from tests.integrations.machine.reading import bom, component, read
from validators.edition import Requirement
from validators.matching import folded
from validators.product_fit import same_edition
from validators.standards_file import load_folder

DUTIES = [it for edition in load_folder().editions for it in edition.requirements if it.editions]
GROUPS = [(duty, words) for duty in DUTIES for words in duty.editions]


def read_as(word: str) -> str | None:
    system = read(bom(components=[component(f"Windows 11 {word}")])).system
    return None if system is None else system.get(Fact.EDITION_CLASS)


@pytest.mark.parametrize(("duty", "words"), GROUPS, ids=[words[0] for _, words in GROUPS])
def test_the_words_of_one_edition_are_read_as_one_or_not_at_all(
    duty: Requirement, words: tuple[str, ...]
) -> None:
    told = {read_as(word) for word in words} - {None}
    assert len(told) <= 1
    refused = {folded(it) for it in duty.refused_names}
    for word in words:
        assert read_as(word) != "home" or folded(word) in refused, word
        assert folded(word) not in refused or read_as(word) in {"home", None}, word


@pytest.mark.parametrize("word", ["home", "professional", "enterprise", "education"])
def test_what_is_read_is_a_word_that_the_law_knows(word: str) -> None:
    words = {folded(it): place for place, (_, group) in enumerate(GROUPS) for it in group}
    assert read_as(word) == word
    assert same_edition(word, word.upper(), words)
    assert word in words
