"""Which listings end soon by their days. Pure: the day is an argument."""

from datetime import date, timedelta
from typing import NamedTuple

from catalog.catalogue import Catalogue
from catalog.scheme import Entry
from validators.listing import Listing
from validators.listing_state import State, last_day, state_of


class Lapse(NamedTuple):
    """A listing, its last day, and how many days are left until then (0: it is today)."""

    entry: Entry
    last_day: date
    days_left: int


def lapsing(catalogue: Catalogue, on: date, within: int) -> tuple[Lapse, ...]:
    """Return the listings whose last day is at most ``within`` days after ``on``.

    It is the printed one, or where a notice that took effect by then moved it. Those that ended
    before ``on`` are not among them, nor those whose last day is not known. Listings that prove
    nothing are: who watches a list wants to know of every row on it.

    Args:
        catalogue: where to look.
        on: the day from which is counted.
        within: a number of days, 0 or more.
    """
    until = on + timedelta(days=within)
    lapses = [
        Lapse(entry, last, (last - on).days)
        for entry in catalogue.listings()
        if (last := _last_day(entry.listing, on)) is not None and on <= last <= until
    ]
    return tuple(sorted(lapses, key=lambda lapse: (lapse.last_day, lapse.entry.listing.id)))


def _last_day(listing: Listing, on: date) -> date | None:
    """Return the last day of a listing as it stands; none of one that a notice ended for good."""
    if not listing.events:
        return listing.valid_until
    ended = state_of(listing, listing.events, on).state in (State.WITHDRAWN, State.SUPERSEDED)
    return None if ended else last_day(listing, on)
