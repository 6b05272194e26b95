"""Queries of suspended suppliers. None of them commits."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Row, Select, select

from approvals.suspension_errors import SuspensionNotFound
from approvals.suspension_tables import supplier_reinstatement, supplier_suspension

_HELD, _ENDED = supplier_suspension.c, supplier_reinstatement.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a suspension ended; ``document`` and ``reason`` are there where a decision lifted it."""

    free_from: date
    document: str | None
    reason: str | None
    person: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSuspension:
    """A suspension as it was recorded, and how it ended if that was recorded too."""

    number: str
    supplier: str
    document: str
    reason: str
    valid_from: date
    valid_until: date
    person: str
    recorded_at: datetime
    ended: Ended | None = None

    @property
    def last_day(self) -> date:
        """The last day on which the supplier is barred."""
        if self.ended is None:
            return self.valid_until
        return min(self.valid_until, self.ended.free_from - timedelta(days=1))

    def in_force(self, on: date) -> bool:
        """Return whether the supplier is barred on that day; no job is needed for it to end."""
        return self.valid_from <= on <= self.last_day


def suspensions_of(connection: Connection, supplier: str) -> tuple[StoredSuspension, ...]:
    """Return every suspension of a supplier, the one recorded last first."""
    query = _suspensions().where(_HELD.supplier == supplier)
    rows = connection.execute(query.order_by(_HELD.recorded_at.desc(), _HELD.number))
    return tuple(_read(row) for row in rows)


def find_suspension(connection: Connection, supplier: str, number: str) -> StoredSuspension:
    """Return a suspension of a supplier.

    Raises:
        SuspensionNotFound: it has none of this number.
    """
    query = _suspensions().where(_HELD.supplier == supplier, _HELD.number == number)
    row = connection.execute(query).first()
    if row is None:
        raise SuspensionNotFound(number)
    return _read(row)


def run_out(connection: Connection, today: date, limit: int) -> tuple[StoredSuspension, ...]:
    """Return up to so many suspensions whose term is over, and of which that is not recorded."""
    query = _suspensions().where(_HELD.valid_until < today, _ENDED.number.is_(None))
    rows = connection.execute(query.order_by(_HELD.valid_until, _HELD.number).limit(limit))
    return tuple(_read(row) for row in rows)


def _suspensions() -> Select[*tuple[object, ...]]:
    ended = (
        _ENDED.free_from,
        _ENDED.document.label("lifted_by"),
        _ENDED.reason.label("lifted_for"),
        _ENDED.person.label("ended_by"),
        _ENDED.recorded_at.label("ended_at"),
    )
    joined = supplier_suspension.outerjoin(supplier_reinstatement)
    return select(supplier_suspension, *ended).select_from(joined)


def _read(row: Row[*tuple[object, ...]]) -> StoredSuspension:
    ended = None
    if row.free_from is not None:
        ended = Ended(
            free_from=row.free_from,
            document=row.lifted_by,
            reason=row.lifted_for,
            person=row.ended_by,
            recorded_at=row.ended_at,
        )
    return StoredSuspension(
        number=row.number,
        supplier=row.supplier,
        document=row.document,
        reason=row.reason,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        person=row.person,
        recorded_at=row.recorded_at,
        ended=ended,
    )
