"""Statements straight through the driver's library, for what every request passes through.

A trip to the server costs a request more than most statements do, and the toolkit's cursor and
result more than the trip. So what can be asked together travels together (libpq's pipeline mode):
the beginning of a transaction with its first statement, its last statement with the commit. What
goes wrong is told as SQLAlchemy tells it, so that callers need not know by which way they went.
"""

import hashlib
import re
import select
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

import psycopg
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Parameters = Mapping[str, Any]
Row = tuple[Any, ...]
_Driver = psycopg.Connection[Row]

_PLACE: Final = re.compile(r"%\((\w+)\)s")
_TEXT, _BINARY = 0, 1
_PREPARED: Final = "procheck.prepared"
"""Under which name a pooled connection remembers what it has prepared."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of ours, prepared by each connection when it first runs it.

    ``text`` has the server's own places, ``places`` tells which parameter stands in each. The
    server works out their types.
    """

    name: bytes
    text: bytes
    places: tuple[str, ...]

    @classmethod
    def of(cls, sql: str) -> "Statement":
        """Return a statement; in ``sql``, constant text, parameters stand as ``%(name)s``."""
        places = tuple(dict.fromkeys(_PLACE.findall(sql)))
        text = _PLACE.sub(lambda it: f"${places.index(it[1]) + 1}", sql).encode()
        # Named by what it says: two statements can never be taken for each other.
        return cls(hashlib.sha256(text).hexdigest().encode(), text, places)


Asked = tuple[Statement, Parameters]
Ask = Callable[[Statement, Parameters], Row | None]
"""Runs a statement and returns its first row."""

_BEGIN: Final = Statement.of("begin")
_COMMIT: Final = Statement.of("commit")


def first_row(connection: Connection, statement: Statement, parameters: Parameters) -> Row | None:
    """Run a statement in the connection's transaction; return its first row, if it gives one.

    Raises:
        DBAPIError: what the database answered, as SQLAlchemy would raise it.
    """
    return first_rows(connection, (statement, parameters))[0]


def first_rows(connection: Connection, *asked: Asked) -> tuple[Row | None, ...]:
    """Run statements one after the other in one trip; return the first row of each.

    Each sees what was committed before it began. After one that fails, none is run.

    Raises:
        DBAPIError: what the database answered to the one that failed.
    """
    driver = _driver_of(connection)
    if driver.pgconn.transaction_status == TransactionStatus.IDLE:
        return _trip(connection, driver, ((_BEGIN, {}), *asked))[1:]
    return _trip(connection, driver, asked)


def commit_with(connection: Connection, statement: Statement, parameters: Parameters) -> None:
    """Run the transaction's last statement and commit, in one trip.

    Whoever opened the transaction finds nothing left to commit.

    Raises:
        DBAPIError: what the database answered; nothing was stored. If the connection broke, whether
            it happened is unknown: look before repeating.
    """
    _trip(connection, _driver_of(connection), ((statement, parameters), (_COMMIT, {})))


def _trip(
    connection: Connection, driver: _Driver, asked: tuple[Asked, ...]
) -> tuple[Row | None, ...]:
    prepared: set[bytes] = connection.info.setdefault(_PREPARED, set())
    try:
        results = exchange(driver.pgconn, asked, prepared)
    except psycopg.Error as error:
        statement = "; ".join(it.text.decode() for it, _ in asked)
        if driver.closed:
            connection.invalidate(error)
        raise DBAPIError.instance(
            statement,
            None,  # parameters may be secrets, and errors are logged
            error,
            psycopg.Error,
            connection_invalidated=bool(driver.closed),
            dialect=connection.dialect,
        ) from error
    return tuple(row_of(driver, it) for it in results)


def exchange(pgconn: PGconn, asked: Sequence[Asked], prepared: set[bytes]) -> list[PGresult]:
    """Send statements in one trip, and return a result for each.

    Args:
        pgconn: a connection nobody else is using.
        asked: the statements in order.
        prepared: the names of those that the connection has prepared; others are added.

    Raises:
        psycopg.Error: what the database answered to the one that failed, or that it is away.
    """
    fresh = list(dict.fromkeys(it for it, _ in asked if it.name not in prepared))
    # Before anything is sent: a parameter that is missing leaves the connection as it was.
    given = [[parameters[name] for name in statement.places] for statement, parameters in asked]
    pgconn.enter_pipeline_mode()
    for statement in fresh:
        pgconn.send_prepare(statement.name, statement.text)
    for (statement, _), values in zip(asked, given, strict=True):
        formats = [_BINARY if type(it) is bytes else _TEXT for it in values]
        pgconn.send_query_prepared(statement.name, list(map(_written, values)), formats)
    pgconn.pipeline_sync()
    results = _results(pgconn)
    pgconn.exit_pipeline_mode()
    # What was prepared stays so, whatever became of the transaction.
    made = zip(fresh, results, strict=False)
    prepared.update(it.name for it, result in made if result.status == ExecStatus.COMMAND_OK)
    for result in results:
        if result.status == ExecStatus.FATAL_ERROR:
            raise error_from_result(result)
    return results[len(fresh) :]


def _results(pgconn: PGconn) -> list[PGresult]:
    """Send what is still to send, and wait for the results up to the one that ends the pipeline."""
    poll = select.poll()
    poll.register(pgconn.socket, select.POLLIN)
    while pgconn.flush():
        poll.modify(pgconn.socket, select.POLLIN | select.POLLOUT)
        if poll.poll()[0][1] & select.POLLIN:
            pgconn.consume_input()
        poll.modify(pgconn.socket, select.POLLIN)
    found: list[PGresult] = []
    while True:
        while pgconn.is_busy():
            poll.poll()
            pgconn.consume_input()
        result = pgconn.get_result()
        if result is None:
            continue  # the end of one statement's results
        if result.status == ExecStatus.PIPELINE_SYNC:
            return found
        found.append(result)


def _written(value: Any) -> bytes | None:  # noqa: ANN401 - what a parameter may be
    """Return a parameter as the server reads it, in text but for bytes."""
    if value is None or type(value) is bytes:
        return value
    if type(value) is str:
        return value.encode()
    if isinstance(value, date):  # instants too
        return value.isoformat().encode()
    if isinstance(value, list):
        return _array(value)
    return str(value).encode()


def _array(texts: list[str]) -> bytes:
    quoted = (it.replace("\\", "\\\\").replace('"', '\\"') for it in texts)
    return ("{" + ",".join(f'"{it}"' for it in quoted) + "}").encode()


def row_of(driver: _Driver, result: PGresult) -> Row | None:
    """Return the first row of a result as values, if it has one."""
    if result.status != ExecStatus.TUPLES_OK or not result.ntuples:
        return None
    loader = Transformer(driver)
    loader.set_pgresult(result)
    return loader.load_row(0, tuple)


def _driver_of(connection: Connection) -> _Driver:
    return cast("_Driver", connection.connection.driver_connection)
