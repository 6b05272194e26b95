"""The list of findings: those of the latest examination of each order, as its receipt seals them.

They are read out of the receipts and kept nowhere else: a receipt is what binds.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, json
from sqlalchemy import Connection, and_

from approvals.exported import Asked, CellKind, Column, ExportList, Row, picked
from approvals.search_tables import order_search
from approvals.searching import ORDERS, narrowed
from approvals.sought import EVERY_WORD
from approvals.tables import purchase_order, receipt
from ledger.canonical import canonical

_MEMBERS = ("rule", "code", "outcome", "pointer", "observed", "limit", "over", "unit", "sum")
_CITED = ("edition", "document", "row", "article", "evidence")

BUFFERED = 200
"""Receipts in memory at once, as they are stored."""


class _Verdict(Struct):
    findings: list[dict[str, Any]]


class _Receipt(Struct):
    verdict: _Verdict


_decode = json.Decoder(_Receipt).decode


def _findings(connection: Connection, asked: Asked) -> Iterator[Row]:
    """Yield a row for each finding, from a cursor of the server.

    The database cannot look into a receipt, which is packed.
    """
    order, search, sealed = purchase_order.c, order_search.c, receipt.c
    latest = and_(sealed.order_id == search.order_id, sealed.examination == search.examination)
    columns = (
        sealed.body,
        order.id,
        sealed.examination,
        order.agency,
        order.supplier,
        order.reference,
        order.placed_on,
    )
    query = narrowed(picked(columns, ORDERS.join(receipt, latest)), asked.sought).order_by(order.id)
    options = {"stream_results": True, "max_row_buffer": BUFFERED}
    with connection.execute(query, execution_options=options) as result:
        for body, order_id, examination, *rest in result:
            for position, finding in enumerate(_decode(body).verdict.findings):
                yield (order_id, examination, position, *rest, *_told(finding))


def _told(finding: Mapping[str, Any]) -> Row:
    """Return the cells of a finding itself."""
    cited, waiver = finding.get("citation", {}), finding.get("waiver", {})
    message = finding.get("message", {})
    return (
        *(_text(finding.get(name)) for name in _MEMBERS),
        *(_text(cited.get(name)) for name in _CITED),
        _text(waiver.get("number")),
        waiver.get("units"),
        _text(message.get("zh")),
        _text(message.get("en")),
    )


def _text(value: object) -> str | None:
    """Return a member as text: what is no text itself as JSON writes it."""
    return value if value is None or isinstance(value, str) else canonical(value).decode()


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
    rows=_findings,
    words=EVERY_WORD,
)
"""Every finding of every order that is sought."""
