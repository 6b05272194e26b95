"""Every code of the law that a person may read has its words, Chinese and English.

It walks the editions and the law cases of the release: a fact, a question, a role, an attribute or
a sum that is added without words fails here.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.law_terms import terms_of
from api.pages.law_sayings import law_sayings
from api.pages.law_words import LawWords
from tests.api.stage import Stage
from tests.pages.browsing import Browser
from tests.validators.test_terms import SEALED, asked, attributes, bounds
from validators import bound_names
from validators.agency_facts import AgencyFacts
from validators.duty import Duty
from validators.edition import Edition
from validators.finding import Finding, NeedKind
from validators.law import Law
from validators.law_cases import answer_to
from validators.name_tables import DUTY_NAMES, SEALED_TERMS
from validators.reckoning import reckon
from validators.standards_case_file import load_cases
from validators.standards_file import load_folder
from validators.terms import TERMS

_HAN = re.compile(r"[\u3400-\u9fff]")
_CODE = re.compile(r"[A-Za-z]+(?:[-_.][A-Za-z]+)+")
_LATIN = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def law() -> Law:
    return load_folder()


@pytest.fixture(scope="module")
def words(law: Law) -> LawWords:
    return LawWords(
        {
            "code": it.code,
            "name": {"zh": it.name.zh, "en": it.name.en},
            **({} if it.edition is None else {"edition": it.edition}),
        }
        for it in terms_of(law)
    )


@pytest.fixture(scope="module")
def findings(law: Law) -> list[Finding]:
    return [it for case in load_cases() for it in answer_to(case, law).findings]


def codes(one: Edition) -> Iterator[str]:
    """Every fact, property, question, role and attribute that an edition names."""
    yield from one.facts
    yield from attributes(one)
    yield from (name for pair in asked(one) for name in pair)
    for bound in bounds(one):
        yield from bound_names.counts_in(bound)
        yield from bound_names.properties_in(bound_names.tests_in(bound))
    yield from (f"{one.id}/{it.id}" for it in one.clauses)
    yield from (it.id for it in one.requirements)
    yield from (it.role for it in one.requirements if it.role is not None)


def said(pair: tuple[str, str], code: str) -> bool:
    """Whether a code has words of its own in each language."""
    zh, en = pair
    # "agency" is a word as it stands; what has signs in it is a code.
    return bool(_HAN.search(zh)) and zh != code and (en != code or code.isalpha())


def test_whatever_an_edition_names_by_a_code_has_words(law: Law, words: LawWords) -> None:
    bare = {
        (one.id, code)
        for one in law.editions
        for code in codes(one)
        if not said(words.of(code, one.id), code) and code not in TERMS
    }
    assert bare == set()


def test_an_edition_is_called_by_its_title_and_number(law: Law, words: LawWords) -> None:
    for one in law.editions:
        zh, en = words.of(one.id)
        assert (zh.startswith(one.title.zh), en.startswith(one.title.en)) == (True, True)
        assert (one.document or "") in zh


def test_the_names_receipts_say_as_they_are_have_words_beside_them() -> None:
    assert SEALED_TERMS.keys() == {name for names in SEALED.values() for name in names}
    assert DUTY_NAMES.keys() == set(Duty)
    assert not SEALED_TERMS.keys() & TERMS.keys()


def test_whatever_a_finding_waits_for_is_said_in_words_and_by_whom(
    words: LawWords, findings: list[Finding]
) -> None:
    needs = [(it.needs, it.citation) for it in findings if it.needs is not None]
    assert len(needs) > 1000
    bare = set()
    for need, citation in needs:
        edition = "" if citation is None else citation.edition
        if not said(words.of(need.source), need.source):
            bare.add(need.source)
        zh, en = words.of(need.fact, edition)
        # Keepers of the law are told of documents, codes and days, by what stands in them.
        if need.kind is not NeedKind.LAW and not (_HAN.search(zh) and zh != en):
            bare.add(need.fact)
    assert bare == set()


def test_every_sum_is_said_without_a_code(
    law: Law, words: LawWords, findings: list[Finding]
) -> None:
    nothing = AgencyFacts({}, {})
    sums = {(it.sum, "" if it.citation is None else it.citation.edition) for it in findings}
    sums |= {(reckon(it, nothing).sum, one.id) for one in law.editions for it in bounds(one)}
    left = set()
    for text, edition in sums:
        if text is not None:
            zh, en = words.sum(text, edition)
            left |= {*_LATIN.findall(zh)} | {*_CODE.findall(text)} & {*_CODE.findall(en)}
    assert left == set()


class _Visit:
    """Whoever reads in one language."""

    def __init__(self, language: str, words: LawWords) -> None:
        self.language, self.law_words = language, words


@pytest.mark.parametrize(
    ("text", "unit", "zh", "en"),
    [
        ("5200.00", "CNY", "5,200.00 元", "5,200.00 CNY"),
        ("3–4", "unit", "3–4 台", "3–4 units"),
        ("1 days", "day", "1 天", "1 days"),
        ("6 years or 300000 pages", None, "6 年 或 300000 张", "6 years or 300000 pages"),
        ("2026-12-26", "day", "2026-12-26", "2026-12-26"),
        # What somebody wrote is shown as he wrote it, whatever words are in it.
        ("desktop or laptop", None, "desktop or laptop", "desktop or laptop"),
        ("7 pages <b>", None, "7 pages <b>", "7 pages <b>"),
        ("12", "furlong", "12", "12"),
    ],
)
def test_figures_have_their_units_in_words(
    words: LawWords, text: str, unit: str | None, zh: str, en: str
) -> None:
    for language, wanted in (("zh", zh), ("en", en)):
        visit: Any = _Visit(language, words)
        assert law_sayings(visit)["measured"](text, unit) == wanted


def test_what_holds_a_name_is_said_around_it(words: LawWords) -> None:
    assert words.of("asset OLD-1") == ("设备 OLD-1 的登记", "the entry of device OLD-1")
    assert words.of("units of desktop+laptop")[0] == "台式计算机+便携式计算机的台数"
    assert words.of("shortfall-only/software_office", "x")[0].endswith(": 办公软件")
    assert words.of("no-such-code") == ("no-such-code", "no-such-code")


def test_pages_say_what_an_agency_may_buy_and_what_is_open_in_ones_language(stage: Stage) -> None:
    made = stage.place(quantity=1, operating_system={"preloaded": True})
    for role, address in (("officer", "/entitlements"), ("officer", f"/orders/{made['id']}")):
        chinese = Browser(stage).sign_in(role).get(address)
        assert chinese.status == 200
        for told in chinese.page.xpath("//code/bdi | //*[contains(text(), '还需要')]"):
            assert not re.search(r"[a-z]{3,}[-_.][a-z]", told.text_content()), told.text_content()
    terms = stage.call("GET", "/v1/terms").json["items"]
    assert {"code": "agency", "name": {"zh": "采购单位", "en": "agency"}} in terms
