"""The ledger entries of this package: one for each act, small, with digests of what is large.

An entry says enough to replay quota from the ledger alone: which kinds moved, by how much, under
which verb. It holds no text an agency wrote besides the order's reference.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from approvals.examination import Examination, Granted, Placed
from approvals.movements import Movement
from ledger.canonical import digest
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind
from validators.order import Order


def order_entry(
    kind: EntryKind,
    identifier: str,
    order_id: str,
    tenant: Tenant,
    body: Mapping[str, object],
    actor: Actor,
    now: datetime,
) -> Entry:
    """Return the entry of an act on an order."""
    return Entry(
        id=identifier,
        kind=kind,
        recorded_at=now,
        actor=actor,
        tenant=tenant,
        subjects={"order": order_id},
        body=body,
    )


def examined(found: Examination, identifier: str, actor: Actor, now: datetime) -> Entry:
    """Return the entry that an order was examined: its verdict, and where that leaves it."""
    placed, disposition = found.placed, found.disposition
    body: dict[str, object] = {
        "reference": placed.order.reference,
        "content": placed.content,
        "state": disposition.state.value,
        "outcome": found.verdict.outcome.value,
        "receipt": found.receipt,
        "engine": found.verdict.engine,
        "editions": [
            {"id": it.id, "revision": it.revision, "digest": it.digest}
            for it in found.verdict.editions
        ],
        "findings": _findings(found),
        "quota": taken(found),
    }
    if disposition.awaits is not None:
        body["awaits"] = disposition.awaits.value
    return order_entry(
        EntryKind.ORDER_EXAMINED, identifier, placed.id, tenant_of(placed.order), body, actor, now
    )


def granted(
    placed: Placed, approval: Granted, identifier: str, actor: Actor, now: datetime
) -> Entry:
    """Return the entry that an approval was granted; it holds the digest of the statement."""
    return Entry(
        id=identifier,
        kind=EntryKind.APPROVAL_GRANTED,
        recorded_at=now,
        actor=actor,
        tenant=tenant_of(placed.order),
        subjects={"order": placed.id, "approval": approval.number},
        body={
            "statement": digest(approval.statement.encode()),
            "content": placed.content,
            "kid": approval.kid,
            "valid_from": approval.window.valid_from.isoformat(),
            "valid_until": approval.window.valid_until.isoformat(),
            "status_index": approval.status_index,
        },
    )


def tenant_of(order: Order) -> Tenant:
    """Return whose affair an order is."""
    return Tenant(agency=order.agency, supplier=order.supplier)


def taken(found: Examination) -> dict[str, list[dict[str, object]]]:
    """Return what an examination takes of the quota, by verb and kind."""
    if found.verb is None:
        return {}
    sums: Counter[tuple[str, str]] = Counter()
    for take in found.takings:
        sums[take.item_class, take.attributes] += take.quantity
    return {found.verb.value: _kinds(sums)}


def moved(movements: Iterable[Movement]) -> dict[str, list[dict[str, object]]]:
    """Return what movements amount to, by verb and kind."""
    by_verb: dict[str, Counter[tuple[str, str]]] = {}
    for it in movements:
        units = max(map(abs, (it.reserved, it.committed, it.on_hand)))
        by_verb.setdefault(it.verb.value, Counter())[it.item_class, it.attributes] += units
    return {verb: _kinds(sums) for verb, sums in by_verb.items()}


def _kinds(sums: Mapping[tuple[str, str], int]) -> list[dict[str, object]]:
    return [
        {"class": item_class, "attributes": attributes, "quantity": quantity}
        for (item_class, attributes), quantity in sorted(sums.items())
    ]


def _findings(found: Examination) -> dict[str, int]:
    """Return how many findings there are of each outcome and code."""
    return dict(Counter(f"{it.outcome.value}/{it.code}" for it in found.verdict.findings))
