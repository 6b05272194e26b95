"""Reads sealed examinations of orders as they were stored. Who may see what, the walls decide."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from approvals.errors import ReceiptNotFound
from approvals.tables import receipt
from storage.one_row import OneRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReceipt:
    """One sealed examination of an order; the first has number 1."""

    order_id: str
    examination: int
    digest: str
    body: bytes
    recorded_at: datetime


_RECEIPT: Final = OneRow.of(
    receipt,
    "order_id = %(order)s"
    " and (%(examination)s::integer is null or examination = %(examination)s::integer)"
    " order by examination desc limit 1",
)


def receipt_of(
    connection: Connection, order_id: str, examination: int | None = None
) -> StoredReceipt:
    """Return a sealed examination of an order: the latest, or the one of that number.

    Raises:
        ReceiptNotFound: there is none, or it is not the reader's to see.
    """
    found = _RECEIPT.find(connection, order=order_id, examination=examination)
    if found is None:
        raise ReceiptNotFound(order_id, examination)
    return StoredReceipt(**{name: found[name] for name in StoredReceipt.__slots__})


def receipts_of(connection: Connection, order_id: str) -> tuple[StoredReceipt, ...]:
    """Return every sealed examination of an order, the first first."""
    query = select(receipt).where(receipt.c.order_id == order_id).order_by(receipt.c.examination)
    names = StoredReceipt.__slots__
    return tuple(
        StoredReceipt(**{name: row[name] for name in names})
        for row in connection.execute(query).mappings()
    )
