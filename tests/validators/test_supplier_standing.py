"""A supplier barred on the day of the act is refused: the day before, on and after either end."""

from datetime import date

import pytest
from msgspec import structs

from validators.evidence import Evidence
from validators.examine import Dates, examine
from validators.finding import Conclusion, Finding, Outcome, Verdict
from validators.law_cases import LawCase, answer_to
from validators.reading import read_evidence
from validators.rulebook import WAIVABLE
from validators.standards_case_file import load_cases
from validators.standards_file import load_folder
from validators.suspension import Suspension
from validators.writing import evidence_document

LAW = load_folder()
SUPPLIER = "91110000EXAMPLE01J"
TERM = Suspension(
    number="SU-2026-0000-0000-0000-0000",
    document="example decision 2026-12",
    valid_from=date(2026, 11, 23),
    valid_until=date(2027, 11, 22),
)


@pytest.fixture(scope="module")
def case() -> LawCase:
    """A case that conforms on the first day of the term."""
    return next(
        it
        for it in load_cases()
        if it.dates == Dates(placed_on=TERM.valid_from)
        and answer_to(it, LAW).outcome is Conclusion.CONFORMING
    )


def verdict(case: LawCase, on: date, *, placed_on: date | None = None) -> Verdict:
    order = structs.replace(case.order, supplier=SUPPLIER)
    dates = Dates(placed_on=placed_on or on, approved_on=on)
    return examine(order, barred(case.evidence), LAW, dates)


def barred(evidence: Evidence) -> Evidence:
    return structs.replace(evidence, suspensions=(TERM,))


def standing(found: Verdict) -> list[Finding]:
    return [it for it in found.findings if it.rule == "supplier-standing"]


@pytest.mark.parametrize(
    ("on", "suspended"),
    [
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
        (date(2026, 11, 24), True),
        (date(2027, 11, 21), True),
        (date(2027, 11, 22), True),
        (date(2027, 11, 23), False),
    ],
)
def test_both_days_of_a_term_bar_and_none_beside_them(
    case: LawCase, on: date, *, suspended: bool
) -> None:
    found = verdict(case, on)
    assert bool(standing(found)) == suspended
    assert (found.outcome is Conclusion.REFUSED) >= suspended


def test_the_day_of_the_act_counts_and_not_the_day_of_the_order(case: LawCase) -> None:
    before, within, behind = date(2026, 11, 22), date(2027, 3, 1), date(2027, 11, 23)
    assert standing(verdict(case, within, placed_on=before))
    assert not standing(verdict(case, behind, placed_on=within))


def test_the_finding_names_the_term_and_the_decision_in_both_languages(case: LawCase) -> None:
    (found,) = standing(verdict(case, TERM.valid_from))
    assert (found.code, found.outcome, found.pointer) == (
        "supplier-suspended",
        Outcome.BREACH,
        "/supplier",
    )
    assert (found.observed, found.limit, found.near) == (SUPPLIER, "2027-11-22", (TERM.number,))
    for words in (found.message.zh, found.message.en):
        assert "2026-11-23" in words
        assert "2027-11-22" in words
        assert "example decision 2026-12" in words
    assert found.remedy is not None


def test_nobody_can_waive_it() -> None:
    assert "supplier-standing" not in WAIVABLE


def test_a_suspension_survives_being_written_and_read(case: LawCase) -> None:
    evidence = barred(case.evidence)
    assert read_evidence(evidence_document(evidence)).suspensions == (TERM,)
    assert "suspensions" not in evidence_document(case.evidence)
