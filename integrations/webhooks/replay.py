"""Have an event sent again that its address did not take, or lost."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, update

from integrations.webhooks import store
from integrations.webhooks.acts import subscription_entry
from integrations.webhooks.errors import SubscriptionState
from integrations.webhooks.subscription import DeliveryState, State
from integrations.webhooks.tables import webhook_delivery
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append


def replay(
    connection: Connection,
    *,
    actor: Actor,
    ident: str,
    delivery: str,
    reason: str,
    ids: Callable[[], str],
    now: datetime,
) -> Leaf:
    """Have an event sent again at once, by the whole schedule and under its own ``webhook-id``.

    Args:
        connection: a transaction of the caller's.
        actor: who asks.
        ident: the subscription.
        delivery: the event's delivery to it.
        reason: why it is wanted again.
        ids: draws identifiers.
        now: the instant of the act.

    Raises:
        SubscriptionNotFound: there is none, or it is not the actor's to see.
        WebhookDeliveryNotFound: it has no such delivery.
        SubscriptionState: nothing is sent to the subscription, or the event is still to be sent.
    """
    held = store.find_subscription(connection, ident, lock=True)
    if held.state is not State.ENABLED:
        raise SubscriptionState(held.state.value, (State.ENABLED.value,))
    found = store.find_delivery(connection, ident, delivery, lock=True)
    if found.state is DeliveryState.PENDING:
        wanted = (DeliveryState.DEAD.value, DeliveryState.DELIVERED.value)
        raise SubscriptionState(found.state.value, wanted)
    connection.execute(
        update(webhook_delivery)
        .where(webhook_delivery.c.id == delivery)
        .values(state=DeliveryState.PENDING.value, tries=0, next_at=now, due_at=None)
    )
    body = {"delivery": delivery, "from": found.state.value, "reason": reason}
    entry = subscription_entry(EntryKind.SUBSCRIPTION_REPLAYED, ids(), held, body, actor, now)
    return append(connection, entry)
