"""Sends webhooks: tasks on procrastinate, deferred by the server in the transaction of the event.

A task is about a subscription and not about an event: it sends what is due, one event after the
other, and ends where there is nothing more, where the receiver fails, or where others have waited
long enough. It is safe to run twice, at once too, and to stop anywhere.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from procrastinate import App, PsycopgConnector

from api.deferring import SEND_WEBHOOKS, WEBHOOKS, defer_webhooks
from api.identifiers import new_id, new_share
from api.jobs import EVERY_MINUTE
from integrations.events import event_bytes
from integrations.webhooks.dispatch import Taken, settle, take
from integrations.webhooks.heard import Heard, Outcome
from integrations.webhooks.signing import (
    UnknownKeyError,
    WebhookKey,
    derived,
    signed_headers,
    signing,
)
from integrations.webhooks.store import waiting_subscriptions
from storage.database import Database
from storage.scope import SYSTEM

CONCURRENCY: Final = 16
"""How many receivers are called at once."""

LONGEST: Final = timedelta(seconds=30)
"""How long one receiver is sent to before others have their turn."""

_log = logging.getLogger(__name__)


class Sends(Protocol):
    """What sends a body to an address (`integrations.webhooks.sending.Sender`)."""

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> Heard:
        """Send it; whatever comes of it is the answer."""


class Keys(Protocol):
    """The keys that secrets are derived from, as they are at the moment of asking."""

    @property
    def all(self) -> tuple[WebhookKey, ...]:
        """Return every key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatcher:
    """What sending needs: where what is due stands, who sends, keys, the clock, and chance.

    What is due goes by ``clock``. Receivers and the queue of jobs live by the ``wall``'s, which a
    sandbox's is ahead of.
    """

    database: Database
    sender: Sends
    keys: Keys
    clock: Callable[[], datetime]
    wall: Callable[[], datetime] | None = None
    share: Callable[[], float] = new_share
    ids: Callable[[], str] = new_id

    def on_the_wall(self, instant: datetime) -> datetime:
        """Return when the wall's clock shows what is an instant of ``clock``."""
        return instant if self.wall is None else self.wall() + (instant - self.clock())


def webhook_jobs_on(connector: PsycopgConnector, dispatcher: Dispatcher) -> App:
    """Return the queue of what is sent to others, with its tasks."""
    app = App(connector=connector)

    @app.task(name=SEND_WEBHOOKS, queue=WEBHOOKS)
    def send(subscription: str) -> int:
        return send_due(dispatcher, subscription)

    # A dispatcher that was killed leaves an address busy, and its job behind.
    @app.periodic(cron=EVERY_MINUTE)
    @app.task(queue=WEBHOOKS, queueing_lock="webhooks-left", pass_context=False)
    def webhooks_left(timestamp: int) -> int:  # noqa: ARG001 - procrastinate hands in its minute
        return take_up(dispatcher)

    return app


def send_due(dispatcher: Dispatcher, subscription: str) -> int:
    """Send what is due to a subscription, the oldest first; return how many events were taken.

    Where more is to come, the job for it is deferred in the transaction that says so.
    """
    began, sent = dispatcher.clock(), 0
    while True:
        with dispatcher.database.transaction(SYSTEM) as connection:
            found = take(connection, subscription, dispatcher.clock())
            if not isinstance(found, Taken):
                if found.again_at is not None:
                    at = dispatcher.on_the_wall(found.again_at)
                    defer_webhooks(connection, subscription, at=at)
                return sent
        attempted_at = dispatcher.clock()
        heard = _attempt(dispatcher, found, attempted_at)
        sent += 1
        over = dispatcher.clock() - began >= LONGEST
        with dispatcher.database.transaction(SYSTEM) as connection:
            again = settle(
                connection,
                found,
                heard,
                began_at=attempted_at,
                now=dispatcher.clock(),
                draw=dispatcher.share(),
                ids=dispatcher.ids,
            )
            for at in again:
                defer_webhooks(connection, subscription, at=dispatcher.on_the_wall(at))
            if over and not again:
                defer_webhooks(connection, subscription)
        if again or over:
            return sent


def take_up(dispatcher: Dispatcher) -> int:
    """Have sent what is due and nobody sends; return to how many subscriptions.

    One that is busy is looked at once it is free: its dispatcher may have been killed.
    """
    with dispatcher.database.transaction(SYSTEM) as connection:
        waiting = waiting_subscriptions(connection, dispatcher.clock())
        for subscription, busy_until in waiting:
            at = None if busy_until is None else dispatcher.on_the_wall(busy_until)
            defer_webhooks(connection, subscription, at=at)
    return len(waiting)


def _attempt(dispatcher: Dispatcher, taken: Taken, now: datetime) -> Heard:
    held, body = taken.subscription, event_bytes(taken.event)
    try:
        secrets = [
            derived(dispatcher.keys.all, held.id, made) for made in signing(held.secrets, now)
        ]
    except UnknownKeyError as error:
        _log.error("nothing is sent to subscription %s: %s", held.id, error)
        return Heard(outcome=Outcome.UNSIGNED, milliseconds=0)
    sent_at = dispatcher.on_the_wall(now)
    headers = dict(signed_headers(taken.delivery.id, sent_at, body, secrets))
    heard = dispatcher.sender.post(held.url, body, headers)
    _log.info(
        "webhook %s to subscription %s: %s %s",
        taken.delivery.id,
        held.id,
        heard.outcome.value,
        heard.status or "",
    )
    return heard
