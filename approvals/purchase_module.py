"""The tables of the purchase-module extract: agencies, suppliers, approved orders and their lines.

Every table is of the same orders, those that are sought and were approved, so that what one table
names stands in the other. What was received stands in `approvals.purchase_receipts`. Amounts are
yuan in the order's own price basis, as it was placed: before any amendment, as in the other lists.
(FA16; ADR 0029.)
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, cast, func
from sqlalchemy import case as when
from sqlalchemy.dialects.postgresql import JSONB

from approvals.agency_tables import agency
from approvals.export_lists import approval_state
from approvals.exported import Asked, CellKind, Column, ExportList, picked
from approvals.purchase_receipts import RECEIPT_LINES, RECEIPTS, line_identifier
from approvals.search_tables import order_search
from approvals.searching import ORDERS, narrowed
from approvals.sought import EVERY_WORD
from approvals.tables import approval, order_line, purchase_order, revocation
from validators.order import Tax

_COUNT, _MONEY = CellKind.COUNT, CellKind.MONEY
_DAY, _INSTANT = CellKind.DAY, CellKind.INSTANT
_Query = Select[*tuple[Any, ...]]

_order, _line, _granted = purchase_order.c, order_line.c, approval.c
_APPROVED = ORDERS.join(approval, _granted.order_id == _order.id)


def _agencies(asked: Asked) -> _Query:
    held = agency.c
    key = (held.uscc, held.name, held.jurisdiction, held.level)
    columns = (*key, func.count(), func.sum(order_search.c.amount))
    query = picked(columns, _APPROVED.join(agency, held.uscc == _order.agency))
    return narrowed(query, asked.sought).group_by(*key).order_by(held.uscc)


def _suppliers(asked: Asked) -> _Query:
    # A body's unified social credit code is all that is known of a supplier: it is its number too.
    columns = (_order.supplier, _order.supplier, func.count(), func.sum(order_search.c.amount))
    query = picked(columns, _APPROVED).where(_order.supplier.is_not(None))
    return narrowed(query, asked.sought).group_by(_order.supplier).order_by(_order.supplier)


def _orders(asked: Asked) -> _Query:
    columns = (
        *(_order.id, _order.reference, _order.placed_on, _order.agency, _order.supplier),
        *(order_search.c.amount, approval_state(asked.now), _order.placed_by, _granted.granted_by),
        *(_order.placed_at, _granted.granted_at, _granted.number),
        *(_granted.valid_from, _granted.valid_until),
        *(revocation.c.effective_on, revocation.c.reason, _tax(), _order.content_hash),
    )
    joined = _APPROVED.outerjoin(revocation, revocation.c.number == _granted.number)
    return narrowed(picked(columns, joined), asked.sought).order_by(_order.id)


def _lines(asked: Asked) -> _Query:
    price, amount = _line.unit_price, _line.quantity * _line.unit_price
    columns = (
        *(_order.id, line_identifier(_order.id, _line.line), _line.line, _line.quantity),
        *(_where_tax(Tax.EXCLUDED, price), _where_tax(Tax.INCLUDED, price)),
        *(_where_tax(Tax.EXCLUDED, amount), _where_tax(Tax.INCLUDED, amount)),
        *(amount, _line["class"], _line.attributes, _line.model),
        *(_line.committed, _line.consumed, _line.under_way, _line.returned, _line.released),
    )
    joined = _APPROVED.join(order_line, _line.order_id == _order.id)
    return narrowed(picked(columns, joined), asked.sought).order_by(_order.id, _line.line)


def _tax() -> ColumnElement[Any]:
    """Return what an order says of its prices: with tax, or without it."""
    document = cast(func.convert_from(_order.document, "UTF8"), JSONB)
    said: ColumnElement[Any] = document[("price_basis", "tax")].astext
    return said


def _where_tax(tax: Tax, value: ColumnElement[Any]) -> ColumnElement[Any]:
    # A price without tax says nothing of one with it: no rate is assumed.
    return when((_tax() == tax.value, value))


AGENCIES = ExportList(
    name="agencies",
    zh="采购单位",
    en="agencies that buy",
    columns=(
        *map(Column, ("agency", "name", "jurisdiction", "level")),
        Column("orders", _COUNT, summed=True),
        Column("order_amount", _MONEY, summed=True),
    ),
    query=_agencies,
    words=EVERY_WORD,
)
"""Agencies an approved order is of."""

SUPPLIERS = ExportList(
    name="suppliers",
    zh="供应商",
    en="suppliers",
    columns=(
        *map(Column, ("supplier", "supplier_number")),
        Column("orders", _COUNT, summed=True),
        Column("order_amount", _MONEY, summed=True),
    ),
    query=_suppliers,
    words=EVERY_WORD,
)
"""Suppliers an approved order names; an order may name none."""

ORDERS_APPROVED = ExportList(
    name="orders",
    zh="已批准的采购订单",
    en="approved purchase orders",
    columns=(
        *map(Column, ("order", "reference")),
        Column("placed_on", _DAY),
        *map(Column, ("agency", "supplier")),
        Column("amount", _MONEY, summed=True),
        *map(Column, ("state", "placed_by", "granted_by")),
        Column("placed_at", _INSTANT),
        Column("granted_at", _INSTANT),
        Column("approval"),
        Column("valid_from", _DAY),
        Column("valid_until", _DAY),
        Column("revoked_from", _DAY),
        *map(Column, ("revoked_because", "tax", "content")),
    ),
    query=_orders,
    words=EVERY_WORD,
)
"""One row for each approval that was granted, whatever became of it."""

LINES = ExportList(
    name="lines",
    zh="订单明细",
    en="lines of orders",
    columns=(
        *map(Column, ("order", "order_line")),
        Column("line", _COUNT),
        Column("quantity", _COUNT, summed=True),
        Column("price_without_tax", _MONEY),
        Column("price_with_tax", _MONEY),
        Column("amount_without_tax", _MONEY, summed=True),
        Column("amount_with_tax", _MONEY, summed=True),
        Column("amount", _MONEY, summed=True),
        *map(Column, ("class", "attributes", "model")),
        Column("outstanding", _COUNT, summed=True),
        Column("accepted", _COUNT, summed=True),
        Column("under_way", _COUNT, summed=True),
        Column("returned", _COUNT, summed=True),
        Column("released", _COUNT, summed=True),
    ),
    query=_lines,
    words=EVERY_WORD,
)
"""Of price and amount, with tax or without it, an order states one; the other stays empty."""

TABLES = (AGENCIES, SUPPLIERS, ORDERS_APPROVED, LINES, RECEIPTS, RECEIPT_LINES)
"""The tables of the extract; each names only what stands in those before it."""
