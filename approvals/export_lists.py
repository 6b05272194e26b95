"""The lists that can be exported, and those of orders and approvals with columns and query.

Rows come in the order of a key, so that the same rows of the same moment are the same file.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, case

from approvals.delivery_tables import delivery, delivery_unit
from approvals.export_audit import GAPS, RED_LIST, REVIEW_CASES, WAIVER_REGISTER
from approvals.export_findings import FINDINGS
from approvals.export_keeping import (
    EDITIONS,
    EXPIRIES,
    IMPACT,
    LISTINGS,
    PROPOSALS,
    REPLAY_ORDERS,
    REPLAYS,
)
from approvals.export_own import (
    LICENCE_DRAWS,
    QUOTA_MOVEMENTS,
    SPARE_DRAWS,
    WAIVER_DRAWS,
    WAIVERS,
)
from approvals.export_substitutions import SUBSTITUTIONS
from approvals.exported import Asked, CellKind, Column, ExportList, picked
from approvals.legal_day import legal_day
from approvals.search_tables import order_search
from approvals.searching import ORDERS, narrowed
from approvals.shown_states import ending
from approvals.sought import EVERY_WORD, Sought
from approvals.states import ApprovalState, OrderState
from approvals.tables import approval, order_line, purchase_order, revocation

_TEXT, _COUNT, _MONEY = CellKind.TEXT, CellKind.COUNT, CellKind.MONEY
_DAY, _INSTANT = CellKind.DAY, CellKind.INSTANT

_order, _line, _granted = purchase_order.c, order_line.c, approval.c
_ORDER = (_order.agency, _order.supplier, _order.reference)
_ORDER_COLUMNS = (Column("agency"), Column("supplier"), Column("reference"))


def _orders(asked: Asked) -> Select[*tuple[Any, ...]]:
    lapsed = _order.lapses_at.is_not(None) & (_order.lapses_at <= asked.now)
    state = case((lapsed, OrderState.CANCELLED.value), else_=_order.state)
    columns = (
        _order.id,
        *_ORDER,
        state,
        _order.outcome,
        _order.placed_on,
        _order.placed_at,
        _order.placed_by,
        order_search.c.amount,
        _order.content_hash,
    )
    query = _sorted(columns, ORDERS, asked.sought, _order.id)
    named = asked.own.get("reference")
    return query if named is None else query.where(_order.reference == named)


def approval_state(now: datetime) -> ColumnElement[str]:
    """Return the state of an approval at an instant: what is over by then has expired."""
    over = (_granted.state == ApprovalState.IN_FORCE.value) & (_granted.expires_at <= now)
    return case((over, ApprovalState.EXPIRED.value), else_=_granted.state)


def _approvals(asked: Asked) -> Select[*tuple[Any, ...]]:
    joined = _APPROVED.outerjoin(revocation, revocation.c.number == _granted.number)
    columns = (
        _granted.number,
        _granted.order_id,
        *_ORDER,
        approval_state(asked.now),
        _granted.granted_at,
        _granted.granted_by,
        _granted.valid_from,
        _granted.valid_until,
        order_search.c.amount,
        revocation.c.effective_on,
        revocation.c.reason,
    )
    query = _sorted(columns, joined, asked.sought, _granted.order_id)
    by = asked.own.get("ends_by")
    return (
        query if by is None else query.where(ending(legal_day(asked.now), date.fromisoformat(by)))
    )


def _approval_lines(asked: Asked) -> Select[*tuple[Any, ...]]:
    joined = _APPROVED.join(order_line, _line.order_id == _granted.order_id)
    columns = (
        _granted.number,
        _granted.order_id,
        _line.line,
        *_ORDER,
        approval_state(asked.now),
        _granted.granted_at,
        _granted.valid_until,
        _line["class"],
        _line.attributes,
        _line.model,
        _line.quantity,
        _line.unit_price,
        _line.quantity * _line.unit_price,
        _line.reserved,
        _line.committed,
        _line.consumed,
        _line.released,
        _line.under_way,
        _line.returned,
    )
    return _sorted(columns, joined, asked.sought, _granted.order_id, _line.line)


def _deliveries(asked: Asked) -> Select[*tuple[Any, ...]]:
    sent, unit = delivery.c, delivery_unit.c
    joined = ORDERS.join(delivery, sent.order_id == _order.id).join(
        delivery_unit, unit.delivery == sent.id
    )
    columns = (
        sent.id,
        unit.position,
        sent.number,
        sent.order_id,
        unit.line,
        *_ORDER,
        sent.reference,
        sent.despatched_on,
        unit.serial,
        unit.state,
        unit.card,
    )
    return _sorted(columns, joined, asked.sought, sent.id, unit.position)


def _sorted(
    columns: tuple[ColumnElement[Any], ...],
    source: FromClause,
    sought: Sought,
    *key: ColumnElement[Any],
) -> Select[*tuple[Any, ...]]:
    return narrowed(picked(columns, source), sought).order_by(*key)


_APPROVED = ORDERS.join(approval, _granted.order_id == _order.id)

_LISTS = (
    ExportList(
        name="orders",
        zh="采购申请",
        en="orders",
        columns=(
            Column("order"),
            *_ORDER_COLUMNS,
            Column("state"),
            Column("outcome"),
            Column("placed_on", _DAY),
            Column("placed_at", _INSTANT),
            Column("placed_by"),
            Column("amount", _MONEY, summed=True),
            Column("content"),
        ),
        query=_orders,
        words=EVERY_WORD,
        own=frozenset({"reference"}),
    ),
    ExportList(
        name="approvals",
        zh="批准",
        en="approvals",
        columns=(
            Column("number"),
            Column("order"),
            *_ORDER_COLUMNS,
            Column("state"),
            Column("granted_at", _INSTANT),
            Column("granted_by"),
            Column("valid_from", _DAY),
            Column("valid_until", _DAY),
            Column("amount", _MONEY, summed=True),
            Column("revoked_from", _DAY),
            Column("revoked_because"),
        ),
        query=_approvals,
        words=EVERY_WORD,
        own=frozenset({"ends_by"}),
    ),
    ExportList(
        name="approval-lines",
        zh="批准明细",
        en="lines of approvals",
        columns=(
            Column("number"),
            Column("order"),
            Column("line", _COUNT),
            *_ORDER_COLUMNS,
            Column("state"),
            Column("granted_at", _INSTANT),
            Column("valid_until", _DAY),
            Column("class"),
            Column("attributes"),
            Column("model"),
            Column("quantity", _COUNT, summed=True),
            Column("unit_price", _MONEY),
            Column("amount", _MONEY, summed=True),
            Column("reserved", _COUNT),
            Column("committed", _COUNT, summed=True),
            Column("consumed", _COUNT, summed=True),
            Column("released", _COUNT, summed=True),
            Column("under_way", _COUNT),
            Column("returned", _COUNT),
        ),
        query=_approval_lines,
        words=EVERY_WORD,
    ),
    FINDINGS,
    WAIVERS,
    WAIVER_DRAWS,
    SUBSTITUTIONS,
    ExportList(
        name="deliveries",
        zh="交付设备",
        en="devices of deliveries",
        columns=(
            Column("delivery"),
            Column("position", _COUNT),
            Column("number"),
            Column("order"),
            Column("line", _COUNT),
            *_ORDER_COLUMNS,
            Column("despatch_reference"),
            Column("despatched_on", _DAY),
            Column("serial"),
            Column("state"),
            Column("card"),
        ),
        query=_deliveries,
        words=EVERY_WORD,
    ),
    LICENCE_DRAWS,
    SPARE_DRAWS,
    QUOTA_MOVEMENTS,
    GAPS,
    RED_LIST,
    WAIVER_REGISTER,
    REVIEW_CASES,
    LISTINGS,
    EXPIRIES,
    IMPACT,
    EDITIONS,
    PROPOSALS,
    REPLAYS,
    REPLAY_ORDERS,
)

LISTS: Mapping[str, ExportList] = MappingProxyType({it.name: it for it in _LISTS})
"""Name → list, in the order a reader meets them."""
