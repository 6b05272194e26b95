"""Ends open units of an order: gives back what is reserved or committed, exactly once.

What was consumed stays: those devices are on hand. The caller holds the agency's lock.
"""

from datetime import datetime

from sqlalchemy import Connection

from approvals import store
from approvals.movements import Movement, move
from approvals.quota import Verb


def release_units(
    connection: Connection, agency: str, order_id: str, person: str, now: datetime
) -> tuple[Movement, ...]:
    """Give back everything an order still holds, and return the movements made.

    Raises:
        QuotaOverdrawn: the balance does not hold what the lines say; nothing was given back.
    """
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
        for it in store.line_units(connection, order_id)
        if it.reserved + it.committed
    )
    move(connection, agency, movements, person, now)
    return movements
