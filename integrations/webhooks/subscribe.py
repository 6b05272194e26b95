"""Name an address that is told of events."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from integrations.webhooks import store
from integrations.webhooks.acts import subscription_entry
from integrations.webhooks.addresses import check_address
from integrations.webhooks.errors import TooManySubscriptions
from integrations.webhooks.subscription import State
from integrations.webhooks.tables import subscription, subscription_secret
from ledger.entry import Actor, Tenant
from ledger.kinds import EntryKind
from ledger.store import Leaf, append

MOST = 10
"""Addresses an agency or a supplier may have at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for: an address, and the kinds of events it is told of (none: every kind)."""

    url: str
    kinds: tuple[str, ...] = ()
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription that was made, and the entry that says so."""

    id: str
    leaf: Leaf


def subscribe(
    connection: Connection,
    *,
    actor: Actor,
    tenant: Tenant,
    wanted: Wanted,
    key: str,
    loopback: bool,
    ids: Callable[[], str],
    now: datetime,
) -> Subscribed:
    """Name an address; the first event it is told of is that it was named.

    Args:
        connection: a transaction of the caller's.
        actor: who asks.
        tenant: whose events it is told of: an agency or a supplier.
        wanted: address and kinds.
        key: the name of the key its secret is derived from.
        loopback: whether this machine itself may be named.
        ids: draws identifiers.
        now: the instant of the act.

    Raises:
        UnfitAddress: it is no address that is sent to.
        TooManySubscriptions: there are `MOST` already.
    """
    check_address(wanted.url, loopback=loopback)
    _check_room(connection, tenant)
    ident = ids()
    own = {"agency": tenant.agency, "supplier": tenant.supplier}
    connection.execute(
        insert(subscription).values(
            id=ident,
            url=wanted.url,
            kinds=list(wanted.kinds),
            label=wanted.label,
            created_at=now,
            created_by=actor.person,
            **own,
        )
    )
    connection.execute(
        insert(subscription_secret).values(
            subscription=ident, serial=1, key=key, made_at=now, made_by=actor.person, **own
        )
    )
    held = store.find_subscription(connection, ident)
    body = {"kinds": list(wanted.kinds)}
    entry = subscription_entry(EntryKind.SUBSCRIPTION_CREATED, ids(), held, body, actor, now)
    return Subscribed(ident, append(connection, entry))


def _check_room(connection: Connection, tenant: Tenant) -> None:
    whose = f"subscriptions of {tenant.agency or tenant.supplier}"
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(whose, 0))))
    columns = subscription.c
    own = (
        columns.agency == tenant.agency
        if tenant.agency is not None
        else columns.supplier == tenant.supplier
    )
    query = select(func.count()).where(own, columns.state != State.DELETED.value)
    if (connection.scalar(query) or 0) >= MOST:
        raise TooManySubscriptions(MOST)
