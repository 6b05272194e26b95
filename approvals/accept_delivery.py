"""Acceptance: what came and was found right becomes the agency's, by the one way devices are taken.

It waits while a gate holds it (`approvals.delivery_gates`), and nobody accepts what he sent.
The devices are recorded as `approvals.assets` records any, so that quota, licence evidence and the
software ledgers learn of them in no other way. (LEGITIMACY L08, L30; insight 12.)
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from approvals import store
from approvals.assets import take_over
from approvals.delivered import Delivered, Passed
from approvals.delivery_acts import Done, named, opened, steps, write
from approvals.delivery_entries import delivery_entry
from approvals.delivery_errors import GateHolds
from approvals.delivery_gates import passing_acceptance
from approvals.delivery_store import StoredDelivery, StoredUnit, by_line, count_under_way
from approvals.errors import SamePerson, WrongState
from approvals.inspection_store import latest_inspections
from approvals.kinds import read_key
from approvals.legal_day import legal_day
from approvals.line_units import LineUnits
from approvals.spare_draws import rest_more
from approvals.states import ApprovalState
from approvals.unit_states import UnitAct
from catalog.books import Books
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import append
from validators.classes import ItemClass
from validators.evidence import Asset

_LIVING = (ApprovalState.IN_FORCE, ApprovalState.EXPIRED)
"""What was sent while an approval was in force is accepted on it, even if it has expired since."""


def accept_delivery(
    connection: Connection,
    *,
    actor: Actor,
    identifier: str,
    serials: Sequence[str],
    document: str,
    books: Books,
    ids: Callable[[], str],
    now: datetime,
) -> Done:
    """Accept devices, all of them or none; those accepted before change nothing.

    Args:
        connection: a transaction of the caller's.
        actor: who accepts.
        identifier: the delivery.
        serials: which devices.
        document: the certificate of acceptance.
        books: law and catalogue in force.
        ids: draws a fresh identifier.
        now: the instant of the act.

    Raises:
        DeliveryNotFound: there is none, or it is not the actor's to see.
        NotInDelivery, ToldTwice: a serial is not in it, or named twice.
        WrongState: a device was not inspected, is damaged or gone; or the approval was revoked,
            cancelled or superseded since.
        SamePerson: the actor sent the devices.
        GateHolds: a finding stands at a gate of this step.
        EvidenceUsed: licence evidence came to belong to another device meanwhile.
        AgencyBusy: the agency's quota was locked for too long.
    """
    held = opened(connection, identifier)
    if held.despatched_by == actor.person:
        raise SamePerson(actor.person)
    found = steps(named(held, serials), UnitAct.ACCEPT)
    if not found.moved:
        return Done(None, found.unchanged)
    approval = store.approval_by_number(connection, held.number)
    state = approval.state_at(now)
    if state not in _LIVING:
        raise WrongState.of_approval(held.number, state, ApprovalState.IN_FORCE)
    today = legal_day(now)
    gates = passing_acceptance(connection, held, found.moved, books, today, actor.person)
    if gates.held_by:
        raise GateHolds(held.id, gates.held_by)
    units = store.line_units(connection, held.order_id)
    # The serials leave the delivery before the devices claim them.
    write(connection, held, UnitAct.ACCEPT, found, document, actor.person, now)
    count_under_way(connection, held.order_id, by_line(found.moved, -1))
    body: dict[str, object] = {
        "document": document,
        "accepted": [it.serial for it in found.moved],
    }
    entry = delivery_entry(EntryKind.DELIVERY_ACCEPTED, ids(), held, body, actor, now)
    leaf = append(connection, entry)
    devices = _devices(connection, held, units, found.moved, now)
    take_over(
        connection,
        actor=actor,
        uscc=held.agency,
        devices=devices,
        source=document,
        passed=Passed(approval, rest_more(units, gates.rests)),
        ids=ids,
        now=now,
    )
    return Done(leaf, found.unchanged)


def _devices(
    connection: Connection,
    held: StoredDelivery,
    of_lines: Sequence[LineUnits],
    units: Sequence[StoredUnit],
    now: datetime,
) -> list[Delivered]:
    """Return the devices to be recorded: of their line's kind, in service since today."""
    lines = {it.line: it for it in of_lines}
    latest = latest_inspections(connection, held)
    return [
        Delivered(
            asset=Asset(
                serial=it.serial,
                item_class=ItemClass(lines[it.line].item_class),
                attributes=read_key(lines[it.line].attributes),
                in_service_since=legal_day(now),
            ),
            line=it.line,
            evidence=tuple(
                stated._replace(place=place)
                for stated in (latest[it.position].evidence if it.position in latest else ())
            ),
        )
        for place, it in enumerate(units)
    ]
