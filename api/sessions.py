"""Sessions of people at browsers: in the database, ended at once, never longer than a day's work.

A cookie holds ``pcs_ID_SECRET``; its secret is kept as a digest, as those of keys are. Role, agency
and whether the account or key still holds are read in each transaction, so that what was taken away
a moment ago is gone (OWASP ASVS 8.3.2). A session is no key: it is never looked for in an
``Authorization`` header, so that nobody can use a cookie from elsewhere.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, update

from api.identifiers import new_public_half, new_secret
from api.identity import READ, Principal, secret_hash, unauthenticated
from api.key_scopes import KeyScope
from api.people_tables import web_session
from api.roles import Role
from storage.driver import Statement, first_row

PREFIX = "pcs"
REST = timedelta(minutes=30)
"""A session that nobody used for so long is over (RELIABILITY §4.7)."""
LONGEST = timedelta(hours=12)
"""No session outlives a day's work, however busy."""
PROVEN = timedelta(minutes=10)
"""For so long after proving again who one is, one may grant, revoke and publish."""

_SEEN_EVERY = timedelta(minutes=1)
"""That a session is in use is written down at most so often: reads should not write."""
_TEXT = re.compile(r"pcs_([a-z2-7]{16})_([A-Za-z0-9_-]{43})", re.ASCII)

_HOLDER = (
    "join lateral (select role, person, agency, supplier, null as scope,"
    " disabled_at as revoked_at, 'infinity'::timestamptz as expires_at"
    " from procheck.account where id = t.account"
    " union all select role, person, agency, supplier, scope, revoked_at, expires_at"
    " from procheck.access_key where id = t.key) k on true"
)
_RESUME = Statement.of(
    READ.format(
        hashed="t.secret_hash",
        expires="least(t.expires_at, k.expires_at)",
        used="t.seen_at",
        id="t.id",
        scope="k.scope",
        further=", t.proof, t.proven_at, t.account, t.key",
        source=f"procheck.web_session t {_HOLDER}",
    )
    + " where t.id = %(id)s and t.ended_at is null"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """Whose session it is, and until when he has proven lately who he is, if he did.

    It belongs to an account or to a key.
    """

    principal: Principal
    proven_until: datetime | None
    account: str | None = None
    access_key: str | None = None


def open_session(
    connection: Connection,
    *,
    proof: str,
    now: datetime,
    account: str | None = None,
    key: str | None = None,
) -> str:
    """Open a session of an account or of a key; return its cookie's text, which is kept nowhere.

    Whoever opens it has just proven who he is.

    Args:
        connection: a transaction of the caller's, through the office's eyes.
        proof: how he proved it, in the ledger's words.
        now: the instant.
        account: whose it is, or
        key: which key's it is.
    """
    public, secret = new_public_half(), new_secret()
    connection.execute(
        insert(web_session).values(
            id=public,
            secret_hash=secret_hash(secret),
            account=account,
            key=key,
            proof=proof,
            opened_at=now,
            seen_at=now,
            expires_at=now + LONGEST,
            proven_at=now,
        )
    )
    return f"{PREFIX}_{public}_{secret}"


def resume(connection: Connection, cookie: str | None, now: datetime) -> Resumed:
    """Return whose session a cookie holds, and enter his scope.

    Raises:
        Refused: as ``unauthenticated``; it is not told why.
    """
    found = _TEXT.fullmatch(cookie or "")
    if found is None:
        raise unauthenticated()
    public, secret = found.groups()
    row = first_row(connection, _RESUME, {"id": public})
    kept = bytes(32) if row is None else bytes(row[4])
    if not hmac.compare_digest(kept, secret_hash(secret)) or row is None:
        raise unauthenticated()
    role, person, agency, supplier, _, expires_at, revoked_at, seen_at = row[:8]
    if revoked_at is not None or now >= expires_at or now >= seen_at + REST:
        raise unauthenticated()
    scope, proof, proven_at = row[12:15]
    if now - seen_at >= _SEEN_EVERY:
        _set(connection, public, seen_at=now)
    principal = Principal(
        person=person,
        role=Role(role),
        key=public,
        stamp=(row[8], row[9], row[10]),
        agency=agency,
        supplier=supplier,
        narrowed=None if scope is None else KeyScope(scope),
        proof=proof,
        expires_at=expires_at,
    )
    return Resumed(
        principal=principal,
        proven_until=None if proven_at is None else proven_at + PROVEN,
        account=row[15],
        access_key=row[16],
    )


def end_session(connection: Connection, session: str, now: datetime) -> None:
    """End a session at once; one that has ended stays as it is."""
    _set(connection, session, ended_at=func.coalesce(web_session.c.ended_at, now))


def prove_again(connection: Connection, session: str, now: datetime) -> None:
    """Write down that the person at a session has just proven again who he is."""
    _set(connection, session, proven_at=now)


def form_token(cookie: str) -> str:
    """Return what every form of a session carries, which no page elsewhere can know.

    It is bound to the session's secret, so nothing is kept (OWASP, "HMAC based token pattern").
    """
    made = hmac.digest(cookie.encode(), b"procheck form", hashlib.sha256)
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _set(connection: Connection, session: str, **values: object) -> None:
    connection.execute(update(web_session).where(web_session.c.id == session).values(values))
