"""The ledger entries of deliveries: whose affair they are, and what they are about."""

from collections.abc import Mapping
from datetime import datetime

from approvals.delivery_store import StoredDelivery
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind


def delivery_entry(
    kind: EntryKind,
    identifier: str,
    held: StoredDelivery,
    body: Mapping[str, object],
    actor: Actor,
    now: datetime,
) -> Entry:
    """Return the entry of an act on a delivery: agency and supplier may both read it."""
    return Entry(
        id=identifier,
        kind=kind,
        recorded_at=now,
        actor=actor,
        tenant=Tenant(agency=held.agency, supplier=held.supplier),
        subjects={"delivery": held.id, "approval": held.number, "order": held.order_id},
        body=body,
    )
