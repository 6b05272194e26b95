"""How amounts and sentences are written: the quick ways write what the plain ways would."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validators.amount import money
from validators.finding import Finding, Message
from validators.law_cases import answer_to
from validators.messages import say, say_terms
from validators.sentences import SENTENCES
from validators.standards_case_file import load_cases
from validators.standards_file import load_folder
from validators.terms import TERMS
from validators.writing import finding_document, tells

CENTS = -2


@given(st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False))
def test_money_has_at_least_two_decimals_and_loses_none(amount: Decimal) -> None:
    text = money(amount)
    assert Decimal(text) == amount
    exponent = Decimal(text).as_tuple().exponent
    assert isinstance(exponent, int)
    assert exponent <= CENTS
    assert "E" not in text


def test_money_is_written_in_yuan_and_cents() -> None:
    written = {text: money(Decimal(text)) for text in ("5000", "5E+3", "0.5", "4999.99", "1.005")}
    assert written == {
        "5000": "5000.00",
        "5E+3": "5000.00",
        "0.5": "0.50",
        "4999.99": "4999.99",
        "1.005": "1.005",
    }


def values_of(*sentences: str) -> dict[str, str]:
    """A value for each name shown, with the signs that formatting could trip over."""
    names = {name for sentence in sentences for name in re.findall(r"\{(\w+)\}", sentence)}
    return {name: f"100% {{{name}}} %s" for name in names}


def test_every_sentence_shows_its_values_and_every_other_sign_as_printed() -> None:
    for code, (zh, en) in SENTENCES.items():
        values = values_of(zh, en)
        expected = Message(zh.format_map(values), en.format_map(values))
        assert say(code, **values).told() == expected
        assert say_terms(code, {}, **values).told() == expected


def test_messages_and_terms_stand_in_the_language_of_their_half() -> None:
    said = say_terms("consent-declined", {"role": "agency"}, cap=Message("上限", "the cap"))
    assert said.zh == f"上限:未获{TERMS['agency'][0]}同意"
    assert said.en == f"the cap: consent was declined by {TERMS['agency'][1]}"


LAW = load_folder()
FOUND = {(it.rule, it.code): it for case in load_cases() for it in answer_to(case, LAW).findings}
"""One finding of each sort that the law cases come to."""


def altered(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A finding written down, and the same with one thing otherwise."""
    yield document
    for name, value in document.items():
        yield {it: document[it] for it in document if it != name}
        yield {**document, name: f"{value}-"}
        yield {**document, name: None}
        if isinstance(value, dict):
            for inner in value:
                yield {**document, name: {**value, inner: "-"}}
                yield {**document, name: {it: value[it] for it in value if it != inner}}
    yield {**document, "more": "than is said"}


@pytest.mark.parametrize("finding", FOUND.values(), ids=["-".join(it) for it in FOUND])
def test_a_finding_is_told_by_a_document_just_where_it_is_written_so(finding: Finding) -> None:
    written = json.loads(json.dumps(finding_document(finding)))
    assert tells(written, finding)
    for said in altered(written):
        assert tells(said, finding) is (said == written)
