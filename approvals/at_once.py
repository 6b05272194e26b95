"""A plain order, placed by two trips to the database: what locks and reads, and what writes.

The same act as `approvals.submit`, for who knows every question before the first answer; where
more has to be asked or written than that, it says so and did nothing.
"""

from datetime import date, datetime

from approvals.evidence import gathered_of, question, question_of_known
from approvals.legal_day import legal_day
from approvals.locking import lock_to_take
from approvals.office import Office
from approvals.placing import written
from approvals.stated import Stated
from approvals.submit import Submission, judged, placed_of, submission
from approvals.told import Facts, Told
from catalog.books import Books
from ledger.entry import Actor
from storage.driver import Asked, Row
from validators.order import Order


def questions(order: Order, on: date, known: Facts | None) -> tuple[Asked, Asked]:
    """Return what locks an order's agency, and what then reads all the order rests on.

    Args:
        order: one that names nothing but its agency (`approvals.names.names_more`).
        on: the day of law.
        known: the agency's facts on the day as they were read last: if they still hold, only what
            every order changes has to be read.
    """
    asked = question(order, on, act=True) if known is None else question_of_known(order, on)
    return lock_to_take(order.agency), asked


def still_hold(known: Facts, locked: Row) -> bool:
    """Return whether facts hold that were known, by what the lock of the agency gave."""
    stated: int = locked[0]
    return stated == known.stated


def placed_at_once(
    found: Told,
    *,
    actor: Actor,
    stated: Stated,
    books: Books,
    office: Office,
    now: datetime,
) -> tuple[Submission, Asked] | None:
    """Examine an order on what was read, and return what becomes of it and what writes that.

    Args:
        found: what was read under the agency's lock.
        actor: as of `approvals.submit.submit`, as all that follow.
        stated: the order.
        books: law and catalogue in force.
        office: terms, key and identifiers.
        now: the instant of the act.

    Returns: ``None`` where the act is not as plain as that: a reference that was used; something of
        the agency's that is due to end first; an order that draws on waivers or unused licences.
    """
    order, person = stated.order, actor.person
    placed = placed_of(stated, person, office, now)
    gathered = gathered_of(found, order, books, legal_day(now), now, person)
    if gathered.duplicate is not None or gathered.due:
        return None
    prepared = judged(placed, gathered, actor, books, office, now)
    examined, sealed = prepared.found, prepared.sealed
    if examined.draws or examined.licences or examined.spares:
        return None
    return submission(examined, sealed), written(examined, sealed, actor, now)
