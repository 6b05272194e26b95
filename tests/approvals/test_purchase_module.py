"""The purchase-module extract: tables that fit together, and figures of the other lists."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from approvals.export_lists import LISTS
from approvals.export_reading import batches, sums_of
from approvals.exported import Asked, ExportList, Tally
from approvals.purchase_module import TABLES
from approvals.sought import EVERYTHING, Sought
from approvals.unit_states import UnitAct
from storage.scope import Scope
from tests.approvals import deliveries
from tests.approvals.builders import (
    AGENCY,
    OTHER_AGENCY,
    OTHER_SUPPLIER,
    SUPPLIER,
    TODAY,
    line,
    order,
)
from tests.approvals.stage import Stage, number_of, order_of, state_of

_AUDITOR = Scope(role="auditor", person="person-auditor")
_Rows = list[dict[str, Any]]


@dataclass
class Told:
    """The orders of these tests by what became of them, and the stage they are on."""

    stage: Stage
    orders: dict[str, str]
    numbers: dict[str, str]

    def read(self, sought: Sought = EVERYTHING) -> dict[str, _Rows]:
        return {it.name: self.rows(it, sought) for it in TABLES}

    def rows(
        self, listed: ExportList, sought: Sought = EVERYTHING, scope: Scope = _AUDITOR
    ) -> _Rows:
        names = [it.name for it in listed.columns]
        asked, tally, found = Asked(now=self.stage.now, sought=sought), Tally(listed.columns), []
        with self.stage.database.snapshot(scope) as connection:
            for some in batches(connection, listed, asked):
                tally.add(some)
                found += [dict(zip(names, row, strict=True)) for row in some]
            summed = sums_of(connection, listed, asked)
        assert (summed.rows, summed.told()) == (tally.rows, tally.told())
        return found


@pytest.fixture
def told(stage: Stage) -> Told:
    """Orders of two agencies and suppliers: delivered, sent back, taken over, without tax, bare."""
    stage.register()
    stage.register(OTHER_AGENCY)
    made = {
        "delivered": stage.submit(order("A-1", line(4, "4500.50"), line(2, "4000.00"))),
        "taken": stage.submit(order("A-2", line(3, "4100.00"))),
        "refused": stage.submit(order("A-3", line(1, "9000.00"))),
        "untouched": stage.submit(order("A-4", agency=OTHER_AGENCY, supplier=OTHER_SUPPLIER)),
    }
    basis = {"currency": "CNY", "tax": "excluded", "tax_rate": "0.13", "includes": []}
    made["untaxed"] = stage.submit(order("A-5", line(1, "1000.00"), price_basis=basis))
    bare = order("A-6", line(1, "3000.00"))
    del bare["supplier"]
    made["bare"] = stage.submit(bare)
    assert [it for it, one in made.items() if state_of(one) != "approved"] == ["refused"]
    numbers = {it: number_of(one) for it, one in made.items() if it != "refused"}
    _deliver(stage, numbers["delivered"])
    stage.deliver(numbers["taken"], ["H-1", "H-2"])
    stage.later(hours=1)
    stage.deliver(numbers["taken"], ["H-3"])
    return Told(stage, {it: order_of(one) for it, one in made.items()}, numbers)


def _deliver(stage: Stage, number: str) -> None:
    """Two come to stay, one is exchanged, one goes back for good, one is damaged, one is lost."""
    first = deliveries.send(stage, number, ["S-1", "S-2", "S-3", "S-4"], reference="DN-1")
    stage.later(hours=1)
    deliveries.do(stage, first, UnitAct.RECEIVE, ["S-1", "S-2", "S-3"])
    stage.later(hours=1)
    deliveries.do(stage, first, UnitAct.INSPECT, ["S-1", "S-2"])
    deliveries.do(stage, first, UnitAct.ACCEPT, ["S-1", "S-2"])
    deliveries.do(stage, first, UnitAct.EXCHANGE, ["S-3"])
    deliveries.do(stage, first, UnitAct.MISS, ["S-4"])
    second = deliveries.send(stage, number, ["T-1", "T-2"], line=1, reference="DN-2")
    deliveries.do(stage, second, UnitAct.DAMAGE, ["T-1"])
    stage.later(days=1)
    deliveries.do(stage, second, UnitAct.RETURN, ["T-1"])
    deliveries.send(stage, number, ["S-5"], reference="DN-3")


def test_whatever_a_table_names_stands_in_the_table_it_names(told: Told) -> None:
    found = told.read()
    orders = {it["order"]: it for it in found["orders"]}
    lines = {it["order_line"]: it for it in found["lines"]}
    receipts = {it["receipt"]: it for it in found["receipts"]}
    assert set(orders) == {one for it, one in told.orders.items() if it != "refused"}
    for rows, key in (("lines", "order_line"), ("orders", "order"), ("receipts", "receipt")):
        assert max(Counter(it[key] for it in found[rows]).values()) == 1, rows
    assert {it["agency"] for it in found["orders"]} == {it["agency"] for it in found["agencies"]}
    named = {it["supplier"] for it in found["orders"]}
    assert named - {None} == {it["supplier"] for it in found["suppliers"]}
    assert {it["order"] for it in found["lines"]} == set(orders)
    for it in found["receipts"]:
        held = orders[it["order"]]
        assert (it["agency"], it["supplier"]) == (held["agency"], held["supplier"])
        assert it["approval"] == held["approval"]
    each = found["receipt-lines"]
    assert {it["receipt"] for it in each} == set(receipts)
    assert max(Counter(it["receipt_line"] for it in each).values()) == 1
    for it in each:
        ordered = lines[it["order_line"]]
        assert it["order"] == ordered["order"] == receipts[it["receipt"]]["order"]
        assert it["order_line_quantity"] == ordered["quantity"]
        assert it["order_line_amount"] == ordered["amount"]
    for name, receipt in receipts.items():
        own = [it for it in each if it["receipt"] == name]
        assert sum(it["quantity"] for it in own) == receipt["units"]
        assert sum(it["amount"] for it in own) == receipt["amount"]


def test_figures_equal_those_of_the_other_lists_to_the_cent(told: Told) -> None:
    for sought in (EVERYTHING, Sought(agency=OTHER_AGENCY), Sought(supplier=SUPPLIER)):
        found = told.read(sought)
        approvals = told.rows(LISTS["approvals"], sought)
        lines = told.rows(LISTS["approval-lines"], sought)
        assert len(approvals) == len(found["orders"]) > 0
        total = sum(it["amount"] for it in approvals)
        for rows, column in (
            ("orders", "amount"),
            ("lines", "amount"),
            ("agencies", "order_amount"),
        ):
            assert sum(it[column] for it in found[rows]) == total
        named = sum(it["amount"] for it in approvals if it["supplier"] is not None)
        assert sum(it["order_amount"] for it in found["suppliers"]) == named
        pairs = (("quantity", "quantity"), ("accepted", "consumed"), ("returned", "returned"))
        for ours, theirs in pairs:
            assert sum(it[ours] for it in found["lines"]) == sum(it[theirs] for it in lines)


def test_what_came_less_what_went_back_is_what_is_here(told: Told) -> None:
    found = told.read()
    here = Counter[str]()
    for it in found["receipt-lines"]:
        here[it["order_line"]] += it["quantity"]
    # What came and is still here was accepted: nothing waits for its inspection in this story.
    accepted = {it["order_line"]: it["accepted"] for it in found["lines"] if it["accepted"]}
    assert +here == Counter(accepted)
    assert sum(accepted.values()) == 5


def test_receipts_are_of_three_kinds_and_returns_are_adjustments(told: Told) -> None:
    found = told.read()
    delivered = [it for it in found["receipts"] if it["order"] == told.orders["delivered"]]
    shown = sorted(
        (it["despatch_reference"], it["kind"], it["adjustment"], it["units"], it["amount"])
        for it in delivered
    )
    assert shown == [
        ("DN-1", "delivery", "0", 3, Decimal("13501.50")),
        ("DN-1", "exchange", "1", -1, Decimal("-4500.50")),
        ("DN-2", "delivery", "0", 1, Decimal("4000.00")),
        ("DN-2", "return", "1", -1, Decimal("-4000.00")),
    ]
    reasons = {it["kind"]: it["adjusted_because"] for it in delivered}
    assert reasons == {"delivery": None, "exchange": "broken", "return": "broken"}
    taken = [it for it in found["receipts"] if it["order"] == told.orders["taken"]]
    assert [(it["kind"], it["units"], it["amount"]) for it in taken] == [
        ("taken-over", 2, Decimal("8200.00")),
        ("taken-over", 1, Decimal("4100.00")),
    ]
    each = {it["serial"]: it for it in found["receipt-lines"] if it["quantity"] == 1}
    assert {it: one["state"] for it, one in each.items()} == {
        **dict.fromkeys(("S-1", "S-2", "H-1", "H-2", "H-3"), "accepted"),
        "S-3": "exchanged",
        "T-1": "returned",
    }
    came, looked = each["S-1"]["received_at"], each["S-1"]["inspected_at"]
    assert looked - came == timedelta(hours=1)
    assert each["S-1"]["accepted_at"] == looked
    assert (each["S-3"]["inspected_at"], each["S-3"]["accepted_at"]) == (None, None)


def test_a_price_without_tax_says_nothing_of_one_with_it(told: Told) -> None:
    shown = {
        it["order"]: (it["price_without_tax"], it["price_with_tax"]) for it in told.read()["lines"]
    }
    assert shown[told.orders["untaxed"]] == (Decimal(1000), None)
    assert shown[told.orders["untouched"]] == (None, Decimal(4500))


@pytest.mark.parametrize(
    ("since", "until", "there"),
    [
        (TODAY - timedelta(days=1), TODAY - timedelta(days=1), False),
        (TODAY - timedelta(days=1), TODAY, True),
        (TODAY, TODAY, True),
        (TODAY, TODAY + timedelta(days=1), True),
        (TODAY + timedelta(days=1), TODAY + timedelta(days=1), False),
    ],
)
def test_days_narrow_every_table(told: Told, since: date, until: date, there: bool) -> None:  # noqa: FBT001 - a parameter of the test
    found = told.read(Sought(placed_from=since, placed_to=until))
    assert {name for name, rows in found.items() if rows} == (set(found) if there else set())


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 16, 0, 0, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 11, 24, 16, 0, 1, tzinfo=UTC), date(2026, 11, 25)),
    ],
)
def test_the_day_of_a_receipt_is_a_day_of_law(stage: Stage, instant: datetime, day: date) -> None:
    stage.register()
    made = stage.submit(order("A-1", line(2)))
    identifier = deliveries.send(stage, number_of(made), ["S-1"])
    stage.now = instant
    deliveries.do(stage, identifier, UnitAct.RECEIVE, ["S-1"])
    stage.deliver(number_of(made), ["H-1"])
    told = Told(stage, {}, {})
    assert [it["received_on"] for it in told.read()["receipts"]] == [day, day]


def test_nobody_is_shown_what_is_anothers(told: Told) -> None:
    officer = Scope(role="officer", person="person-officer", agency=AGENCY)
    for listed in TABLES:
        mine = told.rows(listed, scope=officer)
        assert (
            mine
            == [it for it in told.rows(listed, Sought(agency=AGENCY)) if it in mine]
            == told.rows(listed, Sought(agency=AGENCY))
        )
        assert told.rows(listed, Sought(agency=OTHER_AGENCY), officer) == []
