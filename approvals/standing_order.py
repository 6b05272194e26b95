"""An order as it stands: as its last narrowing left it, its lines named as the order has them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from approvals.amendment_store import NARROWING, amendments_of
from approvals.store import StoredOrder
from validators.order import Order
from validators.reading import read_order


@dataclass(frozen=True, slots=True)
class StandingOrder:
    """``places``: where each line that still stands is among the lines of ``order``.

    ``document`` is what states the order.
    """

    order: Order
    places: Mapping[int, int]
    document: Mapping[str, Any]


def as_it_stands(connection: Connection, held: StoredOrder) -> StandingOrder:
    """Return an order as it stands: what replaced it is an order of its own."""
    kept = [it for it in amendments_of(connection, held.id) if it.kind == NARROWING]
    if not kept:
        document = json.loads(held.document)
        order = read_order(document)
        return StandingOrder(order, {line: line for line in range(len(order.lines))}, document)
    document = json.loads(kept[-1].document)
    places = {line: place for place, line in enumerate(kept[-1].lines)}
    return StandingOrder(read_order(document), places, document)
