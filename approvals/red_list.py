"""The red list: approved lines priced just under a ceiling, and how large their share is (FA9).

A price hugs its ceiling if it lies within a share under it, or on it: from (1 - share) x ceiling to
the ceiling itself, both included. The ceiling is the strictest one the law in force on the day of
the order has for the line, for the agency as its receipt sealed it; what has none that is one
number, and prices whose tax nobody stated, are counted apart: they cannot be compared. A high share
proves nothing by itself: it says where to look.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, select

from approvals.search_tables import order_search
from approvals.searching import ORDERS, narrowed
from approvals.sought import Sought
from approvals.tables import approval, purchase_order, receipt
from validators.law import Law
from validators.pricing import with_tax
from validators.reading import read_agency, read_order

MOST_ORDERS = 5_000
"""Orders one question may be about: each receipt is read."""
NEAR = "0.03"
"""How near to a ceiling is just under it, where nobody says: a share of the ceiling."""


class TooManyOrders(Exception):  # noqa: N818 - named for what was found
    """More approved orders are sought than one question may be about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hugging:
    """A line priced just under its ceiling; amounts are yuan with tax."""

    number: str
    order_id: str
    line: int
    agency: str
    supplier: str | None
    item_class: str
    quantity: int
    price: Decimal
    ceiling: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """How many comparable lines of an agency, a supplier or a class there are, and how many hug."""

    name: str
    lines: int
    hugging: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RedList:
    """Lines that hug, the nearest first, and the shares of all comparable lines by three groups."""

    items: tuple[Hugging, ...]
    lines: int
    incomparable: int
    agencies: tuple[Group, ...]
    suppliers: tuple[Group, ...]
    classes: tuple[Group, ...]


def red_list(
    connection: Connection, sought: Sought, laws: Callable[[str], Law], share: Decimal
) -> RedList:
    """Return the red list of the approved orders that are sought.

    Args:
        connection: one snapshot.
        sought: which orders.
        laws: gives the law of a digest.
        share: how near is just under: a share of the ceiling, as 0.03.

    Raises:
        TooManyOrders: more than `MOST_ORDERS` are sought.
    """
    compared = [*_compared(connection, sought, laws)]
    lines = [it for it in compared if it is not None]
    near = [it for it in lines if it.ceiling * (1 - share) <= it.price <= it.ceiling]
    return RedList(
        items=tuple(sorted(near, key=lambda it: (-it.price / it.ceiling, it.order_id, it.line))),
        lines=len(lines),
        incomparable=len(compared) - len(lines),
        agencies=_groups(lines, near, lambda it: it.agency),
        suppliers=_groups(lines, near, lambda it: it.supplier or ""),
        classes=_groups(lines, near, lambda it: it.item_class),
    )


def _compared(
    connection: Connection, sought: Sought, laws: Callable[[str], Law]
) -> Iterator[Hugging | None]:
    sealed, search = receipt.c, order_search.c
    joined = ORDERS.join(approval, approval.c.order_id == purchase_order.c.id).join(
        receipt,
        (sealed.order_id == search.order_id) & (sealed.examination == search.examination),
    )
    query = select(approval.c.number, purchase_order.c.id, sealed.body).select_from(joined)
    rows = narrowed(query, sought).order_by(purchase_order.c.id).limit(MOST_ORDERS + 1)
    options = {"stream_results": True, "max_row_buffer": 200}
    for place, (number, order_id, body) in enumerate(
        connection.execute(rows, execution_options=options)
    ):
        if place == MOST_ORDERS:
            raise TooManyOrders
        said = json.loads(body)
        order, law = read_order(said["order"]), laws(said["law"])
        agency = read_agency(said["evidence"]["agency"])
        on = date.fromisoformat(said["dates"]["placed_on"])
        held = law.in_force(agency.jurisdiction, agency.level, on, agency.properties)
        for at, line in enumerate(order.lines):
            ceiling = held.kind(line.item_class, line.attributes).ceiling
            price = with_tax(order.price_basis, line.unit_price)
            if ceiling is None or price is None:
                yield None
                continue
            yield Hugging(
                number=number,
                order_id=order_id,
                line=at,
                agency=order.agency,
                supplier=order.supplier,
                item_class=line.item_class.value,
                quantity=line.quantity,
                price=price,
                ceiling=ceiling,
            )


def _groups(
    lines: list[Hugging], near: list[Hugging], name: Callable[[Hugging], str]
) -> tuple[Group, ...]:
    """Return groups by the share of their lines that hug, the largest first."""
    all_of, near_of = Counter(map(name, lines)), Counter(map(name, near))
    groups = (Group(name=it, lines=all_of[it], hugging=near_of[it]) for it in all_of)
    return tuple(
        sorted(groups, key=lambda it: (-Decimal(it.hugging) / it.lines, -it.lines, it.name))
    )
