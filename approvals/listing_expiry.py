"""Listings whose last day comes near: told once at each threshold, with what rests on them (CK6).

The entry and its row are written in one transaction, and the row's key is what is told: of two
workers, or of two runs, the second adds nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from approvals.listing_tables import listing_expiry
from approvals.reliance import all_relying_on
from catalog.catalogue import Catalogue
from catalog.expiry import Lapse, lapsing
from ledger.entry import Actor, Entry
from ledger.kinds import EntryKind
from ledger.store import insert_event

THRESHOLDS: Final = (30, 60, 90)
"""How many days before its last day a listing is told of (CK6)."""

CALENDAR: Final = Actor(person="system:calendar", role="system", authentication="calendar")
"""Who tells."""


class Due(NamedTuple):
    """A listing that is to be told of, and the threshold that it has come within."""

    lapse: Lapse
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """That a listing came within so many ``days`` of its last day, as it was told.

    ``approvals`` in force and ``open_orders`` are how many rested on it then; ``leaf`` is that of
    the entry in the ledger, in hexadecimal.
    """

    listing: str
    last_day: date
    days: int
    noticed_at: datetime
    approvals: int
    open_orders: int
    leaf: str


def due(catalogue: Catalogue, today: date) -> Iterator[Due]:
    """Yield the listings within a threshold of their last day, each with the narrowest.

    One whose day no run fell upon is told late by the threshold it has come within since, and not
    by those it has passed.
    """
    for lapse in lapsing(catalogue, today, THRESHOLDS[-1]):
        yield Due(lapse, next(it for it in THRESHOLDS if lapse.days_left <= it))


def untold(connection: Connection, found: tuple[Due, ...]) -> tuple[Due, ...]:
    """Return those that were not told of yet."""
    columns = listing_expiry.c
    rows = connection.execute(select(columns.listing, columns.last_day, columns.days))
    told = {(row.listing, row.last_day, row.days) for row in rows}
    return tuple(it for it in found if _key(it) not in told)


def tell(
    connection: Connection, found: Due, *, ids: Callable[[], str], now: datetime
) -> Expiry | None:
    """Tell of a listing, unless it was told of already; the caller commits.

    Args:
        connection: a transaction whose scope sees every agency.
        found: what to tell of.
        ids: draws a fresh identifier.
        now: the instant of the act.
    """
    listing, last_day, days = _key(found)
    resting = list(all_relying_on(connection, listing, now=now))
    approvals = sum(it.in_force for it in resting)
    open_orders = sum(it.open for it in resting)
    sealed = Entry(
        id=ids(),
        kind=EntryKind.LISTING_EXPIRING,
        recorded_at=now,
        actor=CALENDAR,
        subjects={"listing": listing},
        body={
            "last_day": last_day.isoformat(),
            "days": days,
            "days_left": found.lapse.days_left,
            "publication": found.lapse.entry.listing.publication,
            "approvals": approvals,
            "open_orders": open_orders,
        },
    ).seal()
    expiry = Expiry(
        listing=listing,
        last_day=last_day,
        days=days,
        noticed_at=now,
        approvals=approvals,
        open_orders=open_orders,
        leaf=sealed.leaf_hash.hex(),
    )
    values = {name: getattr(expiry, name) for name in Expiry.__slots__}
    # A worker that does the same at the same moment is waited for, and found to have done it.
    made = connection.execute(
        insert(listing_expiry)
        .values(values)
        .on_conflict_do_nothing()
        .returning(listing_expiry.c.listing)
    )
    if made.first() is None:
        return None
    connection.execute(insert_event(sealed))
    return expiry


def expiries_page(
    connection: Connection, *, limit: int, before: tuple[datetime, str, int] | None = None
) -> tuple[Expiry, ...]:
    """Return up to ``limit`` of what was told, the latest first, behind ``before``."""
    columns = listing_expiry.c
    order = (columns.noticed_at.desc(), columns.listing.desc(), columns.days.desc())
    query = select(listing_expiry).order_by(*order).limit(limit)
    if before is not None:
        at, listing, days = before
        query = query.where(
            (columns.noticed_at < at)
            | ((columns.noticed_at == at) & (columns.listing < listing))
            | ((columns.noticed_at == at) & (columns.listing == listing) & (columns.days < days))
        )
    return tuple(Expiry(**row) for row in connection.execute(query).mappings())


def _key(found: Due) -> tuple[str, date, int]:
    return found.lapse.entry.listing.id, found.lapse.last_day, found.days
