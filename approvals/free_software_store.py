"""Queries of agencies' lists of usable free software; who may see what, the walls decide."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, insert, or_, select

from approvals.free_software import FreeTerms, Signed, StoredFree
from approvals.free_software_errors import FreeSoftwareNotFound
from approvals.free_software_tables import (
    free_software,
    free_software_approval,
    free_software_removal,
)
from ledger.entry import Actor


def add_entry(
    connection: Connection, uscc: str, number: str, terms: FreeTerms, actor: Actor, now: datetime
) -> None:
    """Write an entry; the caller holds the agency's lock."""
    values = {"number": number, "agency": uscc, "person": actor.person, "recorded_at": now}
    connection.execute(insert(free_software).values({**values, **asdict(terms)}).inline())


def taken_identities(connection: Connection, uscc: str) -> dict[tuple[str, ...], str]:
    """Return the number of each entry that is not taken off, by what it is for."""
    held = entries_of(connection, uscc)
    return {it.terms.identity: it.number for it in held if it.removed is None}


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
