"""Pages of a search: which orders, the newest first, found through an index whatever is sought.

Behind a wall the planner believes that nearly nothing is seen, and would rather read and sort all
there is than walk an index for a page. So a page is asked for in one shape: an agency's orders, a
facet's, or all lead from the newest backwards, and all else is looked up for each order. Editions
are facets of several sets, and are led by each in turn.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    cast,
    exists,
    literal,
    select,
    union_all,
)

from approvals.facets import WAIVED
from approvals.search_tables import edition_set, order_facet, order_search
from approvals.sought import Sought
from approvals.tables import purchase_order

_FEN = 100


def page_of(
    connection: Connection,
    sought: Sought,
    *,
    limit: int,
    before: str | None,
    approved: bool,
) -> list[str]:
    """Return the identifiers of up to ``limit`` orders, the newest first.

    Args:
        connection: a transaction; who may see what, the walls decide.
        sought: what is looked for.
        limit: most orders returned.
        before: only orders older than this one.
        approved: only those an approval was granted for.
    """
    facets = sought.facets()
    # An agency has some thousand orders at most, and an index of its own.
    led = 0 if sought.agency is not None and sought.waiver is None else 1
    leading, others = facets[:led], facets[led:]
    sets = _sets(connection, sought.edition)
    if sought.edition is not None and not sets:
        return []
    if led and not leading and sets:
        leading, sets = tuple(sets), []
    wanted = conditions(sought)
    if approved:
        wanted.append(order_search.c.number.is_not(None))
    for facet in others:
        wanted.append(_has(order_facet.c.facet == facet))
    if sets:
        wanted.append(_has(order_facet.c.facet.in_(sets)))
    if not leading:
        return list(connection.scalars(_walked(sought, wanted, before, limit)))
    parts = [_led(facet, sought, wanted, before, limit) for facet in leading]
    found = union_all(*(select(it.subquery().c.order_id) for it in parts)).subquery()
    page = select(found.c.order_id).order_by(found.c.order_id.desc()).limit(limit)
    return list(connection.scalars(page))


def _sets(connection: Connection, edition: str | None) -> list[str]:
    if edition is None:
        return []
    columns = edition_set.c
    named = literal("editions:", String) + columns.digest
    return list(connection.scalars(select(named).where(columns.edition == edition)))


def _walked(
    sought: Sought, wanted: list[ColumnElement[bool]], before: str | None, limit: int
) -> Select[str]:
    """Return a query that is led by the table itself."""
    columns = order_search.c
    query = _stated(select(columns.order_id), sought).where(*wanted)
    if before is not None:
        query = query.where(columns.order_id < before)
    return query.order_by(columns.order_id.desc()).limit(limit)


def _led(
    facet: str,
    sought: Sought,
    wanted: list[ColumnElement[bool]],
    before: str | None,
    limit: int,
) -> Select[str]:
    """Return a query that is led by a facet; what is wanted is looked up for each of its orders."""
    named = order_facet.alias()
    looked_up = (
        _stated(select(cast(literal(1), String).label("seen")), sought)
        .where(latest(named), *wanted)
        # Not to be merged into a join that reads everything.
        .offset(0)
        .lateral()
    )
    query = select(named.c.order_id).join(looked_up, literal(value=True))
    query = query.where(named.c.facet == facet)
    if before is not None:
        query = query.where(named.c.order_id < before)
    return query.order_by(named.c.order_id.desc()).limit(limit)


def _stated(query: Select[Any], sought: Sought) -> Select[Any]:
    """Return a query of `order_search`, with the order beside it where its state is asked for."""
    source = order_search
    if sought.state is None:
        return query.select_from(source)
    return query.select_from(source.join(purchase_order, purchase_order.c.id == source.c.order_id))


def _has(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(latest(order_facet), condition)


def latest(named: Any) -> ColumnElement[bool]:  # noqa: ANN401 - an alias of a table
    """Return whether a facet is one of an order's latest examination."""
    both = order_search.c
    return and_(named.c.order_id == both.order_id, named.c.examination == both.examination)


def conditions(sought: Sought) -> list[ColumnElement[bool]]:
    """Return what is sought of `ORDERS`, but for facets an order must have."""
    search = order_search.c
    found: list[ColumnElement[bool]] = []
    for column, value in (
        (search.agency, sought.agency),
        (search.supplier, sought.supplier),
        (search.outcome, sought.outcome),
        (purchase_order.c.state, sought.state),
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
        found.append(search.placed_on >= sought.placed_from)
    if sought.placed_to is not None:
        found.append(search.placed_on <= sought.placed_to)
    if sought.waived is False:
        waived = order_facet.alias()
        found.append(~exists().where(latest(waived), waived.c.facet == WAIVED))
    return found


def _fen(amount: Decimal, rounding: str) -> int:
    return int((amount * _FEN).to_integral_value(rounding))
