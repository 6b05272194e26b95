"""Recorded history out of ledger entries and receipts: bytes in, acts out. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from approvals.errors import MalformedReceipt
from approvals.history import (
    Act,
    ApproversNamed,
    Change,
    Decided,
    Delivered,
    Disposed,
    Ended,
    Ending,
    Examined,
    Narrowed,
    Sealed,
    SentBack,
)
from approvals.kinds import read_key
from approvals.replay_errors import MalformedHistory
from approvals.replaying import drawn_by, licensed_by, spared_by
from approvals.states import Awaits, OrderState
from ledger.canonical import parse
from ledger.entry import Entry
from ledger.errors import NotCanonicalError
from ledger.kinds import EntryKind
from validators.classes import ItemClass
from validators.examine import Dates
from validators.reading import read_evidence, read_order

_ENDINGS: Final[Mapping[EntryKind, Ending]] = MappingProxyType(
    {
        EntryKind.ORDER_CANCELLED: Ending.CANCELLED,
        EntryKind.ORDER_LAPSED: Ending.LAPSED,
        EntryKind.ORDER_AMENDED: Ending.SUPERSEDED,
        EntryKind.APPROVAL_REVOKED: Ending.REVOKED,
        EntryKind.APPROVAL_EXPIRED: Ending.EXPIRED,
    }
)

_GIVING_BACK: Final = frozenset(
    {
        EntryKind.DELIVERY_RETURNED,
        EntryKind.DELIVERY_WITHDRAWN,
        EntryKind.APPROVAL_CLOSED,
        EntryKind.SUBSTITUTION_CONSENTED,
    }
)
"""Acts by which an approval gives back some of its units, and lives on."""

_STILL: Final = frozenset(
    {
        EntryKind.DOCUMENT_PROPOSED,
        EntryKind.EDITION_PUBLISHED,
        EntryKind.PUBLICATION_RECORDED,
        EntryKind.NOTICE_RECORDED,
        EntryKind.LISTING_EXPIRING,
        EntryKind.CATALOGUE_PUBLISHED,
        EntryKind.AGENCY_REGISTERED,
        EntryKind.SUPPLIER_REGISTERED,
        EntryKind.HEADCOUNT_RECORDED,
        EntryKind.PROPERTIES_RECORDED,
        EntryKind.SOFTWARE_ENTERED,
        EntryKind.ORDER_ANSWERED,
        EntryKind.APPROVAL_GRANTED,
        EntryKind.LICENCE_RECORDED,
        EntryKind.LICENCE_CORRECTED,
        EntryKind.LICENCE_CONFIRMED,
        EntryKind.LICENCE_REVOKED,
        EntryKind.FREESOFTWARE_RECORDED,
        EntryKind.FREESOFTWARE_APPROVED,
        EntryKind.FREESOFTWARE_REMOVED,
        EntryKind.EVIDENCE_BOUND,
        EntryKind.DELIVERY_DESPATCHED,
        EntryKind.DELIVERY_RECEIVED,
        EntryKind.DELIVERY_INSPECTED,
        EntryKind.DELIVERY_ACCEPTED,
        EntryKind.DELIVERY_CARDED,
        EntryKind.SUPPLIER_SUSPENDED,
        EntryKind.SUPPLIER_REINSTATED,
        EntryKind.SUBSCRIPTION_CREATED,
        EntryKind.SUBSCRIPTION_ROTATED,
        EntryKind.SUBSCRIPTION_DISABLED,
        EntryKind.SUBSCRIPTION_ENABLED,
        EntryKind.SUBSCRIPTION_DELETED,
        EntryKind.SUBSCRIPTION_REPLAYED,
        EntryKind.SUBSTITUTION_PROPOSED,
        EntryKind.SUBSTITUTION_REFUSED,
        EntryKind.SUBSTITUTION_DECLINED,
        EntryKind.SUBSTITUTION_WITHDRAWN,
        EntryKind.KEY_ROTATED,
        EntryKind.ACCESS_GRANTED,
        EntryKind.ACCESS_REVOKED,
        EntryKind.CLOCK_ADVANCED,
        EntryKind.AUDITOR_READ,
    }
)

ACTS: Final = tuple(kind for kind in EntryKind if kind not in _STILL)
"""The kinds of entries that are read: those that never move quota, nor decide of an order, are
not. A kind that is new here and moves quota is refused rather than passed over."""


def receipt_named(entry: Entry) -> tuple[str, str] | None:
    """Return the order and the digest of the receipt an entry names; ``None`` where it names none.

    Raises:
        MalformedHistory: an examination names no order or no receipt.
    """
    if entry.kind is not EntryKind.ORDER_EXAMINED:
        return None
    try:
        return entry.subjects["order"], str(entry.body["receipt"])
    except KeyError as error:
        raise MalformedHistory(entry.id, f"{error} is missing") from error


def read_act(entry: Entry, receipt: bytes | None) -> Act | None:
    """Return what an entry says that happened; ``None`` where a replay has nothing to do with it.

    Args:
        entry: of the ledger.
        receipt: of its examination; ``None`` where it lies before the days that are replayed.

    Raises:
        MalformedHistory: entry or receipt do not say what an act of their kind says.
    """
    try:
        return _read(entry, receipt)
    except (KeyError, ValueError, TypeError, AttributeError, MalformedReceipt) as error:
        raise MalformedHistory(entry.id, str(error) or type(error).__name__) from error


def _read(entry: Entry, receipt: bytes | None) -> Act | None:
    body: Mapping[str, Any] = entry.body
    agency, quota = entry.tenant.agency or "", _changes(body.get("quota", {}))
    order_id = entry.subjects.get("order")
    waivers, licences = tuple(drawn_by(body)), tuple(licensed_by(body))
    spares = tuple(spared_by(agency, body))
    taken = (quota, waivers, licences, spares)
    act: Act | None = None
    match entry.kind:
        case EntryKind.ORDER_EXAMINED:
            awaits = body.get("awaits")
            act = Examined(
                agency=agency,
                order_id=entry.subjects["order"],
                state=OrderState(body["state"]),
                awaits=None if awaits is None else Awaits(awaits),
                quota=quota,
                sealed=None if receipt is None else read_sealed(receipt),
                waivers=waivers,
                instead_of=body.get("instead_of"),
                licences=licences,
                consented="substitution" in body,
                spares=spares,
            )
        case EntryKind.ORDER_DECIDED:
            act = Decided(agency, entry.subjects["order"], body["granted"] is True, *taken)
        case EntryKind.ASSET_RECORDED:
            act = Delivered(agency, order_id, tuple(body["serials"]), quota, spares)
        case EntryKind.ASSET_DISPOSED:
            act = Disposed(agency, body["serial"], quota)
        case EntryKind.APPROVERS_NAMED:
            since = date.fromisoformat(body["valid_from"])
            act = ApproversNamed(agency, since, any=bool(body["approvers"]))
        case EntryKind.ORDER_AMENDED if body["kind"] == "narrowing":
            act = Narrowed(agency, entry.subjects["order"], quota, spares)
        case kind if kind in _ENDINGS:
            stays = _under_way(body.get("under_way", ()))
            act = Ended(agency, entry.subjects["order"], _ENDINGS[kind], *taken, stays)
        case kind if kind in _GIVING_BACK and quota:
            act = SentBack(agency, entry.subjects["order"], *taken)
        case kind if quota:
            msg = f"a replay does not know what {kind} does to the quota"
            raise ValueError(msg)
        case _:
            pass
    return act


def read_sealed(receipt: bytes) -> Sealed:
    """Return what a receipt seals.

    Raises:
        MalformedReceipt: its bytes are no receipt.
    """
    try:
        held: Any = parse(receipt)
        days = {name: date.fromisoformat(day) for name, day in held["dates"].items()}
        return Sealed(
            order=read_order(held["order"]),
            evidence=read_evidence(held["evidence"]),
            dates=Dates(**days),
            engine=held["engine"],
            law=held["law"],
            verdict=held["verdict"],
        )
    except (NotCanonicalError, KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"its contents cannot be read: {error!r}"
        raise MalformedReceipt(reason) from error


def _under_way(kinds: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    return tuple(
        Change((ItemClass(it["class"]), read_key(it["attributes"])), committed=it["quantity"])
        for it in kinds
    )


def _changes(quota: Mapping[str, Iterable[Mapping[str, Any]]]) -> tuple[Change, ...]:
    return tuple(
        Change(
            (ItemClass(kind["class"]), read_key(kind["attributes"])),
            kind.get("reserved", 0),
            kind.get("committed", 0),
            kind.get("on_hand", 0),
        )
        for kinds in quota.values()
        for kind in kinds
    )
