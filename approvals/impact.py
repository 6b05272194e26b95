"""What a notice about a listing means for everything that rests on it: the acts required.

One table, by the state of the listing and what rests on it. Nothing acts by itself here: what is
open is examined again by its own ways, and what was decided stands until a person acts. Source: CK5
(quoted, approved, delivered, in service: each with the act required).
"""

from collections.abc import Mapping
from enum import StrEnum, unique
from types import MappingProxyType

from approvals.reliance import Reliance
from validators.listing_state import State


@unique
class Act(StrEnum):
    """What has to be done."""

    EXAMINE_AGAIN = "examine-again"
    """An open order: it is examined again before anything is approved, and cannot pass."""
    REVOKE_OR_LET_STAND = "revoke-or-let-stand"
    """An approver revokes the approval, or closes its review case with the reason it stands."""
    DO_NOT_ACCEPT = "do-not-accept"
    """Units approved and not yet delivered: accept none, while it is so."""
    REPORT = "report"
    """Devices in service: report them to whoever keeps the software ledger."""


@unique
class Rests(StrEnum):
    """What rests on a listing."""

    ORDER = "order"
    """An order held or referred."""
    APPROVAL = "approval"
    """An approval in force."""
    OUTSTANDING = "outstanding"
    """Units of it that are not delivered."""
    DEVICES = "devices"
    """Devices in service."""


_ENDED = MappingProxyType(
    {
        Rests.ORDER: Act.EXAMINE_AGAIN,
        Rests.APPROVAL: Act.REVOKE_OR_LET_STAND,
        Rests.OUTSTANDING: Act.DO_NOT_ACCEPT,
        Rests.DEVICES: Act.REPORT,
    }
)

REQUIRED: Mapping[State, Mapping[Rests, Act]] = MappingProxyType(
    {
        State.WITHDRAWN: _ENDED,
        # What was bought while it was listed was bought lawfully, and a successor stands for it.
        State.SUPERSEDED: MappingProxyType(
            {rests: act for rests, act in _ENDED.items() if rests is not Rests.DEVICES}
        ),
        # It may be resumed: nothing is undone, and nothing is accepted meanwhile.
        State.SUSPENDED: MappingProxyType(
            {Rests.ORDER: Act.EXAMINE_AGAIN, Rests.OUTSTANDING: Act.DO_NOT_ACCEPT}
        ),
        State.UNCERTAIN: MappingProxyType({Rests.ORDER: Act.EXAMINE_AGAIN}),
        # An expiry was known when it was approved, and announced then.
        State.EXPIRED: MappingProxyType({Rests.ORDER: Act.EXAMINE_AGAIN}),
    }
)
"""State of the listing → what rests on it → the act required; where nothing stands, none is."""


def acts(state: State, reliance: Reliance) -> tuple[Act, ...]:
    """Return what is required of an order that rests on a listing in that state."""
    table = REQUIRED.get(state, {})
    return tuple(table[it] for it in _resting(reliance) if it in table)


def _resting(reliance: Reliance) -> tuple[Rests, ...]:
    found = {
        Rests.ORDER: reliance.open,
        Rests.APPROVAL: reliance.in_force,
        Rests.OUTSTANDING: reliance.outstanding > 0,
        Rests.DEVICES: reliance.in_service > 0,
    }
    return tuple(rests for rests, there in found.items() if there)
