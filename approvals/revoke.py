"""Revoke an approval: a record with a reason and the day it takes effect, never a deletion."""

from datetime import date, datetime

from sqlalchemy import Connection, insert

from approvals import store
from approvals.ending import release_units
from approvals.errors import DayOutOfRange, WrongState
from approvals.legal_day import legal_day
from approvals.locking import lock_agency
from approvals.office import Office
from approvals.states import ApprovalState
from approvals.store import StoredApproval
from approvals.tables import revocation
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind
from ledger.store import Leaf, append


def revoke(
    connection: Connection,
    *,
    actor: Actor,
    number: str,
    reason: str,
    effective_on: date | None,
    office: Office,
    now: datetime,
) -> Leaf:
    """Revoke an approval in force and give back what it still holds of the quota.

    Args:
        connection: a transaction of the caller's.
        actor: who revokes.
        number: the approval.
        reason: why, for everybody who relies on it.
        effective_on: the day from which it is void; today where ``None``. It may lie before today
            (what was wrong from the start is void from the start) and never after: until a day to
            come the approval would still be good, and nothing would say so.
        office: for a fresh identifier.
        now: the instant of the act.

    Raises:
        ApprovalNotFound: there is none, or it is not the actor's to see.
        WrongState: it is not in force.
        DayOutOfRange: the day is before the grant or after today.
        AgencyBusy: the agency's quota was locked for too long.
    """
    lock_agency(connection, store.approval_by_number(connection, number).agency)
    held = store.approval_by_number(connection, number)
    today = legal_day(now)
    day = today if effective_on is None else effective_on
    state = held.state_at(now)
    if state is not ApprovalState.IN_FORCE:
        raise WrongState.of_approval(number, state, ApprovalState.IN_FORCE)
    if not held.valid_from <= day <= today:
        raise DayOutOfRange(day, "effective_on", held.valid_from, today)
    return end_approval(connection, held, reason, day, actor, office, now)


def end_approval(
    connection: Connection,
    held: StoredApproval,
    reason: str,
    day: date,
    actor: Actor,
    office: Office,
    now: datetime,
) -> Leaf:
    """Write the revocation of an approval that may be revoked; the caller holds the lock."""
    released = release_units(connection, held.agency, held.order_id, actor.person, now)
    store.change_approval(connection, held, ApprovalState.REVOKED)
    connection.execute(
        insert(revocation).values(
            number=held.number,
            agency=held.agency,
            supplier=held.supplier,
            reason=reason,
            effective_on=day,
            person=actor.person,
            recorded_at=now,
        )
    )
    return append(
        connection,
        Entry(
            id=office.ids(),
            kind=EntryKind.APPROVAL_REVOKED,
            recorded_at=now,
            actor=actor,
            tenant=Tenant(agency=held.agency, supplier=held.supplier),
            subjects={"order": held.order_id, "approval": held.number},
            body={
                "reason": reason,
                "effective_on": day.isoformat(),
                "status_index": held.status_index,
                **released,
            },
        ),
    )
