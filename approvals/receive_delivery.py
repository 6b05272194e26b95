"""Receipt: an officer says which devices of a delivery came, which did not, which are damaged."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from approvals.delivery_acts import Done, Steps, named, opened, steps
from approvals.delivery_entries import delivery_entry
from approvals.delivery_errors import ToldTwice
from approvals.delivery_store import add_act, change_units, touch
from approvals.unit_states import UnitAct
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import append
from validators.serial import written_twice

TOLD = (UnitAct.RECEIVE, UnitAct.MISS, UnitAct.DAMAGE)
"""What a receipt can tell of a device."""


def receive_delivery(
    connection: Connection,
    *,
    actor: Actor,
    identifier: str,
    told: Mapping[UnitAct, Sequence[str]],
    note: str | None,
    ids: Callable[[], str],
    now: datetime,
) -> Done:
    """Record what came; what is told of a device that is further on already changes nothing.

    Args:
        connection: a transaction of the caller's.
        actor: who received.
        identifier: the delivery.
        told: serials by what is told of them, one of `TOLD` each.
        note: what else there is to say.
        ids: draws a fresh identifier.
        now: the instant of the act.

    Raises:
        DeliveryNotFound: there is none, or it is not the actor's to see.
        NotInDelivery: a serial is not in it.
        ToldTwice: several things are told of one serial.
        WrongState: a device came that was withdrawn.
        AgencyBusy: the agency's quota was locked for too long.
    """
    held = opened(connection, identifier)
    every = [serial for act in TOLD for serial in told.get(act, ())]
    twice = written_twice(every)
    if twice:
        raise ToldTwice(twice)
    found: dict[UnitAct, Steps] = {
        act: steps(named(held, told[act]), act) for act in TOLD if told.get(act)
    }
    unchanged = tuple(serial for it in found.values() for serial in it.unchanged)
    moving = {act: it for act, it in found.items() if it.moved}
    if not moving:
        return Done(None, unchanged)
    for act, it in moving.items():
        add_act(connection, held, act.value, it.moved, note, actor.person, now)
        change_units(connection, held, it.to)
    touch(connection, held)
    body: dict[str, object] = {
        it.value: [unit.serial for unit in moving[it].moved] for it in TOLD if it in moving
    }
    entry = delivery_entry(EntryKind.DELIVERY_RECEIVED, ids(), held, body, actor, now)
    return Done(append(connection, entry), unchanged)
