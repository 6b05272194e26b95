"""What holds of every examination, under every edition: law cases joined to orders nobody wrote.

Each law case brings a place, a day and the facts its edition asks for. Hypothesis joins the lines
of cases into one order and stock of cases into one agency, and examines that.
"""

import json
from itertools import groupby
from typing import NamedTuple

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.validators.blanks import less_said
from validators.entitlement import entitlements
from validators.evidence import Evidence, Holding, Standing
from validators.examine import Dates, examine
from validators.finding import Conclusion, Outcome, Verdict
from validators.in_force import LawInForce
from validators.law_cases import LawCase
from validators.order import Order, OrderLine
from validators.reading import read_evidence
from validators.standards_case_file import load_cases
from validators.standards_file import load_folder
from validators.writing import evidence_document

LAW = load_folder()
CASES = [case for case in load_cases() if case.order.lines]
PLACES = [
    list(cases)
    for _, cases in groupby(
        sorted(CASES, key=lambda it: it.evidence.agency.jurisdiction),
        key=lambda it: it.evidence.agency.jurisdiction,
    )
]
SEVERITY = (Conclusion.CONFORMING, Conclusion.UNDETERMINED, Conclusion.REFUSED)
often = settings(max_examples=300, deadline=None)


class Joined(NamedTuple):
    order: Order
    evidence: Evidence
    dates: Dates

    def verdict(self, *more: OrderLine) -> Verdict:
        order = structs.replace(self.order, lines=(*self.order.lines, *more))
        return examine(order, self.evidence, LAW, self.dates)

    @property
    def held(self) -> LawInForce:
        agency = self.evidence.agency
        on = self.dates.approved_on or self.dates.placed_on
        return LAW.in_force(agency.jurisdiction, agency.level, on, agency.properties)


@st.composite
def cases(draw: st.DrawFn) -> LawCase:
    """A case of any place, each place as often as another."""
    return draw(st.sampled_from(draw(st.sampled_from(PLACES))))


@st.composite
def quantities(draw: st.DrawFn, line: OrderLine) -> OrderLine:
    return structs.replace(line, quantity=draw(st.sampled_from([line.quantity, 1, 2, 40])))


@st.composite
def lines(draw: st.DrawFn) -> OrderLine:
    line: OrderLine = draw(st.sampled_from(draw(cases()).order.lines))
    return draw(quantities(line))


@st.composite
def holdings(draw: st.DrawFn) -> Holding:
    line = draw(lines())
    return Holding(
        item_class=line.item_class,
        attributes=line.attributes,
        standing=draw(st.sampled_from(Standing)),
        quantity=draw(st.sampled_from([1, 3, 60])),
    )


@st.composite
def joined(draw: st.DrawFn, most: int = 2) -> Joined:
    """A case with further lines and further stock, and other quantities."""
    case = draw(cases())
    own = [draw(quantities(line)) for line in case.order.lines]
    # Lines of the same place meet the same caps more often than any others would.
    near = draw(st.lists(st.sampled_from(_near(case)), max_size=most))
    far = draw(st.lists(lines(), max_size=1))
    stock = draw(st.lists(holdings(), max_size=2))
    evidence = structs.replace(case.evidence, holdings=(*case.evidence.holdings, *stock))
    order = structs.replace(case.order, lines=(*own, *near, *far))
    return Joined(order, evidence, case.dates)


def _near(case: LawCase) -> list[OrderLine]:
    here = case.evidence.agency.jurisdiction
    return [
        line
        for place in PLACES
        if place[0].evidence.agency.jurisdiction == here
        for other in place
        for line in other.order.lines
    ]


def linked(case: Joined, *more: OrderLine) -> bool:
    """Whether a line counts against a cap that grows with devices: others make room (ADR 0010)."""
    growing = {place for place, it in enumerate(case.held.caps) if it.linked}
    return any(
        place in growing
        for line in (*case.order.lines, *more)
        for place, _ in case.held.kind(line.item_class, line.attributes).caps
    )


@often
@given(joined(), lines())
def test_a_line_added_leaves_every_finding_about_the_others(case: Joined, line: OrderLine) -> None:
    assume(not linked(case, line))
    found = case.verdict(line).findings
    lost = [it for it in case.verdict().findings if it not in found]
    # What a swap may pay for is told of the whole order: a line more of the other kind costs it.
    assert [it for it in lost if it.code != "quantity-over-swap"] == []


@often
@given(joined(), lines())
def test_a_line_added_never_makes_the_verdict_milder(case: Joined, line: OrderLine) -> None:
    assume(not linked(case, line))
    before, after = case.verdict().outcome, case.verdict(line).outcome
    assert SEVERITY.index(before) <= SEVERITY.index(after)


@settings(max_examples=60, deadline=None)
@given(joined(most=1))
def test_leaving_any_one_fact_unsaid_never_makes_an_order_conform(case: Joined) -> None:
    assume(case.verdict().outcome is not Conclusion.CONFORMING)
    for path, order, evidence in less_said(case.order, case.evidence):
        less = examine(order, evidence, LAW, case.dates)
        assert less.outcome is not Conclusion.CONFORMING, path


@often
@given(joined())
def test_no_inferred_figure_ever_makes_a_breach(case: Joined) -> None:
    for finding in case.verdict().findings:
        if finding.citation is not None and finding.citation.evidence == "inferred":
            assert finding.outcome is not Outcome.BREACH


@often
@given(joined())
def test_evidence_sealed_and_read_again_gives_the_same_verdict(case: Joined) -> None:
    sealed = json.loads(json.dumps(evidence_document(case.evidence)))
    assert Joined(case.order, read_evidence(sealed), case.dates).verdict() == case.verdict()


@often
@given(joined(), holdings())
def test_what_is_taken_and_what_is_left_is_the_limit_whatever_else_is_held(
    case: Joined, more: Holding
) -> None:
    """Insight 1: a unit moves from left to taken, and the limit stays as it is."""
    before = entitlements(case.held, case.evidence)
    after = entitlements(
        case.held, structs.replace(case.evidence, holdings=(*case.evidence.holdings, more))
    )
    # Cap by cap and not by name: on a vague day two editions of a series may hold.
    for cap, was, it in zip(case.held.caps, before, after, strict=True):
        assert (cap.key, was.cap) == (it.cap, it.cap)
        if cap.linked:
            assert it.limit_low >= was.limit_low
            continue
        if cap.key in case.held.swapped:
            # What is held over one cap may be paid for by the other.
            assert it.limit_low <= was.limit_low
            continue
        assert (it.limit_low, it.limit_high) == (was.limit_low, was.limit_high)
        assert it.taken - was.taken in (0, more.quantity)
        if it.left:
            assert it.left + it.taken == was.left + was.taken


def test_every_place_that_has_a_law_of_its_own_is_joined() -> None:
    drawn = {place[0].evidence.agency.jurisdiction for place in PLACES}
    with_rows = {it.jurisdiction for it in LAW.editions if it.rows or it.caps}
    assert with_rows <= drawn
