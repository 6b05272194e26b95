"""Queries of orders and approvals. None of them commits; who may see what, the walls decide."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, Table, func, select, update
from sqlalchemy.dialects.postgresql import JSONB

from approvals.errors import (
    ApprovalNotFound,
    OrderNotFound,
    WrongState,
)
from approvals.line_units import LineUnits
from approvals.shown_states import ending, stands
from approvals.states import CHANGED, ApprovalState, Awaits, OrderState
from approvals.tables import approval, order_line, purchase_order
from storage.one_row import OneRow
from storage.own_rows import own_rows
from storage.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOrder:
    """An order as it stands in the database; ``document`` is what was sent, in canonical form.

    ``overtaken``: a fact arrived since it was last examined.
    """

    id: str
    agency: str
    supplier: str | None
    reference: str
    state: OrderState
    awaits: Awaits | None
    outcome: str
    placed_on: date
    placed_at: datetime
    placed_by: str
    document: bytes
    content_hash: str
    lapses_at: datetime | None
    ended: str | None
    revision: int
    changed_at: datetime
    overtaken: bool

    def state_at(self, now: datetime) -> OrderState:
        """Return its state at an instant: what has lapsed is over before any job says so."""
        lapsed = self.lapses_at is not None and now >= self.lapses_at
        return OrderState.CANCELLED if lapsed else self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredApproval:
    """An approval as it stands in the database; ``statement`` is the compact JWS."""

    number: str
    order_id: str
    agency: str
    supplier: str | None
    statement: str
    kid: str
    granted_at: datetime
    granted_by: str
    valid_from: date
    valid_until: date
    expires_at: datetime
    status_index: int
    state: ApprovalState
    revision: int

    def state_at(self, now: datetime) -> ApprovalState:
        """Return its state at an instant: what has expired is dead before any job says so."""
        expired = self.state is ApprovalState.IN_FORCE and now >= self.expires_at
        return ApprovalState.EXPIRED if expired else self.state


_BY_ID: Final = OneRow.of(purchase_order, "id = %(id)s")
_BY_NUMBER: Final = OneRow.of(approval, "number = %(number)s")
_OF_ORDER: Final = OneRow.of(approval, "order_id = %(order)s")


def order(connection: Connection, order_id: str) -> StoredOrder:
    """Return an order.

    Raises:
        OrderNotFound: there is none, or it is not the reader's to see.
    """
    found = _BY_ID.find(connection, id=order_id)
    if found is None:
        raise OrderNotFound(order_id)
    return order_of_row(found)


def orders_page(
    connection: Connection,
    *,
    limit: int,
    now: datetime,
    reader: Scope | None = None,
    before: str | None = None,
    state: OrderState | None = None,
    reference: str | None = None,
) -> tuple[StoredOrder, ...]:
    """Return up to ``limit`` orders the reader may see, the newest first, older than ``before``.

    ``state`` asks for those alone that are in it at the instant ``now``.
    """
    query = _all(purchase_order).order_by(purchase_order.c.id.desc()).limit(limit)
    query = own_rows(query, purchase_order, reader)
    if before is not None:
        query = query.where(purchase_order.c.id < before)
    if state is not None:
        query = query.where(stands(state, now))
    if reference is not None:
        query = query.where(purchase_order.c.reference == reference)
    return tuple(_order(row) for row in connection.execute(query))


def change_order(
    connection: Connection,
    held: StoredOrder,
    state: OrderState,
    *,
    now: datetime,
    awaits: Awaits | None = None,
    outcome: str | None = None,
    lapses_at: datetime | None = None,
    ended: str | None = None,
) -> None:
    """Move an order from the state it was read in to another.

    Raises:
        WrongState: somebody moved it first.
    """
    changed = connection.execute(
        update(purchase_order)
        .where(purchase_order.c.id == held.id, purchase_order.c.revision == held.revision)
        .values(
            state=state.value,
            awaits=None if awaits is None else awaits.value,
            outcome=outcome or held.outcome,
            lapses_at=lapses_at,
            ended=ended,
            revision=held.revision + 1,
            changed_at=now,
            overtaken=False,
        )
    )
    if changed.rowcount != 1:
        raise WrongState.of_order(held.id, CHANGED, held.state)


def line_units(connection: Connection, order_id: str) -> tuple[LineUnits, ...]:
    """Return where the units of each line of an order are, in the order of the lines."""
    columns = order_line.c
    query = select(
        columns.order_id,
        columns.line,
        columns["class"].label("item_class"),
        columns.attributes,
        columns.quantity,
        columns.reserved,
        columns.committed,
        columns.consumed,
        columns.released,
        columns.under_way,
        columns.returned,
        # Asked once, and in no statement of its own: nearly no order rests on any.
        select(func.procheck.spares_of_order(order_id, type_=JSONB))
        .scalar_subquery()
        .label("spares"),
    )
    rows = connection.execute(query.where(columns.order_id == order_id).order_by(columns.line))
    found = []
    for row in rows.mappings():
        spares = (row["spares"] or {}).get(str(row["line"]), {})
        found.append(LineUnits(**{**row, "spares": spares}))
    return tuple(found)


def approval_by_number(connection: Connection, number: str) -> StoredApproval:
    """Return an approval.

    Raises:
        ApprovalNotFound: there is none, or it is not the reader's to see.
    """
    found = _BY_NUMBER.find(connection, number=number)
    if found is None:
        raise ApprovalNotFound(number)
    return approval_of_row(found)


def approvals_of_numbers(
    connection: Connection, numbers: Collection[str]
) -> Mapping[str, StoredApproval]:
    """Return the approvals of some numbers that the reader may see, by number, in one question."""
    found = connection.execute(_all(approval).where(approval.c.number.in_(numbers)))
    return {it.number: it for it in map(_approval, found)}


def approval_of_order(connection: Connection, order_id: str) -> StoredApproval | None:
    """Return the approval granted for an order, whatever became of it."""
    found = _OF_ORDER.find(connection, order=order_id)
    return None if found is None else approval_of_row(found)


def approvals_page(
    connection: Connection,
    *,
    limit: int,
    reader: Scope | None = None,
    before: tuple[datetime, str] | None = None,
    ends: tuple[date, date] | None = None,
) -> tuple[StoredApproval, ...]:
    """Return up to ``limit`` approvals the reader may see, the newest first.

    ``before`` is the instant of grant and the number of the last one of the page before;
    ``ends`` asks for those alone that are in force and end from one day to another.
    """
    columns = approval.c
    query = _all(approval).order_by(columns.granted_at.desc(), columns.number.desc()).limit(limit)
    query = own_rows(query, approval, reader)
    if before is not None:
        instant, number = before
        query = query.where(
            (columns.granted_at < instant)
            | ((columns.granted_at == instant) & (columns.number < number))
        )
    if ends is not None:
        query = query.where(ending(*ends))
    return tuple(_approval(row) for row in connection.execute(query))


def change_approval(connection: Connection, held: StoredApproval, state: ApprovalState) -> None:
    """Move an approval in force to another state.

    Raises:
        WrongState: somebody moved it first.
    """
    changed = connection.execute(
        update(approval)
        .where(approval.c.number == held.number, approval.c.state == ApprovalState.IN_FORCE.value)
        .values(state=state.value, revision=held.revision + 1)
    )
    if changed.rowcount != 1:
        raise WrongState.of_approval(held.number, CHANGED, ApprovalState.IN_FORCE)


def _all(table: Table) -> Select[*tuple[object, ...]]:
    return select(*table.c)


def order_of_row(values: dict[str, Any]) -> StoredOrder:
    """Return an order from the columns of its row, by name."""
    awaits, state = values["awaits"], OrderState(values["state"])
    return StoredOrder(
        **{**values, "state": state, "awaits": None if awaits is None else Awaits(awaits)}
    )


def approval_of_row(values: dict[str, Any]) -> StoredApproval:
    """Return an approval from the columns of its row, by name."""
    return StoredApproval(**{**values, "state": ApprovalState(values["state"])})


def _order(row: Row[*tuple[object, ...]]) -> StoredOrder:
    return order_of_row(dict(row._mapping))  # noqa: SLF001 - SQLAlchemy's documented accessor


def _approval(row: Row[*tuple[object, ...]]) -> StoredApproval:
    return approval_of_row(dict(row._mapping))  # noqa: SLF001 - SQLAlchemy's documented accessor
