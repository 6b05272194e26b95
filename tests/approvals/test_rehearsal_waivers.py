"""What is left of a waiver in a replay depends on what its own outcomes drew of it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from msgspec import structs

from approvals.history import Ended, Ending, Examined, Sealed, Units
from approvals.rehearsal import Rehearsal
from approvals.rehearsal_waivers import Purses
from approvals.states import dispose
from tests.approvals.builders import AGENCY, GOLDEN, law, law_digest
from validators.classes import ItemClass
from validators.evidence import Agency, Count, Evidence, Level
from validators.examine import ENGINE, Dates, examine
from validators.finding import Conclusion
from validators.law import Law
from validators.order import Currency, Order, OrderLine, PriceBasis, Tax
from validators.standards_file import documents, load
from validators.waiver import Waiver
from validators.waiving import draws
from validators.writing import verdict_document

DAYS = Dates(placed_on=date(2026, 11, 23))
BASIS = PriceBasis(currency=Currency.CNY, tax=Tax.INCLUDED)
WAIVER = Waiver(
    number="WV-2026-0000-0000-0000-0001",
    rule="unit-price-ceiling",
    item_class=ItemClass.DESKTOP,
    attributes=(),
    units=3,
    left=3,
    unit_price=Decimal(6000),
    valid_from=date(2026, 1, 1),
    valid_until=date(2026, 12, 31),
    granted_by="person-approver",
)


def order(reference: str, quantity: int, price: str = "5500.00") -> Order:
    line = OrderLine(ItemClass.DESKTOP, quantity, Decimal(price))
    return Order(AGENCY, reference, BASIS, (line,))


def evidence(left: int) -> Evidence:
    heads = Count(value=100, since=date(2026, 1, 1), source="example")
    agency = Agency(
        uscc=AGENCY,
        name="Example agency",
        jurisdiction="ex",
        level=Level.CENTRAL,
        properties=MappingProxyType({"field_duty": False, "evaluation_bound": False}),
        counts=MappingProxyType({"filled-establishment": heads}),
    )
    return Evidence(agency=agency, waivers=(replace(WAIVER, left=left),))


def history(*asked: tuple[str, int]) -> list[Examined]:
    """Orders as history had them, each drawing of what those before it left."""
    left, acts = WAIVER.units, []
    for reference, quantity in asked:
        it = order(reference, quantity)
        held = evidence(left)
        verdict = examine(it, held, law(), DAYS)
        state = dispose(verdict, names_approvers=False).state
        units = {draw.waiver: draw.units for draw in draws(verdict.findings)}
        drawn = tuple(units.items()) if state == "approved" else ()
        left -= sum(taken for _, taken in drawn)
        sealed = Sealed(it, held, DAYS, ENGINE, law_digest(), verdict_document(verdict))
        acts.append(Examined(AGENCY, reference, state, None, (), sealed, drawn))
    return acts


def outcomes(acts: Iterable[Examined | Ended], of: Mapping[str, Law]) -> Rehearsal:
    rehearsal = Rehearsal(lambda digest: of[digest])
    for act in acts:
        rehearsal.take(act)
    return rehearsal


def test_under_the_same_law_waivers_are_drawn_as_they_were() -> None:
    acts = history(("a", 2), ("b", 2), ("c", 1))
    assert [it.state.value for it in acts] == ["approved", "refused", "approved"]
    rehearsal = outcomes(acts, {law_digest(): law()})
    assert rehearsal.tally.verdicts == 0
    assert rehearsal.run.purses.document()["now"] == rehearsal.run.purses.document()["was"]


def test_what_a_draft_no_longer_needs_is_left_to_those_after_it() -> None:
    acts = history(("a", 2), ("b", 2))
    # Under a higher ceiling nobody needs the waiver, and whoever was refused for want of it passes.
    higher = load(
        [
            (name, data.replace(b'ceiling: "5000"', b'ceiling: "5600"'))
            for name, data in documents(GOLDEN / "law-1")
        ]
    )
    rehearsal = outcomes(acts, {law_digest(): higher})
    assert rehearsal.run.purses.document()["now"] == {}
    assert rehearsal.tally.verdicts == 2


def test_what_only_the_replay_drew_is_missing_afterwards() -> None:
    purses = Purses()
    purses.recorded("a", ())
    purses.holds("a", draws_of(2))
    (left,) = purses.left((WAIVER,), "b")
    assert left.left == 1
    (own,) = purses.left((WAIVER,), "a")
    assert own.left == 3, "an order does not compete with itself"


def test_an_end_gives_back_what_history_gave_back_where_both_held_the_same() -> None:
    acts: list[Examined | Ended] = [*history(("a", 3))]
    # Two of three were delivered: one unit comes back.
    acts.append(Ended(AGENCY, "a", Ending.CANCELLED, (), ((WAIVER.number, -1),)))
    rehearsal = outcomes(acts, {law_digest(): law()})
    document = rehearsal.run.purses.document()
    assert document["now"] == document["was"] == {"a": {WAIVER.number: 2}}
    assert Purses(**document).document() == document


def draws_of(units: int) -> Units:
    return ((WAIVER.number, units),)


def test_nothing_is_left_below_nought() -> None:
    purses = Purses()
    purses.holds("a", draws_of(9))
    (left,) = purses.left((WAIVER,), "b")
    assert left.left == 0
    assert examine(
        order("b", 1), structs.replace(evidence(0), waivers=(left,)), law(), DAYS
    ).outcome is (Conclusion.REFUSED)
