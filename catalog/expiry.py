"""Which listings lapse soon. Pure: the day is an argument."""

from datetime import date, timedelta
from typing import NamedTuple

from catalog.catalogue import Catalogue
from catalog.scheme import Entry


class Lapse(NamedTuple):
    """A listing, its printed last day, and how many days are left until then (0: it is today)."""

    entry: Entry
    last_day: date
    days_left: int


def lapsing(catalogue: Catalogue, on: date, within: int) -> tuple[Lapse, ...]:
    """Return the listings whose printed last day is at most ``within`` days after ``on``.

    Those that lapsed before ``on`` are not among them, nor those whose last day is not known.
    Listings that prove nothing are: who watches a list wants to know of every row on it.

    Args:
        catalogue: where to look.
        on: the day from which is counted.
        within: a number of days, 0 or more.
    """
    until = on + timedelta(days=within)
    lapses = [
        Lapse(entry, last, (last - on).days)
        for entry in catalogue.listings()
        if (last := entry.listing.valid_until) is not None and on <= last <= until
    ]
    return tuple(sorted(lapses, key=lambda lapse: (lapse.last_day, lapse.entry.listing.id)))
