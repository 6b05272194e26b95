"""The register of waivers: what passed by each, what that cost, on whom it concentrates (FA12).

The money effect of a unit that passes by a waiver of the price is what it costs above the ceiling,
as the finding tells it; of any other waiver it is the whole price of the unit, which without it
would not have been bought. Units that were given back count no more.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select

from approvals.search_tables import order_search
from approvals.tables import order_line, receipt
from approvals.waiver_store import StoredWaiver, waivers_page
from approvals.waiver_tables import waiver_draw
from storage.keyset import PAGE

_YUAN = "CNY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A waiver in the register: units that stand, their money effect in yuan, and repeats.

    ``repeats`` is how many other waivers of the same rule and class the agency was granted.
    """

    held: StoredWaiver
    state: str
    units: int
    orders: int
    effect: Decimal
    repeats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """What one person granted: waivers, units that stand, and their money effect."""

    person: str
    waivers: int
    units: int
    effect: Decimal


@dataclass(frozen=True, slots=True)
class WaiverRegister:
    """All waivers the reader may see, and whom they concentrate on, the largest effect first."""

    items: tuple[Registered, ...]
    approvers: tuple[Concentration, ...]
    effect: Decimal


def waiver_register(connection: Connection, today: date, now: datetime) -> WaiverRegister:
    """Return the register: granted waivers, and those withdrawn or over since.

    Args:
        connection: one snapshot.
        today: the day of law.
        now: the instant by which states are told.
    """
    held = [it for it in _all(connection, today) if it.decision and it.decision.bounds]
    effects, units, orders = _effects(connection)
    kinds = Counter((it.agency, it.wanted.rule, it.wanted.item_class) for it in held)
    items = tuple(
        Registered(
            held=it,
            state=it.state_at(now).value,
            units=units[it.number],
            orders=orders[it.number],
            effect=effects.get(it.number, Decimal(0)),
            repeats=kinds[it.agency, it.wanted.rule, it.wanted.item_class] - 1,
        )
        for it in held
    )
    return WaiverRegister(items, _concentrated(items), sum((it.effect for it in items), Decimal(0)))


def _all(connection: Connection, today: date) -> Iterable[StoredWaiver]:
    before = None
    while page := waivers_page(connection, limit=PAGE, today=today, before=before):
        yield from page
        before = (page[-1].asked_at, page[-1].number)


def _effects(
    connection: Connection,
) -> tuple[Mapping[str, Decimal], Counter[str], Counter[str]]:
    """Return money effect, units and orders by waiver, of the draws that stand."""
    drawn, line = waiver_draw.c, order_line.c
    standing = func.sum(drawn.units)
    query = (
        select(drawn.waiver, drawn.order_id, drawn.line, standing, line.unit_price)
        .join(order_line, (line.order_id == drawn.order_id) & (line.line == drawn.line))
        .group_by(drawn.waiver, drawn.order_id, drawn.line, line.unit_price)
        .having(standing > 0)
        .order_by(drawn.order_id, drawn.line)
    )
    effects: dict[str, Decimal] = {}
    units: Counter[str] = Counter()
    orders: dict[str, set[str]] = {}
    for number, order_id, place, count, price in connection.execute(query).all():
        over = _over(connection, order_id, place, number)
        effect = Decimal(count) * (price if over is None else over)
        effects[number] = effects.get(number, Decimal(0)) + effect
        units[number] += int(count)
        orders.setdefault(number, set()).add(order_id)
    return effects, units, Counter({name: len(found) for name, found in orders.items()})


def _over(connection: Connection, order_id: str, line: int, number: str) -> Decimal | None:
    """Return by how much a unit is above its ceiling; ``None`` for a waiver of anything else."""
    sealed, search = receipt.c, order_search.c
    query = select(sealed.body).join(
        order_search,
        (search.order_id == sealed.order_id) & (search.examination == sealed.examination),
    )
    body = connection.execute(query.where(sealed.order_id == order_id)).scalar_one()
    findings: list[Mapping[str, Any]] = json.loads(body)["verdict"]["findings"]
    for it in findings:
        mine = it.get("waiver", {}).get("number") == number
        if mine and it["pointer"].startswith(f"/lines/{line}/") and it.get("unit") == _YUAN:
            return Decimal(it["over"])
    return None


def _concentrated(items: Iterable[Registered]) -> tuple[Concentration, ...]:
    found: dict[str, list[Registered]] = {}
    for it in items:
        if it.held.decision is not None:
            found.setdefault(it.held.decision.person, []).append(it)
    told = (
        Concentration(
            person=person,
            waivers=len(mine),
            units=sum(it.units for it in mine),
            effect=sum((it.effect for it in mine), Decimal(0)),
        )
        for person, mine in found.items()
    )
    return tuple(sorted(told, key=lambda it: (-it.effect, -it.waivers, it.person)))
