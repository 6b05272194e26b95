"""Cancel an order: its agency takes it back, and what it holds of the quota returns at once."""

from datetime import datetime

from sqlalchemy import Connection

from approvals import entries, store
from approvals.ending import release_units
from approvals.errors import WrongState
from approvals.legal_day import legal_day
from approvals.locking import lock_agency
from approvals.office import Office
from approvals.revoke import end_approval
from approvals.states import ABSENT, ApprovalState, OrderState
from ledger.entry import Actor, Tenant
from ledger.kinds import EntryKind
from ledger.store import Leaf, append

CANCELLED = "cancelled"
"""Why an order ended that its agency took back."""

_OPEN = (OrderState.APPROVED, OrderState.REFERRED, OrderState.HELD)


def cancel(
    connection: Connection,
    *,
    actor: Actor,
    order_id: str,
    reason: str,
    office: Office,
    now: datetime,
) -> Leaf:
    """Cancel an order that waits, or one whose approval is in force; the approval is revoked.

    Devices already taken over stay on hand; only the rest is given back.

    Raises:
        OrderNotFound: there is none, or it is not the actor's to see.
        WrongState: the order is over, or its approval is.
        AgencyBusy: the agency's quota was locked for too long.
    """
    lock_agency(connection, store.order(connection, order_id).agency)
    held = store.order(connection, order_id)
    state = held.state_at(now)
    if state not in _OPEN:
        raise WrongState.of_order(order_id, state, *_OPEN)
    if state is OrderState.APPROVED:
        _end_approval(connection, order_id, reason, actor, office, now)
    released = release_units(connection, held.agency, order_id, actor.person, now)
    store.change_order(connection, held, OrderState.CANCELLED, now=now, ended=CANCELLED)
    body: dict[str, object] = {
        "from": held.state.value,
        "reason": reason,
        **released,
    }
    tenant = Tenant(agency=held.agency, supplier=held.supplier)
    return append(
        connection,
        entries.order_entry(
            EntryKind.ORDER_CANCELLED, office.ids(), order_id, tenant, body, actor, now
        ),
    )


def _end_approval(
    connection: Connection,
    order_id: str,
    reason: str,
    actor: Actor,
    office: Office,
    now: datetime,
) -> None:
    approval = store.approval_of_order(connection, order_id)
    state = None if approval is None else approval.state_at(now)
    if approval is None or state is not ApprovalState.IN_FORCE:
        found = ABSENT if state is None else state.value
        raise WrongState.of_approval(order_id, found, ApprovalState.IN_FORCE)
    end_approval(connection, approval, reason, legal_day(now), actor, office, now)
