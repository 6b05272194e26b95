"""Where one delivered device stands, and which act moves it: one table, and pure functions of it.

An act that comes late or twice finds the device further on already and changes nothing: it is
answered by what is. One that contradicts what is, or that cannot be yet, is refused. So no order of
acts, and no repetition, ever moves a device backwards, and what is told of a device (missing,
received, inspected, damaged) comes to the same in every order. (FEATURES SS8, SS14, insight 12.)
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final


@unique
class UnitState(StrEnum):
    """Where a device of a delivery stands, from its despatch to its end."""

    DESPATCHED = "despatched"
    """The supplier sent it."""
    MISSING = "missing"
    """It was not among what came."""
    RECEIVED = "received"
    """It came whole."""
    INSPECTED = "inspected"
    """Somebody looked at what is installed on it; it can be accepted."""
    DAMAGED = "damaged"
    """It came damaged, or was found to be: it can only go back."""
    ACCEPTED = "accepted"
    """It is the agency's, as a device on hand."""
    RETURNED = "returned"
    """It went back for good, and its approved unit was given back."""
    EXCHANGED = "exchanged"
    """It went back for another one, and its approved unit is open again."""
    WITHDRAWN = "withdrawn"
    """It was never to come, and its approved unit is open again."""


@unique
class UnitAct(StrEnum):
    """What is told of a device, or done with it."""

    MISS = "miss"
    RECEIVE = "receive"
    INSPECT = "inspect"
    DAMAGE = "damage"
    ACCEPT = "accept"
    RETURN = "return"
    EXCHANGE = "exchange"
    WITHDRAW = "withdraw"


REPORTS: Final = (UnitAct.MISS, UnitAct.RECEIVE, UnitAct.INSPECT, UnitAct.DAMAGE)
"""Acts that tell what was found. Each knows at least as much as the one before it."""

UNDER_WAY: Final = (
    UnitState.DESPATCHED,
    UnitState.MISSING,
    UnitState.RECEIVED,
    UnitState.INSPECTED,
    UnitState.DAMAGED,
)
"""States in which a device holds a unit of its approval, from the one that knows least on."""

_S, _A = UnitState, UnitAct
_TOLD: Final = MappingProxyType(
    {
        _A.MISS: _S.MISSING,
        _A.RECEIVE: _S.RECEIVED,
        _A.INSPECT: _S.INSPECTED,
        _A.DAMAGE: _S.DAMAGED,
    }
)
_BACK: Final = MappingProxyType({_A.RETURN: _S.RETURNED, _A.EXCHANGE: _S.EXCHANGED})


def _reported(state: UnitState) -> dict[UnitAct, UnitState]:
    """Return where reports leave a device under way: further on, or where it is."""
    return {act: max(state, told, key=UNDER_WAY.index) for act, told in _TOLD.items()}


def _over(state: UnitState, *acts: UnitAct) -> dict[UnitAct, UnitState]:
    """Return what a device that came to its end answers: itself."""
    return dict.fromkeys((*REPORTS, *acts), state)


MOVES: Final[Mapping[UnitState, Mapping[UnitAct, UnitState]]] = MappingProxyType(
    {
        _S.DESPATCHED: {**_reported(_S.DESPATCHED), _A.WITHDRAW: _S.WITHDRAWN},
        _S.MISSING: {**_reported(_S.MISSING), _A.WITHDRAW: _S.WITHDRAWN},
        _S.RECEIVED: {**_reported(_S.RECEIVED), **_BACK},
        _S.INSPECTED: {**_reported(_S.INSPECTED), **_BACK, _A.ACCEPT: _S.ACCEPTED},
        _S.DAMAGED: {**_reported(_S.DAMAGED), **_BACK},
        _S.ACCEPTED: _over(_S.ACCEPTED, _A.ACCEPT),
        _S.RETURNED: _over(_S.RETURNED, _A.RETURN),
        _S.EXCHANGED: _over(_S.EXCHANGED, _A.EXCHANGE),
        # That something came which was withdrawn is no late report: it has to be despatched anew.
        _S.WITHDRAWN: {_A.MISS: _S.WITHDRAWN, _A.WITHDRAW: _S.WITHDRAWN},
    }
)
"""State → act → where it leaves the device; an act that is not there is refused. The database holds
the same table by trigger, as far as a state changes at all."""


def moved(state: UnitState, act: UnitAct) -> UnitState | None:
    """Return where an act leaves a device: in its state if it comes late; ``None``: refused."""
    return MOVES[state].get(act)


def wanted(act: UnitAct) -> tuple[UnitState, ...]:
    """Return the states from which an act moves a device."""
    return tuple(state for state, moves in MOVES.items() if moves.get(act, state) is not state)


def fold(state: UnitState, acts: Iterable[UnitAct]) -> UnitState:
    """Return where acts, one after the other, leave a device; refused ones change nothing."""
    for act in acts:
        state = MOVES[state].get(act, state)
    return state
