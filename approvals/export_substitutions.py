"""The list of substitutions: what suppliers proposed in place of what was approved.

It is read by what the page of the same name is read by.
"""

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import Connection

from approvals import store
from approvals.exported import Asked, CellKind, Column, ExportList, Row
from approvals.substitution_acts import state_at
from approvals.substitution_store import substitutions_page

_COUNT, _MONEY, _INSTANT = CellKind.COUNT, CellKind.MONEY, CellKind.INSTANT
_PAGE = 200


def _substitutions(connection: Connection, asked: Asked) -> Iterator[Row]:
    own = {
        "agency": asked.sought.agency,
        "supplier": asked.sought.supplier,
        "number": asked.own.get("approval"),
    }
    before = None
    while found := substitutions_page(connection, limit=_PAGE, before=before, **own):
        numbers = {it.proposal.number for it in found}
        granted = store.approvals_of_numbers(connection, numbers)
        for held in found:
            it = held.proposal
            yield (
                *(held.id, held.agency, held.supplier, it.number, held.order_id, it.line),
                *(it.reference, state_at(held, granted[it.number], asked.now).value),
                *(it.quantity, it.device.get("model"), Decimal(it.device["unit_price"])),
                *(it.reason, held.proposed_at, held.proposed_by),
                *(held.ended_at, held.ended_by, held.words),
            )
        before = found[-1].id


SUBSTITUTIONS = ExportList(
    name="substitutions",
    zh="供应商的替代提议",
    en="substitutions proposed by suppliers",
    columns=(
        *map(Column, ("substitution", "agency", "supplier", "number", "order")),
        Column("line", _COUNT),
        *map(Column, ("reference", "state")),
        Column("quantity", _COUNT, summed=True),
        Column("model"),
        Column("unit_price", _MONEY),
        Column("reason"),
        Column("proposed_at", _INSTANT),
        Column("proposed_by"),
        Column("ended_at", _INSTANT),
        Column("ended_by"),
        Column("ended_because"),
    ),
    rows=_substitutions,
    words=frozenset({"agency", "supplier"}),
    own=frozenset({"approval"}),
)
"""The newest first, in the state of the moment: a proposal outlives no approval."""
