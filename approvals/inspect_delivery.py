"""Inspection: an officer says what is really on each device; the gate of the delivery judges it.

What was found may be stated again, wholly anew, as long as the device is under way: the last
inspection counts and the earlier ones are kept. One that says the same again changes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from approvals.delivery_acts import Done, named, opened, steps
from approvals.delivery_entries import delivery_entry
from approvals.delivery_store import add_act, change_units, touch
from approvals.inspection_store import (
    Inspected,
    add_inspections,
    found_digest,
    found_document,
    latest_inspections,
)
from approvals.unit_states import UnitAct
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import append
from validators.serial import serial_form


def inspect_delivery(
    connection: Connection,
    *,
    actor: Actor,
    identifier: str,
    found: Sequence[Inspected],
    source: str,
    ids: Callable[[], str],
    now: datetime,
) -> Done:
    """Record what was found on devices; of one that came to its end nothing is recorded.

    Args:
        connection: a transaction of the caller's.
        actor: who inspected.
        identifier: the delivery.
        found: one for each device inspected.
        source: the document it stands in: a checklist, a photograph, what the machine printed.
        ids: draws a fresh identifier.
        now: the instant of the act.

    Raises:
        DeliveryNotFound: there is none, or it is not the actor's to see.
        NotInDelivery: a serial is not in it.
        ToldTwice: a device is told of twice.
        WrongState: a device was withdrawn.
        AgencyBusy: the agency's quota was locked for too long.
    """
    held = opened(connection, identifier)
    units = named(held, [it.serial for it in found])
    # What is told of a device is told of the serial it was sent with.
    sent = {it.form: it.serial for it in units}
    told = [replace(it, serial=sent[serial_form(it.serial)]) for it in found]
    stated, before = {it.serial: it for it in told}, latest_inspections(connection, held)
    going = steps(units, UnitAct.INSPECT)
    # One already inspected does not move, and yet what is found on it may be new.
    fresh = {
        it.position: stated[it.serial]
        for it in units
        if it.under_way and not _same(stated[it.serial], before.get(it.position))
    }
    unchanged = tuple(it.serial for it in units if it.position not in fresh)
    if not fresh:
        return Done(None, unchanged)
    inspected = tuple(held.units[place] for place in sorted(fresh))
    act = add_act(connection, held, UnitAct.INSPECT.value, inspected, source, actor.person, now)
    add_inspections(connection, held, act, fresh)
    change_units(connection, held, {it: going.to[it] for it in fresh})
    touch(connection, held)
    body: dict[str, object] = {
        "source": source,
        "units": [
            {"serial": it.serial, "found": found_digest(it)} for _, it in sorted(fresh.items())
        ],
    }
    entry = delivery_entry(EntryKind.DELIVERY_INSPECTED, ids(), held, body, actor, now)
    return Done(append(connection, entry), unchanged)


def _same(stated: Inspected, before: Inspected | None) -> bool:
    """Return whether an inspection says what the one before it said, to the last digest."""
    if before is None or found_document(stated) != found_document(before):
        return False
    one, other = (
        {claim for evidence in it.evidence for claim in evidence.claims} for it in (stated, before)
    )
    return one == other
