"""How a listing stands in an examination, and which of several of one product counts.

The list in force is the union of unexpired publications: the one that stands best, and of those the
one that reaches furthest.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from validators.case import Case
from validators.listing import Listing
from validators.listing_event import ListingEvent
from validators.listing_state import State, halt_of, last_day, term_of
from validators.matching import VALIDITY_OF, Validity, validity

_BEST_FIRST = (
    Validity.IN_FORCE,
    Validity.LAST_DAY,
    Validity.UNCERTAIN,
    Validity.SUSPENDED,
    Validity.LAPSED,
    Validity.SUPERSEDED,
    Validity.WITHDRAWN,
)

_FOR_GOOD = (State.WITHDRAWN, State.SUPERSEDED)


class Held(NamedTuple):
    """A listing and how it stands; ``end`` is its last day, ``because`` the events behind it."""

    listing: Listing
    validity: Validity
    end: date | None
    because: tuple[ListingEvent, ...] = ()


def best_of(listings: Sequence[Listing], case: Case) -> Held | None:
    """Return the listing that counts of those of one product; none where there is none."""
    return min((held_in(it, case) for it in listings), key=_rank, default=None)


def held_in(listing: Listing, case: Case) -> Held:
    """Return how a listing stands in an examination.

    Its days count as of the day whose law is asked for. What a notice did to it counts as of the
    day of the act: what is withdrawn by then cannot be approved, whenever the order was placed.
    """
    if not listing.events:
        return Held(listing, validity(listing, case.on), listing.valid_until)
    end = last_day(listing, case.acted)
    halt = halt_of(listing.events, case.acted)
    term = VALIDITY_OF[term_of(listing, listing.events, case.on)]
    # What ended for good is told first, and what may be taken back after that it expired.
    if halt is not None and (halt.state in _FOR_GOOD or term is not Validity.LAPSED):
        return Held(listing, VALIDITY_OF[halt.state], end, halt.rests_on)
    because: tuple[ListingEvent, ...] = ()
    if term is Validity.UNCERTAIN:
        because = tuple(it for it in listing.events if _in_doubt(it, case))
    return Held(listing, term, end, because)


def _in_doubt(event: ListingEvent, case: Case) -> bool:
    return event.first <= case.acted and not event.surely(case.on)


def _rank(held: Held) -> tuple[int, int]:
    return _BEST_FIRST.index(held.validity), -(held.end or date.min).toordinal()
