"""The lists of what is drawn: waivers and their draws, licences, movements of the quota.

They are an agency's own and no order's alone, so fewer words narrow them.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, case, func

from approvals.exported import Asked, CellKind, Column, ExportList, picked
from approvals.legal_day import legal_day
from approvals.licence_tables import licence_draw
from approvals.sought import Sought
from approvals.spare_tables import spare_draw
from approvals.states import WaiverState
from approvals.tables import order_line, purchase_order, quota_movement
from approvals.waiver_store import in_state
from approvals.waiver_tables import waiver, waiver_decision, waiver_draw

_COUNT, _MONEY = CellKind.COUNT, CellKind.MONEY
_DAY, _INSTANT = CellKind.DAY, CellKind.INSTANT
_Query = Select[*tuple[Any, ...]]


def _waivers(question: Asked) -> _Query:
    asked, decided = waiver.c, waiver_decision.c
    until = func.coalesce(decided.valid_until, asked.valid_until)
    living = asked.state.in_((WaiverState.ASKED.value, WaiverState.GRANTED.value))
    over = living & (until < legal_day(question.now))
    columns = (
        asked.number,
        asked.agency,
        asked.rule,
        asked["class"],
        asked.attributes,
        asked.edition,
        asked.row,
        case((over, WaiverState.EXPIRED.value), else_=asked.state),
        asked.units,
        asked.granted,
        asked.drawn,
        func.coalesce(decided.unit_price, asked.unit_price),
        func.coalesce(decided.valid_from, asked.valid_from),
        until,
        asked.reason,
        asked.extends,
        asked.asked_at,
        asked.asked_by,
        decided.recorded_at,
        decided.person,
        decided.reason,
    )
    source = waiver.outerjoin(waiver_decision)
    where = {
        "agency": asked.agency,
        "item_class": asked["class"],
        "rule": asked.rule,
        "edition": asked.edition,
        "waiver": asked.number,
    }
    query = _plain(columns, source, where, question.sought).order_by(asked.number)
    state = question.own.get("waiver_state")
    if state is None:
        return query
    return query.where(in_state(WaiverState(state), legal_day(question.now)))


def _waiver_draws(asked: Asked) -> _Query:
    drawn, line, order = waiver_draw.c, order_line.c, purchase_order.c
    columns = (
        drawn.id,
        drawn.waiver,
        drawn.agency,
        order.supplier,
        drawn.order_id,
        drawn.line,
        line["class"],
        drawn.units,
        line.unit_price,
        drawn.units * line.unit_price,
        drawn.recorded_at,
        drawn.recorded_by,
    )
    source = (
        waiver_draw.join(order_line, (line.order_id == drawn.order_id) & (line.line == drawn.line))
        .join(purchase_order, order.id == drawn.order_id)
        .join(waiver, waiver.c.number == drawn.waiver)
    )
    where = {
        "agency": drawn.agency,
        "supplier": order.supplier,
        "item_class": line["class"],
        "rule": waiver.c.rule,
        "waiver": drawn.waiver,
    }
    return _plain(columns, source, where, asked.sought).order_by(drawn.id)


def _licence_draws(asked: Asked) -> _Query:
    drawn = licence_draw.c
    columns = (
        *(drawn.id, drawn.licence, drawn.agency, drawn.order_id, drawn.line, drawn.item),
        *(drawn.copies, drawn.recorded_at, drawn.recorded_by),
    )
    return _plain(columns, licence_draw, {"agency": drawn.agency}, asked.sought).order_by(drawn.id)


def _spare_draws(asked: Asked) -> _Query:
    drawn = spare_draw.c
    columns = (
        *(drawn.id, drawn.agency, drawn["class"], drawn.order_id, drawn.line),
        *(drawn.copies, drawn.recorded_at, drawn.recorded_by),
    )
    where = {"agency": drawn.agency, "item_class": drawn["class"]}
    return _plain(columns, spare_draw, where, asked.sought).order_by(drawn.id)


def _quota_movements(asked: Asked) -> _Query:
    moved = quota_movement.c
    columns = (
        *(moved.id, moved.agency, moved["class"], moved.attributes, moved.verb),
        *(moved.reserved_change, moved.committed_change, moved.on_hand_change),
        *(moved.order_id, moved.line, moved.serial, moved.taken_after, moved.ceiling),
        *(moved.cap, moved.excused, moved.recorded_at, moved.recorded_by),
    )
    where = {"agency": moved.agency, "item_class": moved["class"]}
    return _plain(columns, quota_movement, where, asked.sought).order_by(moved.id)


def _plain(
    columns: tuple[ColumnElement[Any], ...],
    source: FromClause,
    where: Mapping[str, ColumnElement[Any]],
    sought: Sought,
) -> _Query:
    query = picked(columns, source)
    for word, wanted in where.items():
        value = getattr(sought, word)
        if value is not None:
            query = query.where(wanted == value)
    return query


WAIVERS = ExportList(
    name="waivers",
    zh="例外许可",
    en="waivers",
    columns=(
        *map(Column, ("number", "agency", "rule", "class", "attributes", "edition", "row")),
        Column("state"),
        Column("units_asked", _COUNT, summed=True),
        Column("units_granted", _COUNT, summed=True),
        Column("units_drawn", _COUNT, summed=True),
        Column("unit_price", _MONEY),
        Column("valid_from", _DAY),
        Column("valid_until", _DAY),
        Column("reason"),
        Column("extends"),
        Column("asked_at", _INSTANT),
        Column("asked_by"),
        Column("decided_at", _INSTANT),
        Column("decided_by"),
        Column("decided_because"),
    ),
    query=_waivers,
    words=frozenset({"agency", "item_class", "rule", "edition", "waiver"}),
    own=frozenset({"waiver_state"}),
)
"""Waivers in every state, as asked for and as decided."""

WAIVER_DRAWS = ExportList(
    name="waiver-draws",
    zh="例外许可使用",
    en="draws of waivers",
    columns=(
        Column("id", _COUNT),
        *map(Column, ("waiver", "agency", "supplier", "order")),
        Column("line", _COUNT),
        Column("class"),
        Column("units", _COUNT, summed=True),
        Column("unit_price", _MONEY),
        Column("amount", _MONEY, summed=True),
        Column("recorded_at", _INSTANT),
        Column("recorded_by"),
    ),
    query=_waiver_draws,
    words=frozenset({"agency", "supplier", "item_class", "rule", "waiver"}),
)
"""What orders drew of waivers, and gave back: units below zero."""

LICENCE_DRAWS = ExportList(
    name="licence-draws",
    zh="许可使用",
    en="draws of licence grants",
    columns=(
        Column("id", _COUNT),
        *map(Column, ("licence", "agency", "order")),
        Column("line", _COUNT),
        Column("item"),
        Column("copies", _COUNT, summed=True),
        Column("recorded_at", _INSTANT),
        Column("recorded_by"),
    ),
    query=_licence_draws,
    words=frozenset({"agency"}),
)
"""What orders drew of licence grants, and gave back: copies below zero."""

SPARE_DRAWS = ExportList(
    name="spare-draws",
    zh="未用授权占用",
    en="draws of unused licences",
    columns=(
        Column("id", _COUNT),
        *map(Column, ("agency", "class", "order")),
        Column("line", _COUNT),
        Column("copies", _COUNT, summed=True),
        Column("recorded_at", _INSTANT),
        Column("recorded_by"),
    ),
    query=_spare_draws,
    words=frozenset({"agency", "item_class"}),
)
"""What orders rest on of the unused licences agencies state, and gave back: copies below zero."""

QUOTA_MOVEMENTS = ExportList(
    name="quota-movements",
    zh="额度变动",
    en="movements of the quota",
    columns=(
        Column("id", _COUNT),
        *map(Column, ("agency", "class", "attributes", "verb")),
        Column("reserved", _COUNT, summed=True),
        Column("committed", _COUNT, summed=True),
        Column("on_hand", _COUNT, summed=True),
        Column("order"),
        Column("line", _COUNT),
        Column("serial"),
        Column("taken_after", _COUNT),
        Column("ceiling", _COUNT),
        Column("cap"),
        Column("excused"),
        Column("recorded_at", _INSTANT),
        Column("recorded_by"),
    ),
    query=_quota_movements,
    words=frozenset({"agency", "item_class"}),
)
"""What every act drew of the entitlements of agencies, and gave back."""
