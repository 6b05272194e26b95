"""What was read of the document an order was placed from, kept beside the order for ever.

The document itself is its sender's; of it the digest is kept, by which a copy is known again.
"""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from approvals.errors import OrderNotFound
from approvals.examination import Placed
from approvals.tables import order_document


def keep_reading(
    connection: Connection, placed: Placed, *, digest: str, reading: bytes, now: datetime
) -> None:
    """Keep what was read, in the transaction that places the order.

    Args:
        connection: the transaction.
        placed: the order.
        digest: of the document as it came.
        reading: what was read of it, as JSON.
        now: the instant.
    """
    connection.execute(
        insert(order_document).values(
            order_id=placed.id,
            agency=placed.order.agency,
            digest=digest,
            reading=reading,
            recorded_at=now,
        )
    )


def reading_of(connection: Connection, order_id: str) -> bytes:
    """Return what was read of the document of an order, as JSON.

    Raises:
        OrderNotFound: there is no such order, it came by no document, or it is not the reader's to
            see.
    """
    wanted = select(order_document.c.reading).where(order_document.c.order_id == order_id)
    found: bytes | None = connection.execute(wanted).scalar_one_or_none()
    if found is None:
        raise OrderNotFound(order_id)
    return bytes(found)
