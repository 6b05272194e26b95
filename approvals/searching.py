"""Orders and approvals by what they are searched by: pages, sums, and queries for exports.

What an order is found by is what its latest examination found.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVarTuple

from sqlalchemy import Connection, Select, and_, func, select

from approvals.search_pages import conditions, latest, page_of, stated
from approvals.search_tables import edition_set as sets
from approvals.search_tables import order_facet, order_search
from approvals.sought import Sought
from approvals.store import StoredApproval, StoredOrder, approval_of_row, order_of_row
from approvals.tables import approval, purchase_order

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, slots=True)
class Found:
    """An order that was looked for: what it was placed for, in yuan, and its approval."""

    order: StoredOrder
    approval: StoredApproval | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """How many orders were found, of which how many with an approval; their amounts in yuan."""

    orders: int
    amount: Decimal
    approvals: int
    approved_amount: Decimal


def narrowed(query: Select[*Columns], sought: Sought) -> Select[*Columns]:
    """Return a query of `ORDERS`, narrowed to what is sought."""
    for facet in sought.facets():
        named = order_facet.alias()
        query = query.join(named, and_(latest(named), named.c.facet == facet))
    if sought.edition is not None:
        named = order_facet.alias()
        texts = select(func.concat("editions:", sets.c.digest)).where(
            sets.c.edition == sought.edition
        )
        query = query.join(named, and_(latest(named), named.c.facet.in_(texts)))
    for condition in conditions(sought):
        query = query.where(condition)
    return query


def found_page(
    connection: Connection,
    sought: Sought,
    *,
    limit: int,
    before: str | None = None,
    approved: bool = False,
) -> tuple[Found, ...]:
    """Return up to ``limit`` orders that are sought, the newest first.

    Args:
        connection: a transaction; who may see what, the walls decide.
        sought: what is looked for.
        limit: most orders returned.
        before: the identifier of the last order of the page before.
        approved: only those an approval was granted for, whatever became of it.
    """
    ids = page_of(connection, sought, limit=limit, before=before, approved=approved)
    rows = connection.execute(
        select(*_ORDERS, *_APPROVALS, order_search.c.amount)
        .select_from(_JOINED)
        .where(order_search.c.order_id.in_(ids))
        .order_by(order_search.c.order_id.desc())
    )
    return tuple(_found(dict(row)) for row in rows.mappings())


def totals(connection: Connection, sought: Sought) -> Totals:
    """Return how many orders are sought, and their sums.

    What is added up stands in one table: joined to their approvals, a million orders would take
    longer than a statement may.
    """
    amount, number = order_search.c.amount, order_search.c.number
    query = stated(
        select(
            func.count(),
            func.coalesce(func.sum(amount), 0),
            func.count(number),
            func.coalesce(func.sum(amount).filter(number.is_not(None)), 0),
        ),
        sought,
    )
    orders, total, approvals, approved = connection.execute(narrowed(query, sought)).one()
    return Totals(orders, Decimal(total), approvals, Decimal(approved))


def _found(row: dict[str, Any]) -> Found:
    order = {it.name: row[f"order_{it.name}"] for it in purchase_order.c}
    granted = {it.name: row[f"approval_{it.name}"] for it in approval.c}
    return Found(
        order_of_row(order),
        None if granted["number"] is None else approval_of_row(granted),
        row["amount"],
    )


ORDERS = order_search.join(purchase_order, purchase_order.c.id == order_search.c.order_id)
"""What every query of orders that are sought begins with."""

_JOINED = ORDERS.outerjoin(approval, approval.c.order_id == purchase_order.c.id)
_ORDERS = [it.label(f"order_{it.name}") for it in purchase_order.c]
_APPROVALS = [it.label(f"approval_{it.name}") for it in approval.c]
