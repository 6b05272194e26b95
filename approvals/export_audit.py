"""The lists of what auditors ask of all orders: gaps, prices under ceilings, waivers, cases.

Each is read by what the page of the same name is read by, so that a page and its export cannot
differ.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select

from approvals.exported import Asked, CellKind, Column, ExportList, Row, numbered, picked
from approvals.gap_list import gaps
from approvals.legal_day import legal_day
from approvals.red_list import NEAR, red_list
from approvals.review_tables import review_case
from approvals.search_tables import order_search
from approvals.sought import EVERY_WORD
from approvals.waiver_register import waiver_register

_COUNT, _MONEY = CellKind.COUNT, CellKind.MONEY
_DAY, _INSTANT = CellKind.DAY, CellKind.INSTANT
_LINE = (
    Column("number"),
    Column("order"),
    Column("line", _COUNT),
    *map(Column, ("agency", "supplier", "class")),
)


def _gaps(asked: Asked) -> Select[*tuple[Any, ...]]:
    query = gaps(asked.sought)
    return query.with_only_columns(*numbered(query.selected_columns))


def _cases(asked: Asked) -> Select[*tuple[Any, ...]]:
    case = review_case.c
    columns = (
        *(case.id, case.agency, case.order_id, order_search.c.amount, case.cause, case.changes),
        *(case.was, case.would_be, case.code, case.pointer, case.opened_at),
        *(case.closed_at, case.closed_by, case.disposition, case.reason),
    )
    source = review_case.join(order_search, order_search.c.order_id == case.order_id)
    query = picked(columns, source).order_by(case.id)
    if asked.sought.agency is not None:
        query = query.where(case.agency == asked.sought.agency)
    return query.where(case.closed_at.is_(None)) if "open" in asked.own else query


def _under_ceilings(connection: Connection, asked: Asked) -> Iterator[Row]:
    share = Decimal(asked.own.get("within", NEAR))
    found = red_list(connection, asked.sought, asked.reached.laws(connection), share)
    for it in found.items:
        yield (
            *(it.number, it.order_id, it.line, it.agency, it.supplier, it.item_class),
            *(it.quantity, it.price, it.ceiling, it.ceiling - it.price, it.quantity * it.price),
        )


def _register(connection: Connection, asked: Asked) -> Iterator[Row]:
    for it in waiver_register(connection, legal_day(asked.now), asked.now).items:
        held = it.held
        granted_by = None if held.decision is None else held.decision.person
        yield (
            *(held.number, held.agency, held.wanted.rule, held.wanted.item_class.value),
            *(it.state, held.granted, it.units, it.orders, it.effect, it.repeats),
            *(held.valid_until, held.asked_by, granted_by),
        )


GAPS = ExportList(
    name="gaps",
    zh="批准、发货、序列号、验收之间的脱节",
    en="gaps between approval, delivery, serial and acceptance",
    columns=(
        *_LINE,
        Column("approved", _COUNT, summed=True),
        Column("amount", _MONEY, summed=True),
        Column("unsent", _COUNT, summed=True),
        Column("under_way", _COUNT, summed=True),
        Column("accepted", _COUNT, summed=True),
        Column("without_delivery", _COUNT, summed=True),
        Column("without_card", _COUNT, summed=True),
        Column("valid_until", _DAY),
    ),
    query=_gaps,
    words=EVERY_WORD,
)
"""Approved lines that are not sent, accepted and carded as a whole."""

RED_LIST = ExportList(
    name="red-list",
    zh="单价贴近上限的明细",
    en="lines priced just under a ceiling",
    columns=(
        *_LINE,
        Column("quantity", _COUNT, summed=True),
        Column("price", _MONEY),
        Column("ceiling", _MONEY),
        Column("under", _MONEY),
        Column("amount", _MONEY, summed=True),
    ),
    rows=_under_ceilings,
    words=EVERY_WORD,
    own=frozenset({"within"}),
)
"""Prices and amounts are yuan with tax."""

WAIVER_REGISTER = ExportList(
    name="waiver-register",
    zh="例外登记",
    en="register of waivers with their money effect",
    columns=(
        *map(Column, ("number", "agency", "rule", "class", "state")),
        Column("granted", _COUNT, summed=True),
        Column("units", _COUNT, summed=True),
        Column("orders", _COUNT),
        Column("effect", _MONEY, summed=True),
        Column("repeats", _COUNT),
        Column("valid_until", _DAY),
        *map(Column, ("asked_by", "granted_by")),
    ),
    rows=_register,
)
"""Waivers that were granted, whatever became of them since. One order may draw on several."""

REVIEW_CASES = ExportList(
    name="review-cases",
    zh="复核",
    en="review cases",
    columns=(
        *map(Column, ("case", "agency", "order")),
        Column("amount", _MONEY, summed=True),
        *map(Column, ("cause", "changes", "was", "would_be", "code", "pointer")),
        Column("opened_at", _INSTANT),
        Column("closed_at", _INSTANT),
        *map(Column, ("closed_by", "disposition", "reason")),
    ),
    query=_cases,
    words=frozenset({"agency"}),
    own=frozenset({"open"}),
)
"""``amount`` is that of the order as it was placed; an order has as many cases as doubts."""
