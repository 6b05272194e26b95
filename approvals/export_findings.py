"""The list of findings: those of the latest examination of each order, as its receipt seals them.

They are read out of the receipts and kept nowhere else: a receipt is what binds.
"""

from typing import Any

from sqlalchemy import Integer, Select, Text, and_, cast, column, func, literal_column
from sqlalchemy.dialects.postgresql import JSONB

from approvals.exported import Asked, CellKind, Column, ExportList, picked
from approvals.search_tables import order_search
from approvals.searching import ORDERS, narrowed
from approvals.sought import EVERY_WORD
from approvals.tables import purchase_order, receipt

_MEMBERS = ("rule", "code", "outcome", "pointer", "observed", "limit", "over", "unit", "sum")
_CITED = ("edition", "document", "row", "article", "evidence")


def _findings(asked: Asked) -> Select[*tuple[Any, ...]]:
    order, search, sealed = purchase_order.c, order_search.c, receipt.c
    body = cast(func.convert_from(sealed.body, "UTF8"), JSONB)
    listed = (
        func.jsonb_array_elements(body[("verdict", "findings")])
        .table_valued(column("it", JSONB), with_ordinality="position", name="f")
        .render_derived()
        .lateral()
    )
    it = listed.c.it
    latest = and_(sealed.order_id == search.order_id, sealed.examination == search.examination)
    columns = (
        order.id,
        sealed.examination,
        cast(listed.c.position, Integer) - 1,
        order.agency,
        order.supplier,
        order.reference,
        order.placed_on,
        *(it[name].astext for name in _MEMBERS),
        *(it[("citation", name)].astext for name in _CITED),
        it[("waiver", "number")].astext,
        cast(it[("waiver", "units")].astext, Integer),
        cast(it[("message", "zh")].astext, Text),
        cast(it[("message", "en")].astext, Text),
    )
    source = ORDERS.join(receipt, latest).join(listed, literal_column("true"))
    return narrowed(picked(columns, source), asked.sought).order_by(order.id, listed.c.position)


FINDINGS = ExportList(
    name="findings",
    zh="审查发现",
    en="findings of the latest examinations",
    columns=(
        Column("order"),
        Column("examination", CellKind.COUNT),
        Column("position", CellKind.COUNT),
        Column("agency"),
        Column("supplier"),
        Column("reference"),
        Column("placed_on", CellKind.DAY),
        *map(Column, _MEMBERS),
        *map(Column, _CITED),
        Column("waiver"),
        Column("waived_units", CellKind.COUNT),
        Column("message_zh"),
        Column("message_en"),
    ),
    query=_findings,
    words=EVERY_WORD,
)
"""Every finding of every order that is sought."""
