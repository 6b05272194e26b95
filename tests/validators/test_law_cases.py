from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.validators.documents import EDITION, PLACES, changed
from validators.evidence import Level
from validators.finding import Outcome, Verdict
from validators.law import Law
from validators.law_cases import LawCase, answer_to, failures
from validators.rulebook import AT
from validators.sentences import SENTENCES
from validators.standards_case_file import load_cases, read_cases
from validators.standards_file import StandardsFault, documents, load, load_folder

Answers = list[Verdict]

CASES = load_cases()

NO_FINDINGS = {
    "another-supplier",
    "edition-holds",
    "edition-may-hold",
    "edition-may-bind",
    "edition-amended",
    "lower-measure",
    "waived-by",
    "waiver-short",
    "waiver-below-price",
    "lower-price",
    "lower-price-surely",
    "lower-price-then",
    "price-just-over-ceiling",
    "listings-end-before-life",
    "lower-quantity",
    "lower-quantity-surely",
    "lower-quantity-then",
    "points",
    "drop-line",
    "drop-line-declined",
    "name-any-listed",
    "take-edition-for-organisations",
    "licence-out-of-term-from",
    "licence-out-of-term-until",
    "wait-until",
    "preload-os",
    "license-all",
    "buy-shortfall",
    "drop-demand",
    "split-packages",
    "deliver-as-approved",
    "send-back-device",
    "draw-within",
    "name-other-grant",
    "buy-as-granted",
    "name-listed",
    "use-code",
    "take-full-licence",
    "take-other-product",
    "drop-system-line",
    "state-paper",
    "fewer-licences",
    "more-licences",
    "held-drawn",
    "held-used",
    "held-drawn-used",
    "by-orders",
    "by-other-orders",
}
"""Sentences that are part of a finding, or of an edition's reason, and no finding themselves."""

HERE = Path(__file__).parent
EXAMPLE_LAW = (HERE / "example_law.yaml").read_text(encoding="utf-8")
EXAMPLE_CASES = (HERE / "example_cases.yaml").read_text(encoding="utf-8")
KINDS = ("example_kinds.yaml", "example_amendment.yaml")
KINDS_CASES = (HERE / "example_kinds_cases.yaml").read_bytes()


@pytest.fixture(scope="module")
def law() -> Law:
    return load_folder()


@pytest.fixture(scope="module")
def example() -> tuple[Law, tuple[LawCase, ...]]:
    text = EXAMPLE_LAW
    law = load([("e.yaml", text.encode()), ("p.yaml", PLACES.encode())])
    return law, read_cases("cases.yaml", EXAMPLE_CASES.encode())


@pytest.fixture(scope="module")
def kinds() -> tuple[Law, tuple[LawCase, ...]]:
    """Every kind of limit, in a table and in a notice that changes it."""
    files = [(name, (HERE / name).read_bytes()) for name in KINDS]
    return load([*files, ("p.yaml", PLACES.encode())]), read_cases("kinds.yaml", KINDS_CASES)


@pytest.fixture(scope="module")
def verdicts(
    law: Law,
    example: tuple[Law, tuple[LawCase, ...]],
    kinds: tuple[Law, tuple[LawCase, ...]],
) -> Answers:
    asked = [(law, CASES), example, kinds]
    return [answer_to(case, theirs) for theirs, cases in asked for case in cases]


def test_every_kind_of_limit_answers_its_cases(kinds: tuple[Law, tuple[LawCase, ...]]) -> None:
    theirs, cases = kinds
    assert failures(cases, theirs) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}:{case.line}")
def test_the_law_answers_the_case(case: LawCase, law: Law) -> None:
    assert failures([case], law) == ()


def test_a_clause_no_number_expresses_waits_for_a_judgement(
    example: tuple[Law, tuple[LawCase, ...]],
) -> None:
    theirs, cases = example
    assert failures(cases, theirs) == ()


@pytest.mark.parametrize("rule", [rule.id for rules in AT.values() for rule in rules])
def test_every_rule_has_cases_that_fire_and_cases_that_must_not(
    rule: str,
    example: tuple[Law, tuple[LawCase, ...]],
    kinds: tuple[Law, tuple[LawCase, ...]],
) -> None:
    cases = (*CASES, *example[1], *kinds[1])
    assert any(pattern.rule == rule for case in cases for pattern in case.findings)
    assert any(pattern.rule == rule for case in cases for pattern in case.absent)


