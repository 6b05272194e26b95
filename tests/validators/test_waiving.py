"""What waivers do to findings, and what they can never do."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.validators.strategies import CLASSES, DAYS, Document, evidences, orders
from validators.classes import ItemClass
from validators.evidence import Agency, Evidence, Level
from validators.examine import Dates, examine
from validators.finding import Citation, Conclusion, Finding, Message, Outcome, Verdict
from validators.order import Order
from validators.reading import read_evidence, read_order, read_waiver
from validators.rulebook import WAIVABLE
from validators.standards_file import load_folder
from validators.waiver import Waiver
from validators.waiving import Draw, draws, waive
from validators.writing import waiver_document

LAW = load_folder()
ON = date(2026, 11, 23)
PRICE, QUANTITY, LIFE = "unit-price-ceiling", "headcount-quota", "minimum-service-life"
often = settings(max_examples=120, deadline=None)


@st.composite
def waivers(draw: st.DrawFn) -> tuple[Waiver, ...]:
    """Waivers wide enough to cover much of what is drawn, and narrow enough to miss some."""
    found = []
    for number in range(draw(st.integers(1, 4))):
        rule = draw(st.sampled_from([PRICE, PRICE, QUANTITY, LIFE, "preloaded-genuine-os"]))
        units = draw(st.sampled_from([1, 2, 8, 100]))
        found.append(
            Waiver(
                number=f"WV-{number}",
                rule=rule,
                item_class=ItemClass(draw(st.sampled_from(CLASSES))),
                attributes=draw(st.sampled_from([(), (), (("colour", True),)])),
                units=units,
                left=draw(st.integers(0, units)),
                unit_price=draw(st.sampled_from([Decimal(7000), Decimal("10000.01")]))
                if rule == PRICE
                else None,
                valid_from=date(2010, 1, 1),
                valid_until=draw(st.sampled_from([date(2016, 7, 1), date(2030, 1, 1)])),
                granted_by="example approver",
            )
        )
    return tuple(found)


def verdicts(
    order: Document, evidence: Document, on: str, allowed: tuple[Waiver, ...]
) -> tuple[Order, Verdict, Verdict]:
    """The order, and its verdicts without and with waivers."""
    read, known = read_order(order), read_evidence(evidence)
    dates = Dates(placed_on=date.fromisoformat(on))
    with_them = examine(read, structs.replace(known, waivers=allowed), LAW, dates)
    return read, examine(read, known, LAW, dates), with_them


@often
@given(orders(), evidences(), DAYS, waivers())
def test_waivers_never_change_findings_of_other_rules_or_lines(
    order: Document, evidence: Document, on: str, allowed: tuple[Waiver, ...]
) -> None:
    read, before, after = verdicts(order, evidence, on, allowed)
    meant = {(it.rule, it.item_class) for it in allowed}
    for plain, now in zip(before.findings, after.findings, strict=True):
        if plain == now:
            continue
        line = read.lines[int(plain.pointer.split("/")[2])]
        assert (plain.rule, line.item_class) in meant
        assert plain.outcome is Outcome.BREACH
        assert plain.code in WAIVABLE[plain.rule].codes
        assert now.message.zh.startswith(plain.message.zh)
        assert now.message.en.startswith(plain.message.en)
        assert (now.outcome is Outcome.WAIVED) is (now.waiver is not None)
        as_before = structs.replace(now, outcome=plain.outcome, message=plain.message, waiver=None)
        assert as_before == plain


@often
@given(orders(), evidences(), DAYS, waivers())
def test_waivers_never_turn_an_undetermined_into_conforming(
    order: Document, evidence: Document, on: str, allowed: tuple[Waiver, ...]
) -> None:
    _, before, after = verdicts(order, evidence, on, allowed)
    if before.outcome is not Conclusion.REFUSED:
        assert after == before
    if any(it.outcome is Outcome.UNDETERMINED for it in before.findings):
        assert after.outcome is not Conclusion.CONFORMING


@often
@given(orders(), evidences(), DAYS, waivers())
def test_no_order_draws_more_than_is_left_and_none_of_a_waiver_that_is_over(
    order: Document, evidence: Document, on: str, allowed: tuple[Waiver, ...]
) -> None:
    _, _, after = verdicts(order, evidence, on, allowed)
    drawn: dict[str, int] = {}
    for it in draws(after.findings):
        assert it.units > 0
        drawn[it.waiver] = drawn.get(it.waiver, 0) + it.units
    for waiver in allowed:
        assert drawn.get(waiver.number, 0) <= waiver.left
        if date.fromisoformat(on) > waiver.valid_until:
            assert waiver.number not in drawn


@given(waivers())
def test_a_waiver_survives_being_written_and_read(allowed: tuple[Waiver, ...]) -> None:
    assert tuple(read_waiver(waiver_document(it)) for it in allowed) == allowed


def order_of(*quantities: int, of: str = "desktop", **members: Any) -> Order:  # noqa: ANN401 - JSON values
    return read_order(
        {
            "agency": "11100000000013338W",
            "reference": "R",
            "price_basis": {"currency": "CNY", "tax": "included"},
            "lines": [
                {"class": of, "quantity": it, "unit_price": "6000.00", **members}
                for it in quantities
            ],
        }
    )


def breach(
    pointer: str,
    rule: str = PRICE,
    code: str = "price-over-ceiling",
    **members: Any,  # noqa: ANN401 - members of a finding
) -> Finding:
    found = Finding(
        rule=rule,
        code=code,
        outcome=Outcome.BREACH,
        pointer=pointer,
        message=Message("超出", "over"),
        observed="6000.00",
        citation=Citation("edition-a", None, row="row-a"),
    )
    return structs.replace(found, **members)


def allowed(**changes: Any) -> Waiver:  # noqa: ANN401 - members of a waiver
    waiver = Waiver(
        number="WV-1",
        rule=PRICE,
        item_class=ItemClass.DESKTOP,
        units=3,
        left=3,
        unit_price=Decimal("6000.00"),
        valid_from=ON,
        valid_until=ON,
        granted_by="example approver",
    )
    return replace(waiver, **changes)


def outcomes(findings: list[Finding], order: Order, *given_: Waiver, on: date = ON) -> list[str]:
    return [it.outcome.value for it in waive(findings, order, given_, on, WAIVABLE)]


def test_lines_take_units_in_their_order_whatever_order_the_findings_come_in() -> None:
    findings = [breach("/lines/1/unit_price"), breach("/lines/0/unit_price")]
    assert outcomes(findings, order_of(2, 2), allowed()) == ["breach", "waived"]


def test_two_editions_that_one_price_breaks_take_the_same_units_once() -> None:
    findings = [breach("/lines/0/unit_price"), breach("/lines/0/unit_price")]
    found = waive(findings, order_of(3), [allowed()], ON, WAIVABLE)
    assert [it.outcome for it in found] == ["waived", "waived"]
    assert draws(found) == (Draw("WV-1", 0, 3),)


def test_two_caps_that_one_number_breaks_take_the_greater_excess() -> None:
    quantity = {"rule": QUANTITY, "code": "quantity-over-cap"}
    findings = [
        breach("/lines/0/quantity", over="1", **quantity),
        breach("/lines/0/quantity", over="3", **quantity),
        breach("/lines/0/quantity", over="2", **quantity),
    ]
    waiver = allowed(rule=QUANTITY, unit_price=None)
    found = waive(findings, order_of(9), [waiver], ON, WAIVABLE)
    assert [it.waiver.left for it in found if it.waiver] == [2, 0, 0]
    assert draws(found) == (Draw("WV-1", 0, 3),)
    assert outcomes(findings, order_of(9), replace(waiver, left=2)) == [
        "waived",
        "breach",
        "waived",
    ]


def test_each_device_replaced_takes_one_unit_of_its_line() -> None:
    early = {"rule": LIFE, "code": "replaced-too-early"}
    findings = [breach(f"/lines/0/replaces/{it}", **early) for it in (0, 1, 2)]
    waiver = allowed(rule=LIFE, unit_price=None, left=2)
    found = waive(findings, order_of(3), [waiver], ON, WAIVABLE)
    assert [it.outcome for it in found] == ["waived", "waived", "breach"]
    assert draws(found) == (Draw("WV-1", 0, 2),)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "waived"),
        ({"edition": "edition-a"}, "waived"),
        ({"edition": "edition-a", "row": "row-a"}, "waived"),
        ({"edition": "edition-a", "row": "row-b"}, "breach"),
        ({"edition": "edition-b"}, "breach"),
        ({"item_class": ItemClass.LAPTOP}, "breach"),
        ({"rule": QUANTITY}, "breach"),
        ({"attributes": (("colour", True),)}, "waived"),
        ({"attributes": (("colour", 1),)}, "breach"),
        ({"attributes": (("colour", False),)}, "breach"),
        ({"attributes": (("paper", "a3"),)}, "breach"),
        ({"unit_price": None}, "breach"),
        ({"left": 0}, "breach"),
    ],
)
def test_what_a_waiver_is_for(changes: dict[str, Any], outcome: str) -> None:
    order = order_of(1, attributes={"colour": True})
    assert outcomes([breach("/lines/0/unit_price")], order, allowed(**changes)) == [outcome]


def test_a_waiver_of_one_provision_covers_nothing_that_cites_none() -> None:
    uncited = breach("/lines/0/unit_price", citation=None)
    assert outcomes([uncited], order_of(1), allowed(edition="edition-a")) == ["breach"]
    assert outcomes([uncited], order_of(1), allowed()) == ["waived"]


@pytest.mark.parametrize(
    "finding",
    [
        breach("/lines/0/unit_price", outcome=Outcome.UNDETERMINED),
        breach("/lines/0/unit_price", outcome=Outcome.NOTICE),
        breach("/lines/0/quantity", QUANTITY, "consent-declined"),
        breach("/lines/0/replaces/0", LIFE, "serial-twice"),
        breach("/lines/0/operating_system/preloaded", "preloaded-genuine-os", "os-not-preloaded"),
        breach("/price_basis", "price-basis", "tax-rate-missing"),
    ],
)
def test_what_no_waiver_touches(finding: Finding) -> None:
    every = [allowed(rule=finding.rule, number=f"WV-{it}") for it in range(2)]
    assert waive([finding], order_of(1), every, ON, WAIVABLE) == (finding,)


@pytest.mark.parametrize(("days", "outcome"), [(-1, "breach"), (0, "waived"), (1, "breach")])
def test_both_days_of_a_waiver_count_and_none_beside_them(days: int, outcome: str) -> None:
    day = ON + timedelta(days=days)
    assert outcomes([breach("/lines/0/unit_price")], order_of(1), allowed(), on=day) == [outcome]


def test_a_price_that_was_not_told_is_within_no_amount() -> None:
    unknown = breach("/lines/0/unit_price", observed=None)
    assert outcomes([unknown], order_of(1), allowed()) == ["breach"]


def test_a_breach_that_no_waiver_reaches_says_why_of_each() -> None:
    short, cheap = allowed(left=1), allowed(number="WV-2", unit_price=Decimal(5500))
    bare = allowed(number="WV-3", unit_price=None)
    (found,) = waive(
        [breach("/lines/0/unit_price")], order_of(2), [short, cheap, bare], ON, WAIVABLE
    )
    assert found.outcome is Outcome.BREACH
    assert found.message.en == (
        "over; the waiver WV-1 leaves 1, and this takes 2"
        "; the waiver WV-2 allows at most 5500.00 yuan a unit"
        "; the waiver WV-3 allows at most — yuan a unit"
    )
    assert found.message.zh.startswith("超出;豁免 WV-1 余 1 台")


def test_an_examination_without_waivers_is_the_very_same_as_before() -> None:
    agency = Agency(uscc="11100000EXAMPLE01N", name="", jurisdiction="cn", level=Level.CENTRAL)
    assert Evidence(agency=agency).waivers == ()
    assert waive([], order_of(1), [], ON, WAIVABLE) == ()
