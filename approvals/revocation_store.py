"""The revocation of an approval, as it is kept: written once, read by the approval's number."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from approvals.tables import revocation
from storage.one_row import OneRow

_REVOKED: Final = OneRow.of(revocation, "number = %(number)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRevocation:
    """Why and from which day an approval was revoked."""

    number: str
    reason: str
    effective_on: date
    person: str
    recorded_at: datetime


def revocation_of(connection: Connection, number: str) -> StoredRevocation | None:
    """Return the revocation of an approval, if it was revoked."""
    found = _REVOKED.find(connection, number=number)
    if found is None:
        return None
    return StoredRevocation(**{name: found[name] for name in StoredRevocation.__slots__})
