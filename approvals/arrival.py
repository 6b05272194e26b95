"""A fact arrived: examine again what an agency's orders were held for."""

from datetime import datetime

from sqlalchemy import Connection, select

from approvals.locking import lock_agency
from approvals.office import Office
from approvals.reexamine import reexamine
from approvals.states import Awaits
from approvals.submit import Submission
from approvals.tables import purchase_order
from catalog.books import Books
from ledger.entry import Actor


def reexamine_held(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    books: Books,
    office: Office,
    now: datetime,
    limit: int = 20,
) -> tuple[Submission, ...]:
    """Examine an agency's held orders again, in the order they were placed.

    Each takes its place in the quota as it comes, as if the fact had been there from the start.

    Args:
        connection: a transaction of the caller's.
        actor: who brought the fact, or the system where the law or the catalogue changed.
        uscc: the agency.
        books: law and catalogue in force.
        office: terms, key and identifiers.
        now: the instant of the act.
        limit: most orders examined in one transaction.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
        AgencyBusy: the agency's quota was locked for too long.
    """
    lock_agency(connection, uscc)
    columns = purchase_order.c
    held = connection.scalars(
        select(columns.id)
        .where(
            columns.agency == uscc,
            columns.awaits == Awaits.FACTS.value,
            columns.lapses_at > now,
            # One examined at this very instant would say the same again.
            columns.changed_at < now,
        )
        .order_by(columns.id)
        .limit(limit)
    ).all()
    return tuple(
        reexamine(connection, actor=actor, order_id=order_id, books=books, office=office, now=now)
        for order_id in held
    )
