"""The receipts of the purchase-module extract: what came, what was taken over, what went back.

A receipt is a delivery of which some device came, an act by which an officer took devices over
without a delivery, or an act that sent devices back; the last is an adjustment of what came, with
quantities and amounts below zero. A line is one device. What is still on its way, missing or
withdrawn was not received and stands in the list `deliveries`. (FA16; ADR 0029.)
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    any_,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from approvals.agency_tables import asset
from approvals.delivery_tables import delivery, delivery_act, delivery_unit
from approvals.exported import Asked, CellKind, Column, ExportList, numbered, picked
from approvals.legal_day import SHANGHAI
from approvals.searching import ORDERS, narrowed
from approvals.sought import EVERY_WORD, Sought
from approvals.tables import approval, order_line, purchase_order
from approvals.unit_states import UnitAct, UnitState
from storage.columns import Instant

_COUNT, _MONEY = CellKind.COUNT, CellKind.MONEY
_DAY, _INSTANT = CellKind.DAY, CellKind.INSTANT
_Query = Select[*tuple[Any, ...]]

CAME: Final = tuple(
    it.value
    for it in UnitState
    if it not in {UnitState.DESPATCHED, UnitState.MISSING, UnitState.WITHDRAWN}
)
"""States of a device that came, whatever became of it afterwards."""
ARRIVES: Final = tuple(it.value for it in (UnitAct.RECEIVE, UnitAct.INSPECT, UnitAct.DAMAGE))
"""Acts that tell of a device that it came: the first of them may be any of these."""
_BACK: Final = (UnitAct.RETURN.value, UnitAct.EXCHANGE.value)
_DELIVERED, _TAKEN_OVER = "delivery", "taken-over"
_ORIGINAL, _ADJUSTED = "0", "1"

_order, _line = purchase_order.c, order_line.c
_sent, _unit, _act, _asset = delivery.c, delivery_unit.c, delivery_act.c, asset.c
_BOUGHT = and_(_line.order_id == _unit.order_id, _line.line == _unit.line)


def line_identifier(order_id: ColumnElement[Any], line: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return what a line of an order is called beyond its order."""
    return func.concat(order_id, "#", line)


