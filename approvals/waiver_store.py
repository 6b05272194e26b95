"""Queries of waivers. None of them commits; who may see what, the walls decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select, update

from approvals.errors import WaiverNotFound, WrongState
from approvals.kinds import read_key
from approvals.legal_day import legal_day
from approvals.states import CHANGED, WaiverState
from approvals.waiver import Bounds, Wanted
from approvals.waiver_tables import waiver, waiver_decision, waiver_draw, waiver_withdrawal
from storage.own_rows import own_rows
from storage.scope import Scope
from validators.classes import ItemClass
from validators.waiving import Draw


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDecision:
    """What a second person decided on a request; ``bounds`` are those of a grant."""

    bounds: Bounds | None
    reason: str
    person: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredWithdrawal:
    """Why a waiver was withdrawn, and by whom."""

    reason: str
    person: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredWaiver:
    """A waiver as it stands in the database: ``drawn`` units of those granted are used."""

    number: str
    agency: str
    wanted: Wanted
    asked_at: datetime
    asked_by: str
    state: WaiverState
    granted: int
    drawn: int
    revision: int
    decision: StoredDecision | None
    withdrawal: StoredWithdrawal | None

    @property
    def valid_until(self) -> date:
        """Return its last day: the one granted, or the one asked for while nobody decided."""
        decided = None if self.decision is None else self.decision.bounds
        return (decided or self.wanted.bounds).valid_until

    def state_at(self, now: datetime) -> WaiverState:
        """Return its state at an instant: it is over with its last day, whoever asks."""
        living = self.state in {WaiverState.ASKED, WaiverState.GRANTED}
        return WaiverState.EXPIRED if living and legal_day(now) > self.valid_until else self.state


def find_waiver(connection: Connection, number: str) -> StoredWaiver:
    """Return a waiver.

    Raises:
        WaiverNotFound: there is none, or it is not the reader's to see.
    """
    row = connection.execute(_waivers().where(waiver.c.number == number)).first()
    if row is None:
        raise WaiverNotFound(number)
    return _read(row)


def waivers_page(
    connection: Connection,
    *,
    limit: int,
    today: date,
    reader: Scope | None = None,
    before: tuple[datetime, str] | None = None,
    state: WaiverState | None = None,
) -> tuple[StoredWaiver, ...]:
    """Return up to ``limit`` waivers the reader may see, the newest request first.

    Args:
        connection: a transaction.
        limit: most waivers returned.
        today: the day of law, by which those that are over are told from the others.
        reader: who reads, so that an index finds the rows of an agency.
        before: the instant of the request and the number of the last one of the page before.
        state: only those in this state today.
    """
    columns = waiver.c
    query = _waivers().order_by(columns.asked_at.desc(), columns.number.desc()).limit(limit)
    query = own_rows(query, waiver, reader)
    if before is not None:
        instant, number = before
        query = query.where(
            or_(
                columns.asked_at < instant,
                (columns.asked_at == instant) & (columns.number < number),
            )
        )
    if state is not None:
        query = query.where(in_state(state, today))
    return tuple(_read(row) for row in connection.execute(query))


def draws_of(connection: Connection, number: str) -> tuple[tuple[str, Draw], ...]:
    """Return what each order holds of a waiver, line by line, with the order's identifier."""
    columns = waiver_draw.c
    total = func.sum(columns.units)
    query = select(columns.order_id, columns.waiver, columns.line, total)
    query = query.where(columns.waiver == number).having(total != 0)
    query = query.group_by(columns.order_id, columns.waiver, columns.line)
    rows = connection.execute(query.order_by(columns.order_id, columns.line))
    return tuple((order_id, Draw(name, line, int(units))) for order_id, name, line, units in rows)


def change_waiver(
    connection: Connection, held: StoredWaiver, state: WaiverState, *, granted: int
) -> None:
    """Move a waiver from the state it was read in to another.

    Raises:
        WrongState: somebody moved it first.
    """
    changed = connection.execute(
        update(waiver)
        .where(waiver.c.number == held.number, waiver.c.revision == held.revision)
        .values(state=state.value, granted=granted, revision=held.revision + 1)
    )
    if changed.rowcount != 1:
        raise WrongState.of_waiver(held.number, CHANGED, held.state)


_PLAIN = ("number", "agency", "asked_at", "asked_by", "granted", "drawn", "revision")
_ACT = ("reason", "person", "recorded_at")


def _waivers() -> Select[*tuple[object, ...]]:
    decision = [it.label(f"decided_{it.name}") for it in waiver_decision.c]
    withdrawal = [it.label(f"withdrawn_{it.name}") for it in waiver_withdrawal.c]
    joined = waiver.outerjoin(waiver_decision).outerjoin(
        waiver_withdrawal, waiver_withdrawal.c.waiver == waiver.c.number
    )
    return select(*waiver.c, *decision, *withdrawal).select_from(joined)


def in_state(state: WaiverState, today: date) -> ColumnElement[bool]:
    """Return whether a waiver, its decision beside it, is in a state on a day of law."""
    until = func.coalesce(waiver_decision.c.valid_until, waiver.c.valid_until)
    living = waiver.c.state.in_((WaiverState.ASKED.value, WaiverState.GRANTED.value))
    if state is WaiverState.EXPIRED:
        return living & (until < today)
    return (waiver.c.state == state.value) & ~(living & (until < today))


def _read(row: Row[*tuple[object, ...]]) -> StoredWaiver:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented accessor
    wanted = Wanted(
        rule=values["rule"],
        item_class=ItemClass(values["class"]),
        attributes=read_key(values["attributes"]),
        edition=values["edition"],
        row=values["row"],
        bounds=_bounds(values, ""),
        reason=values["reason"],
        evidence=tuple(values["evidence"]),
        extends=values["extends"],
    )
    return StoredWaiver(
        **{name: values[name] for name in _PLAIN},
        wanted=wanted,
        state=WaiverState(values["state"]),
        decision=_decision(values),
        withdrawal=_withdrawal(values),
    )


def _decision(values: Mapping[str, Any]) -> StoredDecision | None:
    if values["decided_person"] is None:
        return None
    return StoredDecision(
        bounds=_bounds(values, "decided_") if values["decided_granted"] else None,
        **{name: values[f"decided_{name}"] for name in _ACT},
    )


def _withdrawal(values: Mapping[str, Any]) -> StoredWithdrawal | None:
    if values["withdrawn_person"] is None:
        return None
    return StoredWithdrawal(**{name: values[f"withdrawn_{name}"] for name in _ACT})


def _bounds(values: Mapping[str, Any], prefix: str) -> Bounds:
    price = values[f"{prefix}unit_price"]
    return Bounds(
        units=values[f"{prefix}units"],
        unit_price=None if price is None else _trimmed(price),
        valid_from=values[f"{prefix}valid_from"],
        valid_until=values[f"{prefix}valid_until"],
    )


def _trimmed(amount: Decimal) -> Decimal:
    """Return an amount without the zeros that its column adds, but in whole cents at least."""
    cents = amount.quantize(_CENT)
    return cents if cents == amount else amount.normalize()


_CENT = Decimal("0.01")
