"""What can be wrong with acts on deliveries; see ``errors``."""

from dataclasses import dataclass

from approvals.errors import ActRefused
from validators.finding import Verdict
from validators.rule import Gate


@dataclass(eq=False)
class DeliveryNotFound(ActRefused):
    """No such delivery, or none the actor may do this with."""

    delivery: str


@dataclass(eq=False)
class DeliveryExists(ActRefused):
    """The supplier sent another delivery under this reference."""

    reference: str


@dataclass(eq=False)
class LineNotApproved(ActRefused):
    """The approval has no such line; ``place`` is where it stands in what was sent, from 0."""

    place: int
    line: int


@dataclass(eq=False)
class NotInDelivery(ActRefused):
    """Devices of these serials are not in the delivery."""

    serials: tuple[str, ...]


@dataclass(eq=False)
class ToldTwice(ActRefused):
    """One act says several things of these serials."""

    serials: tuple[str, ...]


@dataclass(eq=False)
class GateHolds(ActRefused):
    """Findings stand at a gate of the step, which therefore was not taken.

    ``of`` is the delivery, or the approval that devices are taken over on; ``devices`` is where the
    devices stand in what was sent.
    """

    of: str
    verdicts: tuple[tuple[Gate, Verdict], ...]
    devices: str = "/units"


@dataclass(eq=False)
class CardStands(ActRefused):
    """Devices of these serials stand on another card already."""

    serials: tuple[str, ...]
