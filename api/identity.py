"""Who is asking: keys of the form ``pck_ID_SECRET``, looked up in the transaction that acts.

The secret has 256 random bits, so its plain SHA-256 is kept: slow hashes guard guessable secrets.
Role, agency and withdrawal are read in the transaction itself, never carried over from earlier
(OWASP ASVS 8.3.2): what was taken away a moment ago is gone.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from api.key_scopes import KeyScope
from api.problem import Problem, Refused
from api.roles import Role
from api.tables import access_key
from ledger.entry import Actor
from storage.driver import Statement, first_row
from storage.scope import Scope

PREFIX, TOKEN_PREFIX = "pck", "pct"
"""What keys begin with, and tokens that keys were given for."""
AUTHENTICATION: Mapping[str, str] = {PREFIX: "access-key", TOKEN_PREFIX: "access-token"}
"""How an actor is said to have proven who he is, in the ledger."""

TOUCH_EVERY = timedelta(hours=1)
"""A key's last use is written down at most so often: reads should not write."""

_KEY = re.compile(r"(pck|pct)_([a-z2-7]{16})_([A-Za-z0-9_-]{43})", re.ASCII)
_PUBLIC = re.compile(r"[a-z2-7]{16}", re.ASCII)
_BEARER = re.compile(r"Bearer +(\S{1,200})", re.ASCII | re.IGNORECASE)

ENTERING = (
    "set_config('procheck.role', k.role, true), set_config('procheck.person', k.person, true),"
    " set_config('procheck.agency', coalesce(k.agency, ''), true),"
    " set_config('procheck.supplier', coalesce(k.supplier, ''), true)"
)
"""Puts the transaction into the scope of whoever the statement reads as ``k``."""
IN_FORCE = (
    "lateral (select revision, law_digest, catalogue_digest"
    " from procheck.book_revision order by revision desc limit 1) b"
)
"""Joins the books in force, as ``b``."""

READ = (
    "select k.role, k.person, k.agency, k.supplier, {hashed}, {expires}, k.revoked_at,"  # noqa: S608 - constant text
    " {used}, b.revision, b.law_digest, b.catalogue_digest, {id}, {scope}{further}, "
    + ENTERING
    + " from {source} left join "
    + IN_FORCE
    + " on true"
)
"""Reads who somebody is, puts the transaction into his scope, and tells the books in force, in one
trip; what is kept of the secret, where it is read from and its end are to be filled in."""
_OF_A_KEY = {"id": "k.id", "used": "k.last_used_at", "further": ""}
_LOOK_UP: Mapping[str, Statement] = {
    PREFIX: Statement.of(
        READ.format(
            hashed="k.secret_hash",
            expires="k.expires_at",
            scope="k.scope",
            **_OF_A_KEY,
            source="procheck.access_key k",
        )
        + " where k.id = %(id)s"
    ),
    TOKEN_PREFIX: Statement.of(
        READ.format(
            hashed="t.secret_hash",
            expires="least(t.expires_at, k.expires_at)",
            scope="coalesce(t.scope, k.scope)",
            **_OF_A_KEY,
            source="procheck.access_token t join procheck.access_key k on k.id = t.key",
        )
        + " where t.id = %(id)s"
    ),
}
"""Looks a key or a token up."""

Key = tuple[str, str]
"""A key as it is presented: its public and its secret half."""

Stamp = tuple[int, str, str]
"""Which books are in force: their revision, and the digests of law and catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who acts: a person in a role, for an agency or a supplier where the role belongs to one.

    ``stamp`` tells the books in force as the key was read; ``narrowed`` is the scope of the key, or
    of its token, where that is less than the role's; ``proof`` is how he proved who he is.
    """

    person: str
    role: Role
    key: str
    stamp: Stamp
    agency: str | None = None
    supplier: str | None = None
    narrowed: KeyScope | None = None
    proof: str = AUTHENTICATION[PREFIX]
    expires_at: datetime | None = None

    @property
    def scope(self) -> Scope:
        """Return the scope the database sees the principal by."""
        return Scope(
            role=self.role.value, person=self.person, agency=self.agency, supplier=self.supplier
        )

    @property
    def actor(self) -> Actor:
        """Return who the ledger says acted."""
        return Actor(person=self.person, role=self.role.value, authentication=self.proof)


def secret_hash(secret: str) -> bytes:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).digest()


def split_key(text: str) -> Key | None:
    """Return the public and the secret half of a key, or ``None`` if it is none."""
    found = _KEY.fullmatch(text)
    return None if found is None or found[1] != PREFIX else (found[2], found[3])


def is_public_half(text: str) -> bool:
    """Return whether a text has the form of the public half of a key."""
    return _PUBLIC.fullmatch(text) is not None


def authenticate(connection: Connection, header: str | None, now: datetime) -> Principal:
    """Return who presents the key in an ``Authorization`` header, and enter his scope.

    The caller's transaction must end in a rollback if this raises.

    Raises:
        Refused: as ``unauthenticated``; it is not told whether the key is unknown, wrong, expired
            or withdrawn.
    """
    # 1. The form of the header and of the key.
    bearer = _BEARER.fullmatch((header or "").strip())
    found = None if bearer is None else _KEY.fullmatch(bearer[1])
    if found is None:
        raise unauthenticated()
    prefix, public, secret = found.groups()
    # 2. The key, and the scope it acts in.
    row = first_row(connection, _LOOK_UP[prefix], {"id": public})
    # 3. The secret, compared in constant time, with something where there is no such key.
    kept = bytes(32) if row is None else bytes(row[4])
    if not hmac.compare_digest(kept, secret_hash(secret)) or row is None:
        raise unauthenticated()
    # 4. The time.
    role, person, agency, supplier, _, expires_at, revoked_at, last_used_at = row[:8]
    if revoked_at is not None or now >= expires_at:
        raise unauthenticated()
    key_id, scope = row[11:13]
    if last_used_at is None or now - last_used_at >= TOUCH_EVERY:
        touch(connection, key_id, now)
    return Principal(
        person=person,
        role=Role(role),
        key=key_id,
        stamp=(row[8], row[9], row[10]),
        agency=agency,
        supplier=supplier,
        narrowed=None if scope is None else KeyScope(scope),
        proof=AUTHENTICATION[prefix],
        expires_at=expires_at,
    )


def presented(header: str | None) -> Key | None:
    """Return the halves of the key in an ``Authorization`` header, if it holds one."""
    bearer = _BEARER.fullmatch((header or "").strip())
    return None if bearer is None else split_key(bearer[1])


def is_key(connection: Connection, key: Key) -> bool:
    """Return whether a key has this secret; whether it still holds is not asked."""
    row = connection.execute(
        select(access_key.c.secret_hash).where(access_key.c.id == key[0])
    ).first()
    kept = bytes(32) if row is None else bytes(row.secret_hash)
    return hmac.compare_digest(kept, secret_hash(key[1])) and row is not None


def touch(connection: Connection, key_id: str, now: datetime) -> None:
    """Write down that a key was used."""
    connection.execute(update(access_key).where(access_key.c.id == key_id).values(last_used_at=now))


def unauthenticated() -> Refused:
    """Return the refusal of whoever is nobody here."""
    # RFC 6750 §3: the scheme is named, the reason is not.
    problem = Problem(
        kind="unauthenticated", headers={"WWW-Authenticate": 'Bearer realm="procheck"'}
    )
    return Refused(problem)
