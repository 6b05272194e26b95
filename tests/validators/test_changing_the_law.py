"""The page for those who encode a new edition keeps its word: its examples are read and run."""

import re
from pathlib import Path

import pytest

from tests.validators.test_standards_faults import CORPUS, Spoiled
from validators.bound_names import COMMON_PROPERTIES
from validators.edition import Edition
from validators.law_cases import failures
from validators.standards_bound import LIMITS
from validators.standards_case_file import read_cases
from validators.standards_file import StandardsFault, documents, load, read_document

PAGE = (Path(__file__).parents[2] / "docs" / "changing-the-law.md").read_text(encoding="utf-8")
EDITION, CASES = (block.encode() for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))


def test_the_example_is_an_edition_beside_all_that_is_released() -> None:
    assert isinstance(read_document("example.yaml", EDITION), Edition)
    law = load([*documents(), ("example.yaml", EDITION)])
    assert "cn-example-2025" in {edition.id for edition in law.editions}


def test_the_example_cases_hold_under_the_example() -> None:
    law = load([*documents(), ("example.yaml", EDITION)])
    assert failures(read_cases("cases.yaml", CASES), law) == ()


def test_the_page_shows_every_form_of_limit_and_every_property() -> None:
    for form in LIMITS:
        assert f"{{{form}: " in PAGE
    for known in COMMON_PROPERTIES:
        assert f"`{known}`" in PAGE


TABLE = PAGE.split("## When something is refused")[1]
MESSAGES = [
    message
    for row in re.findall(r"^\| (.*?) \| .*? \|$", TABLE, re.MULTILINE)
    for message in re.findall(r"`([^`]+)`", row)
]


def explains(message: str, told: str) -> bool:
    """Whether every part of a message of the page, between its dots, is in what is told."""
    return all(part.strip() in told for part in message.split("…"))


@pytest.mark.parametrize("spoiled", CORPUS, ids=lambda spoiled: spoiled.name)
def test_every_fault_is_explained_on_the_page(spoiled: Spoiled) -> None:
    with pytest.raises(StandardsFault) as raised:
        read_document("e.yaml", spoiled.text.encode())
    for fault in raised.value.faults:
        told = f"{fault.key} {fault.message.en}"
        assert [message for message in MESSAGES if explains(message, told)], told
