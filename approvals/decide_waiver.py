"""Decide a request for a waiver: a second person of the agency grants or declines it.

Who decides the agency's orders decides its waivers: an approver, and where the agency names its
approvers, one of them. Whoever asked can do neither, compared by person; the database refuses it
too. (PO14; DESIGN §4; 财资〔2016〕27号 article 4, the prescribed approval.)
"""

from datetime import datetime

from sqlalchemy import Connection, insert

from approvals import waiver_store
from approvals.agency_store import approvers_on
from approvals.ask_waiver import bounds_members
from approvals.entries import own_entry
from approvals.errors import NotNamed, SamePerson, WrongState
from approvals.legal_day import legal_day
from approvals.locking import database_refusals, lock_agency
from approvals.office import Office
from approvals.states import WaiverState
from approvals.waiver import AS_ASKED, Bounds, Narrower, narrowed
from approvals.waiver_store import StoredWaiver
from approvals.waiver_tables import waiver_decision
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append


def grant_waiver(
    connection: Connection,
    *,
    actor: Actor,
    number: str,
    reason: str,
    office: Office,
    now: datetime,
    narrower: Narrower = AS_ASKED,
) -> Leaf:
    """Grant a waiver in the bounds asked for, or in narrower ones; from now on orders pass by it.

    Raises:
        WaiverNotFound: there is none, or it is not the actor's to see.
        WrongState: it was decided before, or its last day is over.
        SamePerson: the actor asked for it.
        NotNamed: the agency names its approvers, and the actor is none of them.
        WaiverMisstated: a bound is wider than what was asked for, or leaves no day.
        AgencyBusy: the agency's quota was locked for too long.
    """
    held = _open(connection, actor, number, now)
    bounds = narrowed(held.wanted.bounds, narrower, legal_day(now))
    _record(connection, held, actor, reason, bounds, now)
    waiver_store.change_waiver(connection, held, WaiverState.GRANTED, granted=bounds.units)
    body = {"reason": reason, **bounds_members(bounds)}
    return _append(connection, EntryKind.WAIVER_GRANTED, held, body, actor, office, now)


def decline_waiver(
    connection: Connection,
    *,
    actor: Actor,
    number: str,
    reason: str,
    office: Office,
    now: datetime,
) -> Leaf:
    """Decline a request for a waiver, for a reason.

    Raises: as `grant_waiver`.
    """
    held = _open(connection, actor, number, now)
    _record(connection, held, actor, reason, None, now)
    waiver_store.change_waiver(connection, held, WaiverState.DECLINED, granted=0)
    body: dict[str, object] = {"reason": reason}
    return _append(connection, EntryKind.WAIVER_DECLINED, held, body, actor, office, now)


def lock_waiver(
    connection: Connection, number: str, wanted: WaiverState, now: datetime
) -> StoredWaiver:
    """Lock a waiver's agency and return the waiver, which is in the state ``wanted``.

    Raises:
        WaiverNotFound: there is none, or it is not the actor's to see.
        WrongState: it is in another state, or over.
        AgencyBusy: the agency's quota was locked for too long.
    """
    lock_agency(connection, waiver_store.find_waiver(connection, number).agency)
    held = waiver_store.find_waiver(connection, number)
    state = held.state_at(now)
    if state is not wanted:
        raise WrongState.of_waiver(number, state.value, wanted.value)
    return held


def require_named(connection: Connection, held: StoredWaiver, actor: Actor, now: datetime) -> None:
    """Let an approver pass, but where the agency names its approvers only one of them.

    Raises:
        NotNamed: the actor is none of them.
    """
    named = approvers_on(connection, held.agency, legal_day(now))
    if named and actor.person not in named:
        raise NotNamed(actor.person, held.agency)


def _open(connection: Connection, actor: Actor, number: str, now: datetime) -> StoredWaiver:
    held = lock_waiver(connection, number, WaiverState.ASKED, now)
    if actor.person == held.asked_by:
        raise SamePerson(actor.person)
    require_named(connection, held, actor, now)
    return held


def _record(
    connection: Connection,
    held: StoredWaiver,
    actor: Actor,
    reason: str,
    bounds: Bounds | None,
    now: datetime,
) -> None:
    with database_refusals(held.agency, person=actor.person):
        connection.execute(
            insert(waiver_decision).values(
                waiver=held.number,
                agency=held.agency,
                granted=bounds is not None,
                units=None if bounds is None else bounds.units,
                unit_price=None if bounds is None else bounds.unit_price,
                valid_from=None if bounds is None else bounds.valid_from,
                valid_until=None if bounds is None else bounds.valid_until,
                reason=reason,
                person=actor.person,
                recorded_at=now,
            )
        )


def _append(
    connection: Connection,
    kind: EntryKind,
    held: StoredWaiver,
    body: dict[str, object],
    actor: Actor,
    office: Office,
    now: datetime,
) -> Leaf:
    entry = own_entry(kind, office.ids(), held.agency, body, actor, now, waiver=held.number)
    return append(connection, entry)
