"""Pages of a search: which orders, the newest first, found through an index whatever is sought.

Behind a wall the planner believes that nearly nothing is seen, and would rather read and sort all
there is than walk an index for a page. So a page is asked for in one shape: an agency's orders, a
supplier's, a facet's, or all lead from the newest backwards, and all else is looked up for each
order. What fewest orders have leads. Editions are facets of several sets, and are led by each in
turn. Days bound where the walk begins and ends.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, TypeVarTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    select,
    text,
    union_all,
)

from approvals.facets import WAIVED
from approvals.search_tables import edition_set, order_facet, order_search
from approvals.sought import Sought
from approvals.tables import purchase_order

Columns = TypeVarTuple("Columns")

_FEN = 100
_COUNTED = 1_000
_KINDS = ("waiver", "article", "finding", "rule", "class")
"""Kinds of facets, those that fewest orders have first."""

# Day by day, so that each is two looks into the index of days, and no day's orders are read.
_BOUNDS = text("""
    select min(ends.first), max(ends.last)
    from (select
        greatest(cast(:since as date), (select min(placed_on) from procheck.order_search)) as since,
        least(cast(:until as date), (select max(placed_on) from procheck.order_search)) as until
    ) as days
    cross join lateral generate_series(days.since, days.until, interval '1 day') as d(day)
    cross join lateral (select
        (select order_id from procheck.order_search where placed_on = cast(d.day as date)
            order by order_id limit 1) as first,
        (select order_id from procheck.order_search where placed_on = cast(d.day as date)
            order by order_id desc limit 1) as last
    ) as ends
""")


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
    sets = _sets(connection, sought.edition)
    if sought.edition is not None and not sets:
        return []
    facets = list(sought.facets())
    leading = _leading(connection, sought, facets, sets)
    facets = [it for it in facets if it not in leading]
    if leading == sets:
        sets = []
    wanted = conditions(sought)
    if approved:
        wanted.append(order_search.c.number.is_not(None))
    within = _within(connection, sought, before)
    asked = _Asked(sought, wanted, [*([it] for it in facets), *([sets] if sets else [])], within)
    if not leading:
        return list(connection.scalars(_walked(asked, limit)))
    parts = [_led(facet, asked, limit) for facet in leading]
    found = union_all(*(select(it.subquery().c.order_id) for it in parts)).subquery()
    page = select(found.c.order_id).order_by(found.c.order_id.desc()).limit(limit)
    return list(connection.scalars(page))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A page that is asked for.

    ``wanted`` is what its orders have to be, ``facets`` of which each they must have one of, and
    ``within`` the identifiers they lie between: the first and the last, both included, and one they
    come before.
    """

    sought: Sought
    wanted: list[ColumnElement[bool]]
    facets: list[list[str]]
    within: Callable[[ColumnElement[str]], list[ColumnElement[bool]]]


def _leading(
    connection: Connection, sought: Sought, facets: Sequence[str], sets: list[str]
) -> list[str]:
    """Return the facets that lead to a page's orders; none where the table of orders does.

    What fewest orders have leads, counted up to so many. Beyond that an agency's or a supplier's
    orders do, and of facets those of a kind of which there are fewer: less passes by one waiver
    than there is of a class.
    """
    if not facets and not sets:
        return []
    counted = [
        (_counted(connection, order_facet.c.facet == it), _KINDS.index(it.partition(":")[0]), it)
        for it in facets
    ]
    fewest = min(counted, default=(_COUNTED, 0, ""))
    owned = sought.agency is not None or sought.supplier is not None
    if owned and fewest[0] == _COUNTED:
        return []
    indexed = _indexed(sought)
    if indexed and _counted(connection, *indexed) < fewest[0]:
        return []
    return [fewest[2]] if facets else sets


def _counted(connection: Connection, *conditions_: ColumnElement[bool]) -> int:
    some = select(literal(1)).where(*conditions_).limit(_COUNTED).subquery()
    found: int = connection.scalar(select(func.count()).select_from(some)) or 0
    return found


