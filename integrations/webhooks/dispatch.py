"""Takes what is due to a subscription, and writes down what came of it. Nothing is sent in here.

An event is taken in one transaction, sent outside of any, and settled in another. One process at a
time calls an address: whoever takes an event from it makes the address busy for as long as an
attempt may last, and whoever finds it busy leaves it alone. Nobody is left waiting by that: the
address's row is locked while it is looked at, so whoever comes while it is busy comes before its
holder looks once more, and what came with him is seen then. If the holder is killed, the time runs
out, and the event is sent again under the same id.

A holder that was only stopped for long comes late: somebody else has the address by then. Of what
he heard only a success still counts; everything else is older than what the address is known by.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from integrations.webhooks import store
from integrations.webhooks.errors import SubscriptionNotFound
from integrations.webhooks.heard import Heard, Outcome
from integrations.webhooks.schedule import INTERVALS, next_attempt, next_knock, rest
from integrations.webhooks.subscription import (
    DeliveryState,
    State,
    StoredDelivery,
    StoredSubscription,
)
from integrations.webhooks.switch import switched
from integrations.webhooks.tables import subscription, webhook_attempt, webhook_delivery
from ledger.entry import Actor
from ledger.feed import PlacedEvent, placed_event

LEASE = timedelta(seconds=60)
"""For how long whoever takes an event has its address to himself: three times what an attempt may
take, looking up its name included."""

UNPLACED = timedelta(seconds=1)
"""When to look again for an event that has no place in the ledger yet."""

DISPATCHER = Actor(person="system:webhooks", role="system", authentication="clock")
"""Who disables an address that says it is gone."""

GONE = "the receiver answered 410 Gone"
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Taken:
    """An event that is to be sent now, and to whom, whose address is the taker's ``until`` then."""

    subscription: StoredSubscription
    delivery: StoredDelivery
    event: PlacedEvent
    until: datetime


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is to be sent now; ``again_at`` tells when to look once more, if that is known."""

    again_at: datetime | None = None


def take(connection: Connection, ident: str, now: datetime) -> Taken | Idle:
    """Take the event that is due longest, and make its address busy.

    Args:
        connection: a transaction of the service's own.
        ident: the subscription.
        now: the instant of looking.
    """
    try:
        held = store.find_subscription(connection, ident, lock=True)
    except SubscriptionNotFound:
        return Idle()
    if held.state is not State.ENABLED or (held.busy_until is not None and held.busy_until > now):
        return Idle()
    columns = webhook_delivery.c
    due = connection.execute(
        select(webhook_delivery)
        .where(
            columns.subscription == ident,
            columns.state == DeliveryState.PENDING.value,
            columns.next_at <= now,
        )
        .order_by(columns.next_at, columns.event_id)
        .limit(_AT_ONCE)
    ).all()
    for row in due:
        event = placed_event(connection, row.event_id)
        if event is not None:
            _occupy(connection, ident, now + LEASE)
            return Taken(held, store.read_delivery(row), event, now + LEASE)
    return Idle(now + UNPLACED if due else None)


def settle(
    connection: Connection,
    taken: Taken,
    heard: Heard,
    *,
    began_at: datetime,
    now: datetime,
    draw: float,
    ids: Callable[[], str],
) -> tuple[datetime, ...]:
    """Write down what came of an attempt.

    Args:
        connection: a transaction of the service's own.
        taken: what was sent, and to whom.
        heard: what came of it.
        began_at: when it was sent.
        now: the instant of writing.
        draw: drawn evenly from 0 to 1, for the jitter.
        ids: draws identifiers.

    Returns:
        When to look at the subscription again; nothing to look at once for what is due besides.
    """
    _record(connection, taken, heard, began_at)
    try:
        held = store.find_subscription(connection, taken.subscription.id, lock=True)
    except SubscriptionNotFound:
        return ()
    in_time = held.busy_until == taken.until
    due = taken.delivery.due_at
    counts = due is None or began_at >= due
    tries = taken.delivery.tries + counts
    if heard.outcome is Outcome.DELIVERED:
        _move(connection, taken, DeliveryState.DELIVERED, tries, (now, None))
        if in_time:
            _occupy(connection, held.id, None, failures=0)
        return ()
    if not in_time:
        return ()
    if heard.outcome is Outcome.GONE:
        _move(connection, taken, DeliveryState.DEAD, tries, (now, None))
        _occupy(connection, held.id, None, failures=held.failures + 1)
        if held.state is State.ENABLED:
            switched(connection, held, State.DISABLED, GONE, DISPATCHER, ids(), now)
        return ()
    if counts:
        due = next_attempt(tries, now, draw=draw, asked=heard.asked)
    again_at = None if due is None else next_knock(tries, now, due, asked=heard.asked)
    state = DeliveryState.DEAD if again_at is None else DeliveryState.PENDING
    _move(connection, taken, state, tries, (again_at or now, due))
    # A receiver that asks to be left alone means all of what is sent, and not one event of it.
    asked = min(heard.asked or timedelta(0), INTERVALS[-1])
    free_at = now + max(rest(held.failures + 1), asked)
    _occupy(connection, held.id, free_at, failures=held.failures + 1)
    return (free_at,) if again_at is None or again_at <= free_at else (free_at, again_at)


def _record(connection: Connection, taken: Taken, heard: Heard, began_at: datetime) -> None:
    connection.execute(
        insert(webhook_attempt).values(
            delivery=taken.delivery.id,
            agency=taken.subscription.tenant.agency,
            supplier=taken.subscription.tenant.supplier,
            began_at=began_at,
            milliseconds=heard.milliseconds,
            outcome=heard.outcome.value,
            status=heard.status,
            response_digest=heard.digest,
            response_bytes=heard.size,
        )
    )


def _move(
    connection: Connection,
    taken: Taken,
    state: DeliveryState,
    tries: int,
    at: tuple[datetime, datetime | None],
) -> None:
    """Move the delivery on, unless somebody else did: its owner, or whoever took it over.

    ``at`` is when it is sent again, and when its next attempt that counts is due.
    """
    columns = webhook_delivery.c
    connection.execute(
        update(webhook_delivery)
        .where(
            columns.id == taken.delivery.id,
            columns.state == DeliveryState.PENDING.value,
            columns.next_at == taken.delivery.next_at,
        )
        .values(state=state.value, tries=tries, next_at=at[0], due_at=at[1])
    )


def _occupy(
    connection: Connection, ident: str, until: datetime | None, *, failures: int | None = None
) -> None:
    values = {"busy_until": until, **({} if failures is None else {"failures": failures})}
    connection.execute(update(subscription).where(subscription.c.id == ident).values(values))
