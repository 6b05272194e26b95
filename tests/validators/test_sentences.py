"""What findings say to people is words: no code of the interface, no empty figure, no stray blank.

It reads every sentence that the law cases of the release yield, in both languages.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from validators.evidence import Standing
from validators.finding import Finding
from validators.first_words import as_first
from validators.law import Law
from validators.law_cases import answer_to
from validators.messages import say, say_terms
from validators.name_tables import CHANNEL_NAMES, CLASS_NAMES, DUTY_NAMES, SEALED_TERMS
from validators.names import NO_TITLES, Codes
from validators.order import LicenceChannel
from validators.rule import Gate
from validators.rulebook import AT, TITLES
from validators.standards_case_file import load_cases
from validators.standards_file import load_folder
from validators.terms import TERMS

_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*[A-Za-z0-9]|[A-Za-z]")
_STRAY = re.compile(
    r"""
    [ ](?=[)）」”,。;]) | (?<=[(（“])[ ] | [ ]{2} | [(（][)）] | “” | ""
    | (?<=[0-9])[ ][(](?=[\u3400-\u9fff])
    """,
    re.VERBOSE,
)
_EMPTY = re.compile(r"\b0\.0%|None|(?:^|[\s:,;])[—?](?:$|[\s:,;])")


_ENGLISH = {"all-in-one", "operating-system"}
"""Codes that are words of English too, as they are written in prose."""


class Sentence(NamedTuple):
    """What one finding, or the reason of one edition, says in one language."""

    case: str
    text: str
    chinese: bool


@pytest.fixture(scope="module")
def law() -> Law:
    return load_folder()


@pytest.fixture(scope="module")
def sentences(law: Law) -> list[Sentence]:
    titles = {title.zh for one in law.editions for title in one.facts.values()}
    titles |= {zh for zh, _ in SEALED_TERMS.values()}
    # A title may say how a value is written, and a text of somebody's is not ours to word.
    own = sorted((it for it in titles if "(" in it), key=len, reverse=True)
    found: list[Sentence] = []
    for case in load_cases():
        verdict = answer_to(case, law)
        for used in verdict.editions:
            found += _both(case.name, used.why.zh, used.why.en)
        for finding in verdict.findings:
            for zh, en in _said(finding):
                quoted = [re.escape(it) for it in (*own, *_stated(finding))]
                rest = re.compile("|".join(quoted)) if quoted else re.compile("(?!)")
                found += _both(case.name, rest.sub("‥", zh), rest.sub("‥", en))
    return found


def _both(case: str, zh: str, en: str) -> tuple[Sentence, Sentence]:
    return Sentence(case, zh, chinese=True), Sentence(case, en, chinese=False)


def _said(finding: Finding) -> Iterator[tuple[str, str]]:
    yield finding.message.zh, finding.message.en
    if finding.remedy is not None:
        yield finding.remedy.message.zh, finding.remedy.message.en


def _stated(finding: Finding) -> Iterator[str]:
    """Yield the texts of others that a finding quotes: of the order, of lists, of papers."""
    if finding.rule not in {"licence-grant", "qualifying-licence"}:
        yield from (it for it in (finding.observed,) if it and not it[0].isdigit())
    yield from finding.near


@pytest.fixture(scope="module")
def codes(law: Law) -> set[str]:
    """Every code that has a name, and is no word of a language itself."""
    known = {*TERMS, *SEALED_TERMS, *CLASS_NAMES}
    for one in law.editions:
        known |= {one.id, one.series, *one.facts, *(it.id for it in one.requirements)}
        known |= {it.id for it in one.caps}
    known |= set(law.codes)
    return {it for it in known if re.search(r"[-_.0-9]", it)} | {"on-hand"}


def test_no_sentence_shows_a_code_of_the_interface(
    sentences: list[Sentence], codes: set[str]
) -> None:
    shown = {
        (it.case, token, it.text)
        for it in sentences
        for token in _TOKEN.findall(it.text)
        if codes & {token, *token.split("/")}
    }
    assert {it for it in shown if it[1] not in _ENGLISH} == set()


def test_no_chinese_sentence_shows_a_word_of_a_vocabulary(sentences: list[Sentence]) -> None:
    words = {
        *CLASS_NAMES,
        *(it.value for it in Standing),
        *(it.value for it in LicenceChannel),
        "max",
        "min",
    }
    shown = [
        (it.case, it.text)
        for it in sentences
        if it.chinese and words & set(_TOKEN.findall(it.text))
    ]
    assert shown == []


@pytest.mark.parametrize("pattern", [_STRAY, _EMPTY], ids=["stray", "empty"])
def test_no_sentence_has_a_stray_blank_or_an_empty_figure(
    sentences: list[Sentence], pattern: re.Pattern[str]
) -> None:
    assert len(sentences) > 2000
    assert [it for it in sentences if pattern.search(it.text)] == []


def test_names_are_those_of_the_rules_and_cover_every_channel() -> None:
    assert CHANNEL_NAMES.keys() == {it.value for it in LicenceChannel}
    titles = set(TITLES.values())
    assert {duty for duty, name in DUTY_NAMES.items() if name not in titles} == set()


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("30 (on-hand 30)", "30(现有 30)", "30 (on hand 30)"),
        ("max(filled-establishment × 50%, 3)", "取大(编制内实有人数 × 50%, 3)", None),
        ("tv", "电视机", "television set"),
        ("—", "未定", "not set"),
        ("7600.00", "7600.00", "7600.00"),
        ("某系统 V1", "某系统 V1", "某系统 V1"),
    ],
)
def test_codes_inside_a_text_are_told_in_words(text: str, zh: str, en: str | None) -> None:
    told = say("class-unspoken", item_class=Codes(text)).told()
    assert f"“{zh}”" in told.zh
    assert en is None or f'"{en}"' in told.en


@pytest.mark.parametrize(
    ("fact", "zh"),
    [
        ("asset SN-1", "设备 SN-1 的登记"),
        ("minimum service life of desktop", "台式计算机的最低使用年限"),
        ("票据打印机 ", "票据打印机"),
        ("unknown-code", "unknown-code"),
    ],
)
def test_a_fact_is_told_by_what_it_is_called(fact: str, zh: str) -> None:
    told = say_terms("fact-missing", {"fact": fact, "source": "agency"}, NO_TITLES, near="")
    assert f"“{zh}”" in told.zh


def test_the_first_engine_finds_the_same_in_its_own_words(law: Law) -> None:
    compared, later = 0, {"edition-holds-home", "home-beside-others", "name-left-open"}
    for case in load_cases():
        if case.gate is not Gate.ORDER:
            continue
        now = answer_to(case, law).findings
        first = as_first(now)
        assert [it.pointer for it in first] == [it.pointer for it in now if it.code not in later]
        compared += sum(
            one.message.zh != other.message.zh for one, other in zip(first, now, strict=False)
        )
    assert compared > 50
    assert AT[Gate.ORDER]
