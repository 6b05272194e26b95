"""Accounts of people a provider knows: what its groups give now is what they have from now on.

At each sign-in the accounts are brought in step with the groups: made, closed, opened again, each
with its entry in the ledger. One that was closed here by a person stays closed.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from api.accounts import (
    Act,
    KnownAccount,
    add_provided,
    disable_account,
    enable_account,
)
from api.holders import Holder
from api.people_tables import account
from integrations.oidc_token import Identified
from ledger.entry import Actor

ACTOR: Final = Actor(person="system:provider", role="system", authentication="oidc")


def settle(
    connection: Connection,
    found: Identified,
    holders: tuple[Holder, ...],
    *,
    ids: Callable[[], str],
    now: datetime,
) -> tuple[str, ...]:
    """Bring a person's accounts in step with what his provider says; return those open to him.

    Args:
        connection: a transaction of the caller's, through the office's eyes.
        found: whom the provider says that it is.
        holders: what he may be here, by his groups.
        ids: draws identifiers.
        now: the instant.

    Raises:
        WrongHolder: he is another of the three administrators already.
    """
    act = Act(actor=ACTOR, ids=ids, now=now)
    person = func.hashtextextended(f"{found.issuer}#{found.subject}", 0)
    connection.execute(select(func.pg_advisory_xact_lock(person)))
    kept = {_key(it.holder): it for it in _kept(connection, found)}
    wanted = {_key(holder): holder for holder in holders}
    for key, it in kept.items():
        if key not in wanted and it.disabled_at is None:
            disable_account(connection, it.id, act=act)
    opened = []
    for key, holder in wanted.items():
        known = kept.get(key)
        if known is None:
            made = add_provided(connection, holder, found.issuer, found.subject, act=act)
            opened.append(made)
        elif known.disabled_at is None:
            opened.append(known.id)
        elif known.disabled_by == ACTOR.person:
            enable_account(connection, known, act=act)
            opened.append(known.id)
    return tuple(opened)


def _kept(connection: Connection, found: Identified) -> tuple[KnownAccount, ...]:
    columns = [account.c[name] for name in KnownAccount.__slots__]
    query = select(*columns).where(
        account.c.issuer == found.issuer, account.c.subject == found.subject
    )
    return tuple(KnownAccount(**row) for row in connection.execute(query).mappings())


def _key(holder: Holder) -> tuple[str, str | None, str | None]:
    return holder.role.value, holder.agency, holder.supplier
