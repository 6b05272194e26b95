"""What a database error means to whoever asked, told apart by SQLSTATE and never by its wording."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

LOCK_NOT_AVAILABLE: Final = "55P03"
DEADLOCK: Final = "40P01"
SERIALISATION: Final = "40001"
CANCELLED: Final = "57014"
INSUFFICIENT_PRIVILEGE: Final = "42501"


class Fault(StrEnum):
    """The kinds of database error an edge answers differently."""

    RETRY = "retry"
    """Two transactions met. Repeating the whole transaction at once is safe and likely to work."""

    BUSY = "busy"
    """A lock or a statement took too long. Nothing was stored; come back in a moment."""

    AWAY = "away"
    """No working connection: stopped, full, or none free. During a commit, its fate is unknown."""

    CONSTRAINT = "constraint"
    """A rule of the database refused the row; see `constraint_of`."""

    FORBIDDEN = "forbidden"
    """A wall or a missing right refused the statement: a mistake of ours, never of the caller."""

    OTHER = "other"
    """Anything else: a mistake of ours."""


_FAULTS: Final[Mapping[str, Fault]] = {
    DEADLOCK: Fault.RETRY,
    SERIALISATION: Fault.RETRY,
    LOCK_NOT_AVAILABLE: Fault.BUSY,
    CANCELLED: Fault.BUSY,
    INSUFFICIENT_PRIVILEGE: Fault.FORBIDDEN,
    # Classes, by the first two or three characters of their codes (PostgreSQL, appendix A).
    "23": Fault.CONSTRAINT,
    "08": Fault.AWAY,
    "53": Fault.AWAY,
    "57P": Fault.AWAY,
    "58": Fault.AWAY,
}


def fault_of(error: SQLAlchemyError) -> Fault:
    """What the error means."""
    if isinstance(error, PoolTimeoutError):
        return Fault.AWAY
    if not isinstance(error, DBAPIError):
        return Fault.OTHER
    state = _state(error)
    # No state at all: the connection broke, or never came about.
    gone = state is None and isinstance(error.orig, psycopg.OperationalError)
    if error.connection_invalidated or gone:
        return Fault.AWAY
    code = state or ""
    found = (_FAULTS.get(prefix) for prefix in (code, code[:3], code[:2]))
    return next(filter(None, found), Fault.OTHER)


def constraint_of(error: SQLAlchemyError) -> str | None:
    """The name of the constraint that refused, by the naming convention of `storage.base`."""
    if isinstance(error, DBAPIError) and isinstance(error.orig, psycopg.Error):
        return error.orig.diag.constraint_name
    return None


def _state(error: DBAPIError) -> str | None:
    return error.orig.sqlstate if isinstance(error.orig, psycopg.Error) else None
