"""Issue, list and withdraw keys. Each is an act with its ledger entry; nothing here commits."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from api.identifiers import new_secret
from api.identity import PREFIX, secret_hash
from api.roles import OF_AN_AGENCY, Role
from api.tables import access_key
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind
from ledger.store import append

_ID_BYTES = 10


class WrongHolder(ValueError):  # noqa: N818 - named for what is wrong
    """A key names an agency or supplier its role does not belong to, or lacks the one it does."""


class UnknownKey(LookupError):  # noqa: N818 - named for what is wrong
    """There is no such key, or it is withdrawn already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who is to hold a key: a person's identifier in a role, for an agency or a supplier."""

    person: str
    role: Role
    agency: str | None = None
    supplier: str | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKey:
    """A key as it may be shown: everything but its secret."""

    id: str
    role: str
    person: str
    agency: str | None
    supplier: str | None
    label: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


def new_key_text() -> str:
    """Return a fresh key: a public half to look it up by, and 256 secret bits."""
    public = base64.b32encode(secrets.token_bytes(_ID_BYTES)).decode().lower()
    return f"{PREFIX}_{public}_{new_secret()}"


_MOST_DAYS = 3660
"""Ten years: longer than any key should live, and short enough to be a date."""


def issue(
    connection: Connection,
    holder: Holder,
    *,
    actor: Actor,
    ids: Callable[[], str],
    now: datetime,
    days: int = 365,
    text: str | None = None,
) -> str:
    """Issue a key and return its text, which is shown this once and kept nowhere.

    Raises:
        WrongHolder: the role needs an agency or a supplier, or has no use for one; nobody is
            named, or the days are out of range.
    """
    if (holder.role in OF_AN_AGENCY) != (holder.agency is not None):
        msg = "officers and approvers belong to an agency, and nobody else does"
        raise WrongHolder(msg)
    if (holder.role is Role.SUPPLIER) != (holder.supplier is not None):
        msg = "suppliers' keys name the supplier, and no others do"
        raise WrongHolder(msg)
    if not holder.person.strip():
        msg = "a key names the person who holds it: duties are kept apart by person"
        raise WrongHolder(msg)
    if not 1 <= days <= _MOST_DAYS:
        msg = f"a key holds for 1 to {_MOST_DAYS} days, not for {days}"
        raise WrongHolder(msg)
    text = text or new_key_text()
    _, public, secret = text.split("_", 2)
    expires = now + timedelta(days=days)
    connection.execute(
        insert(access_key).values(
            id=public,
            secret_hash=secret_hash(secret),
            role=holder.role.value,
            person=holder.person,
            agency=holder.agency,
            supplier=holder.supplier,
            label=holder.label,
            created_at=now,
            created_by=actor.person,
            expires_at=expires,
        )
    )
    body: dict[str, object] = {
        "person": holder.person,
        "role": holder.role.value,
        "agency": holder.agency,
        "supplier": holder.supplier,
        "expires_at": expires.isoformat(),
    }
    _record(connection, EntryKind.ACCESS_GRANTED, public, holder, body, actor, ids(), now)
    return text


def withdraw(
    connection: Connection,
    key_id: str,
    *,
    actor: Actor,
    ids: Callable[[], str],
    now: datetime,
) -> None:
    """Withdraw a key at once.

    Raises:
        UnknownKey: there is none of this public half, or it is withdrawn already.
    """
    row = connection.execute(
        update(access_key)
        .where(access_key.c.id == key_id, access_key.c.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(
            access_key.c.person, access_key.c.role, access_key.c.agency, access_key.c.supplier
        )
    ).first()
    if row is None:
        raise UnknownKey(key_id)
    holder = Holder(
        person=row.person, role=Role(row.role), agency=row.agency, supplier=row.supplier
    )
    body: dict[str, object] = {"person": holder.person, "role": holder.role.value}
    _record(connection, EntryKind.ACCESS_REVOKED, key_id, holder, body, actor, ids(), now)


def known(connection: Connection) -> tuple[KnownKey, ...]:
    """Return every key, the newest first."""
    columns = [access_key.c[name] for name in KnownKey.__slots__]
    rows = connection.execute(select(*columns).order_by(access_key.c.created_at.desc()))
    return tuple(KnownKey(**row) for row in rows.mappings())


def _record(
    connection: Connection,
    kind: EntryKind,
    key_id: str,
    holder: Holder,
    body: dict[str, object],
    actor: Actor,
    identifier: str,
    now: datetime,
) -> None:
    append(
        connection,
        Entry(
            id=identifier,
            kind=kind,
            recorded_at=now,
            actor=actor,
            tenant=Tenant(agency=holder.agency, supplier=holder.supplier),
            subjects={"key": key_id},
            body=body,
        ),
    )