def _day(instant: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the day of law of an instant, as `approvals.legal_day` does."""
    return cast(func.timezone(SHANGHAI.utcoffset(None), instant), Date)


def _receipts(asked: Asked) -> _Query:
    return _together((_came(asked.sought), _went_back(asked.sought), _taken(asked.sought)), keys=1)


def _receipt_lines(asked: Asked) -> _Query:
    found = (_each_came(asked.sought), _each_back(asked.sought), _each_taken(asked.sought))
    return _together(found, keys=2)


def _together(found: tuple[_Query, ...], *, keys: int) -> _Query:
    every = union_all(*found).subquery("every")
    return select(*numbered(every.c)).order_by(*list(every.c)[:keys])


def _came(sought: Sought) -> _Query:
    counted = _counted(_unit.state.in_(CAME))
    first = (
        select(_act.recorded_at, _act.person)
        .where(_act.delivery == _sent.id, _act.act.in_(ARRIVES))
        .order_by(_act.recorded_at, _act.id)
        .limit(1)
        .lateral("first")
    )
    source = _DELIVERED_ORDERS.join(counted, true()).join(first, true())
    columns = (
        *(_sent.id, _order.agency, _day(first.c.recorded_at), _sent.reference),
        *(counted.c.amount, literal(_ORIGINAL), cast(null(), Text), _order.supplier, _order.id),
        *(first.c.person, literal(_DELIVERED), _sent.number, _sent.despatched_on, counted.c.units),
    )
    return narrowed(picked(columns, source), sought).where(counted.c.units > 0)


def _went_back(sought: Sought) -> _Query:
    counted = _counted(_unit.position == any_(_act.units))
    source = _DELIVERED_ORDERS.join(delivery_act, _act.delivery == _sent.id).join(counted, true())
    columns = (
        *(_adjustment(), _order.agency, _day(_act.recorded_at), _sent.reference),
        *(-counted.c.amount, literal(_ADJUSTED), _act.words, _order.supplier, _order.id),
        *(_act.person, _act.act, _sent.number, _sent.despatched_on, -counted.c.units),
    )
    return narrowed(picked(columns, source), sought).where(_act.act.in_(_BACK))


def _taken(sought: Sought) -> _Query:
    key = (_order.id, _order.agency, _order.supplier, _asset.number, *_TAKEN)
    columns = (
        *(_taking(), _order.agency, _day(_asset.recorded_at), cast(null(), Text)),
        *(func.sum(_line.unit_price), literal(_ORIGINAL), cast(null(), Text)),
        *(_order.supplier, _order.id, _asset.recorded_by, literal(_TAKEN_OVER)),
        *(_asset.number, cast(null(), Date), cast(func.count(), Integer)),
    )
    return narrowed(picked(columns, _TAKEN_ORDERS), sought).group_by(*key)


def _each_came(sought: Sought) -> _Query:
    told = (
        select(
            _first(_act.act.in_(ARRIVES)).label("received"),
            _first(_act.act == UnitAct.INSPECT.value).label("inspected"),
            _first(_act.act == UnitAct.ACCEPT.value).label("accepted"),
        )
        .where(_act.delivery == _sent.id, _unit.position == any_(_act.units))
        .lateral("told")
    )
    source = _UNITS.join(told, true())
    columns = (
        *(_sent.id, func.concat(_sent.id, "#", _unit.position), _unit.position),
        *(*_one(1), _unit.serial, _unit.state),
        *(told.c.received, told.c.inspected, told.c.accepted, _unit.card),
    )
    return narrowed(picked(columns, source), sought).where(_unit.state.in_(CAME))


def _each_back(sought: Sought) -> _Query:
    went = and_(_act.delivery == _sent.id, _unit.position == any_(_act.units))
    columns = (
        *(_adjustment(), func.concat(_adjustment(), "#", _unit.position), _unit.position),
        *(*_one(-1), _unit.serial, _unit.state, *_UNTOLD, cast(null(), Text)),
    )
    query = picked(columns, _UNITS.join(delivery_act, went))
    return narrowed(query, sought).where(_act.act.in_(_BACK))


def _each_taken(sought: Sought) -> _Query:
    place = func.row_number().over(partition_by=(_order.id, *_TAKEN), order_by=_asset.serial)
    columns = (
        *(_taking(), func.concat(_taking(), "#", _asset.serial), cast(place, Integer)),
        *(*_one(1), _asset.serial, literal(UnitState.ACCEPTED.value)),
        *(cast(null(), Instant), cast(null(), Instant), _asset.recorded_at, cast(null(), Text)),
    )
    return narrowed(picked(columns, _TAKEN_ORDERS), sought)


def _counted(which: ColumnElement[bool]) -> Any:  # noqa: ANN401 - a lateral query
    """Return how many devices of a delivery are which, and what their lines say each costs."""
    return (
        select(
            cast(func.count(), Integer).label("units"),
            func.coalesce(func.sum(_line.unit_price), 0).label("amount"),
        )
        .select_from(delivery_unit.join(order_line, _BOUGHT))
        .where(_unit.delivery == _sent.id, which)
        .lateral("counted")
    )


def _first(which: ColumnElement[bool]) -> ColumnElement[datetime]:
    return func.min(_act.recorded_at).filter(which)


def _one(sign: int) -> tuple[ColumnElement[Any], ...]:
    """Return the columns of one device of an order's line: here it is, or there it goes."""
    price = _line.unit_price if sign > 0 else -_line.unit_price
    ordered = (_line.quantity, _line.unit_price, _line.quantity * _line.unit_price)
    named = (_order.id, line_identifier(_order.id, _line.line))
    return (literal(sign), price, *named, *ordered)


def _adjustment() -> ColumnElement[Any]:
    return func.concat(_sent.id, "#", _act.id)


def _taking() -> ColumnElement[Any]:
    # Every device of one act has the act's instant; in UTC, so that no setting changes the name.
    utc = func.to_char(func.timezone("UTC", _asset.recorded_at), 'YYYYMMDD"T"HH24MISSUS"Z"')
    return func.concat(_order.id, "#", utc)


_TAKEN = (_asset.recorded_at, _asset.recorded_by)
_UNTOLD = (cast(null(), Instant),) * 3
_DELIVERED_ORDERS = ORDERS.join(delivery, _sent.order_id == _order.id)
_UNITS: FromClause = _DELIVERED_ORDERS.join(delivery_unit, _unit.delivery == _sent.id).join(
    order_line, _BOUGHT
)
_ACCEPTED_BY_DELIVERY = exists().where(
    _unit.order_id == _order.id,
    _unit.line == _asset.line,
    _unit.serial == _asset.serial,
    _unit.state == UnitState.ACCEPTED.value,
)
_TAKEN_ORDERS = (
    ORDERS.join(approval, approval.c.order_id == _order.id)
    .join(asset, and_(_asset.number == approval.c.number, ~_ACCEPTED_BY_DELIVERY))
    .join(order_line, and_(_line.order_id == _order.id, _line.line == _asset.line))
)

RECEIPTS = ExportList(
    name="receipts",
    zh="到货与退货",
    en="receipts and returns",
    columns=(
        *map(Column, ("receipt", "agency")),
        Column("received_on", _DAY),
        Column("despatch_reference"),
        Column("amount", _MONEY, summed=True),
        *map(Column, ("adjustment", "adjusted_because", "supplier", "order", "recorded_by")),
        *map(Column, ("kind", "approval")),
        Column("despatched_on", _DAY),
        Column("units", _COUNT, summed=True),
    ),
    query=_receipts,
    words=EVERY_WORD,
)
"""``amount`` is what the devices of a receipt cost, as their lines say."""

RECEIPT_LINES = ExportList(
    name="receipt-lines",
    zh="到货与退货的设备",
    en="devices of receipts and returns",
    columns=(
        *map(Column, ("receipt", "receipt_line")),
        Column("position", _COUNT),
        Column("quantity", _COUNT, summed=True),
        Column("amount", _MONEY, summed=True),
        *map(Column, ("order", "order_line")),
        Column("order_line_quantity", _COUNT),
        Column("order_line_price", _MONEY),
        Column("order_line_amount", _MONEY),
        *map(Column, ("serial", "state")),
        Column("received_at", _INSTANT),
        Column("inspected_at", _INSTANT),
        Column("accepted_at", _INSTANT),
        Column("card"),
    ),
    query=_receipt_lines,
    words=EVERY_WORD,
)
"""One device a row, with where it stands by now and when that was told."""
