import json

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no types

from tests.validators.documents import CODES, EDITION, PLACES
from tests.validators.test_standards_faults import CORPUS, Spoiled
from validators.standards_file import STANDARDS, documents
from validators.standards_json_schema import json_schema

FILE = STANDARDS / "edition.schema.json"
TOLD_BY_SHAPE = (
    "unknown key",
    "missing",
    "found, expected",
    "expected a list",
    "expected a map",
    "expected a number",
    "one of: ",
    "empty list",
    "stands twice in",
    "known are",
    "exactly one of",
    "blanks at its ends",
    "small letters",
    "whole number",
)


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    Draft202012Validator.check_schema(json_schema())
    return Draft202012Validator(json_schema())


def test_the_file_editors_use_is_the_schema_of_the_loader() -> None:
    written = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    assert FILE.read_text(encoding="utf-8") == written


@pytest.mark.parametrize(
    "text", [EDITION, CODES, PLACES, *(data.decode() for _, data in documents())]
)
def test_what_the_loader_reads_the_schema_accepts(schema: Draft202012Validator, text: str) -> None:
    assert list(schema.iter_errors(yaml.safe_load(text))) == []


def formal(spoiled: Spoiled) -> bool:
    """Whether the fault is one a schema can tell: it sees neither days, quotes nor other parts."""
    said_by_other_parts = "rest" in spoiled.name or "tier" in spoiled.name or "day" in spoiled.name
    return any(part in spoiled.says for part in TOLD_BY_SHAPE) and not said_by_other_parts


FORMAL = [spoiled for spoiled in CORPUS if formal(spoiled)]


@pytest.mark.parametrize("spoiled", FORMAL, ids=lambda spoiled: spoiled.name)
def test_what_the_loader_refuses_for_its_form_the_schema_refuses(
    schema: Draft202012Validator, spoiled: Spoiled
) -> None:
    assert list(schema.iter_errors(yaml.safe_load(spoiled.text)))


def test_the_schema_is_asked_about_many_faults() -> None:
    assert len(FORMAL) > len(CORPUS) // 4
