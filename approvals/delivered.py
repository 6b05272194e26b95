"""Devices that become an agency's, and the gates those of an approval pass whichever way they come.

An officer may take devices over without a delivery, of a supplier that does not use the service.
What was found on them is stated with them then, and the gates of contract and delivery examine it
as they examine a delivery before it is accepted. (DESIGN decision 7; LEGITIMACY L08, L10, L30.)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from approvals.delivery_errors import GateHolds
from approvals.delivery_gates import Passing, as_found, passing
from approvals.fingerprint import DeviceEvidence
from approvals.inspection_store import Inspected, found_digest
from approvals.standing_order import StandingOrder
from approvals.store import StoredApproval
from catalog.books import Books
from validators.delivery import DeliveredUnit
from validators.evidence import Asset
from validators.resting import SpareDraw


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A device to be recorded, and the approved line it was delivered on, if any (from 0).

    ``evidence`` is what shows that it is licensed, by digests alone; ``inspected`` what was found
    on it, where that is stated with the device and stands in no delivery.
    """

    asset: Asset
    line: int | None = None
    evidence: tuple[DeviceEvidence, ...] = ()
    inspected: Inspected | None = None


@dataclass(frozen=True, slots=True)
class OnApproval:
    """The approval devices were delivered on, and the books its gates examine them by."""

    number: str
    books: Books


class Passed(NamedTuple):
    """The approval whose gates devices passed.

    ``rests`` is by how much that changes what its order rests on of unused licences.
    """

    approval: StoredApproval
    rests: tuple[SpareDraw, ...]


def pass_gates(
    connection: Connection,
    order_id: str,
    devices: Sequence[Delivered],
    on: OnApproval,
    day: date,
    person: str,
) -> Passing:
    """Refuse what a delivery would not be accepted with: there is one gate on every path.

    Args:
        connection: a transaction whose eyes see the agency.
        order_id: the order of the approval.
        devices: each names a line of it.
        on: the approval they were delivered on.
        day: the day of law.
        person: who takes them over.

    Returns: what lets the devices pass.

    Raises:
        GateHolds: a finding stands at the gate of the contract or that of the delivery.
    """

    def units(order: StandingOrder) -> list[DeliveredUnit]:
        return [
            it if of.inspected is None else as_found(it, of.inspected, used=False)
            for place, of in enumerate(devices)
            if of.line is not None
            for it in [DeliveredUnit(of.asset.serial, place, order.places[of.line])]
        ]

    found = passing(connection, order_id, units, on.books, day, person)
    if found.held_by:
        raise GateHolds(on.number, found.held_by, devices="/assets")
    return found


def inspection_members(devices: Iterable[Delivered]) -> dict[str, object]:
    """Return what an entry says of what was found: digests, as of devices of a delivery."""
    found = {it.asset.serial: it.inspected for it in devices}
    told = [
        {"serial": serial, "found": found_digest(it)}
        for serial, it in sorted(found.items())
        if it is not None
    ]
    return {"units": told} if told else {}
