"""Browsers that are under way: to a provider and back, or to prove again who sits there.

A way is one row, known by the digest of a cookie's secret, and is taken once. It binds what comes
back to the browser that set out (RFC 9700 §2.1, §4.7), and keeps what was typed meanwhile.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from api.identifiers import new_secret
from api.people_tables import sign_in_way

LIFE = timedelta(minutes=15)
"""For so long one may be under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a provider was asked with, and has to answer to."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way.

    ``following`` is where it leads in the end; ``session`` whose it is, where he is to prove again
    who he is; ``form`` what was typed before; ``accounts`` which a person may choose from who has
    come back already, having proven by ``proof`` who he is.
    """

    following: str
    began_at: datetime
    session: str | None = None
    asked: Asked | None = None
    form: str | None = None
    accounts: tuple[str, ...] = ()
    proof: str | None = None


def set_out(connection: Connection, way: Way) -> str:
    """Keep a way, and return the text of the cookie it is known by."""
    connection.execute(delete(sign_in_way).where(sign_in_way.c.expires_at < way.began_at))
    secret = new_secret()
    connection.execute(
        insert(sign_in_way).values(
            id=_digest(secret),
            session=way.session,
            following=way.following,
            form=way.form,
            accounts=list(way.accounts) or None,
            proof=way.proof,
            began_at=way.began_at,
            expires_at=way.began_at + LIFE,
            **_of(way.asked),
        )
    )
    return secret


def ask_along(connection: Connection, cookie: str, asked: Asked) -> None:
    """Keep with a way what a provider is asked with on it."""
    connection.execute(
        update(sign_in_way).where(sign_in_way.c.id == _digest(cookie)).values(_of(asked))
    )


def look(connection: Connection, cookie: str | None, now: datetime) -> Way | None:
    """Return the way of a cookie, which stays; ``None`` where it is over, or there is none."""
    if cookie is None:
        return None
    found = sign_in_way.c
    query = select(sign_in_way).where(found.id == _digest(cookie), found.expires_at > now)
    row = connection.execute(query).mappings().first()
    return None if row is None else _way(row)


def take(connection: Connection, cookie: str | None, now: datetime) -> Way | None:
    """Return the way of a cookie and end it: nobody takes it twice."""
    if cookie is None:
        return None
    query = delete(sign_in_way).where(sign_in_way.c.id == _digest(cookie)).returning(sign_in_way)
    row = connection.execute(query).mappings().first()
    return None if row is None or row["expires_at"] <= now else _way(row)


def is_answered_by(asked: Asked, state: str) -> bool:
    """Return whether a state that came back is the one that was sent along."""
    return hmac.compare_digest(asked.state.encode(), state.encode())


def _of(asked: Asked | None) -> dict[str, str]:
    if asked is None:
        return {}
    return {"state": asked.state, "nonce": asked.nonce, "verifier": asked.verifier}


def _way(row: RowMapping) -> Way:
    asked = None
    if row["state"] is not None:
        asked = Asked(state=row["state"], nonce=row["nonce"], verifier=row["verifier"])
    return Way(
        following=row["following"],
        began_at=row["began_at"],
        session=row["session"],
        asked=asked,
        form=row["form"],
        accounts=tuple(row["accounts"] or ()),
        proof=row["proof"],
    )


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
