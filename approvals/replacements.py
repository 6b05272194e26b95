"""Writes down which devices an order is to replace; `approvals.evidence_statements` asks for it."""

from sqlalchemy import Connection, insert

from approvals.tables import replacement
from validators.order import Order


def note_replaced(connection: Connection, order_id: str, order: Order) -> None:
    """Write down the devices an order names as replaced; the order itself is written before."""
    named = [
        {"serial": serial, "order_id": order_id, "line": place, "agency": order.agency}
        for place, line in enumerate(order.lines)
        for serial in dict.fromkeys(line.replaces)
    ]
    if named:
        connection.execute(insert(replacement), named)
