"""Unused licences as arithmetic: what is left, what an order rests on, and what goes back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.approvals.spares import COVERING
from validators.classes import ItemClass
from validators.evidence import Agency, Count, Evidence, Level
from validators.order import Order
from validators.reading import read_order
from validators.resting import (
    SpareDraw,
    Unused,
    changed,
    given_back,
    resting,
    spare_classes,
    unused,
)
from validators.spare import Spare

DAY = date(2026, 11, 23)
OFFICE, ANTIVIRUS = ItemClass.SOFTWARE_OFFICE, ItemClass.SOFTWARE_ANTIVIRUS

Line = tuple[int, int]
"""Desktops of a line, and the licences of office software it brings."""


def order(lines: list[Line]) -> Order:
    return read_order(
        {
            "agency": "x",
            "reference": "A-1",
            "price_basis": {"currency": "CNY", "tax": "included"},
            "lines": [
                {
                    "class": "desktop",
                    "quantity": quantity,
                    "unit_price": "1.00",
                    "software": [
                        {"class": "software_office", "name": "x", "licence": {"count": brought}}
                    ],
                }
                for quantity, brought in lines
            ],
        }
    )


def evidence(stated: int | None, *spares: Spare) -> Evidence:
    count = None if stated is None else Count(value=stated, since=DAY, source="x")
    agency = Agency(
        uscc="x",
        name="x",
        jurisdiction="ex",
        level=Level.CENTRAL,
        counts={} if count is None else {"licences.software_office": count},
    )
    return Evidence(agency=agency, spares=spares)


def rests(lines: list[Line], known: Evidence) -> list[tuple[int, int]]:
    found = resting(order(lines), known, COVERING.law, DAY)
    assert {it.item_class for it in found} <= {OFFICE}
    return [(it.line, it.copies) for it in found]


@pytest.mark.parametrize(("quantity", "copies"), [(9, 9), (10, 10), (11, 10)])
def test_an_order_rests_on_no_more_than_others_leave(quantity: int, copies: int) -> None:
    known = evidence(40, Spare(item_class=OFFICE, drawn=30))
    assert rests([(quantity, 0)], known) == [(0, copies)]


@pytest.mark.parametrize(("drawn", "free"), [(39, 1), (40, 0), (41, 0)])
def test_less_than_nothing_is_never_left(drawn: int, free: int) -> None:
    found = unused(evidence(40, Spare(item_class=OFFICE, drawn=drawn)), OFFICE)
    assert found is not None
    assert (found.free, found.left) == (free, free)
    assert found.sum == f"(40 − {min(drawn, 40)})"


def test_devices_rest_on_them_in_the_order_of_their_lines_after_what_is_bought() -> None:
    assert rests([(3, 0), (4, 5), (2, 0)], evidence(9)) == [(1, 2), (2, 2)]
    assert rests([(3, 0), (4, 5), (2, 0)], evidence(3)) == [(1, 2), (2, 1)]
    assert rests([(3, 0), (4, 9)], evidence(9)) == []


def test_who_states_nothing_rests_on_nothing() -> None:
    assert rests([(3, 0)], evidence(None)) == []
    assert rests([(3, 0)], evidence(0)) == []
    assert unused(evidence(None), OFFICE) is None
    assert unused(evidence(1), ANTIVIRUS) is None
    assert list(spare_classes(evidence(0))) == [OFFICE]


def test_what_is_in_use_on_its_own_devices_is_the_orders_and_no_purchase_is_saved_by_it() -> None:
    found = unused(evidence(4, Spare(item_class=OFFICE, drawn=1, used=6)), OFFICE)
    assert found == Unused(4, 1, 6, Spare(item_class=OFFICE, drawn=1, used=6))
    assert (found.free, found.left, found.sum) == (3, 9, "(4 + 6 − 1)")


_LINES = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=3)


@given(st.integers(0, 40), st.lists(st.tuples(_LINES, st.booleans()), max_size=6))
def test_the_sum_of_live_draws_never_exceeds_the_number_stated(
    stated: int, acts: list[tuple[list[Line], bool]]
) -> None:
    live: list[int] = []
    for lines, ends in acts:
        known = evidence(stated, Spare(item_class=OFFICE, drawn=sum(live)))
        found = rests(lines, known)
        lacking = max(sum(line[0] for line in lines) - sum(line[1] for line in lines), 0)
        assert sum(copies for _, copies in found) == min(lacking, stated - sum(live))
        assert all(0 < copies <= lines[place][0] for place, copies in found)
        live.append(sum(copies for _, copies in found))
        assert sum(live) <= stated
        if ends:
            live.pop(0)


_HELD = st.dictionaries(
    st.tuples(st.integers(0, 3), st.sampled_from([OFFICE, ANTIVIRUS])), st.integers(1, 9)
)


@given(_HELD, _HELD)
def test_what_changes_leads_from_what_was_held_to_what_is_wanted(
    held: dict[tuple[int, ItemClass], int], wanted: dict[tuple[int, ItemClass], int]
) -> None:
    after = dict(held)
    for line, covered, copies in changed(held, (SpareDraw(*it) for it in _rows(wanted))):
        assert copies != 0
        after[line, covered] = after.get((line, covered), 0) + copies
    assert {key: copies for key, copies in after.items() if copies} == wanted


@given(_HELD, st.dictionaries(st.integers(0, 3), st.integers(0, 9)))
def test_no_more_stay_than_there_are_units_left(
    held: dict[tuple[int, ItemClass], int], keeps: dict[int, int]
) -> None:
    after = dict(held)
    for line, covered, copies in given_back(held, keeps):
        assert copies < 0
        after[line, covered] += copies
    assert after == {key: min(copies, keeps.get(key[0], 0)) for key, copies in held.items()}


def _rows(wanted: dict[tuple[int, ItemClass], int]) -> list[tuple[int, ItemClass, int]]:
    return [(line, covered, copies) for (line, covered), copies in wanted.items()]
