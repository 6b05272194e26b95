"""What every act on a delivery does first and last: lock, look where each device stands, write.

The table of `approvals.unit_states` decides for each device whether the act moves it, comes late
and changes nothing, or is refused; one that is refused refuses the whole act, so that nobody has to
find out which half was done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from approvals.delivery_errors import NotInDelivery, ToldTwice
from approvals.delivery_store import (
    StoredDelivery,
    StoredUnit,
    add_act,
    change_units,
    find_delivery,
    touch,
)
from approvals.errors import WrongState
from approvals.locking import database_refusals, lock_agency
from approvals.unit_states import UnitAct, UnitState, moved, wanted
from ledger.store import Leaf
from validators.serial import serial_form, written_twice


@dataclass(frozen=True, slots=True)
class Done:
    """What an act came to: the leaf of its entry, if it changed anything, and what came late."""

    leaf: Leaf | None
    unchanged: tuple[str, ...] = ()
    """Serials of devices that stand where they stood: the act came late, or twice."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Where an act leaves each device it names: those it moves, by position, and the others."""

    to: Mapping[int, UnitState]
    moved: tuple[StoredUnit, ...]
    late: tuple[StoredUnit, ...]

    @property
    def unchanged(self) -> tuple[str, ...]:
        """Return the serials that the act does not move."""
        return tuple(it.serial for it in self.late)


def opened(connection: Connection, identifier: str) -> StoredDelivery:
    """Lock the agency of a delivery, and return the delivery as it stands under the lock.

    Raises:
        DeliveryNotFound: there is none, or it is not the actor's to see.
        AgencyBusy: the agency's quota was locked for too long.
    """
    lock_agency(connection, find_delivery(connection, identifier).agency)
    return find_delivery(connection, identifier)


def named(held: StoredDelivery, serials: Iterable[str]) -> tuple[StoredUnit, ...]:
    """Return the devices of some serials, in the order of the delivery.

    Raises:
        NotInDelivery: some are not in it.
        ToldTwice: one is named several times.
    """
    every = tuple(serials)
    twice = written_twice(every)
    if twice:
        raise ToldTwice(twice)
    asked, sent = {it: serial_form(it) for it in every}, {it.form for it in held.units}
    unknown = tuple(sorted(serial for serial, form in asked.items() if form not in sent))
    if unknown:
        raise NotInDelivery(unknown)
    wanted_forms = set(asked.values())
    return tuple(it for it in held.units if it.form in wanted_forms)


def steps(units: Iterable[StoredUnit], act: UnitAct) -> Steps:
    """Return where one act leaves devices.

    Raises:
        WrongState: it is refused for one of them.
    """
    to: dict[int, UnitState] = {}
    going: list[StoredUnit] = []
    late: list[StoredUnit] = []
    for it in units:
        state = moved(it.state, act)
        if state is None:
            raise WrongState.of_unit(it.serial, it.state, *wanted(act))
        (late if state is it.state else going).append(it)
        to[it.position] = state
    return Steps(to, tuple(going), tuple(late))


def write(
    connection: Connection,
    held: StoredDelivery,
    act: UnitAct,
    found: Steps,
    words: str | None,
    person: str,
    now: datetime,
) -> None:
    """Write down an act that moves devices, and their new states.

    Raises:
        SamePerson: whoever sent the devices tries to accept them.
    """
    with database_refusals(held.agency, person=person):
        add_act(connection, held, act.value, found.moved, words, person, now)
        change_units(connection, held, found.to)
    touch(connection, held)
