"""The entity tag of an order: one for whatever is done to it, by whichever route."""

from datetime import datetime

from sqlalchemy import Connection

from api.conditions import etag_of
from approvals.amendment_store import count_amendments
from approvals.states import OrderState
from approvals.store import StoredOrder


def order_etag(connection: Connection, held: StoredOrder, now: datetime) -> str:
    """Return the entity tag of an order as it stands at an instant.

    An order lapses by the clock, before anything is written: so its state is part of the tag.
    """
    narrowings = count_amendments(connection, held.id)
    return order_tag(held.id, held.revision, held.state_at(now), narrowings=narrowings)


def order_tag(order_id: str, revision: int, state: OrderState, *, narrowings: int = 0) -> str:
    """Return the entity tag of an order in a state; a new one has not been narrowed.

    A narrowing leaves the order as it was placed. It changes the tag all the same: the next
    amendment states the whole order, and has to start from it.
    """
    return etag_of("order", order_id, revision, state.value, narrowings)
