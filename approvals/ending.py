"""Ends open units of an order: gives back what is reserved or committed, exactly once.

What was consumed stays: those devices are on hand. What the order drew of waivers and of licence
grants goes back with its units. The caller holds the agency's lock.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from approvals import store
from approvals.draws import draw, given_back, held_draws
from approvals.entries import Draws, taken
from approvals.licence_draws import draw_licences, held_licences, lock_licences
from approvals.movements import Movement, move
from approvals.quota import Verb
from approvals.store import LineUnits
from validators.licensing import LicenceDraw
from validators.licensing import given_back as given_back_copies


def release_units(
    connection: Connection, agency: str, order_id: str, person: str, now: datetime
) -> Mapping[str, object]:
    """Give back everything an order still holds, and return what its entry says of that.

    Raises:
        QuotaOverdrawn: the balance does not hold what the lines say; nothing was given back.
    """
    units = store.line_units(connection, order_id)
    movements = tuple(
        Movement(
            verb=Verb.RELEASE,
            item_class=it.item_class,
            attributes=it.attributes,
            reserved=-it.reserved,
            committed=-it.committed,
            order_id=it.order_id,
            line=it.line,
        )
        for it in units
        if it.reserved + it.committed
    )
    move(connection, agency, movements, person, now)
    consumed = {it.line: it.consumed for it in units}
    draws = given_back(held_draws(connection, order_id), consumed)
    draw(connection, agency, order_id, draws, person, now)
    licences = _give_back(connection, agency, order_id, units, person, now)
    return taken(movements, Draws(draws, licences))


def holds_draws(connection: Connection, order_id: str) -> bool:
    """Return whether an order holds units of a waiver, or copies of a licence grant."""
    return bool(held_draws(connection, order_id) or held_licences(connection, order_id))


def _give_back(
    connection: Connection,
    agency: str,
    order_id: str,
    units: Iterable[LineUnits],
    person: str,
    now: datetime,
) -> tuple[LicenceDraw, ...]:
    """Give back the copies an order holds for devices that were not delivered."""
    held = held_licences(connection, order_id)
    if not held:
        return ()
    lock_licences(connection, (agency,), now, orders=(order_id,))
    of_line = {it.line: it for it in units}
    draws = given_back_copies(
        held,
        {line: it.quantity for line, it in of_line.items()},
        {line: it.consumed for line, it in of_line.items()},
    )
    draw_licences(connection, agency, order_id, draws, person, now)
    return draws
