"""What holds a delivery's next step back, gate by gate.

Before acceptance those of contract and delivery, after it that of the ledger. The contract's gate
holds acceptance and not despatch: part of what it asks for is the agency's to state, and a supplier
who has sent his devices must be able to say so, whatever paper is lacking. Acceptance is what makes
a device the agency's and its price due. (docs/adr/0012.)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from approvals import store
from approvals.delivery_store import StoredDelivery, StoredUnit
from approvals.inspection_store import Inspected, Latest, latest_inspections, used_elsewhere
from approvals.later_gates import LaterGates, Passage
from approvals.standing_order import StandingOrder
from approvals.unit_states import UnitState
from catalog.books import Books
from validators.delivery import DeliveredUnit
from validators.finding import Conclusion, Verdict
from validators.resting import SpareDraw
from validators.rule import Gate

Passages = tuple[tuple[Gate, Verdict], ...]
"""Gates with what each says."""

ARRIVED = frozenset({UnitState.RECEIVED, UnitState.INSPECTED, UnitState.DAMAGED})
"""States of devices that are there and wait to be accepted or sent back."""


def gates_of(
    connection: Connection, held: StoredDelivery, books: Books, on: date, asker: str | None
) -> tuple[Passage, ...]:
    """Return what each gate after the order says of a delivery as it stands.

    The gate of the delivery looks at the devices that are there and not accepted yet, the ledger's
    at those that were; one with no device to look at is left out, since it says nothing.

    Args:
        connection: a transaction whose eyes see the agency.
        held: the delivery.
        books: law and catalogue in force.
        on: the day.
        asker: for whom waivers count; they cover nothing at these gates.
    """
    order = store.order(connection, held.order_id)
    looked = LaterGates(connection, order, books, on, asker)
    about = {
        Gate.DELIVERY: [it for it in held.units if it.state in ARRIVED],
        Gate.LEDGER: [it for it in held.units if it.state is UnitState.ACCEPTED],
    }
    looks = _inspected(connection, held)
    found = [
        looked.passage(gate, looks(looked.order, units)) for gate, units in about.items() if units
    ]
    return (looked.passage(Gate.CONTRACT), *found)


@dataclass(frozen=True, slots=True)
class Passing:
    """Which gates hold devices back; and what their order rests on of unused licences, if none.

    ``rests`` is by line of the order as it was placed; ``None`` where the agency states no such
    licences.
    """

    held_by: Passages
    rests: tuple[SpareDraw, ...] | None


def passing_acceptance(
    connection: Connection,
    held: StoredDelivery,
    units: Iterable[StoredUnit],
    books: Books,
    on: date,
    asker: str | None,
) -> Passing:
    """Return the gates that hold some devices back from acceptance; arguments as `gates_of`."""
    looks = _inspected(connection, held)
    return passing(connection, held.order_id, lambda order: looks(order, units), books, on, asker)


def passing(
    connection: Connection,
    order_id: str,
    units: Callable[[StandingOrder], Iterable[DeliveredUnit]],
    books: Books,
    on: date,
    asker: str | None,
) -> Passing:
    """Return the gates that hold devices of an order back from becoming the agency's.

    Args:
        connection: a transaction whose eyes see the agency.
        order_id: the order they were approved with.
        units: the devices, as rules look at them, of the order as it stands.
        books: law and catalogue in force.
        on: the day.
        asker: for whom waivers count; they cover nothing at these gates.
    """
    looked = LaterGates(connection, store.order(connection, order_id), books, on, asker)
    found = (
        (Gate.CONTRACT, looked.at(Gate.CONTRACT)),
        (Gate.DELIVERY, looked.at(Gate.DELIVERY, units(looked.order))),
    )
    held_by = tuple(it for it in found if it[1].outcome is not Conclusion.CONFORMING)
    return Passing(held_by, None if held_by else looked.rests())


def _inspected(
    connection: Connection, held: StoredDelivery
) -> Callable[[StandingOrder, Iterable[StoredUnit]], list[DeliveredUnit]]:
    """Return what tells of devices of a delivery how they were found last."""
    latest = latest_inspections(connection, held)
    used = used_elsewhere(connection, latest)

    def looks(order: StandingOrder, units: Iterable[StoredUnit]) -> list[DeliveredUnit]:
        return [delivered_unit(it, order, latest, used=it.position in used) for it in units]

    return looks


def delivered_unit(
    it: StoredUnit, standing: StandingOrder, latest: Latest, *, used: bool
) -> DeliveredUnit:
    """Return a device as the rules look at it; one that nobody inspected is not known at all."""
    found = latest.get(it.position)
    unit = DeliveredUnit(it.serial, it.position, standing.places[it.line], card=it.card)
    return unit if found is None else as_found(unit, found, used=used)


def as_found(unit: DeliveredUnit, found: Inspected, *, used: bool) -> DeliveredUnit:
    """Return a device with what was found on it; ``used``: its evidence is another's."""
    return unit._replace(
        system=found.system,
        label=found.label,
        media=found.media,
        altered=found.altered,
        evidence=found.kinds,
        evidence_used=used,
    )
