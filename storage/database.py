"""The database: one engine, and transactions that carry a scope.

Use cases get a `Connection` and never commit; the edge that opened the transaction does, by leaving
its block without an exception.
"""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from storage.base import SCHEMA
from storage.bell import Bell
from storage.driver import WIRE
from storage.scope import SETTINGS, Scope
from storage.wire import Wire
from storage.wired import Wired

STATEMENT_TIMEOUT_MS: Final = 8_000
"""A statement that takes longer is cancelled: a request has long given up by then."""

LOCK_TIMEOUT_MS: Final = 4_000
"""A lock that is not had by then is reported, so that the client can come back later."""

IDLE_TIMEOUT_MS: Final = 15_000
"""A transaction left open without a statement loses its connection, and so its locks."""

THINKING_SECONDS: Final = 300
"""The same where documents of the law or of long lists are read: some milliseconds a listing."""

POOL_WAIT_SECONDS: Final = 5.0
"""How long a caller waits for a free connection before it is told that there is none."""

_SET_SCOPE: Final = "select " + ", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS)


class Database:
    """Connections to one database under one login, and the transactions on them."""

    def __init__(
        self, url: str | URL, *, pool_size: int = 8, name: str = "procheck", rings: bool = True
    ) -> None:
        """Prepare; nothing connects before the first transaction.

        Args:
            url: `postgresql://…` or `postgresql+psycopg://…`.
            pool_size: most connections held at once; never more, callers wait for one.
            name: what the server shows this program as (`application_name`).
            rings: whether what is committed is rung (`storage.bell`); not, where nothing of it can
                be what anybody's answer rests on.
        """
        self._bell = Bell.beside(url) if rings else None
        self._engine = create_engine(
            with_driver(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=POOL_WAIT_SECONDS,
            isolation_level="READ COMMITTED",
            connect_args={
                "options": session_options(url),
                "application_name": name,
                # What runs often is prepared by name (`storage.driver`). The driver's own way drops
                # every prepared statement after a rollback, those it does not know of included.
                "prepare_threshold": None,
            },
        )
        event.listen(self._engine, "do_connect", self._connect)
        event.listen(self._engine, "checkout", _refuse_hung_up)

    @property
    def engine(self) -> Engine:
        """The engine, for tools that need one; use cases are handed connections."""
        return self._engine

    @contextmanager
    def transaction(self, scope: Scope) -> Iterator[Connection]:
        """A transaction at READ COMMITTED, seen through `scope`; commits if the block ends well.

        Raises:
            SQLAlchemyError: what the database answered; nothing was stored. If the connection broke
                during the commit itself, whether it happened is unknown: look before repeating.
        """
        with self._engine.begin() as connection:
            apply_scope(connection, scope)
            yield connection

    @contextmanager
    def snapshot(self, scope: Scope) -> Iterator[Connection]:
        """A read-only transaction in which every statement sees the same moment.

        Raises:
            SQLAlchemyError: what the database answered, writing included.
        """
        with self._engine.connect() as opened:
            connection = opened.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            with connection.begin():
                apply_scope(connection, scope)
                yield connection

    def _connect(
        self,
        _dialect: Dialect,
        record: ConnectionPoolEntry,
        arguments: list[Any],
        named: dict[str, Any],
    ) -> Wired:
        connection = Wired.connect(*arguments, **named)
        connection.wire = record.info[WIRE] = Wire(connection, self._bell)
        return connection

    def close(self) -> None:
        """Close the idle connections. The object may be used again and then opens new ones."""
        self._engine.dispose()


def apply_scope(connection: Connection, scope: Scope) -> None:
    """Set the scope for the rest of the connection's transaction, in one statement."""
    connection.exec_driver_sql(_SET_SCOPE, scope.values())


def let_think(connection: Connection) -> None:
    """Let the connection's transaction lie idle for ``THINKING_SECONDS`` between statements."""
    connection.exec_driver_sql(
        "select set_config('idle_in_transaction_session_timeout', %s, true)",
        (f"{THINKING_SECONDS}s",),
    )


def let_read(connection: Connection) -> None:
    """Let a long reading take its time: what is sent to somebody far away, or counted through."""
    let_think(connection)
    connection.exec_driver_sql(
        "select set_config('statement_timeout', %s, true)", (f"{THINKING_SECONDS}s",)
    )


def with_driver(url: str | URL) -> URL:
    """The same address with the one driver this service uses (psycopg 3).

    Raises:
        ValueError: if it is no address of a PostgreSQL server.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() not in {"postgresql", "postgres"}:
        msg = f"the database is PostgreSQL and nothing else, got a {parsed.get_backend_name()} URL"
        raise ValueError(msg)
    return parsed.set(drivername="postgresql+psycopg")


def session_options(url: str | URL) -> str:
    """The settings every session starts with; what the URL itself asks for comes last and wins."""
    settings = (
        f"statement_timeout={STATEMENT_TIMEOUT_MS}",
        f"lock_timeout={LOCK_TIMEOUT_MS}",
        f"idle_in_transaction_session_timeout={IDLE_TIMEOUT_MS}",
        f"search_path={SCHEMA}",
        "timezone=UTC",
        # Said outright: a database that holds no encoding would otherwise answer in bare bytes.
        "client_encoding=UTF8",
    )
    asked = make_url(url).query.get("options", "")
    own = asked if isinstance(asked, str) else " ".join(asked)
    return " ".join([*(f"-c {setting}" for setting in settings), own]).strip()


def _refuse_hung_up(
    dbapi_connection: DBAPIConnection,
    _record: ConnectionPoolEntry,
    _proxy: PoolProxiedConnection,
) -> None:
    """Drop a pooled connection whose server has hung up, without asking the server.

    An idle connection has nothing to read. If there is something, it is the farewell of a server
    that stopped; the pool then drops its connections and opens a new one. Costs a system call,
    where a ping costs a round trip in every request.
    """
    poll = select.poll()
    poll.register(dbapi_connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    if poll.poll(0):
        msg = "the server closed the idle connection"
        raise DisconnectionError(msg)
