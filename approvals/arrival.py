"""A fact arrived: examine again what an agency's orders were held for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from approvals.licence_draws import lock_licences
from approvals.locking import lock_agency
from approvals.office import Office
from approvals.reexamine import reexamine
from approvals.states import Awaits
from approvals.submit import Submission
from approvals.tables import purchase_order
from catalog.books import Books
from ledger.entry import Actor
from validators.licensing import named_grants
from validators.reading import read_order


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of held orders: those examined again, and how many were left to the job."""

    examined: tuple[Submission, ...]
    left: int


def reexamine_held(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    books: Books,
    office: Office,
    now: datetime,
    limit: int = 20,
) -> Arrival:
    """Examine an agency's held orders again, in the order they were placed.

    Each takes its place in the quota as it comes, as if the fact had been there from the start.
    Beyond the limit they are marked as overtaken by the fact: where any is, the caller has them
    caught up with (`approvals.outdated`) by a job that commits with the fact.

    Args:
        connection: a transaction of the caller's.
        actor: who brought the fact.
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
    waiting = (
        columns.agency == uscc,
        columns.awaits == Awaits.FACTS.value,
        columns.lapses_at > now,
    )
    ids = select(columns.id).where(*waiting).order_by(columns.id).limit(limit)
    held = connection.scalars(ids).all()
    left = 0
    if len(held) == limit:
        beyond = update(purchase_order).where(*waiting, columns.id > held[-1])
        left = connection.execute(beyond.values(overtaken=True)).rowcount
    _lock_named(connection, uscc, held, now)
    examined = tuple(
        reexamine(connection, actor=actor, order_id=order_id, books=books, office=office, now=now)
        for order_id in held
    )
    return Arrival(examined, left)


def _lock_named(connection: Connection, uscc: str, orders: Sequence[str], now: datetime) -> None:
    """Lock the licence grants that held orders name all at once: one by one they could cross."""
    columns = purchase_order.c
    query = select(columns.document).where(columns.id.in_(orders))
    stated = [read_order(json.loads(it)) for it in connection.scalars(query)]
    named = {number for order in stated for number in named_grants(order)}
    if named:
        lock_licences(connection, (uscc,), now, named=named, orders=orders)
