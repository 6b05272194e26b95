"""Issue, list and withdraw keys. Each is an act with its ledger entry; nothing here commits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from api.holders import Holder, WrongHolder, check_holder, require_apart
from api.identifiers import new_public_half, new_secret
from api.identity import PREFIX, secret_hash
from api.roles import Role
from api.tables import access_key
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind
from ledger.store import append

MOST_LIVE = 2
"""Live keys a holder may have: the one in use, and the next one while both are out (§4.7)."""


class TooManyKeys(WrongHolder):
    """The holder has as many live keys as anybody may: one to use, and one to change over to."""


class UnknownKey(LookupError):  # noqa: N818 - named for what is wrong
    """There is no such key, or it is withdrawn already."""


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
    scope: str | None


def new_key_text() -> str:
    """Return a fresh key: a public half to look it up by, and 256 secret bits."""
    return f"{PREFIX}_{new_public_half()}_{new_secret()}"


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
            named, the days are out of range, or he is another administrator already.
        TooManyKeys: the holder has two live keys already.
    """
    check_holder(holder)
    if not 1 <= days <= _MOST_DAYS:
        msg = f"a key holds for 1 to {_MOST_DAYS} days, not for {days}"
        raise WrongHolder(msg)
    require_apart(connection, holder, now)
    _require_room(connection, holder, now)
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
            scope=None if holder.scope is None else holder.scope.value,
        )
    )
    body: dict[str, object] = {
        "person": holder.person,
        "role": holder.role.value,
        "agency": holder.agency,
        "supplier": holder.supplier,
        "expires_at": expires.isoformat(),
        **({} if holder.scope is None else {"scope": holder.scope.value}),
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


def make_room(
    connection: Connection,
    holder: Holder,
    *,
    actor: Actor,
    ids: Callable[[], str],
    now: datetime,
) -> None:
    """Withdraw the oldest live keys of a holder, as far as another one could not be issued."""
    live = [it for it in known(connection, holder) if it.revoked_at is None and it.expires_at > now]
    for it in live[MOST_LIVE - 1 :]:
        withdraw(connection, it.id, actor=actor, ids=ids, now=now)


def known(connection: Connection, holder: Holder | None = None) -> tuple[KnownKey, ...]:
    """Return every key, or those of one holder, the newest first."""
    columns = [access_key.c[name] for name in KnownKey.__slots__]
    query = select(*columns).order_by(access_key.c.created_at.desc(), access_key.c.id)
    if holder is not None:
        query = query.where(*_of(holder))
    return tuple(KnownKey(**row) for row in connection.execute(query).mappings())


def _of(holder: Holder) -> tuple[ColumnElement[bool], ...]:
    columns = access_key.c
    return (
        columns.person == holder.person,
        columns.role == holder.role.value,
        columns.agency.is_not_distinct_from(holder.agency),
        columns.supplier.is_not_distinct_from(holder.supplier),
    )


def _require_room(connection: Connection, holder: Holder, now: datetime) -> None:
    # Two that are issued at once would not see each other.
    client = ":".join((holder.person, holder.role, holder.agency or "", holder.supplier or ""))
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(client, 0))))
    live = select(func.count()).where(
        *_of(holder), access_key.c.revoked_at.is_(None), access_key.c.expires_at > now
    )
    if connection.execute(live).scalar_one() >= MOST_LIVE:
        msg = f"{holder.person} has {MOST_LIVE} live keys already: withdraw one first"
        raise TooManyKeys(msg)


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
