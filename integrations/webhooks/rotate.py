"""Replace the secret that signs what is sent to a subscription."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, insert, update

from integrations.webhooks import store
from integrations.webhooks.acts import subscription_entry
from integrations.webhooks.tables import subscription, subscription_secret
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append


def rotate(
    connection: Connection,
    *,
    actor: Actor,
    ident: str,
    key: str,
    reason: str,
    ids: Callable[[], str],
    now: datetime,
) -> Leaf:
    """Give a subscription a new secret; the one before signs beside it for a while.

    Args:
        connection: a transaction of the caller's.
        actor: who asks.
        ident: the subscription.
        key: the name of the key the new secret is derived from.
        reason: why it is replaced.
        ids: draws identifiers.
        now: the instant of the act.

    Raises:
        SubscriptionNotFound: there is none, or it is not the actor's to see.
    """
    held = store.find_subscription(connection, ident, lock=True)
    serial = 1 + max((it.serial for it in held.secrets), default=0)
    connection.execute(
        insert(subscription_secret).values(
            subscription=ident,
            serial=serial,
            agency=held.tenant.agency,
            supplier=held.tenant.supplier,
            key=key,
            made_at=now,
            made_by=actor.person,
        )
    )
    connection.execute(
        update(subscription)
        .where(subscription.c.id == ident)
        .values(revision=subscription.c.revision + 1)
    )
    body = {"serial": serial, "reason": reason}
    entry = subscription_entry(EntryKind.SUBSCRIPTION_ROTATED, ids(), held, body, actor, now)
    return append(connection, entry)
