"""What holds of every examination, whatever the order, the evidence and the day."""

import json
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.validators.blanks import less_said
from tests.validators.strategies import DAYS, Document, evidences, lines, orders
from validators.examine import Dates, examine
from validators.finding import Conclusion, Outcome, Verdict
from validators.gates import examine_at
from validators.law import Law
from validators.law_cases import LawCase, answer_to
from validators.reading import read_evidence, read_order
from validators.standards_case_file import load_cases
from validators.standards_file import load_folder
from validators.writing import evidence_document, verdict_document

LAW = load_folder()
CASES = load_cases()
SEVERITY = (Conclusion.CONFORMING, Conclusion.UNDETERMINED, Conclusion.REFUSED)
often = settings(max_examples=80, deadline=None)


def verdict_of(order: Document, evidence: Document, on: str, law: Law = LAW) -> Verdict:
    dates = Dates(placed_on=date.fromisoformat(on))
    return examine(read_order(order), read_evidence(evidence), law, dates)


@often
@given(orders(), evidences(), DAYS, lines())
def test_a_line_added_at_the_end_leaves_every_finding_about_the_others(
    order: Document, evidence: Document, on: str, line: Document
) -> None:
    before = verdict_of(order, evidence, on)
    after = verdict_of({**order, "lines": [*order["lines"], line]}, evidence, on)
    assert [it for it in before.findings if it not in after.findings] == []


@often
@given(orders(), evidences(), DAYS, lines(), st.integers(0, 4))
def test_a_line_added_anywhere_never_makes_the_verdict_milder(
    order: Document, evidence: Document, on: str, line: Document, place: int
) -> None:
    more = [*order["lines"][:place], line, *order["lines"][place:]]
    before = verdict_of(order, evidence, on).outcome
    after = verdict_of({**order, "lines": more}, evidence, on).outcome
    assert SEVERITY.index(before) <= SEVERITY.index(after)


UNMET = [case for case in CASES if answer_to(case, LAW).outcome is not Conclusion.CONFORMING]


@pytest.mark.parametrize("case", UNMET, ids=lambda case: f"{case.file}:{case.line}")
def test_leaving_any_one_fact_of_a_case_unsaid_never_makes_it_conform(case: LawCase) -> None:
    for path, order, evidence in less_said(case.order, case.evidence):
        less = examine_at(case.gate, order, evidence, LAW, case.dates)
        assert less.outcome is not Conclusion.CONFORMING, path


def test_what_is_left_unsaid_is_sought_within_every_value() -> None:
    paths = {path for it in UNMET for path, _, _ in less_said(it.order, it.evidence)}
    assert {
        "order.lines[0].processor",
        "order.lines[0].operating_system.name",
        "order.lines[0].operating_system.licence.copies",
        "evidence.agency.properties[classified]",
    } <= paths


@often
@given(orders(most=2), evidences(), DAYS)
def test_leaving_any_one_fact_unsaid_never_makes_an_order_conform(
    order: Document, evidence: Document, on: str
) -> None:
    assume(verdict_of(order, evidence, on).outcome is not Conclusion.CONFORMING)
    dates = Dates(placed_on=date.fromisoformat(on))
    for path, said, known in less_said(read_order(order), read_evidence(evidence)):
        assert examine(said, known, LAW, dates).outcome is not Conclusion.CONFORMING, path


@often
@given(orders(), evidences(), DAYS)
def test_an_examination_says_the_same_again_and_under_the_law_loaded_again(
    order: Document, evidence: Document, on: str
) -> None:
    first = verdict_of(order, evidence, on)
    assert verdict_of(order, evidence, on) == first
    fresh = verdict_of(order, evidence, on, AGAIN)
    assert json.dumps(verdict_document(fresh)) == json.dumps(verdict_document(first))


AGAIN = load_folder()


@often
@given(orders(), evidences(), DAYS)
def test_evidence_sealed_and_read_again_is_the_same_and_gives_the_same_verdict(
    order: Document, evidence: Document, on: str
) -> None:
    read = read_evidence(evidence)
    sealed = json.loads(json.dumps(evidence_document(read)))
    assert read_evidence(sealed) == read
    assert evidence_document(read_evidence(sealed)) == sealed
    again = verdict_of(json.loads(json.dumps(order)), sealed, on)
    assert again == verdict_of(order, evidence, on)


@often
@given(orders(), evidences(), DAYS)
def test_the_verdict_is_what_its_findings_say(order: Document, evidence: Document, on: str) -> None:
    verdict = verdict_of(order, evidence, on)
    outcomes = {finding.outcome for finding in verdict.findings}
    expected = Conclusion.CONFORMING
    if Outcome.UNDETERMINED in outcomes:
        expected = Conclusion.UNDETERMINED
    if Outcome.BREACH in outcomes:
        expected = Conclusion.REFUSED
    assert verdict.outcome is expected


@often
@given(orders(), evidences(), DAYS)
def test_no_inferred_figure_and_no_open_day_ever_makes_a_breach(
    order: Document, evidence: Document, on: str
) -> None:
    for finding in verdict_of(order, evidence, on).findings:
        if finding.citation is not None and finding.citation.evidence == "inferred":
            assert finding.outcome is not Outcome.BREACH


def changed_by_remedies(order: Document, verdict: Verdict) -> Document | None:
    """The order with every change the findings propose that names a value, or drops a line."""
    changes: dict[str, Any] = {}
    drops: set[int] = set()
    for finding in verdict.findings:
        remedy = finding.remedy
        if finding.outcome is not Outcome.BREACH or remedy is None:
            continue
        parts = remedy.pointer.split("/")[1:]
        if remedy.value is not None:
            known = changes.get(remedy.pointer)
            stricter = known is None or finding.code == "code-of-other-class"
            if stricter or _number(remedy.value) < _number(known):
                changes[remedy.pointer] = remedy.value
        elif len(parts) == len(("lines", "0")):
            drops.add(int(parts[1]))
    if not changes and not drops:
        return None
    copy = deepcopy(order)
    for pointer, value in changes.items():
        here: Any = copy
        *above, last = [int(it) if it.isdigit() else it for it in pointer.split("/")[1:]]
        for step in above:
            here = here[step]
        here[last] = value
    copy["lines"] = [line for place, line in enumerate(copy["lines"]) if place not in drops]
    return copy


def _number(value: object) -> float:
    return float(str(value))


@often
@given(orders(), evidences(), DAYS)
def test_doing_what_the_findings_propose_removes_every_breach_they_can_remove(
    order: Document, evidence: Document, on: str
) -> None:
    verdict = verdict_of(order, evidence, on)
    for _ in range(len(order["lines"]) + 2):
        changed = changed_by_remedies(order, verdict)
        if changed is None or not changed["lines"]:
            break
        order, verdict = changed, verdict_of(changed, evidence, on)
    else:
        pytest.fail(f"the proposals never end: {order}")
    if order["lines"] and changed is None:
        for finding in verdict.findings:
            if finding.outcome is Outcome.BREACH:
                remedy = finding.remedy
                assert remedy is None or remedy.value is None, finding
