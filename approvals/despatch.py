"""Despatch: the supplier of an approval says which devices he sends on it, serial by serial.

Each device takes one open unit of its line, under the agency's lock, and never one more than there
are; its serial is in no other place, of whichever agency. (FEATURES SS8, insight 12.)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert
from sqlalchemy.dialects.postgresql import insert as insert_or

from approvals import store
from approvals.delivery_entries import delivery_entry
from approvals.delivery_errors import DeliveryExists, LineNotApproved
from approvals.delivery_store import (
    StoredDelivery,
    StoredUnit,
    add_act,
    by_line,
    count_under_way,
    taken_serials,
)
from approvals.delivery_tables import delivery, delivery_unit
from approvals.errors import (
    ApprovalNotFound,
    DayOutOfRange,
    MoreThanApproved,
    SerialTaken,
    WrongState,
)
from approvals.legal_day import legal_day
from approvals.line_units import LineUnits
from approvals.locking import database_refusals, lock_agency
from approvals.states import ApprovalState
from approvals.store import StoredApproval
from approvals.unit_states import UnitState
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append
from validators.serial import written_twice

DESPATCH = "despatch"
"""What the act that begins a delivery is called."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Devices of one line of the approval, by their serials."""

    line: int
    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A despatch note: on which approval, the supplier's own reference, the day, and the devices.

    The reference is his to use once; the day is not before the approval and not after today.
    """

    number: str
    reference: str
    despatched_on: date
    sent: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class Despatched:
    """A delivery that was despatched, and the leaf of its entry."""

    id: str
    leaf: Leaf


def despatch(
    connection: Connection,
    *,
    actor: Actor,
    supplier: str,
    note: Note,
    ids: Callable[[], str],
    now: datetime,
) -> Despatched:
    """Record a despatch, with all its devices or not at all.

    Args:
        connection: a transaction of the caller's, through the eyes of the office: the agency's
            quota is locked and counted, which no supplier sees.
        actor: who despatches.
        supplier: for whom he does: the supplier the approval names.
        note: what he sends, and on which approval.
        ids: draws a fresh identifier.
        now: the instant of the act.

    Raises:
        ApprovalNotFound: there is none, or it names another supplier or none.
        WrongState: it is not in force.
        DayOutOfRange: the day is before the approval, or to come.
        LineNotApproved: it has no such line.
        SerialTaken: a serial is in another place, of whichever agency, or named twice.
        MoreThanApproved: more devices than a line still has open.
        DeliveryExists: the supplier used the reference before.
        AgencyBusy: the agency's quota was locked for too long.
    """
    number, despatched_on = note.number, note.despatched_on
    lock_agency(connection, _approval(connection, number, supplier).agency)
    approval = _approval(connection, number, supplier)
    state = approval.state_at(now)
    if state is not ApprovalState.IN_FORCE:
        raise WrongState.of_approval(number, state, ApprovalState.IN_FORCE)
    first, today = legal_day(approval.granted_at), legal_day(now)
    if not first <= despatched_on <= today:
        raise DayOutOfRange(despatched_on, "despatched_on", first, today)
    lines = {it.line: it for it in store.line_units(connection, approval.order_id)}
    for place, it in enumerate(note.sent):
        if it.line not in lines:
            raise LineNotApproved(place, it.line)
    units = tuple(
        StoredUnit(position=position, serial=serial, line=line, state=UnitState.DESPATCHED)
        for position, (line, serial) in enumerate(
            (it.line, serial) for it in note.sent for serial in it.serials
        )
    )
    _refuse_taken(connection, units)
    _refuse_more(number, units, lines)
    held = StoredDelivery(
        id=ids(),
        agency=approval.agency,
        supplier=supplier,
        number=number,
        order_id=approval.order_id,
        reference=note.reference,
        despatched_on=despatched_on,
        despatched_by=actor.person,
        recorded_at=now,
        revision=1,
        units=units,
    )
    _write(connection, held)
    count_under_way(connection, held.order_id, by_line(units))
    add_act(connection, held, DESPATCH, units, None, actor.person, now)
    body: dict[str, object] = {
        "reference": note.reference,
        "despatched_on": despatched_on.isoformat(),
        "lines": [{"line": it.line, "serials": list(it.serials)} for it in note.sent],
    }
    entry = delivery_entry(EntryKind.DELIVERY_DESPATCHED, ids(), held, body, actor, now)
    return Despatched(held.id, append(connection, entry))


def _approval(connection: Connection, number: str, supplier: str) -> StoredApproval:
    found = store.approval_by_number(connection, number)
    if found.supplier != supplier:
        raise ApprovalNotFound(number)
    return found


def _refuse_taken(connection: Connection, units: Sequence[StoredUnit]) -> None:
    serials = [it.serial for it in units]
    taken = {*written_twice(serials), *taken_serials(connection, serials)}
    if taken:
        raise SerialTaken(tuple(sorted(taken)))


def _refuse_more(number: str, units: Sequence[StoredUnit], lines: Mapping[int, LineUnits]) -> None:
    for line, count in sorted(by_line(units).items()):
        if count > lines[line].open:
            raise MoreThanApproved(number, line, lines[line].open, count)


def _write(connection: Connection, held: StoredDelivery) -> None:
    values = {
        "id": held.id,
        "agency": held.agency,
        "supplier": held.supplier,
        "number": held.number,
        "order_id": held.order_id,
        "reference": held.reference,
        "despatched_on": held.despatched_on,
        "despatched_by": held.despatched_by,
        "recorded_at": held.recorded_at,
    }
    parties = {
        "delivery": held.id,
        "agency": held.agency,
        "supplier": held.supplier,
        "order_id": held.order_id,
    }
    # In the order of their serials: two despatches that name the same ones wait and do not cross.
    rows = [
        {"position": it.position, "serial": it.serial, "line": it.line, **parties}
        for it in sorted(held.units, key=lambda it: it.serial)
    ]
    once = insert_or(delivery).on_conflict_do_nothing(index_elements=["supplier", "reference"])
    with database_refusals(held.agency):
        made = connection.execute(once.values(values).returning(delivery.c.id)).first()
        if made is None:
            raise DeliveryExists(held.reference)
        connection.execute(insert(delivery_unit), rows)
