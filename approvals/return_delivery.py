"""Return and withdrawal: devices that do not become the agency's, and what becomes of their units.

A device that goes back for another one, or was never to come, leaves its approved unit open again,
as long as the approval is in force; one that goes back for good gives its unit back, with what the
order drew for it of waivers and licence grants, exactly once. Where the approval is over, every
unit is given back: nothing more is sent on it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from approvals import store
from approvals.delivery_acts import Done, Steps, named, opened, steps, write
from approvals.delivery_entries import delivery_entry
from approvals.delivery_store import (
    StoredDelivery,
    by_line,
    count_returned,
    count_under_way,
)
from approvals.ending import return_units
from approvals.errors import WrongState
from approvals.states import ApprovalState
from approvals.unit_states import UnitAct, UnitState
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import append


def return_delivery(
    connection: Connection,
    *,
    actor: Actor,
    identifier: str,
    serials: Sequence[str],
    reason: str,
    replacement: bool,
    ids: Callable[[], str],
    now: datetime,
) -> Done:
    """Send devices back: for good, or for others in their place; all of them or none.

    Args:
        connection: a transaction of the caller's.
        actor: the officer who sends them back.
        identifier: the delivery.
        serials: which devices.
        reason: why.
        replacement: whether others are to come in their place.
        ids: draws a fresh identifier.
        now: the instant of the act.

    Raises:
        DeliveryNotFound: there is none, or it is not the actor's to see.
        NotInDelivery, ToldTwice: a serial is not in it, or named twice.
        WrongState: a device did not come, was accepted, or came to another end.
        AgencyBusy: the agency's quota was locked for too long.
    """
    held = opened(connection, identifier)
    act = UnitAct.EXCHANGE if replacement else UnitAct.RETURN
    found = steps(named(held, serials), act)
    if not found.moved:
        return Done(None, found.unchanged)
    released = _leave(connection, held, act, found, reason, actor.person, now)
    body: dict[str, object] = {
        "reason": reason,
        "replacement": replacement,
        "returned": [it.serial for it in found.moved],
        **released,
    }
    entry = delivery_entry(EntryKind.DELIVERY_RETURNED, ids(), held, body, actor, now)
    return Done(append(connection, entry), found.unchanged)


def withdraw_delivery(
    connection: Connection,
    *,
    actor: Actor,
    supplier: str | None,
    identifier: str,
    serials: Sequence[str],
    reason: str,
    ids: Callable[[], str],
    now: datetime,
) -> Done:
    """Take devices back that did not come: all of them or none.

    A supplier withdraws what he sent; an agency gives up what it told to be missing, so that its
    units are not bound for ever.

    Args:
        connection: a transaction; a supplier's with the eyes of the office, which count quota.
        actor: who withdraws.
        supplier: for which supplier he acts; ``None`` for one who acts for the agency.
        identifier: the delivery.
        serials: which devices.
        reason: why.
        ids: draws a fresh identifier.
        now: the instant of the act.

    Raises:
        DeliveryNotFound: there is none, or it is another supplier's.
        NotInDelivery, ToldTwice: a serial is not in it, or named twice.
        WrongState: a device came; or an agency gives one up that is not told to be missing.
        AgencyBusy: the agency's quota was locked for too long.
    """
    held = opened(connection, identifier)
    units = named(held, serials)
    if supplier is None:
        for it in units:
            if it.state is UnitState.DESPATCHED:
                raise WrongState.of_unit(it.serial, it.state, UnitState.MISSING)
    found = steps(units, UnitAct.WITHDRAW)
    if not found.moved:
        return Done(None, found.unchanged)
    released = _leave(connection, held, UnitAct.WITHDRAW, found, reason, actor.person, now)
    body: dict[str, object] = {
        "reason": reason,
        "withdrawn": [it.serial for it in found.moved],
        **released,
    }
    entry = delivery_entry(EntryKind.DELIVERY_WITHDRAWN, ids(), held, body, actor, now)
    return Done(append(connection, entry), found.unchanged)


def _leave(
    connection: Connection,
    held: StoredDelivery,
    act: UnitAct,
    found: Steps,
    reason: str,
    person: str,
    now: datetime,
) -> Mapping[str, object]:
    """Let devices leave a delivery unaccepted; return what their entry says of what came back."""
    write(connection, held, act, found, reason, person, now)
    leaving = by_line(found.moved)
    count_under_way(connection, held.order_id, by_line(found.moved, -1))
    state = store.approval_by_number(connection, held.number).state_at(now)
    if act is not UnitAct.RETURN and state is ApprovalState.IN_FORCE:
        return {}
    released = return_units(connection, held.agency, held.order_id, leaving, person, now)
    if act is UnitAct.RETURN:
        count_returned(connection, held.order_id, leaving)
    return released