def _within(
    connection: Connection, sought: Sought, before: str | None
) -> Callable[[ColumnElement[str]], list[ColumnElement[bool]]]:
    """Return what bounds the identifiers of a page's orders.

    The identifiers of a day's orders lie close together, and a walk that knows between which need
    not begin with today. Where an agency is sought its orders are few, and nothing is gained.
    """
    first = last = None
    if sought.agency is None and (sought.placed_from or sought.placed_to):
        days = {"since": sought.placed_from, "until": sought.placed_to}
        first, last = connection.execute(_BOUNDS, days).one()

    def bounds(identifier: ColumnElement[str]) -> list[ColumnElement[bool]]:
        found = []
        if first is not None:
            found += [identifier >= first, identifier <= last]
        if before is not None:
            found.append(identifier < before)
        return found

    return bounds


def _sets(connection: Connection, edition: str | None) -> list[str]:
    if edition is None:
        return []
    columns = edition_set.c
    named = literal("editions:", String) + columns.digest
    return list(connection.scalars(select(named).where(columns.edition == edition)))


def _walked(asked: _Asked, limit: int) -> Select[str]:
    """Return a query that is led by the table itself."""
    identifier = order_search.c.order_id
    query = stated(select(identifier), asked.sought).where(*asked.wanted, *asked.within(identifier))
    for some in asked.facets:
        query = query.where(_has(order_search, some))
    return query.order_by(identifier.desc()).limit(limit)


def _led(facet: str, asked: _Asked, limit: int) -> Select[str]:
    """Return a query that is led by a facet; what is wanted is looked up for each of its orders."""
    named = order_facet.alias()
    looked_up = (
        stated(select(cast(literal(1), String).label("seen")), asked.sought)
        .where(latest(named), *asked.wanted)
        # Not to be merged into a join that reads everything.
        .offset(0)
        .lateral()
    )
    query = select(named.c.order_id)
    for some in asked.facets:
        # Before the order itself: most have not the other facet either.
        query = query.join(_also(named, some), literal(value=True))
    query = query.join(looked_up, literal(value=True))
    query = query.where(named.c.facet == facet, *asked.within(named.c.order_id))
    return query.order_by(named.c.order_id.desc()).limit(limit)


def _also(named: FromClause, facets: Sequence[str]) -> FromClause:
    other = order_facet.alias()
    return (
        select(cast(literal(1), String).label("seen"))
        .where(_same(other, named), other.c.facet.in_(facets))
        .offset(0)
        .lateral()
    )


def stated(query: Select[*Columns], sought: Sought) -> Select[*Columns]:
    """Return a query of `order_search`, with the order beside it where its state is asked for."""
    source = order_search
    if sought.state is None:
        return query.select_from(source)
    return query.select_from(source.join(purchase_order, purchase_order.c.id == source.c.order_id))


def _has(searched: FromClause, facets: Sequence[str]) -> ColumnElement[bool]:
    named = order_facet.alias()
    return exists().where(_same(named, searched), named.c.facet.in_(facets))


def latest(named: Any) -> ColumnElement[bool]:  # noqa: ANN401 - an alias of a table
    """Return whether a facet is one of an order's latest examination."""
    return _same(named, order_search)


def _same(named: FromClause, other: FromClause) -> ColumnElement[bool]:
    """Return whether two rows are of the same examination of the same order."""
    one, two = named.c, other.c
    return and_(one.order_id == two.order_id, one.examination == two.examination)


def conditions(sought: Sought) -> list[ColumnElement[bool]]:
    """Return what is sought of `ORDERS`, but for facets an order must have."""
    search = order_search.c
    found = _indexed(sought)
    for column, value in (
        (search.outcome, sought.outcome),
        (purchase_order.c.state, sought.state),
    ):
        if value is not None:
            found.append(column == value)
    if sought.waived is False:
        waived = order_facet.alias()
        found.append(~exists().where(latest(waived), waived.c.facet == WAIVED))
    return found


def _indexed(sought: Sought) -> list[ColumnElement[bool]]:
    """Return those of the conditions that an index of `order_search` leads to."""
    search = order_search.c
    found: list[ColumnElement[bool]] = []
    for column, value in ((search.agency, sought.agency), (search.supplier, sought.supplier)):
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
    return found


def _fen(amount: Decimal, rounding: str) -> int:
    return int((amount * _FEN).to_integral_value(rounding))
