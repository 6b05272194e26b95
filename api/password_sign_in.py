"""Signing in by name and password, and how guessing is slowed down.

An attempt is counted before its password is looked at and taken back if it was right, so that many
at once are no more than many one after another. Whoever is turned away is not told why: no such
name, a wrong password, a closed account and too many attempts look alike, and take as long.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from api.passwords import hash_password, outdated, verify_password
from api.people_tables import account, sign_in_address
from api.security_log import tell_failure
from storage.database import Database
from storage.scope import SYSTEM

FREE: Final = 5
"""Wrong passwords an account takes before it closes for a time."""
FREE_OF_ADDRESS: Final = 50
"""Wrong ones from one address, behind which a whole office may sit."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=15)
"""For how long: twice as long each time. Nobody can lock somebody else out for a day; and 100
guesses a day against twelve characters lead nowhere."""
_FORGOTTEN: Final = timedelta(hours=1)
_MOST_DOUBLINGS: Final = 10


@dataclass(frozen=True, slots=True)
class _Kept:
    id: str
    hashed: str


def sign_in_by_password(
    database: Database, name: str, password: str, *, address: str, now: datetime
) -> str | None:
    """Return the account of a name and password, or ``None``, for whatever reason.

    Args:
        database: two short transactions are made, and none is open while the password is compared.
        name: of the account.
        password: as it was typed.
        address: where the attempt comes from.
        now: the instant.
    """
    with database.transaction(SYSTEM) as connection:
        open_here = _count_address(connection, address, now)
        kept = _count(connection, name, now) if open_here else None
    right = verify_password(None if kept is None else kept.hashed, password)
    if kept is None or not right:
        # What was typed as a name is not said: people type passwords there.
        heard = "wrong" if kept else "not listened to" if open_here else "address closed"
        tell_failure(f"password {heard}", address, account=None if kept is None else kept.id)
        return None
    with database.transaction(SYSTEM) as connection:
        _take_back(connection, kept, password, address)
    return kept.id


def confirm_password(
    database: Database, account_id: str, password: str, *, address: str, now: datetime
) -> bool:
    """Return whether a password is that of an account, whose holder proves again who he is."""
    with database.transaction(SYSTEM) as connection:
        name = connection.execute(select(account.c.name).where(account.c.id == account_id)).scalar()
    found = sign_in_by_password(database, name or "", password, address=address, now=now)
    return found == account_id


def pause_after(failures: int, free: int) -> timedelta | None:
    """Return for how long an account or address is closed after so many failures, if it is."""
    if failures < free:
        return None
    doublings = min(failures - free, _MOST_DOUBLINGS)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _count(connection: Connection, name: str, now: datetime) -> _Kept | None:
    row = connection.execute(
        select(account.c.id, account.c.password_hash, account.c.failures, account.c.closed_until)
        .where(account.c.name == name, account.c.disabled_at.is_(None))
        .with_for_update()
    ).first()
    if row is None or (row.closed_until is not None and now < row.closed_until):
        return None
    pause = pause_after(row.failures + 1, FREE)
    connection.execute(
        update(account)
        .where(account.c.id == row.id)
        .values(failures=row.failures + 1, closed_until=None if pause is None else now + pause)
    )
    return _Kept(row.id, row.password_hash)


def _count_address(connection: Connection, address: str, now: datetime) -> bool:
    """Count an attempt from an address; return whether it is heard at all."""
    kept = sign_in_address
    connection.execute(delete(kept).where(kept.c.failed_at < now - _FORGOTTEN))
    connection.execute(
        insert(kept).values(address=address, failures=0, failed_at=now).on_conflict_do_nothing()
    )
    row = connection.execute(
        select(kept.c.failures, kept.c.closed_until)
        .where(kept.c.address == address)
        .with_for_update()
    ).one()
    if row.closed_until is not None and now < row.closed_until:
        return False
    pause = pause_after(row.failures + 1, FREE_OF_ADDRESS)
    connection.execute(
        update(kept)
        .where(kept.c.address == address)
        .values(
            failures=row.failures + 1,
            failed_at=now,
            closed_until=None if pause is None else now + pause,
        )
    )
    return True


def _take_back(connection: Connection, kept: _Kept, password: str, address: str) -> None:
    fresh = {"password_hash": hash_password(password)} if outdated(kept.hashed) else {}
    connection.execute(
        update(account)
        .where(account.c.id == kept.id)
        .values(failures=0, closed_until=None, **fresh)
    )
    at = sign_in_address
    connection.execute(
        update(at)
        .where(at.c.address == address, at.c.failures > 0)
        .values(failures=at.c.failures - 1, closed_until=None)
    )
