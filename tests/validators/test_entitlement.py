from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from validators.entitlement import Entitlement, entitlements
from validators.evidence import Level, Standing
from validators.examine import Dates, examine
from validators.finding import Conclusion, Outcome
from validators.law import Law
from validators.reading import read_evidence, read_order
from validators.standards_file import load_folder

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def law() -> Law:
    return load_folder()


def agency(heads: int | None, **properties: bool) -> dict[str, Any]:
    counts = {"value": heads, "since": "2026-01-01", "source": "example"}
    return {
        "uscc": "11100000000013338W",
        "name": "example agency",
        "jurisdiction": "cn",
        "level": "central",
        "properties": properties,
        "counts": {} if heads is None else {"filled-establishment": counts},
    }


def stock(item_class: str, quantity: int, standing: str = "on-hand", **is_: Any) -> dict[str, Any]:  # noqa: ANN401 - attribute values
    attributes = {"attributes": is_} if is_ else {}
    return {"class": item_class, "quantity": quantity, "standing": standing, **attributes}


def left_of(law: Law, cap: str, buyer: dict[str, Any], *held: dict[str, Any]) -> Entitlement:
    evidence = read_evidence({"agency": buyer, "holdings": list(held)})
    found = entitlements(law.in_force("cn", Level.CENTRAL, TODAY), evidence)
    (one,) = [it for it in found if it.cap == f"office-equipment-configuration/{cap}"]
    return one


def test_what_may_still_be_bought_is_the_cap_less_everything_that_takes_of_it(law: Law) -> None:
    held = (stock("desktop", 150), stock("all_in_one", 10, "committed"), stock("laptop", 9))
    one = left_of(law, "desktop", agency(200, classified=False), *held)
    assert (one.limit_low, one.limit_high) == (Decimal(200), Decimal(200))
    assert (one.taken, one.left, one.left_at_most) == (160, 40, 40)
    assert one.by_standing == ((Standing.COMMITTED, 10), (Standing.ON_HAND, 150))
    assert one.sum == "200 × 100% = 200 − 10 committed − 150 on-hand → 40"
    assert one.doubts == ()


def test_stock_above_a_cap_leaves_nothing_and_no_less(law: Law) -> None:
    one = left_of(law, "desktop", agency(200, classified=False), stock("desktop", 250))
    assert (one.left, one.left_at_most) == (0, 0)


def test_an_unknown_property_leaves_two_answers_and_says_why(law: Law) -> None:
    one = left_of(law, "desktop", agency(200), stock("desktop", 190))
    assert (one.left, one.left_at_most) == (10, 110)
    assert [doubt.need.fact for doubt in one.doubts] == ["classified"]


def test_stock_of_unknown_attributes_counts_where_it_may_and_not_where_it_need_not(
    law: Law,
) -> None:
    one = left_of(
        law, "printers-a3", agency(100), stock("printer", 5), stock("printer", 4, paper="a3")
    )
    assert (one.taken, one.left, one.left_at_most) == (9, 6, 11)


def test_an_unknown_headcount_and_an_inferred_figure_leave_no_number(law: Law) -> None:
    unknown = left_of(law, "desktop", agency(None))
    inferred = left_of(law, "scanner", agency(200))
    assert (unknown.left, unknown.left_at_most) == (0, None)
    assert (inferred.left, inferred.left_at_most) == (0, None)
    assert "figure-unverified" in {doubt.code for doubt in inferred.doubts}


@pytest.mark.parametrize("heads", [0, 1, 13, 15, 20, 21, 100, 131])
@pytest.mark.parametrize("cap", ["desktop", "laptop", "copier", "mfp-fax"])
def test_what_is_left_conforms_and_one_more_than_may_be_left_is_a_breach(
    law: Law, heads: int, cap: str
) -> None:
    buyer = agency(heads, classified=False, field_duty=False, evaluation_bound=False)
    item = cap.removesuffix("-fax")
    one = left_of(law, cap, buyer, stock(item, 2))
    assert one.left_at_most is not None

    def quantity_breaches(quantity: int) -> list[Outcome]:
        line = {"class": item, "quantity": quantity, "unit_price": "1.00"}
        order = {
            "agency": buyer["uscc"],
            "reference": "EXAMPLE-1",
            "price_basis": {"currency": "CNY", "tax": "included", "includes": ["operating-system"]},
            "lines": [line],
        }
        evidence = read_evidence({"agency": buyer, "holdings": [stock(item, 2)]})
        verdict = examine(read_order(order), evidence, law, Dates(placed_on=TODAY))
        return [it.outcome for it in verdict.findings if it.rule == "headcount-quota"]

    if one.left:
        assert quantity_breaches(one.left) == []
    assert quantity_breaches(one.left_at_most + 1) == [Outcome.BREACH]
    for open_quantity in range(one.left + 1, one.left_at_most + 1):
        assert quantity_breaches(open_quantity) == [Outcome.UNDETERMINED]


def test_a_later_day_of_approval_is_laid_beside_its_own_law(law: Law) -> None:
    """No rule looks at the day of approval yet; a later one changes nothing and fails nothing."""
    order = read_order(
        {
            "agency": "11100000000013338W",
            "reference": "EXAMPLE-1",
            "price_basis": {"currency": "CNY", "tax": "included"},
            "lines": [{"class": "copier", "quantity": 1, "unit_price": "35000.01"}],
        }
    )
    evidence = read_evidence({"agency": agency(200)})
    placed = examine(order, evidence, law, Dates(placed_on=TODAY))
    later = examine(order, evidence, law, Dates(placed_on=TODAY, approved_on=date(2026, 12, 1)))
    assert placed.outcome is Conclusion.REFUSED
    assert later == placed
