"""Recorded history as values: what happened to orders and quota, in the order it was recorded.

One act of the ledger is one value. What an examination rested on comes from its receipt; by how
much quota moved, from the act's entry. Of the acts of one agency each waited for the one before,
so their recorded order is the order in which they happened.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum, unique
from typing import Any, NamedTuple

from approvals.quota import Kind
from approvals.states import Awaits, OrderState
from validators.evidence import Evidence
from validators.examine import Dates
from validators.order import Order


class Change(NamedTuple):
    """By how many units each counter of one kind changed."""

    kind: Kind
    reserved: int = 0
    committed: int = 0
    on_hand: int = 0


class Sealed(NamedTuple):
    """What a receipt seals: everything to examine by, and what was said.

    ``law`` is the digest of the body of editions, ``verdict`` the document as it was written down.
    """

    order: Order
    evidence: Evidence
    dates: Dates
    engine: str
    law: str
    verdict: Mapping[str, Any]


Units = tuple[tuple[str, int], ...]
"""Units of waivers, copies of licence grants by number, or unused licences by agency and class:
negative where given back."""


class Examined(NamedTuple):
    """An order was examined, for the first time or again, and stands where the verdict left it.

    ``sealed`` is ``None`` where the act lies before the days that are replayed; ``waivers`` are
    units drawn of waivers by it, ``licences`` copies of licence grants, ``spares`` unused licences.
    ``instead_of`` is the order it was to replace: it was examined on what the agency has without
    the units of that one.
    ``consented``: it came of a substitution, and the buyer's consent decided it.
    """

    agency: str
    order_id: str
    state: OrderState
    awaits: Awaits | None
    quota: tuple[Change, ...]
    sealed: Sealed | None
    waivers: Units = ()
    instead_of: str | None = None
    licences: Units = ()
    consented: bool = False
    spares: Units = ()


class Decided(NamedTuple):
    """An approver granted or declined; where granted, the examination that follows is its own."""

    agency: str
    order_id: str
    granted: bool
    quota: tuple[Change, ...]
    waivers: Units = ()
    licences: Units = ()
    spares: Units = ()


@unique
class Ending(StrEnum):
    """How an order or its approval ended."""

    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    """Another order took its place; what that one takes is an examination of its own."""


class Narrowed(NamedTuple):
    """An approved order was made fewer or cheaper, and the units it dropped were given back."""

    agency: str
    order_id: str
    quota: tuple[Change, ...]
    spares: Units = ()


class Ended(NamedTuple):
    """An order or its approval ended, and what it still held was given back.

    ``under_way`` stays committed: devices that were sent and are neither accepted nor back.
    """

    agency: str
    order_id: str
    how: Ending
    quota: tuple[Change, ...]
    waivers: Units = ()
    licences: Units = ()
    spares: Units = ()
    under_way: tuple[Change, ...] = ()


class SentBack(NamedTuple):
    """Some units of an approval were given back: their devices went back, or will not come."""

    agency: str
    order_id: str
    quota: tuple[Change, ...]
    waivers: Units = ()
    licences: Units = ()
    spares: Units = ()


class Delivered(NamedTuple):
    """Devices were recorded: on the approval of an order, or as there before (no order)."""

    agency: str
    order_id: str | None
    serials: tuple[str, ...]
    quota: tuple[Change, ...]
    spares: Units = ()


class Disposed(NamedTuple):
    """A device was disposed of."""

    agency: str
    serial: str
    quota: tuple[Change, ...]


class ApproversNamed(NamedTuple):
    """An agency said from a day on who decides its orders; ``any`` is false where nobody need."""

    agency: str
    since: date
    any: bool


Act = Examined | Decided | Narrowed | Ended | SentBack | Delivered | Disposed | ApproversNamed
