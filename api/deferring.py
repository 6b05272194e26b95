"""Defers jobs inside the transaction that causes them: what rolls back defers nothing."""

from typing import Final

from procrastinate import App, SyncPsycopgConnector
from sqlalchemy import Connection

QUEUE: Final = "clock"
CATCH_UP: Final = "catch-up"
"""Name of the task that examines again what law, lists or facts have overtaken (`api.jobs`)."""

REPLAY: Final = "replay"
"""Name of the task that takes a replay one stretch further (`api.jobs`)."""

_app = App(connector=SyncPsycopgConnector())
"""Only writes down what is to be done, on connections of others; it never opens its own."""


def defer_catching_up(connection: Connection) -> None:
    """Have held orders examined again once this transaction, which overtook them, has committed."""
    raw = connection.connection.driver_connection
    _app.configure_task(CATCH_UP, queue=QUEUE, connection=raw).defer()


def defer_replay(connection: Connection, replay: str) -> None:
    """Have a replay taken further once this transaction, which asked for it, has committed."""
    raw = connection.connection.driver_connection
    _app.configure_task(REPLAY, queue=QUEUE, connection=raw).defer(replay=replay)
