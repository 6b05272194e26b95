"""Draws units of waivers for an order, and gives them back: exactly once, under the agency's lock.

The sum of an order's draws is what it holds of a waiver. The waiver's own counter changes in the
same statement, and a CHECK keeps it within what was granted, whatever the examination believed.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from approvals.locking import database_refusals
from approvals.waiver_tables import waiver_draw
from validators.waiving import Draw

Held = Mapping[tuple[str, int], int]
"""Units an order holds, by waiver and line."""

_DRAW = """
with d as materialized (
  select * from json_to_recordset(%(draws)s::json) as d(waiver text, line integer, units integer)
), counted as (
  update procheck.waiver w set drawn = w.drawn + s.units
  from (select waiver, sum(units)::integer as units from d group by waiver) s
  where w.number = s.waiver and w.agency = %(agency)s::text
)
insert into procheck.waiver_draw (waiver, agency, order_id, line, units, recorded_at, recorded_by)
select d.waiver, %(agency)s::text, %(order)s::text, d.line, d.units, %(now)s::timestamptz,
  %(person)s::text
from d order by d.waiver, d.line
"""


def held_draws(connection: Connection, order_id: str) -> Held:
    """Return what an order holds of waivers; what was given back is not among it."""
    columns = waiver_draw.c
    total = func.sum(columns.units)
    query = select(columns.waiver, columns.line, total).where(columns.order_id == order_id)
    rows = connection.execute(query.group_by(columns.waiver, columns.line).having(total != 0))
    return {(waiver, line): int(units) for waiver, line, units in rows}


def changes(held: Held, wanted: Sequence[Draw]) -> tuple[Draw, ...]:
    """Return what has to be drawn or given back, so that an order holds just what it now needs."""
    needs = {(it.waiver, it.line): it.units for it in wanted}
    found = (
        Draw(waiver, line, needs.get((waiver, line), 0) - held.get((waiver, line), 0))
        for waiver, line in sorted(held.keys() | needs.keys())
    )
    return tuple(it for it in found if it.units)


def given_back(held: Held, consumed: Mapping[int, int]) -> tuple[Draw, ...]:
    """Return what an order gives back whose lines have had so many units delivered.

    What was delivered is taken to have used the waiver first: which of a line's units were above
    the cap, or which device replaced which, nobody can tell, and no unit may be used twice.
    """
    found = (
        Draw(waiver, line, -max(units - consumed.get(line, 0), 0))
        for (waiver, line), units in sorted(held.items())
    )
    return tuple(it for it in found if it.units)


def draw(
    connection: Connection,
    agency: str,
    order_id: str,
    draws: Sequence[Draw],
    person: str,
    now: datetime,
) -> None:
    """Write draws and add them to the waivers' counters; the caller holds the agency's lock.

    Raises:
        QuotaOverdrawn: a waiver has not so many units left, or is no longer in force.
    """
    if not draws:
        return
    rows = [it._asdict() for it in draws]
    parameters = {"agency": agency, "order": order_id, "person": person, "now": now}
    with database_refusals(agency):
        connection.exec_driver_sql(_DRAW, {**parameters, "draws": json.dumps(rows)})
