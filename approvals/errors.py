# ruff: noqa: N818 - an error is named for what is wrong; the edge's problem table reads better so
"""Everything that can be wrong with an act: each error carries data, and no status of any protocol.

A verdict that refuses an order is none of these: that is a result.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


class ActRefused(Exception):
    """An act cannot be done; nothing of it was done."""


@dataclass(eq=False)
class MalformedUscc(ActRefused):
    """A text is no unified social credit code."""

    code: str
    reason: str
    reason_zh: str


@dataclass(eq=False)
class UnknownAgency(ActRefused):
    """No agency of this code is registered, or none the actor may see."""

    uscc: str


@dataclass(eq=False)
class AgencyExists(ActRefused):
    """An agency of this code is registered already."""

    uscc: str


@dataclass(eq=False)
class UnknownJurisdiction(ActRefused):
    """The law knows no such place."""

    jurisdiction: str


@dataclass(eq=False)
class OrderNotFound(ActRefused):
    """No such order, or none the actor may see."""

    order: str


@dataclass(eq=False)
class ReviewNotFound(ActRefused):
    """No such review case, or none the actor may see."""

    case: str


@dataclass(eq=False)
class ReceiptNotFound(ActRefused):
    """The order has no examination of this number."""

    order: str
    examination: int | None


@dataclass(eq=False)
class ApprovalNotFound(ActRefused):
    """No such approval, or none the actor may see."""

    number: str


@dataclass(eq=False)
class WaiverNotFound(ActRefused):
    """No such waiver, or none the actor may see."""

    number: str


@dataclass(frozen=True, slots=True)
class Misfit:
    """A member of what was stated that does not fit: its path, a code, and what the code shows."""

    member: str
    code: str
    values: Mapping[str, str]


@dataclass(eq=False)
class WaiverMisstated(ActRefused):
    """What a waiver is asked for, or granted in, does not fit; nothing was stored."""

    misfits: tuple[Misfit, ...]


@dataclass(eq=False)
class DuplicateReference(ActRefused):
    """The agency has another order of this reference."""

    reference: str
    order: str


@dataclass(eq=False)
class WrongState(ActRefused):
    """An order, approval or waiver is not in a state in which this act is possible."""

    subject: str
    """``order``, ``approval``, ``waiver``, ``licence``, ``free-software``, ``review-case``,
    ``replay``, ``unit`` or ``substitution``."""
    id: str
    state: str
    wanted: tuple[str, ...]
    awaits: str | None = None
    """What an open order waits for."""

    @classmethod
    def of_order(
        cls, order: str, state: str, *wanted: str, awaits: str | None = None
    ) -> "WrongState":
        """Return the error of an order."""
        return cls("order", order, state, wanted, awaits)

    @classmethod
    def of_approval(cls, number: str, state: str, *wanted: str) -> "WrongState":
        """Return the error of an approval."""
        return cls("approval", number, state, wanted)

    @classmethod
    def of_waiver(cls, number: str, state: str, *wanted: str) -> "WrongState":
        """Return the error of a waiver."""
        return cls("waiver", number, state, wanted)

    @classmethod
    def of_licence(cls, number: str, state: str, *wanted: str) -> "WrongState":
        """Return the error of a licence grant."""
        return cls("licence", number, state, wanted)

    @classmethod
    def of_unit(cls, serial: str, state: str, *wanted: str) -> "WrongState":
        """Return the error of a device of a delivery."""
        return cls("unit", serial, state, wanted)

    @classmethod
    def of_review(cls, case: str) -> "WrongState":
        """Return the error of a review case that is closed already."""
        return cls("review-case", case, "closed", ("open",))

    @classmethod
    def of_replay(cls, replay: str, state: str, *wanted: str) -> "WrongState":
        """Return the error of a replay."""
        return cls("replay", replay, state, wanted)


@dataclass(eq=False)
class NothingAmended(ActRefused):
    """The order is already as it was to be amended."""

    order: str


@dataclass(eq=False)
class LessThanDelivered(ActRefused):
    """An amended line keeps fewer units than were delivered; ``line`` is ``None`` where it goes."""

    line: int | None
    delivered: int


@dataclass(eq=False)
class PartlyDelivered(ActRefused):
    """Devices were delivered on the order, so that only less of the rest can be asked for."""

    order: str


@dataclass(eq=False)
class SamePerson(ActRefused):
    """Whoever asks can never grant, answer or waive."""

    person: str


@dataclass(eq=False)
class NotNamed(ActRefused):
    """The agency names its approvers, and this person is none of them."""

    person: str
    agency: str


@dataclass(eq=False)
class QuestionNotOpen(ActRefused):
    """The order leaves no such question of judgement open."""

    question: str
    open: tuple[str, ...]


@dataclass(eq=False)
class SerialTaken(ActRefused):
    """Devices of these serials are recorded already; it is not said where."""

    serials: tuple[str, ...]


@dataclass(eq=False)
class AssetNotFound(ActRefused):
    """The agency has no device of this serial."""

    serial: str


@dataclass(eq=False)
class AlreadyDisposed(ActRefused):
    """The device was disposed of before."""

    serial: str
    disposed_on: date


@dataclass(eq=False)
class WrongItem(ActRefused):
    """A device is not what the approved line is about, or the approval has no such line."""

    serial: str
    line: int | None


@dataclass(eq=False)
class MoreThanApproved(ActRefused):
    """More devices were delivered on a line than its approval still covers."""

    number: str
    line: int
    remaining: int
    delivered: int


@dataclass(eq=False)
class DayOutOfRange(ActRefused):
    """A day lies outside what the act allows (both ends inclusive; ``None``: no such end)."""

    day: date
    name: str
    earliest: date | None
    latest: date | None


@dataclass(eq=False)
class QuotaOverdrawn(ActRefused):
    """The database refused a movement that the examination allowed: somebody took the units."""

    agency: str


@dataclass(eq=False)
class AgencyBusy(ActRefused):
    """Another act on the agency's quota held the lock for too long; trying again is right."""

    agency: str


@dataclass(eq=False)
class KeyReused(ActRefused):
    """An idempotency key came again with another request."""

    key: str


@dataclass(eq=False)
class KeyInUse(ActRefused):
    """The request that claimed an idempotency key is still at work; trying again is right."""

    key: str


@dataclass(eq=False)
class UnknownEngine(ActRefused):
    """A receipt was sealed by an engine revision this release does not hold."""

    engine: str


@dataclass(eq=False)
class UnknownLaw(ActRefused):
    """A receipt rests on a law that was not handed in."""

    digest: str


@dataclass(eq=False)
class MalformedReceipt(ActRefused):
    """Bytes are no receipt of a known format."""

    reason: str
