"""The states of orders and approvals, and how a verdict decides the first of them.

Source: DESIGN §4. Refused goes before held, held before referred.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from types import MappingProxyType

from validators.finding import Conclusion, NeedKind, Verdict


@unique
class OrderState(StrEnum):
    """Where an order stands."""

    APPROVED = "approved"
    """An approval was granted for it."""
    REFUSED = "refused"
    """It breaks the law, or an approver declined it."""
    REFERRED = "referred"
    """A person has to decide or to answer a question of judgement."""
    HELD = "held"
    """A fact is missing."""
    CANCELLED = "cancelled"
    """Its agency took it back, or nobody acted in time."""
    SUPERSEDED = "superseded"
    """An amendment took its place."""


@unique
class Awaits(StrEnum):
    """What an order in ``referred`` or ``held`` waits for."""

    DECISION = "decision"
    ANSWERS = "answers"
    FACTS = "facts"


@unique
class ApprovalState(StrEnum):
    """Where an approval stands."""

    IN_FORCE = "in-force"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


@unique
class WaiverState(StrEnum):
    """Where a waiver stands. What is used up is still granted, with nothing left."""

    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    """Its last day is over, whether it was decided or not; never stored, always reckoned."""


@unique
class LicenceState(StrEnum):
    """Where a licence grant stands. What is drawn up is still confirmed, with nothing left."""

    RECORDED = "recorded"
    CONFIRMED = "confirmed"
    REVOKED = "revoked"
    EXPIRED = "expired"
    """Its last day is over; never stored, always reckoned."""


@unique
class FreeSoftwareState(StrEnum):
    """Where an entry of an agency's list of usable free software stands on a day; never stored."""

    UNAPPROVED = "unapproved"
    """One person recorded it, and no second one has approved it yet."""
    TO_COME = "to-come"
    """Approved, from a later day on."""
    LISTED = "listed"
    TAKEN_OFF = "taken-off"


@unique
class ReplayState(StrEnum):
    """Where a replay of history stands."""

    WAITING = "waiting"
    """Nobody began it yet."""
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    """A keeper stopped it."""
    FAILED = "failed"
    """History could not be read, or not under the laws at hand."""


CHANGED = "changed meanwhile"
"""What is said of the state of something that another act moved first."""

PENDING = "pending"
"""What a licence grant has to have for a correction of it to be confirmed."""

ABSENT = "none"
"""What is said of the state of an approval that an order does not have."""

_EXAMINED = frozenset(
    {OrderState.APPROVED, OrderState.REFUSED, OrderState.REFERRED, OrderState.HELD}
)
_ENDED = frozenset({OrderState.CANCELLED, OrderState.SUPERSEDED})

ORDER_MOVES: Mapping[OrderState, frozenset[OrderState]] = MappingProxyType(
    {
        OrderState.HELD: _EXAMINED | _ENDED,
        OrderState.REFERRED: _EXAMINED | _ENDED,
        OrderState.APPROVED: _ENDED,
        OrderState.REFUSED: frozenset(),
        OrderState.CANCELLED: frozenset(),
        OrderState.SUPERSEDED: frozenset(),
    }
)
"""From which state an order may pass into which; the database holds the same table by trigger."""

APPROVAL_MOVES: Mapping[ApprovalState, frozenset[ApprovalState]] = MappingProxyType(
    {
        ApprovalState.IN_FORCE: frozenset(
            {ApprovalState.REVOKED, ApprovalState.EXPIRED, ApprovalState.SUPERSEDED}
        ),
        ApprovalState.REVOKED: frozenset(),
        ApprovalState.EXPIRED: frozenset(),
        ApprovalState.SUPERSEDED: frozenset(),
    }
)
"""From which state an approval may pass into which; nothing dead comes back."""


@dataclass(frozen=True, slots=True)
class Disposition:
    """Where an examination leaves an order, and what it waits for, if anything."""

    state: OrderState
    awaits: Awaits | None = None


def dispose(verdict: Verdict, *, names_approvers: bool) -> Disposition:
    """Return where a verdict leaves an order.

    A figure or list that the law's keepers have to confirm holds an order as a missing fact does:
    nobody at the agency can judge it away.
    """
    match verdict.outcome:
        case Conclusion.REFUSED:
            return Disposition(OrderState.REFUSED)
        case Conclusion.UNDETERMINED:
            kinds = {it.needs.kind for it in verdict.findings if it.needs is not None}
            if kinds == {NeedKind.JUDGEMENT}:
                return Disposition(OrderState.REFERRED, Awaits.ANSWERS)
            return Disposition(OrderState.HELD, Awaits.FACTS)
        case Conclusion.CONFORMING if names_approvers:
            return Disposition(OrderState.REFERRED, Awaits.DECISION)
        case Conclusion.CONFORMING:
            return Disposition(OrderState.APPROVED)
