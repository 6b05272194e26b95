"""Draws copies of licence grants for an order, and gives them back: exactly once, under lock.

Orders of several agencies may draw of one grant, so the agency's lock does not suffice: whoever
draws or gives back locks every grant he will touch, in the order of their numbers, before he reads
what is left. The grant's own counter follows the draws by a trigger, since nobody may set it, and a
CHECK keeps it within the copies confirmed, whatever the examination believed. (RELIABILITY §0
point 1.)
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from approvals.licence_tables import licence_draw
from approvals.locking import database_refusals
from storage.driver import Asked, Statement, first_row
from validators.licensing import LicenceDraw, named_grants
from validators.order import Order

_DRAW = """
insert into procheck.licence_draw (licence, agency, order_id, line, item, copies, recorded_at,
  recorded_by)
select d.licence, %(agency)s::text, %(order)s::text, d.line, d.item, d.copies,
  %(now)s::timestamptz, %(person)s::text
from json_to_recordset(%(draws)s::json)
  as d(licence text, line integer, item text, copies integer)
order by d.licence, d.line, d.item
"""

# What ended by itself is given back in the same transaction as what is named is drawn, so both are
# locked at once. Locks follow the sort: those of one statement and those of another never cross.
_LOCK = Statement.of(
    """
select g.number from procheck.licence_grant g
where g.number = any(%(named)s) or g.number in (
  select d.licence from procheck.licence_draw d
  where d.agency = any(%(agencies)s) and (
    d.order_id = any(%(orders)s)
    or d.order_id in (select o.id from procheck.purchase_order o
       where o.agency = any(%(agencies)s) and o.lapses_at <= %(now)s)
    or d.order_id in (select a.order_id from procheck.approval a
       where a.agency = any(%(agencies)s) and a.state = 'in-force' and a.expires_at <= %(now)s)))
order by g.number for update of g
"""
)


def locking(
    agencies: Iterable[str],
    now: datetime,
    *,
    named: Collection[str] = (),
    orders: Collection[str] = (),
) -> Asked:
    """Return the statement that locks grants in the order of their numbers.

    Args:
        agencies: those whose quota is locked already; what is due of them is locked with the rest.
        now: the instant of the act.
        named: numbers an order names.
        orders: orders whose draws may change.
    """
    return _LOCK, {
        "agencies": list(agencies),
        "now": now,
        "named": list(named),
        "orders": list(orders),
    }


def lock_licences(
    connection: Connection,
    agencies: Collection[str],
    now: datetime,
    *,
    named: Collection[str] = (),
    orders: Collection[str] = (),
) -> None:
    """Lock the grants an act may draw of or give back to; arguments as `locking`.

    Raises:
        AgencyBusy: one of them was locked for too long.
    """
    with database_refusals(next(iter(agencies), "")):
        first_row(connection, *locking(agencies, now, named=named, orders=orders))


def lock_named(connection: Connection, order: Order, now: datetime, *, held: str) -> bool:
    """Lock the grants an order names, with those the order ``held`` has drawn of.

    Returns: whether the order names any.

    Raises:
        AgencyBusy: one of them was locked for too long.
    """
    named = named_grants(order)
    lock_licences(connection, (order.agency,), now, named=named, orders=(held,))
    return bool(named)


def held_licences(connection: Connection, order_id: str) -> tuple[LicenceDraw, ...]:
    """Return what an order holds of grants, sorted; what was given back is not among it."""
    columns = licence_draw.c
    key = (columns.licence, columns.line, columns.item)
    total = func.sum(columns.copies)
    query = select(*key, total).where(columns.order_id == order_id)
    rows = connection.execute(query.group_by(*key).having(total != 0).order_by(*key))
    return tuple(LicenceDraw(number, line, item, int(n)) for number, line, item, n in rows)


def licence_changes(
    held: Iterable[LicenceDraw], wanted: Iterable[LicenceDraw]
) -> tuple[LicenceDraw, ...]:
    """Return what has to be drawn or given back, so that an order holds just what it now needs."""
    has = {(it.licence, it.line, it.item): it.copies for it in held}
    needs = {(it.licence, it.line, it.item): it.copies for it in wanted}
    found = (
        LicenceDraw(licence, line, item, copies)
        for licence, line, item in sorted(has.keys() | needs.keys())
        if (copies := needs.get((licence, line, item), 0) - has.get((licence, line, item), 0))
    )
    return tuple(found)


def draw_licences(
    connection: Connection,
    agency: str,
    order_id: str,
    draws: Sequence[LicenceDraw],
    person: str,
    now: datetime,
) -> None:
    """Write draws, which count themselves; the caller holds the grants' locks.

    Raises:
        QuotaOverdrawn: a grant has not so many copies left, or is no longer in force.
    """
    if not draws:
        return
    rows = [it._asdict() for it in draws]
    parameters = {"agency": agency, "order": order_id, "person": person, "now": now}
    with database_refusals(agency):
        connection.exec_driver_sql(_DRAW, {**parameters, "draws": json.dumps(rows)})
