"""Another model in place of an approved one: what may differ, and where a proposal stands. Pure.

A supplier proposes it where a model is no longer to be had; the agency's buyer decides. An approval
binds content, so units of another model are an order and an approval of their own, and the old
approval is about so many units fewer. The price may only fall. (FEATURES SS5, insight 12.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Any, Final

from approvals.substitution_errors import NothingSubstituted, PriceRose

DEVICE: Final = (
    "model",
    "processor",
    "operating_system",
    "energy_certificate",
    "environment_label",
)
"""Members of an order line that tell of the device itself: these are the substitute's own, and what
it does not state is not known of it, whatever the approved model had."""


@unique
class SubstitutionState(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed"
    """It waits for the agency."""
    CONSENTED = "consented"
    """The units are those of another order and approval."""
    DECLINED = "declined"
    """The agency keeps to what was approved."""
    WITHDRAWN = "withdrawn"
    """The supplier took it back."""
    REFUSED = "refused"
    """The substitute breaks the law, that of the approval or today's."""
    LAPSED = "lapsed"
    """Its approval is in force no longer; never stored, always reckoned."""


@unique
class SubstitutionAct(StrEnum):
    """What ends a proposal."""

    CONSENT = "consent"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


_S, _A = SubstitutionState, SubstitutionAct

MOVES: Final[Mapping[SubstitutionState, Mapping[SubstitutionAct, SubstitutionState]]] = (
    MappingProxyType(
        {
            _S.PROPOSED: {
                _A.CONSENT: _S.CONSENTED,
                _A.DECLINE: _S.DECLINED,
                _A.WITHDRAW: _S.WITHDRAWN,
            },
            _S.CONSENTED: {_A.CONSENT: _S.CONSENTED},
            _S.DECLINED: {_A.DECLINE: _S.DECLINED},
            _S.WITHDRAWN: {_A.WITHDRAW: _S.WITHDRAWN},
            # Consent that the law refused is asked for again, and finds what is.
            _S.REFUSED: {_A.CONSENT: _S.REFUSED},
            _S.LAPSED: {},
        }
    )
)
"""State → act → where it leaves a proposal; what is not there is refused. An act that comes twice
finds its own end and changes nothing (SS14); the database holds the same table by trigger."""


def moved(state: SubstitutionState, act: SubstitutionAct) -> SubstitutionState | None:
    """Return where an act leaves a proposal: where it is if it comes late; ``None``: refused."""
    return MOVES[state].get(act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a supplier proposes: for how many open units of which line, what device, and why.

    ``reference`` is his own, to be used once. ``device`` has the members of an order line that tell
    of the device, `DEVICE`, and its ``unit_price`` in the price basis of the order.
    """

    number: str
    reference: str
    line: int
    quantity: int
    device: Mapping[str, Any]
    reason: str


def check_device(approved: Mapping[str, Any], device: Mapping[str, Any]) -> None:
    """Compare a substitute with the line it is for, both as JSON documents.

    Raises:
        PriceRose: it costs more: the price may only fall.
        NothingSubstituted: it is the approved device; a lower price alone is an amendment.
    """
    was, asked = Decimal(approved["unit_price"]), Decimal(device["unit_price"])
    if asked > was:
        raise PriceRose(str(was), str(asked))
    if all(approved.get(name) == device.get(name) for name in DEVICE):
        raise NothingSubstituted


def substitute_order(
    standing: Mapping[str, Any], place: int, proposal: Proposal, reference: str
) -> dict[str, Any]:
    """Return the order of the units that are substituted, as a JSON document.

    For whom and what the line is stays as it was approved; of the devices it replaces it names
    those that the units left behind do not need, so that none counts twice.

    Args:
        standing: the order as it stands.
        place: where the line is among those that still stand.
        proposal: what takes its place, for how many units.
        reference: the new order's.
    """
    line = standing["lines"][place]
    kept = {name: value for name, value in line.items() if name not in DEVICE}
    left = line["quantity"] - proposal.quantity
    replaced = line.get("replaces", [])[left : left + proposal.quantity]
    kept.pop("replaces", None)
    fresh = {
        **kept,
        **proposal.device,
        "quantity": proposal.quantity,
        **({"replaces": replaced} if replaced else {}),
    }
    return {**standing, "reference": reference, "lines": [fresh]}


def remaining_order(
    standing: Mapping[str, Any], place: int, quantity: int
) -> tuple[dict[str, Any], tuple[int, ...]]:
    """Return the order without so many units of a line, and which of its lines are left in it."""
    lines: list[dict[str, Any]] = []
    places: list[int] = []
    for at, line in enumerate(standing["lines"]):
        left = line["quantity"] - (quantity if at == place else 0)
        if left > 0:
            lines.append({**line, "quantity": left})
            places.append(at)
    return {**standing, "lines": lines}, tuple(places)
