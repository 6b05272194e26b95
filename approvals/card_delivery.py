"""Cards: the asset register says on which card an accepted device or piece of software stands. L32.

A card is stated once; the same number again changes nothing, and another one is refused, since the
register itself would have to be mended first.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from approvals.delivery_acts import Done, named, opened
from approvals.delivery_entries import delivery_entry
from approvals.delivery_errors import CardStands
from approvals.delivery_store import add_act, set_cards, touch
from approvals.errors import WrongState
from approvals.unit_states import UnitState
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import append
from validators.serial import serial_form

CARD = "card"
"""What the act of stating asset cards is called."""


def card_delivery(
    connection: Connection,
    *,
    actor: Actor,
    identifier: str,
    stated: Sequence[tuple[str, str]],
    ids: Callable[[], str],
    now: datetime,
) -> Done:
    """Record the numbers of asset cards by serial, all of them or none.

    Args:
        connection: a transaction of the caller's.
        actor: who states them.
        identifier: the delivery.
        stated: serials, each with the number of its card.
        ids: draws a fresh identifier.
        now: the instant of the act.

    Raises:
        DeliveryNotFound: there is none, or it is not the actor's to see.
        NotInDelivery, ToldTwice: a serial is not in it, or named twice.
        WrongState: one was not accepted.
        CardStands: one has another card.
        AgencyBusy: the agency's quota was locked for too long.
    """
    held = opened(connection, identifier)
    units = named(held, [serial for serial, _ in stated])
    of_form = {serial_form(serial): card for serial, card in stated}
    cards = {it.serial: of_form[it.form] for it in units}
    for it in units:
        if it.state is not UnitState.ACCEPTED:
            raise WrongState.of_unit(it.serial, it.state, UnitState.ACCEPTED)
    other = tuple(it.serial for it in units if it.card not in {None, cards[it.serial]})
    if other:
        raise CardStands(other)
    fresh = tuple(it for it in units if it.card is None)
    unchanged = tuple(it.serial for it in units if it.card is not None)
    if not fresh:
        return Done(None, unchanged)
    add_act(connection, held, CARD, fresh, None, actor.person, now)
    set_cards(connection, held, {it.position: cards[it.serial] for it in fresh})
    touch(connection, held)
    body: dict[str, object] = {
        "cards": [{"serial": it.serial, "card": cards[it.serial]} for it in fresh]
    }
    entry = delivery_entry(EntryKind.DELIVERY_CARDED, ids(), held, body, actor, now)
    return Done(append(connection, entry), unchanged)
