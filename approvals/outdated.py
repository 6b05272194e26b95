"""Law, lists or facts changed: examine again the orders that are held, whatever for.

Which orders are behind the books is read off their receipts, which name those they were examined
under, and not off a clock: an order examined under the old books while the new ones were being
published is found too, and one that was examined under the new ones is left alone. Which are behind
a fact, the act that recorded it marked under the agency's lock. So this may stop anywhere and start
again.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, text

from approvals.locking import lock_agency
from approvals.office import Office
from approvals.reexamine import reexamine
from approvals.submit import Submission
from catalog.books import Books
from ledger.entry import Actor

PUBLICATION = Actor(person="system:publication", role="system", authentication="publication")
"""Who acts when a publication does."""

ARRIVAL = Actor(person="system:arrival", role="system", authentication="arrival")
"""Who acts when a fact does that arrived with more orders waiting than its own act examines."""

_BEHIND = text("""
    select o.id, o.agency, o.overtaken from procheck.purchase_order o
    cross join lateral (
        select r.body from procheck.receipt r where r.order_id = o.id
        order by r.examination desc limit 1
    ) as latest
    where o.awaits = 'facts' and o.lapses_at > :now and o.id > :after
        and (cast(:only as text) is null or o.id = :only)
        and (o.overtaken
            or (convert_from(latest.body, 'UTF8')::json -> 'catalogue' ->> 'revision')::bigint
                <> :revision)
    order by o.id limit :limit
""")


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

    Args:
        connection: a transaction whose scope sees every agency.
        books: law and catalogue in force.
        now: what has lapsed by then is left to the clock.
        after: begin behind this order.
        only: ask about this order alone.
        limit: most orders returned.
    """
    values = {"now": now, "after": after, "only": only, "limit": limit}
    rows = connection.execute(_BEHIND, {**values, "revision": books.revision})
    return tuple(Behind(row.id, row.agency, row.overtaken) for row in rows)


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
