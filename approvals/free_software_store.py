"""Queries of agencies' lists of usable free software; who may see what, the walls decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from approvals.free_software_errors import FreeSoftwareNotFound
from approvals.free_software_tables import (
    free_software,
    free_software_approval,
    free_software_removal,
)
from approvals.states import FreeSoftwareState
from validators.free_software import FreeSoftware


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeTerms:
    """What an entry says: the software, where it may be used, why, and from which day.

    Without ``version`` any version may be used, without ``edition`` any edition, without
    ``department`` anywhere in the agency. ``source``, ``vendor`` and ``phone`` are columns of the
    printed form: where it is had from, who makes it, and whom to call.
    """

    name: str
    reason: str
    valid_from: date
    version: str | None = None
    edition: str | None = None
    department: str | None = None
    source: str | None = None
    vendor: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """Who did something about an entry, when, and with which words."""

    words: str
    person: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFree:
    """An entry as it is known now; ``removed`` has the reason, and ``off_from`` its day."""

    number: str
    agency: str
    terms: FreeTerms
    person: str
    recorded_at: datetime
    approved: Signed | None
    removed: Signed | None
    off_from: date | None

    @property
    def entry(self) -> FreeSoftware:
        """Return it as an examination sees it."""
        terms = self.terms
        return FreeSoftware(
            number=self.number,
            name=terms.name,
            version=terms.version,
            edition=terms.edition,
            department=terms.department,
            reason=terms.reason,
            approved=self.approved is not None,
            valid_from=terms.valid_from,
            off_from=self.off_from,
            off_reason=None if self.removed is None else self.removed.words,
        )

    def state_on(self, day: date) -> FreeSoftwareState:
        """Return where the entry stands on a day, as it is known now."""
        entry = self.entry
        if entry.is_off(day):
            return FreeSoftwareState.TAKEN_OFF
        if not entry.approved:
            return FreeSoftwareState.UNAPPROVED
        return FreeSoftwareState.LISTED if entry.stands(day) else FreeSoftwareState.TO_COME


def find_entry(connection: Connection, uscc: str, number: str) -> StoredFree:
    """Return an entry of an agency's list.

    Raises:
        FreeSoftwareNotFound: the agency has none of this number, or none the reader may see.
    """
    query = _entries(uscc).where(free_software.c.number == number)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise FreeSoftwareNotFound(number)
    return _read(row)


def entries_of(connection: Connection, uscc: str) -> tuple[StoredFree, ...]:
    """Return every entry an agency ever recorded, the oldest first."""
    columns = free_software.c
    query = _entries(uscc).order_by(columns.recorded_at, columns.number)
    return tuple(map(_read, connection.execute(query).mappings()))


def entries_page(
    connection: Connection, uscc: str, *, limit: int, before: tuple[datetime, str] | None = None
) -> tuple[StoredFree, ...]:
    """Return up to ``limit`` entries of an agency, those recorded last first.

    Args:
        connection: a transaction.
        uscc: the agency.
        limit: most entries returned.
        before: when the last one of the page before was recorded, and its number.
    """
    columns = free_software.c
    query = _entries(uscc).order_by(columns.recorded_at.desc(), columns.number.desc())
    if before is not None:
        instant, number = before
        earlier = and_(columns.recorded_at == instant, columns.number < number)
        query = query.where(or_(columns.recorded_at < instant, earlier))
    return tuple(map(_read, connection.execute(query.limit(limit)).mappings()))


def _entries(uscc: str) -> Select[Any]:
    entry, approval, removal = free_software.c, free_software_approval.c, free_software_removal.c
    return (
        select(
            free_software,
            approval.note,
            approval.person.label("approved_by"),
            approval.recorded_at.label("approved_at"),
            removal.off_from,
            removal.reason.label("off_reason"),
            removal.person.label("removed_by"),
            removal.recorded_at.label("removed_at"),
        )
        .select_from(
            free_software.outerjoin(
                free_software_approval, approval.entry == entry.number
            ).outerjoin(free_software_removal, removal.entry == entry.number)
        )
        .where(entry.agency == uscc)
    )


_TERMS = (
    "name",
    "reason",
    "valid_from",
    "version",
    "edition",
    "department",
    "source",
    "vendor",
    "phone",
)


def _read(row: Mapping[Any, Any]) -> StoredFree:
    approved = removed = None
    if row["approved_by"] is not None:
        approved = Signed(row["note"], row["approved_by"], row["approved_at"])
    if row["removed_by"] is not None:
        removed = Signed(row["off_reason"], row["removed_by"], row["removed_at"])
    return StoredFree(
        number=row["number"],
        agency=row["agency"],
        terms=FreeTerms(**{name: row[name] for name in _TERMS}),
        person=row["person"],
        recorded_at=row["recorded_at"],
        approved=approved,
        removed=removed,
        off_from=row["off_from"],
    )
