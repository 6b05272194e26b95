"""Orders and approvals by what they are searched by; keeps that up with each examination.

Every query is led by an index: to a facet or an amount if one is named, else from the newest order
backwards. What an order is found by is what its latest examination found.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql

from approvals.examination import Examination
from approvals.facets import WAIVED, edition_set, facets_of
from approvals.search_tables import edition_set as sets
from approvals.search_tables import order_facet, order_search
from approvals.sought import Sought
from approvals.store import StoredApproval, StoredOrder, approval_of_row, order_of_row
from approvals.tables import approval, purchase_order

Columns = TypeVarTuple("Columns")
_FEN = 100


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


def find_by(
    connection: Connection, held: StoredOrder, examination: int, found: Examination
) -> None:
    """Let an order be found by what it was told this time; the caller writes the receipt."""
    columns = order_search.c
    connection.execute(
        update(order_search).where(columns.order_id == held.id).values(examination=examination)
    )
    rested = edition_set(found.verdict.editions)
    rows = [
        {"edition": name, "digest": rested.digest, "revision": revision}
        for name, revision in rested.editions
    ]
    if rows:
        connection.execute(postgresql.insert(sets).on_conflict_do_nothing(), rows)
    connection.execute(
        insert(order_facet),
        [
            {"facet": it, "order_id": held.id, "examination": examination, "agency": held.agency}
            for it in facets_of(found.placed.order, found.verdict)
        ],
    )


def narrowed(query: Select[*Columns], sought: Sought) -> Select[*Columns]:
    """Return a query that joins `ORDERS`, narrowed to what is sought."""
    for facet in sought.facets():
        named = order_facet.alias()
        query = query.join(named, and_(_latest(named), named.c.facet == facet))
    if sought.edition is not None:
        named = order_facet.alias()
        texts = select(func.concat("editions:", sets.c.digest)).where(
            sets.c.edition == sought.edition
        )
        query = query.join(named, and_(_latest(named), named.c.facet.in_(texts)))
    for condition in _conditions(sought):
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
    query = select(*_ORDERS, *_APPROVALS, order_search.c.amount).select_from(_JOINED)
    if approved:
        query = query.where(approval.c.number.is_not(None))
    if before is not None:
        query = query.where(order_search.c.order_id < before)
    rows = connection.execute(
        narrowed(query, sought).order_by(order_search.c.order_id.desc()).limit(limit)
    )
    return tuple(_found(dict(row)) for row in rows.mappings())


def totals(connection: Connection, sought: Sought) -> Totals:
    """Return how many orders are sought, and their sums."""
    amount = order_search.c.amount
    granted = approval.c.number.is_not(None)
    query = select(
        func.count(),
        func.coalesce(func.sum(amount), 0),
        func.count().filter(granted),
        func.coalesce(func.sum(amount).filter(granted), 0),
    ).select_from(_JOINED)
    orders, total, approvals, approved = connection.execute(narrowed(query, sought)).one()
    return Totals(orders, Decimal(total), approvals, Decimal(approved))


def _latest(named: Any) -> ColumnElement[bool]:  # noqa: ANN401 - an alias of a table
    both = order_search.c
    return and_(named.c.order_id == both.order_id, named.c.examination == both.examination)


def _conditions(sought: Sought) -> list[ColumnElement[bool]]:
    order, search = purchase_order.c, order_search.c
    found: list[ColumnElement[bool]] = []
    for column, value in (
        (search.agency, sought.agency),
        (order.supplier, sought.supplier),
        (order.outcome, sought.outcome),
        (order.state, sought.state),
    ):
        if value is not None:
            found.append(column == value)
    if sought.amount_from is not None:
        found += [
            search.fen >= _fen(sought.amount_from, ROUND_FLOOR),
            search.amount >= sought.amount_from,
        ]
    if sought.amount_to is not None:
        found += [
            search.fen <= _fen(sought.amount_to, ROUND_CEILING),
            search.amount <= sought.amount_to,
        ]
    if sought.placed_from is not None:
        found.append(order.placed_on >= sought.placed_from)
    if sought.placed_to is not None:
        found.append(order.placed_on <= sought.placed_to)
    if sought.waived is False:
        waived = order_facet.alias()
        found.append(~exists().where(_latest(waived), waived.c.facet == WAIVED))
    return found


def _fen(amount: Decimal, rounding: str) -> int:
    return int((amount * _FEN).to_integral_value(rounding))


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
