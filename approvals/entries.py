"""The ledger entries of this package: one for each act, small, with digests of what is large.

An entry says enough to replay quota from the ledger alone (`approvals.replaying`): which kinds
moved, by how much, under which verb, and between which counters: a commit of what was reserved and
one afresh are the same verb. It holds no text an agency wrote besides the order's reference.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from approvals.examination import Examination, Granted, Placed
from approvals.movements import Movement
from ledger.canonical import digest
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind
from validators.licensing import LicenceDraw
from validators.order import Order
from validators.resting import SpareDraw
from validators.waiving import Draw


class Draws(NamedTuple):
    """What an act draws beside the quota: of waivers, licence grants, and unused licences."""

    waivers: tuple[Draw, ...] = ()
    licences: tuple[LicenceDraw, ...] = ()
    spares: tuple[SpareDraw, ...] = ()


DREW_NOTHING = Draws()


class Origin(NamedTuple):
    """What an order comes of, where nobody just asked for it.

    ``instead_of`` is the order it was to replace: it was examined on what that one no longer holds.
    ``substitution`` is the proposal that a buyer consented to, which decided it too.
    """

    instead_of: str | None = None
    substitution: str | None = None


ASKED_FOR = Origin()


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


def own_entry(
    kind: EntryKind,
    identifier: str,
    uscc: str,
    body: Mapping[str, object],
    actor: Actor,
    now: datetime,
    **subjects: str,
) -> Entry:
    """Return the entry of an act that is an agency's own affair, and no supplier's.

    ``subjects`` are what it is about, where that is not the agency itself.
    """
    return Entry(
        id=identifier,
        kind=kind,
        recorded_at=now,
        actor=actor,
        tenant=Tenant(agency=uscc),
        subjects=subjects or {"agency": uscc},
        body=body,
    )


def examined(
    found: Examination,
    movements: Iterable[Movement],
    draws: Draws,
    identifier: str,
    actor: Actor,
    now: datetime,
    origin: Origin = ASKED_FOR,
) -> Entry:
    """Return the entry that an order was examined: its verdict, and where that leaves it.

    It names the books it was examined under; which of their editions the verdict rests on is in the
    receipt. (docs/adr/0041-entries-name-the-books.md)

    ``movements`` and ``draws`` are those made: an order examined again may give back what it held.
    """
    placed, disposition = found.placed, found.disposition
    body: dict[str, object] = {
        "reference": placed.order.reference,
        "content": placed.content,
        "state": disposition.state.value,
        "outcome": found.verdict.outcome.value,
        "receipt": found.receipt,
        "engine": found.verdict.engine,
        # The very words of the entries of publications, so that either is found by the other.
        "books": found.books.row._asdict(),
        "findings": _findings(found),
        **taken(movements, draws),
    }
    if disposition.awaits is not None:
        body["awaits"] = disposition.awaits.value
    body.update({name: it for name, it in origin._asdict().items() if it is not None})
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


def taken(movements: Iterable[Movement], draws: Draws = DREW_NOTHING) -> dict[str, object]:
    """Return the members that tell what an act took or gave back: of quota, waivers and grants.

    ``waivers``, ``licences`` and ``spares`` are there only where there are draws.
    """
    units: Counter[str] = Counter()
    for drawn in draws.waivers:
        units[drawn.waiver] += drawn.units
    copies: Counter[str] = Counter()
    for it in draws.licences:
        copies[it.licence] += it.copies
    members: dict[str, object] = {"quota": moved(movements)}
    if units:
        members["waivers"] = [{"waiver": name, "units": units[name]} for name in sorted(units)]
    if copies:
        members["licences"] = [{"licence": name, "copies": copies[name]} for name in sorted(copies)]
    return members | spared(draws.spares)


def spared(draws: Iterable[SpareDraw]) -> dict[str, object]:
    """Return the member that tells of unused licences: copies by class, where there are draws."""
    copies: Counter[str] = Counter()
    for it in draws:
        copies[it.item_class.value] += it.copies
    found = [{"class": name, "copies": copies[name]} for name in sorted(copies) if copies[name]]
    return {"spares": found} if found else {}


def moved(movements: Iterable[Movement]) -> dict[str, list[dict[str, object]]]:
    """Return what movements amount to, by verb and kind: units, and by how much counters changed.

    A counter that did not change is left out.
    """
    sums: dict[str, dict[tuple[str, str], list[int]]] = {}
    for it in movements:
        kinds = sums.setdefault(it.verb.value, {})
        kind = kinds.setdefault((it.item_class, it.attributes), [0] * len(_COUNTED))
        changes = (it.reserved, it.committed, it.on_hand)
        for place, change in enumerate((*changes, max(map(abs, changes)))):
            kind[place] += change
    return {
        verb: [
            {
                "class": item_class,
                "attributes": attributes,
                **{name: value for name, value in zip(_COUNTED, kind, strict=True) if value},
            }
            for (item_class, attributes), kind in sorted(kinds.items())
        ]
        for verb, kinds in sums.items()
    }


_COUNTED = ("reserved", "committed", "on_hand", "quantity")


def _findings(found: Examination) -> dict[str, int]:
    """Return how many findings there are of each outcome and code."""
    return dict(Counter(f"{it.outcome.value}/{it.code}" for it in found.verdict.findings))
