"""A plain order, placed by two trips to the database: what locks and reads, and what writes.

The same act as `approvals.submit`, for who knows every question before the first answer; where
more has to be asked or written than that, it says so and did nothing.
"""

from datetime import date, datetime

from approvals.evidence import gathered_of, question
from approvals.legal_day import legal_day
from approvals.locking import lock_on
from approvals.office import Office
from approvals.placing import written
from approvals.stated import Stated
from approvals.submit import Submission, judged, placed_of, submission
from catalog.books import Books
from ledger.entry import Actor
from storage.driver import Asked, Row
from validators.order import Order


def questions(order: Order, on: date) -> tuple[Asked, Asked]:
    """Return what locks an order's agency, and what then reads all the order rests on.

    Args:
        order: one that names nothing but its agency (`approvals.names.names_more`).
        on: the day of law.
    """
    return lock_on(order.agency), question(order, on, act=True)


def placed_at_once(
    locked: Row | None,
    read: Row | None,
    *,
    actor: Actor,
    stated: Stated,
    books: Books,
    office: Office,
    now: datetime,
) -> tuple[Submission, Asked] | None:
    """Examine an order on what was read, and return what becomes of it and what writes that.

    Args:
        locked: what the first of `questions` gave.
        read: what the second gave.
        actor: as of `approvals.submit.submit`, as all that follow.
        stated: the order.
        books: law and catalogue in force.
        office: terms, key and identifiers.
        now: the instant of the act.

    Returns: ``None`` where the act is not as plain as that: no such agency, or none of the actor's;
        a reference that was used; something of the agency's that is due to end first; an order that
        draws on waivers or unused licences.
    """
    if locked is None or read is None:
        return None
    order, person = stated.order, actor.person
    placed = placed_of(stated, person, office, now)
    gathered = gathered_of(read, order, books, legal_day(now), now, person)
    if gathered.duplicate is not None or gathered.due:
        return None
    prepared = judged(placed, gathered, actor, books, office, now)
    found, sealed = prepared.found, prepared.sealed
    if found.draws or found.licences or found.spares:
        return None
    return submission(found, sealed), written(found, sealed, actor, now)
