"""End a supplier's suspension: by the clock when its term is over, or before by a decision.

On every read path a suspension is over from the day itself; the clock writes it down, so that
whoever follows the feed is told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from approvals import suspension_store
from approvals.errors import DayOutOfRange, SamePerson
from approvals.expire import CLOCK
from approvals.legal_day import legal_day
from approvals.office import Office
from approvals.suspension_errors import SuspensionOver
from approvals.suspension_store import StoredSuspension
from approvals.suspension_tables import supplier_reinstatement
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind
from ledger.store import Leaf, append

_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifting:
    """A decision that lifts a suspension: its number, why, and from which day on."""

    document: str
    reason: str
    free_from: date | None = None


def lift_suspension(
    connection: Connection,
    *,
    actor: Actor,
    supplier: str,
    number: str,
    lifting: Lifting,
    office: Office,
    now: datetime,
) -> Leaf:
    """Record that a suspension ends before its term, from today or a later day of it on.

    Args:
        connection: a transaction of the caller's.
        actor: who records it; never the one who recorded the suspension.
        supplier: who is suspended.
        number: the suspension.
        lifting: what the decision says; it takes effect today where it names no day.
        office: for a fresh identifier.
        now: the instant of the act.

    Raises:
        SuspensionNotFound: the supplier has none of this number.
        SuspensionOver: it ended already.
        SamePerson: the actor recorded the suspension.
        DayOutOfRange: the day lies before today or behind the term.
    """
    held, today = suspension_store.find_suspension(connection, supplier, number), legal_day(now)
    if held.ended is not None or held.last_day < today:
        raise SuspensionOver(number)
    if actor.person == held.person:
        raise SamePerson(actor.person)
    free_from = lifting.free_from or today
    if not today <= free_from <= held.valid_until:
        raise DayOutOfRange(free_from, "free_from", today, held.valid_until)
    leaf = _end(connection, held, free_from, lifting, actor, office.ids(), now)
    if leaf is None:
        raise SuspensionOver(number)
    return leaf


def end_suspensions(connection: Connection, *, ids: Callable[[], str], now: datetime) -> int:
    """Write down which terms are over, a hundred at most; return how many it was."""
    ended = 0
    for held in suspension_store.run_out(connection, legal_day(now), _AT_ONCE):
        free_from = held.valid_until + timedelta(days=1)
        ended += _end(connection, held, free_from, None, CLOCK, ids(), now) is not None
    return ended


def _end(
    connection: Connection,
    held: StoredSuspension,
    free_from: date,
    lifting: Lifting | None,
    actor: Actor,
    identifier: str,
    now: datetime,
) -> Leaf | None:
    """Write down that a suspension ends; None where somebody else just did."""
    told = {} if lifting is None else {"document": lifting.document, "reason": lifting.reason}
    made = connection.execute(
        insert(supplier_reinstatement)
        .values(
            number=held.number,
            free_from=free_from,
            person=actor.person,
            recorded_at=now,
            **told,
        )
        .on_conflict_do_nothing()
    )
    if not made.rowcount:
        return None
    entry = Entry(
        id=identifier,
        kind=EntryKind.SUPPLIER_REINSTATED,
        recorded_at=now,
        actor=actor,
        tenant=Tenant(supplier=held.supplier),
        subjects={"supplier": held.supplier, "suspension": held.number},
        body={"free_from": free_from.isoformat(), **told},
    )
    return append(connection, entry)
