"""Suspend a supplier: record a decision that bars it from public purchases for a term.

What was approved before stands, and may be delivered: a decision says nothing of the past.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert

from approvals.errors import DayOutOfRange
from approvals.legal_day import legal_day
from approvals.office import Office
from approvals.statement import number_for
from approvals.suspension_tables import supplier_suspension
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind
from ledger.store import Leaf, append

PREFIX = "SU"
"""Begins the number of a suspension."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What a decision says: its number, why, and from which day to which (both inclusive)."""

    document: str
    reason: str
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class Suspended:
    """A suspension that was recorded, and the entry that says so."""

    number: str
    leaf: Leaf


def suspend_supplier(
    connection: Connection,
    *,
    actor: Actor,
    supplier: str,
    term: Term,
    office: Office,
    now: datetime,
) -> Suspended:
    """Record a suspension; it holds from its first day to its last, whatever else happens.

    Args:
        connection: a transaction of the caller's.
        actor: who records it.
        supplier: who is suspended, by its code.
        term: what the decision says.
        office: for a fresh number and identifier.
        now: the instant of the act.

    Raises:
        DayOutOfRange: the last day lies before the first.
    """
    if term.valid_until < term.valid_from:
        raise DayOutOfRange(term.valid_until, "valid_until", term.valid_from, None)
    year = legal_day(now).year
    number = number_for(office.ids(), year, kind="suspension", prefix=PREFIX)
    connection.execute(
        insert(supplier_suspension).values(
            number=number,
            supplier=supplier,
            document=term.document,
            reason=term.reason,
            valid_from=term.valid_from,
            valid_until=term.valid_until,
            person=actor.person,
            recorded_at=now,
        )
    )
    entry = Entry(
        id=office.ids(),
        kind=EntryKind.SUPPLIER_SUSPENDED,
        recorded_at=now,
        actor=actor,
        tenant=Tenant(supplier=supplier),
        subjects={"supplier": supplier, "suspension": number},
        body={
            "document": term.document,
            "reason": term.reason,
            "valid_from": term.valid_from.isoformat(),
            "valid_until": term.valid_until.isoformat(),
        },
    )
    return Suspended(number, append(connection, entry))