def test_every_sentence_is_said_by_some_case_and_every_code_has_a_sentence(
    verdicts: Answers,
) -> None:
    said = {finding.code for verdict in verdicts for finding in verdict.findings}
    # Parts of findings, and of sums: test_entitlement says those.
    parts = {code for code in SENTENCES if code.startswith(("subject-", "entitlement-"))}
    assert said == set(SENTENCES) - parts - NO_FINDINGS


def test_every_finding_has_a_sentence_in_both_languages_without_gaps(
    verdicts: Answers,
) -> None:
    for verdict in verdicts:
        for finding in verdict.findings:
            for text in (finding.message.zh, finding.message.en):
                assert text
                assert "{" not in text
                assert "None" not in text, finding


DECIDED = {"serial-twice", "serial-claimed"}
"""Breaches that no provision is behind, but a fact of the order."""
SILENT = {"class-unspoken", "price-unspoken", "quantity-unspoken"} | DECIDED
UNCITED_FACTS = ("asset ", "minimum service life of ")


def test_a_finding_is_without_citation_only_where_no_provision_is_behind_it(
    verdicts: Answers,
) -> None:
    uncited = [
        finding
        for verdict in verdicts
        for finding in verdict.findings
        if finding.citation is None and finding.code not in SILENT
    ]
    facts = [it.needs.fact for it in uncited if it.code == "fact-missing" and it.needs]
    assert len(facts) == len(uncited)
    assert [fact for fact in facts if not fact.startswith(UNCITED_FACTS)] == []
    cited = {it.code for verdict in verdicts for it in verdict.findings if it.citation}
    assert not cited & SILENT


def test_every_breach_names_its_pointer_its_citation_and_a_way_out_where_there_is_one(
    verdicts: Answers,
) -> None:
    without = Counter(
        finding.code
        for verdict in verdicts
        for finding in verdict.findings
        if finding.outcome is Outcome.BREACH and finding.remedy is None
    )
    assert set(without) <= {"consent-declined", "clause-denied"}
    for verdict in verdicts:
        for finding in verdict.findings:
            if finding.outcome is Outcome.BREACH:
                assert finding.pointer.startswith("/")
                assert finding.citation is not None or finding.code in DECIDED


def test_every_open_point_says_what_would_settle_it_and_who_can(
    verdicts: Answers,
) -> None:
    for verdict in verdicts:
        for finding in verdict.findings:
            if finding.outcome is Outcome.UNDETERMINED:
                assert finding.needs is not None
                assert finding.needs.fact
                assert finding.needs.source


def test_a_case_the_law_does_not_answer_is_told_with_file_line_and_what_was_found() -> None:
    text = changed(EXAMPLE_CASES, 'code: "clause-denied"', 'code: "clause-open"').replace(
        'outcome: "conforming", absent: [{rule: "open-clause"}]', 'outcome: "refused"'
    )
    cases = read_cases("cases.yaml", text.encode())
    law = load(
        [
            ("e.yaml", EXAMPLE_LAW.encode()),
            ("p.yaml", PLACES.encode()),
        ]
    )
    told = [str(failure) for failure in failures(cases, law)]
    assert told[0].startswith("cases.yaml:14: judged to be in order: 应为 refused,实为 conf")
    assert " / expected refused, is conforming; found: " in told[0]
    assert "missing: rule open-clause, code clause-open; found: " in told[1]
    assert len(told) == 2


def test_a_case_about_an_open_point_is_not_asked_of_a_revision_that_settled_it() -> None:
    text = EXAMPLE_CASES.replace(
        'on: "2021-01-01"\n', 'on: "2021-01-01"\n    under: {example: "1"}\n', 1
    )
    open_point = read_cases("cases.yaml", text.encode())[:1]
    settled = EDITION.replace('revision: "1"', 'revision: "2"', 1)
    first, second = (
        load([("e.yaml", edition.encode()), ("p.yaml", PLACES.encode())])
        for edition in (EDITION, settled)
    )
    assert failures(open_point, first)
    assert failures(open_point, second) == ()


