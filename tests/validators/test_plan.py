"""A plan: each step rests on those before it, and on nothing that was only planned away."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from validators.classes import ItemClass
from validators.evidence import Agency, Asset, Count, Evidence, Holding, Level, Standing
from validators.examine import Dates, examine
from validators.finding import Outcome
from validators.law import Law
from validators.order import Currency, Included, Order, OrderLine, PriceBasis, Tax
from validators.plan import Step, Stepped, after_plan, examine_plan
from validators.standards_file import load_folder

LAW: Law = load_folder()
SPRING = date(2026, 3, 1)
BASIS = PriceBasis(Currency.CNY, Tax.INCLUDED, frozenset({Included.OPERATING_SYSTEM}))


def evidence(on_hand: int, heads: int = 100, *assets: Asset) -> Evidence:
    agency = Agency(
        uscc="11100000EXAMPLE01N",
        name="Example agency",
        jurisdiction="cn",
        level=Level.CENTRAL,
        counts=MappingProxyType(
            {"filled-establishment": Count(value=heads, since=date(2016, 1, 1), source="example")}
        ),
    )
    holding = Holding(
        item_class=ItemClass.MFP, attributes=(), standing=Standing.ON_HAND, quantity=on_hand
    )
    return Evidence(
        agency=agency,
        holdings=(holding,) if on_hand else (),
        assets=MappingProxyType({it.serial: it for it in assets}),
    )


def order(quantity: int) -> Order:
    line = OrderLine(ItemClass.MFP, quantity, Decimal("3000.00"))
    return Order("11100000EXAMPLE01N", "plan", BASIS, (line,))


def step(
    quantity: int, on_hand: int, *, days: int = 0, disposes: tuple[str, ...] = (), **more: Asset
) -> Step:
    return Step(
        on=SPRING + timedelta(days=days),
        order=order(quantity),
        evidence=evidence(on_hand, 100, *more.values()),
        disposes=disposes,
    )


def over(made: Stepped) -> list[str | None]:
    return [it.over for it in made.verdict.findings if it.outcome is Outcome.BREACH]


def test_steps_add_up_to_the_cap_and_the_one_that_passes_it_is_named() -> None:
    # 30 % of 100 persons are thirty multifunction machines; ten are there.
    first, second, third = examine_plan(
        (step(10, 10), step(10, 10, days=30), step(1, 10, days=60)), LAW
    )
    assert over(first) == []
    assert over(second) == []
    assert over(third) == ["1"]


def test_what_is_disposed_of_makes_room_and_only_from_its_step_on() -> None:
    old = Asset(serial="OLD-1", item_class=ItemClass.MFP, in_service_since=date(2010, 1, 1))
    before, after = examine_plan(
        (step(1, 30, old=old), step(2, 30, days=30, disposes=("OLD-1",), old=old)), LAW
    )
    assert over(before) == ["1"]
    # 30 on hand, one of them gone, one planned before: two more are thirty-two, two over.
    assert over(after) == ["2"]
    (alone,) = examine_plan((step(1, 30, disposes=("OLD-1",), old=old),), LAW)
    assert over(alone) == []


def test_a_device_that_is_gone_already_makes_no_room_twice() -> None:
    gone = Asset(
        serial="OLD-1",
        item_class=ItemClass.MFP,
        in_service_since=date(2010, 1, 1),
        disposed_on=date(2025, 1, 1),
    )
    (made,) = examine_plan((step(1, 30, disposes=("OLD-1",), old=gone),), LAW)
    assert over(made) == ["1"]


def test_a_device_is_replaced_by_one_step_however_its_serial_is_written() -> None:
    old = Asset(serial="OLD-1", item_class=ItemClass.MFP, in_service_since=date(2010, 1, 1))
    steps = (step(1, 1, old=old), step(1, 1, days=30, old=old))
    orders = [
        structs.replace(it.order, lines=(structs.replace(it.order.lines[0], replaces=(serial,)),))
        for it, serial in zip(steps, ("OLD-1", "old-1"), strict=True)
    ]
    first, second = examine_plan(
        tuple(replace(it, order=order) for it, order in zip(steps, orders, strict=True)), LAW
    )
    assert [it.code for it in first.verdict.findings if it.outcome is Outcome.BREACH] == []
    (claimed,) = (it for it in second.verdict.findings if it.outcome is Outcome.BREACH)
    assert (claimed.code, claimed.pointer) == ("serial-claimed", "/lines/0/replaces/0")


def test_after_the_plan_what_was_planned_is_taken() -> None:
    last = step(10, 10)
    (made,) = examine_plan((last,), LAW)
    taken = {it.standing: it.quantity for it in after_plan(last, made).holdings}
    assert taken == {Standing.ON_HAND: 10, Standing.RESERVED: 10}


@given(st.lists(st.integers(1, 12), min_size=1, max_size=6), st.integers(0, 40))
def test_a_plan_of_one_day_is_one_order_after_another(parts: list[int], on_hand: int) -> None:
    steps = tuple(step(quantity, on_hand) for quantity in parts)
    made = examine_plan(steps, LAW)
    (first, *_) = made
    assert first.verdict == examine(steps[0].order, steps[0].evidence, LAW, Dates(SPRING))
    # Entitlement less what was taken is the same whichever way the units came: on hand or planned.
    for place, it in enumerate(made):
        whole = examine(
            steps[place].order, evidence(on_hand + sum(parts[:place])), LAW, Dates(SPRING)
        )
        assert it.verdict.outcome is whole.outcome
        assert over(it) == over(Stepped(evidence=it.evidence, verdict=whole))
