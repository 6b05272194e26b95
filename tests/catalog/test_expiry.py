from datetime import date, timedelta

import pytest

from catalog.catalogue import Catalogue
from catalog.expiry import lapsing

LAST = date(2026, 12, 26)


def test_every_listing_of_the_first_round_lapses_on_one_day(catalogue: Catalogue) -> None:
    found = lapsing(catalogue, date(2026, 11, 23), 60)
    first_round = [it.listing.id for it in catalogue.listings(publication="anke-2023-1")]
    assert [it.entry.listing.id for it in found] == sorted(first_round)
    assert {(it.last_day, it.days_left) for it in found} == {(LAST, 33)}


@pytest.mark.parametrize(
    ("on", "within"), [(LAST - timedelta(days=30), 30), (LAST - timedelta(days=1), 1), (LAST, 0)]
)
def test_a_lapse_is_announced_from_the_day_it_is_near_to_the_day_itself(
    catalogue: Catalogue, on: date, within: int
) -> None:
    assert "cpu-ls-3a5000" in {it.entry.listing.id for it in lapsing(catalogue, on, within)}


@pytest.mark.parametrize(
    ("on", "within"),
    [
        (LAST - timedelta(days=31), 30),
        (LAST - timedelta(days=1), 0),
        (LAST + timedelta(days=1), 90),
    ],
)
def test_a_lapse_is_not_announced_earlier_nor_after_it_happened(
    catalogue: Catalogue, on: date, within: int
) -> None:
    assert "cpu-ls-3a5000" not in {it.entry.listing.id for it in lapsing(catalogue, on, within)}


def test_what_lapses_first_stands_first(catalogue: Catalogue) -> None:
    days = [it.last_day for it in lapsing(catalogue, date(2026, 11, 23), 3650)]
    assert days == sorted(days)
    assert len(set(days)) > 3
