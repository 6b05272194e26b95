"""Ends by the clock what nobody ended: open orders lapse, approvals expire, their quota returns.

On every read path both are over from the instant itself; this writes it down and gives the units
back. It runs as a job, and first thing inside an order of an agency that has something due.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, select, union

from approvals import entries, store
from approvals.ending import release_units
from approvals.licence_draws import lock_licences
from approvals.locking import lock_agency
from approvals.states import ApprovalState, OrderState
from approvals.tables import approval, purchase_order
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind
from ledger.store import append

CLOCK = Actor(person="system:clock", role="system", authentication="clock")
"""Who acts when time does."""

LAPSED = "lapsed"
"""Why an order ended on which nobody acted in time."""


def expire_due(
    connection: Connection, *, ids: Callable[[], str], now: datetime, agencies: int = 20
) -> int:
    """End what is due of up to so many agencies, in one transaction; return how many things ended.

    The caller commits, and calls again until nothing is due. Agencies are locked in the order of
    their codes, so that two jobs cannot wait for each other.

    Raises:
        AgencyBusy: the lock of one of them was not to be had in time; nothing was done.
    """
    orders = select(purchase_order.c.agency).where(purchase_order.c.lapses_at <= now)
    granted = select(approval.c.agency).where(
        approval.c.state == ApprovalState.IN_FORCE.value, approval.c.expires_at <= now
    )
    due = union(orders, granted).subquery()
    found = connection.scalars(select(due.c.agency).order_by(due.c.agency).limit(agencies)).all()
    # First every agency, then every licence grant, each in order: whoever waits holds nothing that
    # another waits for.
    for agency in found:
        lock_agency(connection, agency)
    if found:
        lock_licences(connection, found, now)
    return sum(end_due(connection, agency, ids=ids, now=now) for agency in found)


def end_due(connection: Connection, agency: str, *, ids: Callable[[], str], now: datetime) -> int:
    """End what is due of one agency, whose lock the caller holds; return how many things ended."""
    orders = connection.scalars(
        select(purchase_order.c.id)
        .where(purchase_order.c.agency == agency, purchase_order.c.lapses_at <= now)
        .order_by(purchase_order.c.id)
    ).all()
    numbers = connection.scalars(
        select(approval.c.number)
        .where(
            approval.c.agency == agency,
            approval.c.state == ApprovalState.IN_FORCE.value,
            approval.c.expires_at <= now,
        )
        .order_by(approval.c.number)
    ).all()
    lock_licences(connection, (agency,), now)
    for order_id in orders:
        _lapse(connection, store.order(connection, order_id), ids(), now)
    for number in numbers:
        _expire(connection, store.approval_by_number(connection, number), ids(), now)
    return len(orders) + len(numbers)


def _lapse(connection: Connection, held: store.StoredOrder, ident: str, now: datetime) -> None:
    released = release_units(connection, held.agency, held.id, CLOCK.person, now)
    store.change_order(connection, held, OrderState.CANCELLED, now=now, ended=LAPSED)
    body: dict[str, object] = {
        "from": held.state.value,
        "lapsed_at": "" if held.lapses_at is None else held.lapses_at.isoformat(),
        **released,
    }
    tenant = Tenant(agency=held.agency, supplier=held.supplier)
    append(
        connection,
        entries.order_entry(EntryKind.ORDER_LAPSED, ident, held.id, tenant, body, CLOCK, now),
    )


def _expire(connection: Connection, held: store.StoredApproval, ident: str, now: datetime) -> None:
    released = release_units(connection, held.agency, held.order_id, CLOCK.person, now)
    store.change_approval(connection, held, ApprovalState.EXPIRED)
    append(
        connection,
        Entry(
            id=ident,
            kind=EntryKind.APPROVAL_EXPIRED,
            recorded_at=now,
            actor=CLOCK,
            tenant=Tenant(agency=held.agency, supplier=held.supplier),
            subjects={"order": held.order_id, "approval": held.number},
            body={
                "valid_until": held.valid_until.isoformat(),
                **released,
            },
        ),
    )
