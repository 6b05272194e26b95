"""Gaps between approval, delivery, serial and acceptance, line by line (FA10).

Of each approved line: units nobody has sent, units under way, accepted devices without a serial of
a delivery (taken over by hand), and accepted devices without an asset card. Payments are not
recorded here, so that a gap to them cannot be told, and is not.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, func, select

from approvals.delivery_tables import delivery_unit
from approvals.searching import ORDERS, narrowed
from approvals.sought import Sought
from approvals.tables import approval, order_line, purchase_order
from approvals.unit_states import UnitState


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One approved line that is not yet delivered, accepted and carded as a whole.

    ``amount`` are the yuan the whole line was approved for.
    """

    number: str
    order_id: str
    line: int
    agency: str
    supplier: str | None
    item_class: str
    approved: int
    amount: Decimal
    unsent: int
    under_way: int
    accepted: int
    without_delivery: int
    without_card: int
    valid_until: date


def gaps_page(
    connection: Connection,
    sought: Sought,
    *,
    limit: int,
    after: tuple[str, int] | None = None,
) -> tuple[Gap, ...]:
    """Return up to ``limit`` approved lines with a gap, in the order they were placed.

    Args:
        connection: a transaction.
        sought: which orders.
        limit: most lines returned.
        after: order and line of the last one of the page before.
    """
    query = gaps(sought)
    if after is not None:
        order_id, place = after
        line = order_line.c
        query = query.where(
            (line.order_id > order_id) | ((line.order_id == order_id) & (line.line > place))
        )
    rows = connection.execute(query.limit(limit))
    return tuple(Gap(**row) for row in rows.mappings())


def gaps(sought: Sought) -> Select[*tuple[Any, ...]]:
    """Return the query of all approved lines with a gap, its columns those of `Gap`, in order."""
    line, unit, granted = order_line.c, delivery_unit.c, approval.c
    counted = (
        select(
            func.count().label("accepted"),
            func.count().filter(unit.card.is_(None)).label("bare"),
        )
        .where(
            unit.order_id == line.order_id,
            unit.line == line.line,
            unit.state == UnitState.ACCEPTED.value,
        )
        .lateral("counted")
    )
    unsent = line.committed - line.under_way
    by_hand = line.consumed - counted.c.accepted
    joined = (
        ORDERS.join(approval, granted.order_id == purchase_order.c.id)
        .join(order_line, line.order_id == purchase_order.c.id)
        .join(counted, line.order_id.is_not(None))
    )
    query = select(
        granted.number,
        line.order_id,
        line.line,
        line.agency,
        line.supplier,
        line["class"].label("item_class"),
        line.quantity.label("approved"),
        (line.quantity * line.unit_price).label("amount"),
        unsent.label("unsent"),
        line.under_way,
        line.consumed.label("accepted"),
        by_hand.label("without_delivery"),
        counted.c.bare.label("without_card"),
        granted.valid_until,
    ).select_from(joined)
    query = query.where((unsent > 0) | (line.under_way > 0) | (by_hand > 0) | (counted.c.bare > 0))
    return narrowed(query, sought).order_by(line.order_id, line.line)
