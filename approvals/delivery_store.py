"""Queries of deliveries. None of them commits; who may see what, the walls decide."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from approvals.delivery_errors import DeliveryNotFound
from approvals.delivery_tables import delivery, delivery_act, delivery_unit, device_serial
from approvals.tables import order_line
from approvals.unit_states import UNDER_WAY, UnitState
from storage.own_rows import own_rows
from storage.scope import Scope
from validators.serial import serial_form


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredUnit:
    """A device of a delivery; ``line`` is the line of the order it was sent for, from 0."""

    position: int
    serial: str
    line: int
    state: UnitState
    card: str | None = None

    @property
    def form(self) -> str:
        """Return what its serial is compared by."""
        return serial_form(self.serial)

    @property
    def under_way(self) -> bool:
        """Return whether it holds a unit of its approval and is not the agency's yet."""
        return self.state in UNDER_WAY


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDelivery:
    """A delivery with its devices, in the order in which they were sent."""

    id: str
    agency: str
    supplier: str
    number: str
    order_id: str
    reference: str
    despatched_on: date
    despatched_by: str
    recorded_at: datetime
    revision: int
    units: tuple[StoredUnit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAct:
    """What somebody did with devices of a delivery; ``words`` is his reason, source or document."""

    act: str
    units: tuple[int, ...]
    words: str | None
    person: str
    recorded_at: datetime


def find_delivery(connection: Connection, identifier: str) -> StoredDelivery:
    """Return a delivery.

    Raises:
        DeliveryNotFound: there is none, or it is not the reader's to see.
    """
    query = select(delivery).where(delivery.c.id == identifier)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise DeliveryNotFound(identifier)
    return StoredDelivery(**row, units=_units(connection, [identifier])[identifier])


def deliveries_page(
    connection: Connection,
    *,
    limit: int,
    reader: Scope | None = None,
    before: str | None = None,
    number: str | None = None,
) -> tuple[StoredDelivery, ...]:
    """Return up to ``limit`` deliveries the reader may see, the newest first, before ``before``.

    ``number``: only those on this approval.
    """
    query = own_rows(select(delivery).order_by(delivery.c.id.desc()).limit(limit), delivery, reader)
    if before is not None:
        query = query.where(delivery.c.id < before)
    if number is not None:
        query = query.where(delivery.c.number == number)
    rows = connection.execute(query).mappings().all()
    units = _units(connection, [row["id"] for row in rows])
    return tuple(StoredDelivery(**row, units=units[row["id"]]) for row in rows)


def deliveries_of_order(connection: Connection, order_id: str) -> tuple[StoredDelivery, ...]:
    """Return the deliveries of an order, the first first."""
    query = select(delivery).where(delivery.c.order_id == order_id).order_by(delivery.c.id)
    rows = connection.execute(query).mappings().all()
    units = _units(connection, [row["id"] for row in rows])
    return tuple(StoredDelivery(**row, units=units[row["id"]]) for row in rows)


def acts_of(connection: Connection, identifier: str) -> tuple[StoredAct, ...]:
    """Return what was done with a delivery, the first first."""
    columns = delivery_act.c
    query = select(
        columns.act, columns.units, columns.words, columns.person, columns.recorded_at
    ).where(columns.delivery == identifier)
    return tuple(
        StoredAct(**{**row, "units": tuple(row["units"])})
        for row in connection.execute(query.order_by(columns.id)).mappings()
    )


def taken_serials(connection: Connection, serials: Iterable[str]) -> tuple[str, ...]:
    """Return those of some serials that are in a place already, whose ever it is; sorted."""
    forms = {serial: serial_form(serial) for serial in serials}
    column = device_serial.c.serial
    query = select(column).where(column.in_(set(forms.values())))
    taken = set(connection.scalars(query))
    return tuple(sorted(serial for serial, form in forms.items() if form in taken))


def add_act(
    connection: Connection,
    held: StoredDelivery,
    act: str,
    units: Sequence[StoredUnit],
    words: str | None,
    person: str,
    now: datetime,
) -> int:
    """Write down what was done with some devices of a delivery; return the number of the act."""
    values = {
        "delivery": held.id,
        "agency": held.agency,
        "supplier": held.supplier,
        "act": act,
        "units": [it.position for it in units],
        "words": words,
        "person": person,
        "recorded_at": now,
    }
    found: int = connection.execute(
        insert(delivery_act).values(values).returning(delivery_act.c.id)
    ).scalar_one()
    return found


def change_units(
    connection: Connection, held: StoredDelivery, states: Mapping[int, UnitState]
) -> None:
    """Move devices, named by their positions, to their states; the caller holds the lock."""
    changed = {place: it for place, it in sorted(states.items()) if it is not _state(held, place)}
    if not changed:
        return
    columns = delivery_unit.c
    statement = (
        update(delivery_unit)
        .where(columns.delivery == held.id, columns.position == bindparam("place"))
        .values(state=bindparam("to"))
    )
    rows = [{"place": place, "to": state.value} for place, state in changed.items()]
    connection.execute(statement, rows)


def set_cards(connection: Connection, held: StoredDelivery, cards: Mapping[int, str]) -> None:
    """Write the numbers of asset cards, by the positions of devices."""
    columns = delivery_unit.c
    statement = (
        update(delivery_unit)
        .where(columns.delivery == held.id, columns.position == bindparam("place"))
        .values(card=bindparam("number"))
    )
    connection.execute(
        statement, [{"place": place, "number": card} for place, card in sorted(cards.items())]
    )


def touch(connection: Connection, held: StoredDelivery) -> None:
    """Count the revision of a delivery on."""
    row = update(delivery).where(delivery.c.id == held.id)
    connection.execute(row.values(revision=held.revision + 1))


def count_under_way(connection: Connection, order_id: str, changes: Mapping[int, int]) -> None:
    """Add to how many units of each line are under way; a CHECK keeps them within the committed."""
    _count(connection, order_id, "under_way", changes)


def count_returned(connection: Connection, order_id: str, changes: Mapping[int, int]) -> None:
    """Add to how many released units of each line were returned ones."""
    _count(connection, order_id, "returned", changes)


def by_line(units: Iterable[StoredUnit], each: int = 1) -> dict[int, int]:
    """Return how many devices there are of each line, ``each`` counting as so many."""
    return {line: each * count for line, count in Counter(it.line for it in units).items()}


def _count(connection: Connection, order_id: str, column: str, changes: Mapping[int, int]) -> None:
    for line, change in sorted(changes.items()):
        row = update(order_line).where(order_line.c.order_id == order_id, order_line.c.line == line)
        connection.execute(row.values({column: order_line.c[column] + change}))


def _state(held: StoredDelivery, position: int) -> UnitState:
    return held.units[position].state


def _units(connection: Connection, identifiers: Sequence[str]) -> dict[str, tuple[StoredUnit, ...]]:
    columns, found = delivery_unit.c, dict[str, list[StoredUnit]]()
    query = select(
        columns.delivery,
        columns.position,
        columns.serial,
        columns.line,
        columns.state,
        columns.card,
    ).where(columns.delivery.in_(identifiers))
    for row in connection.execute(query.order_by(columns.delivery, columns.position)).mappings():
        values = dict(row)
        owner, state = values.pop("delivery"), UnitState(values.pop("state"))
        found.setdefault(owner, []).append(StoredUnit(**values, state=state))
    return {name: tuple(found.get(name, ())) for name in identifiers}
