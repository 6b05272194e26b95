"""Queries of subscriptions and deliveries. None of them commits; walls decide what is seen."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, Select, select

from integrations.webhooks.errors import SubscriptionNotFound, WebhookDeliveryNotFound
from integrations.webhooks.signing import SecretMade
from integrations.webhooks.subscription import (
    DeliveryState,
    State,
    StoredAttempt,
    StoredDelivery,
    StoredSubscription,
)
from integrations.webhooks.tables import (
    subscription,
    subscription_secret,
    webhook_attempt,
    webhook_delivery,
)
from ledger.entry import Tenant

_DELIVERY = webhook_delivery.c


def find_subscription(
    connection: Connection, ident: str, *, lock: bool = False
) -> StoredSubscription:
    """Return a subscription that was not deleted.

    Args:
        connection: its scope decides whose are seen.
        ident: of the subscription.
        lock: whether it is held until the transaction ends.

    Raises:
        SubscriptionNotFound: there is none, or it is not the reader's to see.
    """
    query = _standing().where(subscription.c.id == ident)
    # Not against the foreign keys of deliveries: acts that are under way need not be waited for.
    locked = query.with_for_update(key_share=True)
    row = connection.execute(locked if lock else query).first()
    if row is None:
        raise SubscriptionNotFound(ident)
    return _with_secrets(connection, [row])[0]


def subscriptions_page(
    connection: Connection, *, after: str | None, limit: int
) -> tuple[StoredSubscription, ...]:
    """Return up to so many subscriptions, the first made first."""
    query = _standing().order_by(subscription.c.id).limit(limit)
    if after is not None:
        query = query.where(subscription.c.id > after)
    return _with_secrets(connection, connection.execute(query).all())


def deliveries_page(
    connection: Connection,
    ident: str,
    *,
    state: DeliveryState | None,
    before: int | None,
    limit: int,
) -> tuple[StoredDelivery, ...]:
    """Return up to so many deliveries of a subscription, the newest event first."""
    query = select(webhook_delivery).where(_DELIVERY.subscription == ident)
    if state is not None:
        query = query.where(_DELIVERY.state == state.value)
    if before is not None:
        query = query.where(_DELIVERY.event_id < before)
    found = connection.execute(query.order_by(_DELIVERY.event_id.desc()).limit(limit))
    return tuple(read_delivery(row) for row in found)


def find_delivery(
    connection: Connection, ident: str, delivery: str, *, lock: bool = False
) -> StoredDelivery:
    """Return a delivery of a subscription.

    Raises:
        WebhookDeliveryNotFound: the subscription has none of that id.
    """
    query = select(webhook_delivery).where(
        _DELIVERY.id == delivery, _DELIVERY.subscription == ident
    )
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise WebhookDeliveryNotFound(delivery)
    return read_delivery(row)


def attempts_of(
    connection: Connection, deliveries: Iterable[str]
) -> dict[str, list[StoredAttempt]]:
    """Return the attempts of deliveries, by delivery, the first one first."""
    columns = webhook_attempt.c
    query = select(webhook_attempt).where(columns.delivery.in_(list(deliveries)))
    found: dict[str, list[StoredAttempt]] = {}
    for row in connection.execute(query.order_by(columns.id)):
        found.setdefault(row.delivery, []).append(
            StoredAttempt(
                began_at=row.began_at,
                milliseconds=row.milliseconds,
                outcome=row.outcome,
                status=row.status,
                response_digest=row.response_digest,
                response_bytes=row.response_bytes,
            )
        )
    return found


def waiting_subscriptions(
    connection: Connection, now: datetime
) -> tuple[tuple[str, datetime | None], ...]:
    """Return which enabled subscriptions have something due, and until when each is busy."""
    query = (
        select(subscription.c.id, subscription.c.busy_until)
        .where(
            subscription.c.state == State.ENABLED.value,
            select(_DELIVERY.id)
            .where(
                _DELIVERY.subscription == subscription.c.id,
                _DELIVERY.state == DeliveryState.PENDING.value,
                _DELIVERY.next_at <= now,
            )
            .exists(),
        )
        .order_by(subscription.c.id)
    )
    return tuple((ident, busy) for ident, busy in connection.execute(query))


def read_delivery(row: Row[*tuple[object, ...]]) -> StoredDelivery:
    """Return a row of `webhook_delivery` as a value."""
    return StoredDelivery(
        id=row.id,
        subscription=row.subscription,
        event_id=row.event_id,
        kind=row.kind,
        state=DeliveryState(row.state),
        tries=row.tries,
        next_at=row.next_at,
        due_at=row.due_at,
        recorded_at=row.recorded_at,
    )


def _standing() -> Select[*tuple[object, ...]]:
    return select(subscription).where(subscription.c.state != State.DELETED.value)


def _with_secrets(
    connection: Connection, rows: Sequence[Row[*tuple[object, ...]]]
) -> tuple[StoredSubscription, ...]:
    columns = subscription_secret.c
    query = select(columns.subscription, columns.serial, columns.key, columns.made_at).where(
        columns.subscription.in_([row.id for row in rows])
    )
    secrets: dict[str, list[SecretMade]] = {}
    for ident, serial, key, made_at in connection.execute(query.order_by(columns.serial)):
        made = SecretMade(serial=serial, key=key, made_at=made_at)
        secrets.setdefault(ident, []).append(made)
    return tuple(
        StoredSubscription(
            id=row.id,
            tenant=Tenant(agency=row.agency, supplier=row.supplier),
            url=row.url,
            kinds=tuple(row.kinds),
            label=row.label,
            state=State(row.state),
            reason=row.reason,
            created_at=row.created_at,
            created_by=row.created_by,
            revision=row.revision,
            failures=row.failures,
            busy_until=row.busy_until,
            secrets=tuple(secrets.get(row.id, ())),
        )
        for row in rows
    )
