"""Which unused licences of its agency an order rests on: written as it changes, once and no more.

What an agency states to hold unused is used once: an order that is approved, or waits for an
approver, keeps what its devices rest on, and gives it back with its units. Everything happens under
the agency's lock, and nothing of it is asked for where no order rests on any. How it stands beside
the number stated is told by the database's function ``spare_standing``, which a trigger holds every
further draw against. (docs/adr/0028.)
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple

from sqlalchemy import Connection

from approvals.line_units import LineUnits
from approvals.locking import database_refusals
from validators.classes import ItemClass
from validators.resting import SpareDraw, SpareKey, changed
from validators.spare import Spare

SHOWN: Final = 5
"""Most orders named beside a number of licences that they rest on."""

_DRAW = """
insert into procheck.spare_draw (agency, class, order_id, line, copies, recorded_at, recorded_by)
select %(agency)s::text, d.item_class, %(order)s::text, d.line, d.copies, %(now)s::timestamptz,
  %(person)s::text
from json_to_recordset(%(draws)s::json) as d(line integer, item_class text, copies integer)
order by d.line, d.item_class
"""


class Rest(NamedTuple):
    """What one order rests on of one class, on a day that was asked about.

    ``waits`` are licences for devices not delivered before the day of the number stated, ``used``
    those for devices that were.
    """

    item_class: ItemClass
    reference: str
    waits: int
    used: int


def spares(rests: Iterable[Rest], reference: str, *, named: bool) -> tuple[Spare, ...]:
    """Return what an order has to know of what orders of its agency rest on, by class.

    Args:
        rests: of every order of the agency, those of one class together.
        reference: of the order itself, which never stands in its own way.
        named: whether the others are the asker's to know.
    """
    found = []
    for covered, of_class in groupby(rests, key=lambda it: it.item_class):
        mine, others = 0, []
        for it in of_class:
            if it.reference == reference:
                mine = it.used
            elif it.waits:
                others.append(it)
        if mine or others:
            found.append(
                Spare(
                    item_class=covered,
                    drawn=sum(it.waits for it in others),
                    used=mine,
                    count=len(others),
                    orders=tuple(it.reference for it in others[:SHOWN]) if named else (),
                )
            )
    return tuple(found)


def rested(units: Iterable[LineUnits]) -> Mapping[SpareKey, int]:
    """Return what lines of an order rest on, as `validators.resting` compares it."""
    return {
        (it.line, ItemClass(name)): copies for it in units for name, copies in it.spares.items()
    }


def rest_more(
    units: Sequence[LineUnits], wanted: Iterable[SpareDraw] | None
) -> tuple[SpareDraw, ...]:
    """Return what changes of what an order rests on, whose devices are about to be accepted.

    Its approval may be older than the number of unused licences, or it may have been narrowed
    since: whatever it passes the gate with, it rests on from then on.

    Args:
        units: the lines of the order, with what they rest on so far.
        wanted: what the order rests on today; ``None`` changes nothing.
    """
    return () if wanted is None else changed(rested(units), wanted)


def draw_spares(
    connection: Connection,
    agency: str,
    order_id: str,
    draws: Sequence[SpareDraw],
    person: str,
    now: datetime,
) -> None:
    """Write what an order rests on more, or no longer; the caller holds the agency's lock.

    Raises:
        QuotaOverdrawn: the agency states fewer unused licences than orders would rest on.
    """
    if not draws:
        return
    parameters = {"agency": agency, "order": order_id, "person": person, "now": now}
    packed = json.dumps([it._asdict() for it in draws])
    with database_refusals(agency):
        connection.exec_driver_sql(_DRAW, {**parameters, "draws": packed})
