"""Whatever leads a search to its orders, it finds those that fit, the newest first, in pages."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations

import pytest

from approvals import search_pages
from approvals.export_lists import LISTS
from approvals.export_reading import batches, sums_of
from approvals.exported import Asked
from approvals.searching import found_page, totals
from approvals.sought import EVERYTHING, Sought
from storage.scope import Scope
from tests.approvals.builders import AGENCY, SUPPLIER, TODAY, line, order
from tests.approvals.stage import Stage, state_of
from tests.approvals.waivers import granted

_AUDITOR = Scope(role="auditor", person="person-auditor")
_OTHER = "91110000EXAMPLE02E"


@pytest.fixture
def years(stage: Stage) -> Stage:
    """Seven orders of nine days: two suppliers, two classes, one by a waiver, two refused."""
    stage.register()
    waiver = granted(stage)
    for number, (of, price, supplier) in enumerate(
        (
            ("desktop", "4500.00", SUPPLIER),
            ("laptop", "4500.00", _OTHER),
            ("desktop", "6200.00", SUPPLIER),
            ("desktop", "9000.00", _OTHER),
            ("desktop", "4999.99", _OTHER),
            ("laptop", "90000.00", SUPPLIER),
            ("desktop", "5000.00", SUPPLIER),
        )
    ):
        lines = (line(1, price, of=of), line(2, "4000.00"))
        found = stage.submit(order(f"A-{number}", *lines, supplier=supplier))
        assert state_of(found) == ("refused" if number in {3, 5} else "approved")
        stage.later(days=1.5)
    stage.waiver = waiver  # type: ignore[attr-defined]  # handed on to the tests
    return stage


def words(stage: Stage) -> Iterator[Sought]:
    """Every word by itself, each with what some orders have and some have not."""
    edition = "select edition from procheck.edition_set order by edition limit 1"
    facets = "select facet from procheck.order_facet where facet like 'article:%' order by facet"
    yield from (
        EVERYTHING,
        Sought(agency=AGENCY),
        Sought(supplier=SUPPLIER),
        Sought(item_class="laptop"),
        Sought(rule="unit-price-ceiling"),
        Sought(article=str(stage.column(facets)[0]).removeprefix("article:")),
        Sought(edition=str(stage.column(edition)[0])),
        Sought(edition="none"),
        Sought(waiver=stage.waiver),  # type: ignore[attr-defined]  # of the fixture
        Sought(waived=True),
        Sought(waived=False),
        Sought(outcome="refused"),
        Sought(state="refused"),
        Sought(amount_from=Decimal("12999.99"), amount_to=Decimal("14200.00")),
        Sought(placed_from=TODAY + timedelta(days=2), placed_to=TODAY + timedelta(days=5)),
        Sought(placed_to=TODAY - timedelta(days=1)),
    )


def together(one: Sought, other: Sought) -> Sought:
    given = {it.name: getattr(other, it.name) for it in fields(Sought)}
    return replace(one, **{name: it for name, it in given.items() if it is not None})


@pytest.mark.parametrize("counted", [2, 1000])
def test_any_two_words_find_what_an_export_of_them_holds(
    years: Stage, monkeypatch: pytest.MonkeyPatch, counted: int
) -> None:
    monkeypatch.setattr(search_pages, "_COUNTED", counted)
    listed, seen, pairs = LISTS["orders"], set(), [*combinations(words(years), 2)]
    with years.database.snapshot(_AUDITOR) as connection:
        for pair in pairs:
            sought = together(*pair)
            asked = Asked(now=years.now, sought=sought)
            rows = [row for some in batches(connection, listed, asked) for row in some]
            expected = sorted((str(row[0]) for row in rows), reverse=True)
            found = [it.order.id for it in found_page(connection, sought, limit=9)]
            assert found == expected, sought
            summed = sums_of(connection, listed, asked)
            assert (summed.rows, summed.sums["amount"]) == (
                len(rows),
                sum((Decimal(str(row[9])) for row in rows), Decimal(0)),
            )
            told = totals(connection, sought)
            assert (told.orders, told.amount) == (summed.rows, summed.sums["amount"]), sought
            seen.add(len(found))
    assert {0, 1, 2, 3} <= seen


@pytest.mark.parametrize("name", ["orders", "findings", "deliveries"])
def test_rows_are_counted_of_lists_that_sum_nothing_too(years: Stage, name: str) -> None:
    with years.database.snapshot(_AUDITOR) as connection:
        asked = Asked(now=years.now)
        rows = [row for some in batches(connection, LISTS[name], asked) for row in some]
        assert sums_of(connection, LISTS[name], asked).rows == len(rows)
    assert (name == "deliveries") is (rows == [])


def test_pages_follow_each_other_without_gap_and_the_approved_are_told_apart(years: Stage) -> None:
    with years.database.snapshot(_AUDITOR) as connection:
        for sought in (EVERYTHING, Sought(item_class="desktop"), Sought(placed_to=TODAY)):
            whole = [it.order.id for it in found_page(connection, sought, limit=9)]
            paged, before = [], None
            while some := found_page(connection, sought, limit=2, before=before):
                paged += [it.order.id for it in some]
                before = paged[-1]
            assert paged == whole != []
        approved = found_page(connection, EVERYTHING, limit=9, approved=True)
        told = totals(connection, EVERYTHING)
    assert (len(approved), told.orders, told.approvals) == (5, 7, 5)
    assert all(it.approval is not None for it in approved)
    assert sum(it.amount for it in approved) == told.approved_amount


def test_an_order_that_was_granted_later_is_added_up_as_approved(years: Stage) -> None:
    years.approvers("person-approver")
    referred = years.submit(order("B-1", line(1, "4100.00")))
    assert state_of(referred) == "referred"
    with years.database.snapshot(_AUDITOR) as connection:
        before = totals(connection, EVERYTHING)
    years.grant(referred.examination.placed.id)
    with years.database.snapshot(_AUDITOR) as connection:
        after = totals(connection, EVERYTHING)
    assert after.orders == before.orders
    assert after.approvals == before.approvals + 1
    assert after.approved_amount == before.approved_amount + Decimal("4100.00")