@pytest.mark.parametrize("name", ["cn-central-mof-2016-27.yaml", "cn-hunan-prov-limit.yaml"])
def test_a_confirmed_revision_of_a_table_can_be_published(name: str) -> None:
    """Keepers confirm what was inferred; no case about the open point stands in their way."""
    confirmed = [
        (file, data.replace(b'evidence: "inferred"', b'evidence: "read", sources: ["s1"]'))
        if file == name
        else (file, data)
        for file, data in documents()
    ]
    text = dict(confirmed)[name].replace(b'revision: "1"', b'revision: "2"', 1)
    text = b"\n".join(_in_one_line(line) for line in text.split(b"\n"))
    law = load([(file, text if file == name else data) for file, data in confirmed])
    assert failures(CASES, law) == ()


def _in_one_line(line: bytes) -> bytes:
    """A mark in a block map takes its sources on a line of their own."""
    mark = b'evidence: "read", sources: ["s1"]'
    if line.lstrip() != mark:
        return line
    indent = line[: len(line) - len(line.lstrip())]
    return indent + b'evidence: "read"\n' + indent + b'sources: ["s1"]'


def test_an_edition_of_a_province_is_data_only_and_no_case_stands_in_its_way() -> None:
    theirs = changed(EDITION, 'jurisdiction: "here"', 'jurisdiction: "cn-beijing"')
    local = changed(theirs, "headcount_basis:", 'binds: ["province"]\nheadcount_basis:')
    law = load([*documents(), ("cn-beijing-example.yaml", local.encode())])
    held = law.in_force("cn-beijing", Level.PROVINCE, date(2021, 1, 1))
    assert "example" in {used.id for used in held.used}
    assert failures(CASES, law) == ()


def test_what_must_not_be_found_and_is_found_is_told(
    example: tuple[Law, tuple[LawCase, ...]],
) -> None:
    text = changed(
        EXAMPLE_CASES, 'absent: [{code: "price-unspoken"}]', 'absent: [{code: "quantity-unspoken"}]'
    )
    (told,) = failures(read_cases("cases.yaml", text.encode()), example[0])
    assert told.case == "a price and no number"
    assert told.message.en.startswith("must not be found: rule law-speaks, code quantity-unspoken")


def test_the_faults_of_all_files_of_cases_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(EXAMPLE_CASES.replace('"2019-12-31"', '"2019-02-29"'))
    (tmp_path / "b.yaml").write_text(EXAMPLE_CASES)
    (tmp_path / "c.yaml").write_text("x: y")
    with pytest.raises(StandardsFault) as raised:
        load_cases(tmp_path)
    assert [fault.file.split("/")[1] for fault in raised.value.faults] == [
        "a.yaml",
        *["c.yaml"] * 2,
    ]


def test_a_case_in_an_unknown_place_is_told(example: tuple[Law, tuple[LawCase, ...]]) -> None:
    cases = read_cases("cases.yaml", EXAMPLE_CASES.replace('place: "here"', 'place: "x"').encode())
    told = [failure.message.en for failure in failures(cases, example[0])]
    assert told == ['no place has the id "x"'] * len(cases)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'on: "2021-01-01"\n    lines: [{class: "printer"',
            'on: "2021-02-30"\n    lines: [{class: "printer"',
            "cases[7].on",
        ),
        (
            'name: "nobody has judged"',
            'name: "judged to be in order"',
            "another case has this name",
        ),
        (
            'lines: [{class: "camera"',
            'lines: [{without: ["model"], class: "camera"',
            'states no "model"',
        ),
        (
            'lines: [{class: "camera"',
            'units: [{line: "1"}]\n    lines: [{class: "camera"',
            "there is no line 1",
        ),
        (
            'expect: {outcome: "refused"',
            'expects: {outcome: "refused"',
            "cases[2].expect: 缺失 / missing",
        ),
        ('counts: {heads: "10"}', "counts: {heads: 10}", "no quotes"),
    ],
)
def test_a_fault_in_a_case_is_told(old: str, new: str, says: str) -> None:
    with pytest.raises(StandardsFault) as raised:
        read_cases("cases.yaml", changed(EXAMPLE_CASES, old, new).encode())
    assert says in str(raised.value)
