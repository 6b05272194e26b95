"""Ends open units of an order: gives back what is reserved or committed, exactly once.

What was consumed stays: those devices are on hand. What the order drew of waivers goes back with
its units. The caller holds the agency's lock.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from approvals import store
from approvals.draws import draw, given_back, held_draws
from approvals.entries import taken
from approvals.movements import Movement, move
from approvals.quota import Verb


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
    return taken(movements, draws)
