"""What people are asked, whom, and about which attribute, has a title in both languages."""

import re
from collections.abc import Iterator
from types import MappingProxyType

import pytest

from validators.bound import (
    OF_LINE,
    AsNeeded,
    Beyond,
    Bound,
    Choice,
    Consented,
    Linked,
    name_of,
    parts_of,
)
from validators.edition import Edition
from validators.law import Law
from validators.law_cases import answer_to
from validators.selector import Selector
from validators.standards_case_file import load_cases
from validators.standards_file import load_folder
from validators.terms import TERMS

JUDGED = (AsNeeded, Consented)
"""Limits that put a question to a role."""

# Published before editions had titles for these. A title in TERMS would say the findings of the
# first engine revision in other words, and its receipts would no longer recompute byte for byte.
SEALED = MappingProxyType(
    {
        "cn-central-mof-2016-27": {
            "colour-printers-needed",
            "laptops-for-desktops",
            "receipt-printers-needed",
            "colour",
            "paper",
        },
    }
)
"""Names without a title that receipts say as they are, by the edition that names them."""


@pytest.fixture(scope="module")
def law() -> Law:
    return load_folder()


def bounds(one: Edition) -> Iterator[Bound]:
    for limit in (
        *(row.price.ceiling for row in one.rows if row.price is not None),
        *(cap.limit for cap in one.caps),
    ):
        yield from parts_of(limit)


def selectors(one: Edition) -> Iterator[Selector]:
    for row in one.rows:
        yield from row.selectors
    for cap in one.caps:
        yield from cap.counts
    for clause in one.clauses:
        yield from clause.taints
    for bound in bounds(one):
        if isinstance(bound, Linked):
            yield from bound.counts


def asked(one: Edition) -> Iterator[tuple[str, str]]:
    """Yield each question of judgement with the role it goes to."""
    for bound in bounds(one):
        if isinstance(bound, JUDGED):
            yield bound.question, bound.role
    for cap in one.caps:
        for it in (cap.consent, cap.swap):
            if it is not None and it.question is not None and it.role is not None:
                yield it.question, it.role


def attributes(one: Edition) -> Iterator[str]:
    """Yield each attribute of a line that rows, caps, clauses, limits and measures turn on."""
    for selector in selectors(one):
        yield from (name for name, _ in selector.attributes)
    for row in one.rows:
        yield from (measure.attribute for measure in row.specifications)
    for bound in bounds(one):
        names = [bound.of] if isinstance(bound, Beyond) else []
        if isinstance(bound, Choice):
            names += [name_of(test) for tests, _ in bound.options for test in tests]
        yield from (name.removeprefix(OF_LINE) for name in names if name.startswith(OF_LINE))


def untitled(one: Edition) -> set[str]:
    """Return the questions, roles and attributes that a person would be shown as bare names."""
    names = {name for pair in asked(one) for name in pair} | set(attributes(one))
    return {name for name in names if name not in one.facts and name not in TERMS}


def test_every_question_role_and_attribute_of_the_release_has_a_title(law: Law) -> None:
    found = {one.id: untitled(one) for one in law.editions}
    assert {name: terms for name, terms in found.items() if terms} == dict(SEALED)


def test_terms_leave_alone_what_receipts_say_by_its_name() -> None:
    assert not set(TERMS) & {name for names in SEALED.values() for name in names}


def test_no_question_stands_in_for_a_figure_that_keepers_have_to_find(law: Law) -> None:
    for one in law.editions:
        assert [pair for pair in asked(one) if pair[1] == "standards-keeper"] == []


def test_no_finding_calls_an_attribute_with_a_title_by_its_bare_name(law: Law) -> None:
    titles = {
        one.id: {name: one.facts[name] for name in attributes(one) if name in one.facts}
        for one in law.editions
    }
    titled, bare = 0, []
    for case in load_cases():
        for finding in answer_to(case, law).findings:
            cited = finding.citation
            here = {} if cited is None else titles.get(cited.edition, {})
            remedy = () if finding.remedy is None else (finding.remedy.message,)
            for said in (finding.message, *remedy):
                words = set(re.findall(r"[A-Za-z][\w.-]*", said.zh))
                bare += [(case.name, said.zh) for name in here if name in words]
                titled += any(title.zh in said.zh for title in here.values())
    assert bare == []
    assert titled
