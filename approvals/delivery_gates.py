"""What holds a delivery's next step back, gate by gate.

Before acceptance those of contract and delivery, after it that of the ledger. The contract's gate
holds acceptance and not despatch: part of what it asks for is the agency's to state, and a supplier
who has sent his devices must be able to say so, whatever paper is lacking. Acceptance is what makes
a device the agency's and its price due. (docs/adr/0012.)
"""

from collections.abc import Iterable
from datetime import date
from functools import partial

from msgspec import structs
from sqlalchemy import Connection

from approvals import store
from approvals.delivery_store import StoredDelivery, StoredUnit
from approvals.evidence import evidence_of, gather
from approvals.inspection_store import Latest, latest_inspections, used_elsewhere
from approvals.standing_order import StandingOrder, as_it_stands
from approvals.unit_states import UnitState
from catalog.books import Books
from storage.driver import first_row
from validators.delivery import NOT_LOOKED_AT, DeliveredUnit
from validators.examine import Dates
from validators.finding import Conclusion, Verdict
from validators.gates import examine_at
from validators.rule import Gate

Passages = tuple[tuple[Gate, Verdict], ...]
"""Gates with what each says."""

ARRIVED = frozenset({UnitState.RECEIVED, UnitState.INSPECTED, UnitState.DAMAGED})
"""States of devices that are there and wait to be accepted or sent back."""


def gates_of(
    connection: Connection, held: StoredDelivery, books: Books, on: date, asker: str | None
) -> Passages:
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
    looked = _Looked(connection, held, books, on, asker)
    about = {
        Gate.DELIVERY: [it for it in held.units if it.state in ARRIVED],
        Gate.LEDGER: [it for it in held.units if it.state is UnitState.ACCEPTED],
    }
    found = [(gate, looked.at(gate, units)) for gate, units in about.items() if units]
    return ((Gate.CONTRACT, looked.at(Gate.CONTRACT, ())), *found)


def holding_acceptance(
    connection: Connection,
    held: StoredDelivery,
    units: Iterable[StoredUnit],
    books: Books,
    on: date,
    asker: str | None,
) -> Passages:
    """Return the gates that hold some devices back from acceptance; arguments as `gates_of`."""
    looked = _Looked(connection, held, books, on, asker)
    found = (
        (Gate.CONTRACT, looked.at(Gate.CONTRACT, ())),
        (Gate.DELIVERY, looked.at(Gate.DELIVERY, units)),
    )
    return tuple(it for it in found if it[1].outcome is not Conclusion.CONFORMING)


class _Looked:
    """The facts of one delivery, gathered once for all its gates."""

    def __init__(
        self,
        connection: Connection,
        held: StoredDelivery,
        books: Books,
        on: date,
        asker: str | None,
    ) -> None:
        standing = as_it_stands(connection, store.order(connection, held.order_id))
        facts, named = gather(partial(first_row, connection), standing.order, on)
        self._evidence = evidence_of(facts, named, standing.order, books, on, asker)
        self._standing, self._books, self._on = standing, books, on
        self._latest = latest_inspections(connection, held)
        self._used = used_elsewhere(connection, self._latest)

    def at(self, gate: Gate, units: Iterable[StoredUnit]) -> Verdict:
        delivered = tuple(
            delivered_unit(it, self._standing, self._latest, used=it.position in self._used)
            for it in units
        )
        evidence = structs.replace(self._evidence, units=delivered)
        dates = Dates(placed_on=self._on)
        return examine_at(gate, self._standing.order, evidence, self._books.law, dates)


def delivered_unit(
    it: StoredUnit, standing: StandingOrder, latest: Latest, *, used: bool
) -> DeliveredUnit:
    """Return a device as the rules look at it; one that nobody inspected is not known at all."""
    found = latest.get(it.position)
    return DeliveredUnit(
        serial=it.serial,
        position=it.position,
        line=standing.places[it.line],
        system=None if found is None else found.system,
        label=NOT_LOOKED_AT if found is None else found.label,
        media=NOT_LOOKED_AT if found is None else found.media,
        altered=None if found is None else found.altered,
        evidence=() if found is None else found.kinds,
        evidence_used=used,
        card=it.card,
    )
