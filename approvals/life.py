"""The whole life of one order: placed, examined, approved, amended, delivered, ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from approvals import store
from approvals.agency_store import StoredAgency, find_agency
from approvals.amendment_store import StoredAmendment, amendments_of
from approvals.delivery_store import StoredAct, StoredDelivery, acts_of, deliveries_of_order
from approvals.receipt_store import StoredReceipt, receipts_of
from approvals.revocation_store import StoredRevocation, revocation_of
from approvals.store import StoredApproval, StoredOrder
from approvals.tables import purchase_order
from storage.keyset import walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Everything that became of an order, each list in the order it happened."""

    order: StoredOrder
    agency: StoredAgency
    receipts: tuple[StoredReceipt, ...]
    approval: StoredApproval | None
    revocation: StoredRevocation | None
    amendments: tuple[StoredAmendment, ...]
    deliveries: tuple[tuple[StoredDelivery, tuple[StoredAct, ...]], ...]


def life_of(connection: Connection, order_id: str) -> Life:
    """Return the life of an order.

    Args:
        connection: one snapshot, or a transaction in which nothing of the order changes.
        order_id: which order.

    Raises:
        OrderNotFound: there is none, or it is not the reader's to see.
    """
    held = store.order(connection, order_id)
    granted = store.approval_of_order(connection, order_id)
    sent = deliveries_of_order(connection, order_id)
    return Life(
        order=held,
        agency=find_agency(connection, held.agency),
        receipts=receipts_of(connection, order_id),
        approval=granted,
        revocation=None if granted is None else revocation_of(connection, granted.number),
        amendments=amendments_of(connection, order_id),
        deliveries=tuple((it, acts_of(connection, it.id)) for it in sent),
    )


def every_order(connection: Connection) -> Iterator[str]:
    """Yield the identifier of every order the reader may see, the first first."""
    for (order_id,) in walk(connection, select(purchase_order.c.id), purchase_order.c.id):
        yield order_id


def ended_at(life: Life, now: datetime) -> tuple[str, datetime] | None:
    """Return how the approval, or an order without one, came to its end, and when."""
    granted, held = life.approval, life.order
    if granted is None:
        over = held.state_at(now).value in {"cancelled", "superseded"}
        return (held.state_at(now).value, held.lapses_at or held.changed_at) if over else None
    state = granted.state_at(now).value
    if life.revocation is not None:
        return "revoked", life.revocation.recorded_at
    if state == "expired":
        return state, granted.expires_at
    return None if state == "in-force" else (state, held.changed_at)
