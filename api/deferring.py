"""Defers jobs inside the transaction that causes them: what rolls back defers nothing."""

from datetime import datetime
from typing import Final

from procrastinate import App, SyncPsycopgConnector
from sqlalchemy import Connection

QUEUE: Final = "clock"
CATCH_UP: Final = "catch-up"
"""Name of the task that examines again what law, lists or facts have overtaken (`api.jobs`)."""

REVIEW: Final = "review"
"""Name of the task that lays decisions beside what is known now (`api.review_jobs`)."""
REPLAY: Final = "replay"
"""Name of the task that takes a replay one stretch further (`api.jobs`)."""

CLOCK: Final = "clock-advanced"
"""Name of the task that ends what is due, and tells what the calendar brought about, out of turn:
once a sandbox's clock was set, and when a service begins (`api.jobs`)."""

WEBHOOKS: Final = "webhooks"
"""Queue of what is sent to others: it has workers of its own, whom a slow receiver may keep."""
SEND_WEBHOOKS: Final = "send-webhooks"
"""Name of the task that sends what is due to a subscription (`api.webhook_jobs`); a trigger on the
ledger's events defers it too, by this name, in the transaction that records one."""

_app = App(connector=SyncPsycopgConnector())
"""Only writes down what is to be done, on connections of others; it never opens its own."""


def defer_catching_up(connection: Connection) -> None:
    """Have held orders examined again once this transaction, which overtook them, has committed."""
    raw = connection.connection.driver_connection
    _app.configure_task(CATCH_UP, queue=QUEUE, connection=raw).defer()


def defer_review(connection: Connection, agency: str | None) -> None:
    """Have decisions looked at once more, after this transaction corrected what they rest on.

    Args:
        connection: the transaction.
        agency: whose facts were recorded; ``None`` where the law changed.
    """
    raw = connection.connection.driver_connection
    _app.configure_task(REVIEW, queue=QUEUE, connection=raw).defer(agency=agency)


def defer_due(connection: Connection) -> None:
    """Have what is due ended, and the calendar looked at, once this transaction has committed."""
    raw = connection.connection.driver_connection
    _app.configure_task(CLOCK, queue=QUEUE, connection=raw).defer()


def defer_replay(connection: Connection, replay: str) -> None:
    """Have a replay taken further once this transaction, which asked for it, has committed."""
    raw = connection.connection.driver_connection
    _app.configure_task(REPLAY, queue=QUEUE, connection=raw).defer(replay=replay)


def defer_webhooks(
    connection: Connection, subscription: str, *, at: datetime | None = None
) -> None:
    """Have what is due to a subscription sent; at an instant, or once this transaction commits."""
    raw = connection.connection.driver_connection
    task = _app.configure_task(SEND_WEBHOOKS, queue=WEBHOOKS, connection=raw, schedule_at=at)
    task.defer(subscription=subscription)
