"""Enable, disable or delete a subscription."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, update

from integrations.webhooks import store
from integrations.webhooks.acts import subscription_entry
from integrations.webhooks.errors import SubscriptionState
from integrations.webhooks.subscription import State, StoredSubscription
from integrations.webhooks.tables import subscription
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append

_KINDS: Mapping[State, EntryKind] = MappingProxyType(
    {
        State.ENABLED: EntryKind.SUBSCRIPTION_ENABLED,
        State.DISABLED: EntryKind.SUBSCRIPTION_DISABLED,
        State.DELETED: EntryKind.SUBSCRIPTION_DELETED,
    }
)
_FROM: Mapping[State, tuple[State, ...]] = MappingProxyType(
    {
        State.ENABLED: (State.DISABLED,),
        State.DISABLED: (State.ENABLED,),
        State.DELETED: (State.ENABLED, State.DISABLED),
    }
)


def switch(
    connection: Connection,
    *,
    actor: Actor,
    ident: str,
    to: State,
    reason: str | None,
    ids: Callable[[], str],
    now: datetime,
) -> Leaf:
    """Change whether events are sent to a subscription. What was due stays due.

    Args:
        connection: a transaction of the caller's.
        actor: who asks.
        ident: the subscription.
        to: the state it is to have.
        reason: why, where there is something to say.
        ids: draws identifiers.
        now: the instant of the act.

    Raises:
        SubscriptionNotFound: there is none, or it is not the actor's to see.
        SubscriptionState: it has that state already.
    """
    held = store.find_subscription(connection, ident, lock=True)
    if held.state not in _FROM[to]:
        raise SubscriptionState(held.state.value, tuple(it.value for it in _FROM[to]))
    return switched(connection, held, to, reason, actor, ids(), now)


def switched(
    connection: Connection,
    held: StoredSubscription,
    to: State,
    reason: str | None,
    actor: Actor,
    identifier: str,
    now: datetime,
) -> Leaf:
    """Write down that a subscription, which the caller holds locked, has another state now."""
    values: dict[str, Any] = {
        "state": to.value,
        "reason": reason,
        "revision": subscription.c.revision + 1,
    }
    if to is State.ENABLED:
        values |= {"failures": 0, "busy_until": None}
    connection.execute(update(subscription).where(subscription.c.id == held.id).values(values))
    body = {} if reason is None else {"reason": reason}
    return append(connection, subscription_entry(_KINDS[to], identifier, held, body, actor, now))
