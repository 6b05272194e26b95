"""Accounts of people: made, shown, closed, and given a password. Each is an act with its entry.

Nothing here commits. An account is known by a name with a password, or by whom a provider says it
is (`api.provider_accounts`); never by both.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, insert, select, update
from sqlalchemy.exc import IntegrityError

from api.holders import Holder, check_holder, require_apart
from api.passwords import hash_password, require_fit
from api.people_tables import account, web_session
from api.roles import Role
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind
from ledger.store import append

NAME_PATTERN: Final = r"[a-z0-9][a-z0-9._-]{1,63}"
"""What somebody signs in by: no name of a person's, since it stands in the ledger."""
_NAME = re.compile(NAME_PATTERN, re.ASCII)


class MalformedName(ValueError):  # noqa: N818 - named for what was found
    """A name to sign in by has another form than such names have."""


class NameTaken(ValueError):  # noqa: N818 - named for what was found
    """Another account has the name, closed or not: a name is never given to somebody else."""


class UnknownAccount(LookupError):  # noqa: N818 - named for what was found
    """There is no such account."""


class NoPassword(ValueError):  # noqa: N818 - named for what was found
    """The account belongs to a provider, which alone knows how its holder proves who he is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAccount:
    """An account as it may be shown: everything but what is kept of its password."""

    id: str
    name: str | None
    issuer: str | None
    subject: str | None
    person: str
    role: str
    agency: str | None
    supplier: str | None
    label: str
    created_at: datetime
    created_by: str
    disabled_at: datetime | None
    disabled_by: str | None

    @property
    def holder(self) -> Holder:
        """Return who holds it."""
        return Holder(
            person=self.person,
            role=Role(self.role),
            agency=self.agency,
            supplier=self.supplier,
            label=self.label,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who acts on accounts, when, and what draws the identifiers."""

    actor: Actor
    ids: Callable[[], str]
    now: datetime

    def record(
        self, connection: Connection, kind: EntryKind, account_id: str, holder: Holder, **body: str
    ) -> None:
        """Write the entry of an act on an account."""
        append(
            connection,
            Entry(
                id=self.ids(),
                kind=kind,
                recorded_at=self.now,
                actor=self.actor,
                tenant=Tenant(agency=holder.agency, supplier=holder.supplier),
                subjects={"account": account_id},
                body={"person": holder.person, "role": holder.role.value, **body},
            ),
        )


def add_account(
    connection: Connection, holder: Holder, name: str, password: str, *, act: Act
) -> str:
    """Make an account with a name and a password; return its identifier.

    Raises:
        MalformedName: the name has another form.
        NameTaken: another account has it.
        WeakPassword: the password is no fit one.
        WrongHolder: role, agency and supplier do not belong together, or he is another
            administrator already.
    """
    if _NAME.fullmatch(name) is None:
        raise MalformedName(name)
    check_holder(holder)
    require_apart(connection, holder, act.now)
    require_fit(password, name)
    kept = hash_password(password)
    identifier = act.ids()
    try:
        with connection.begin_nested():
            _insert(connection, holder, act, id=identifier, name=name, password_hash=kept)
    except IntegrityError as error:
        if "uq_account_name" in str(error.orig):
            raise NameTaken(name) from error
        raise
    act.record(connection, EntryKind.ACCOUNT_MADE, identifier, holder, name=name)
    return identifier


def add_provided(
    connection: Connection, holder: Holder, issuer: str, subject: str, *, act: Act
) -> str:
    """Make an account of whom a provider knows; return its identifier.

    Raises:
        WrongHolder: as `add_account`.
    """
    check_holder(holder)
    require_apart(connection, holder, act.now)
    identifier = act.ids()
    _insert(connection, holder, act, id=identifier, issuer=issuer, subject=subject)
    act.record(connection, EntryKind.ACCOUNT_MADE, identifier, holder, issuer=issuer)
    return identifier


def set_password(
    connection: Connection, account_id: str, password: str, *, act: Act, keep: str | None = None
) -> None:
    """Give an account another password; its sessions end, and what guesses had closed is open.

    Args:
        connection: a transaction of the caller's.
        account_id: which account.
        password: the new one.
        act: who acts, and when.
        keep: a session that goes on, of whoever changes his own.

    Raises:
        UnknownAccount: there is none of this identifier.
        NoPassword: it belongs to a provider.
        WeakPassword: the password is no fit one.
    """
    found = account_of(connection, account_id)
    if found.name is None:
        raise NoPassword(account_id)
    require_fit(password, found.name)
    _set(
        connection,
        account_id,
        password_hash=hash_password(password),
        failures=0,
        closed_until=None,
    )
    at = web_session.c
    connection.execute(
        update(web_session)
        .where(at.account == account_id, at.ended_at.is_(None), at.id != (keep or ""))
        .values(ended_at=act.now)
    )
    act.record(connection, EntryKind.PASSWORD_CHANGED, account_id, found.holder)


def disable_account(
    connection: Connection, account_id: str, *, act: Act, reason: str | None = None
) -> bool:
    """Close an account, and its sessions with it; return whether it was open.

    Raises:
        UnknownAccount: there is none of this identifier.
    """
    found = account_of(connection, account_id)
    closed = connection.execute(
        update(account)
        .where(account.c.id == account_id, account.c.disabled_at.is_(None))
        .values(disabled_at=act.now, disabled_by=act.actor.person)
    )
    if closed.rowcount:
        why = {} if reason is None else {"reason": reason}
        act.record(connection, EntryKind.ACCOUNT_DISABLED, account_id, found.holder, **why)
    return bool(closed.rowcount)


def enable_account(connection: Connection, found: KnownAccount, *, act: Act) -> None:
    """Open an account again that its provider had closed by taking the role away.

    Raises:
        WrongHolder: he became another administrator meanwhile.
    """
    require_apart(connection, found.holder, act.now)
    _set(connection, found.id, disabled_at=None, disabled_by=None)
    act.record(connection, EntryKind.ACCOUNT_ENABLED, found.id, found.holder)


def account_of(connection: Connection, account_id: str) -> KnownAccount:
    """Return an account.

    Raises:
        UnknownAccount: there is none of this identifier.
    """
    return _one(connection, account.c.id, account_id)


def account_named(connection: Connection, name: str) -> KnownAccount:
    """Return the account somebody signs in to by a name.

    Raises:
        UnknownAccount: there is none of this name.
    """
    return _one(connection, account.c.name, name)


def accounts_known(connection: Connection, role: Role | None = None) -> tuple[KnownAccount, ...]:
    """Return every account, or those of one role, the newest first."""
    query = _select().order_by(account.c.created_at.desc(), account.c.id)
    if role is not None:
        query = query.where(account.c.role == role.value)
    return tuple(KnownAccount(**row) for row in connection.execute(query).mappings())


def _one(connection: Connection, column: ColumnElement[str], value: str) -> KnownAccount:
    row = connection.execute(_select().where(column == value)).mappings().first()
    if row is None:
        raise UnknownAccount(value)
    return KnownAccount(**row)


def _select() -> Select[Any]:
    return select(*(account.c[name] for name in KnownAccount.__slots__))


def _insert(connection: Connection, holder: Holder, act: Act, **way_in: str) -> None:
    connection.execute(
        insert(account).values(
            person=holder.person,
            role=holder.role.value,
            agency=holder.agency,
            supplier=holder.supplier,
            label=holder.label,
            created_at=act.now,
            created_by=act.actor.person,
            failures=0,
            **way_in,
        )
    )


def _set(connection: Connection, account_id: str, **values: object) -> None:
    connection.execute(update(account).where(account.c.id == account_id).values(values))
