"""Law, lists or facts changed: examine again the orders that are held, whatever for.

Which orders are behind the books is read off their receipts, which name those they were examined
under, and not off a clock: an order examined under the old books while the new ones were being
published is found too, and one that was examined under the new ones is left alone. Which are behind
a fact, the act that recorded it marked under the agency's lock. So this may stop anywhere and start
again.
"""

from datetime import datetime
from typing import NamedTuple

from msgspec import Struct, json
from sqlalchemy import Connection, text

from approvals.locking import lock_agency
from approvals.office import Office
from approvals.reexamine import reexamine
from approvals.submit import Submission
from catalog.books import Books
from ledger.entry import Actor
from storage.packed import Packed

PUBLICATION = Actor(person="system:publication", role="system", authentication="publication")
"""Who acts when a publication does."""

ARRIVAL = Actor(person="system:arrival", role="system", authentication="arrival")
"""Who acts when a fact does that arrived with more orders waiting than its own act examines."""

_WAITING = text("""
    select o.id, o.agency, o.overtaken, case when not o.overtaken then latest.body end as body
    from procheck.purchase_order o
    cross join lateral (
        select r.body from procheck.receipt r where r.order_id = o.id
        order by r.examination desc limit 1
    ) as latest
    where o.awaits = 'facts' and o.lapses_at > :now and o.id > :after
        and (cast(:only as text) is null or o.id = :only)
    order by o.id limit :page
""").columns(body=Packed)

PAGE = 200
"""Waiting orders whose receipts are in memory at once: about a megabyte as they are stored."""


class _Catalogue(Struct):
    revision: int | None = None


class _Receipt(Struct):
    catalogue: _Catalogue | None = None


_decode = json.Decoder(_Receipt).decode


class Behind(NamedTuple):
    """A held order that is behind; ``overtaken``: behind a fact, whatever else."""

    order_id: str
    agency: str
    overtaken: bool


def behind(
    connection: Connection,
    *,
    books: Books,
    now: datetime,
    after: str = "",
    only: str | None = None,
    limit: int = 50,
) -> tuple[Behind, ...]:
    """Return held orders last examined under other books or facts, by identifier.

    The database cannot look into a receipt, which is packed: waiting orders are read a page at a
    time until enough are behind.

    Args:
        connection: a transaction whose scope sees every agency.
        books: law and catalogue in force.
        now: what has lapsed by then is left to the clock.
        after: begin behind this order.
        only: ask about this order alone.
        limit: most orders returned.
    """
    found: list[Behind] = []
    while len(found) < limit:
        asked = {"now": now, "after": after, "only": only, "page": PAGE}
        rows = connection.execute(_WAITING, asked).all()
        found += [
            Behind(row.id, row.agency, row.overtaken)
            for row in rows
            if row.overtaken or _revision(row.body) not in {None, books.revision}
        ]
        if len(rows) < PAGE:
            break
        after = rows[-1].id
    return tuple(found[:limit])


def _revision(receipt: bytes) -> int | None:
    """Return the revision of the books that a receipt names; nothing else of it is made."""
    catalogue = _decode(receipt).catalogue
    return None if catalogue is None else catalogue.revision


def catch_up(
    connection: Connection,
    *,
    order_id: str,
    agency: str,
    books: Books,
    office: Office,
    now: datetime,
) -> Submission | None:
    """Examine one such order again, unless somebody did meanwhile; the caller commits.

    Raises:
        UnknownAgency: the scope does not see the agency.
        AgencyBusy: its quota was locked for too long.
    """
    lock_agency(connection, agency)
    found = behind(connection, books=books, now=now, only=order_id)
    if not found:
        return None
    actor = ARRIVAL if found[0].overtaken else PUBLICATION
    return reexamine(
        connection, actor=actor, order_id=order_id, books=books, office=office, now=now
    )
