"""Sessions of people at browsers, shown and ended before their time: an act with its entry."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from api.people_tables import account, web_session
from api.sessions import REST, end_session
from api.tables import access_key
from ledger.entry import Actor, Entry
from ledger.kinds import EntryKind
from ledger.store import append


class UnknownSession(LookupError):  # noqa: N818 - named for what was found
    """There is no such session, it is over, or it is somebody else's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSession:
    """A session as it may be shown: everything but its secret."""

    id: str
    person: str
    role: str
    proof: str
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime


def sessions_known(
    connection: Connection, wall: datetime, *, person: str | None = None
) -> tuple[KnownSession, ...]:
    """Return the sessions that are open, of one person or of everybody, the latest used first."""
    query = _open(wall).order_by(web_session.c.seen_at.desc(), web_session.c.id)
    if person is not None:
        query = query.where(_person() == person)
    return tuple(KnownSession(**row) for row in connection.execute(query).mappings())


def end_sessions(
    connection: Connection,
    *,
    actor: Actor,
    ids: Callable[[], str],
    now: datetime,
    wall: datetime,
    session: str | None = None,
    person: str | None = None,
    keep: str | None = None,
) -> int:
    """End a session, or every session of a person; return how many were open.

    Args:
        connection: a transaction of the caller's.
        actor: who ends it.
        ids: draws the identifiers of entries.
        now: the instant of the act.
        wall: the instant by which sessions are open or over; of a sandbox another one.
        session: which; every one where it is ``None``.
        person: whose it has to be; anybody's where it is ``None``.
        keep: a session that goes on whatever else is said.

    Raises:
        UnknownSession: the one named is over or is not his.
    """
    query = _open(wall)
    if session is not None:
        query = query.where(web_session.c.id == session)
    if person is not None:
        query = query.where(_person() == person)
    if keep is not None:
        query = query.where(web_session.c.id != keep)
    found = [KnownSession(**row) for row in connection.execute(query).mappings()]
    if session is not None and not found:
        raise UnknownSession(session)
    for it in found:
        end_session(connection, it.id, wall)
        _record(connection, it, actor, ids(), now)
    return len(found)


def account_at(connection: Connection, session: str) -> str | None:
    """Return the account a session belongs to; ``None`` where it is a key's, or no session."""
    query = select(web_session.c.account).where(web_session.c.id == session)
    found: str | None = connection.execute(query).scalar()
    return found


def _record(
    connection: Connection, it: KnownSession, actor: Actor, ident: str, now: datetime
) -> None:
    entry = Entry(
        id=ident,
        kind=EntryKind.SESSION_ENDED,
        recorded_at=now,
        actor=actor,
        subjects={"session": it.id},
        body={"person": it.person, "role": it.role},
    )
    append(connection, entry)


def _person() -> ColumnElement[str]:
    return func.coalesce(account.c.person, access_key.c.person)


def _open(wall: datetime) -> Select[Any]:
    at = web_session.c
    return (
        select(
            at.id,
            _person().label("person"),
            func.coalesce(account.c.role, access_key.c.role).label("role"),
            at.proof,
            at.opened_at,
            at.seen_at,
            at.expires_at,
        )
        .select_from(web_session)
        .outerjoin(account, account.c.id == at.account)
        .outerjoin(access_key, access_key.c.id == at.key)
        .where(
            at.ended_at.is_(None),
            at.expires_at > wall,
            at.seen_at > wall - REST,
            account.c.disabled_at.is_(None),
            access_key.c.revoked_at.is_(None),
        )
    )
