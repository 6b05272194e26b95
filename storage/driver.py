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
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from storage.wire import Wire

Parameters = Mapping[str, Any]
Row = tuple[Any, ...]

_PLACE: Final = re.compile(r"%\((\w+)\)s")
_TEXT, _BINARY = 0, 1
WIRE: Final = "procheck.wire"
"""Under which name a pooled connection remembers its wire."""


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

BEGIN: Final = Statement.of("begin")
COMMIT: Final = Statement.of("commit")
ROLLBACK: Final = Statement.of("rollback")


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
    wire = _wire_of(connection)
    if wire.pgconn.transaction_status == TransactionStatus.IDLE:
        return _trip(connection, wire, ((BEGIN, {}), *asked))[1:]
    return _trip(connection, wire, asked)


def commit_with(connection: Connection, *asked: Asked) -> None:
    """Run the transaction's last statements and commit, in one trip.

    Whoever opened the transaction finds nothing left to commit.

    Raises:
        DBAPIError: what the database answered; nothing was stored. If the connection broke, whether
            it happened is unknown: look before repeating.
    """
    wire = _wire_of(connection)
    try:
        _trip(connection, wire, (*asked, (COMMIT, {})))
    finally:
        wire.ring()


def _trip(connection: Connection, wire: Wire, asked: tuple[Asked, ...]) -> tuple[Row | None, ...]:
    driver = wire.connection
    try:
        return exchange(wire, asked)
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


def exchange(wire: Wire, asked: Sequence[Asked]) -> tuple[Row | None, ...]:
    """Send statements in one trip, and return the first row of each.

    Args:
        wire: a connection nobody else is using.
        asked: the statements in order.

    Raises:
        psycopg.Error: what the database answered to the one that failed, or that it is away.
    """
    # Before anything is sent: a parameter that is missing leaves the connection as it was.
    given = [_given(statement, parameters) for statement, parameters in asked]
    pgconn, prepared = wire.pgconn, wire.prepared
    if len(asked) == 1 and asked[0][0].name in prepared:
        return (wire.row(_alone(pgconn, asked[0][0].name, *given[0])),)
    fresh = list(dict.fromkeys(it for it, _ in asked if it.name not in prepared))
    pgconn.enter_pipeline_mode()
    for statement in fresh:
        pgconn.send_prepare(statement.name, statement.text)
    for (statement, _), values in zip(asked, given, strict=True):
        pgconn.send_query_prepared(statement.name, *values)
    pgconn.pipeline_sync()
    results = _results(pgconn)
    pgconn.exit_pipeline_mode()
    # What was prepared stays so, whatever became of the transaction.
    made = zip(fresh, results, strict=False)
    prepared.update(it.name for it, result in made if result.status == ExecStatus.COMMAND_OK)
    for result in results:
        _checked(pgconn, result)
    return tuple([wire.row(it) for it in results[len(fresh) :]])


def _given(
    statement: Statement, parameters: Parameters
) -> tuple[list[bytes | None], list[int] | None]:
    """Return the parameters as they are sent, and their formats where not all are text."""
    values = [parameters[name] for name in statement.places]
    written = [it.encode() if type(it) is str else _written(it) for it in values]
    if bytes in map(type, values):
        return written, [_BINARY if type(it) is bytes else _TEXT for it in values]
    return written, None


def _alone(
    pgconn: PGconn, name: bytes, values: list[bytes | None], formats: list[int] | None
) -> PGresult:
    """Run one prepared statement, and wait for its result in one call of the library.

    Each call that lets go of the interpreter may hand it to another thread, and to have it back
    takes as long as the statement does: a pipeline lets go of it six times, this once.
    """
    try:
        result = pgconn.exec_prepared(name, values, formats)  # type: ignore[arg-type]  # takes None too
    except MemoryError:  # how the driver tells that nothing could be sent
        raise _lost(pgconn) from None
    return _checked(pgconn, result)


def send(wire: Wire, asked: Asked) -> None:
    """Send one statement and do not wait; `receive` is to be called before anything else is sent.

    Args:
        wire: a connection nobody else is using, outside a transaction.
        asked: the statement.

    Raises:
        psycopg.Error: as of `exchange`.
    """
    statement, parameters = asked
    values, pgconn = _given(statement, parameters), wire.pgconn
    if statement.name not in wire.prepared:
        _checked(pgconn, pgconn.prepare(statement.name, statement.text))
        wire.prepared.add(statement.name)
    pgconn.send_query_prepared(statement.name, *values)


def receive(wire: Wire) -> Row | None:
    """Return the first row of what was sent, waiting for it if it is not there yet.

    Raises:
        psycopg.Error: what the database answered, or that it is away.
    """
    pgconn = wire.pgconn
    pgconn.consume_input()
    result = _next(pgconn, _poll(pgconn))
    if result is None:
        raise _lost(pgconn)
    pgconn.get_result()  # the end of the results
    return wire.row(_checked(pgconn, result))


def _checked(pgconn: PGconn, result: PGresult) -> PGresult:
    if result.status == ExecStatus.FATAL_ERROR:
        raise _lost(pgconn) if pgconn.status == ConnStatus.BAD else error_from_result(result)
    return result


def _lost(pgconn: PGconn) -> psycopg.OperationalError:
    return psycopg.OperationalError(pgconn.get_error_message())


def _results(pgconn: PGconn) -> list[PGresult]:
    """Send what is still to send, and wait for the results up to the one that ends the pipeline."""
    poll, read = _poll(pgconn), False
    while pgconn.flush():
        poll.modify(pgconn.socket, select.POLLIN | select.POLLOUT)
        if poll.poll()[0][1] & select.POLLIN:
            pgconn.consume_input()
            read = True
        poll.modify(pgconn.socket, select.POLLIN)
    if not read:
        # Waited for before it is asked about: to ask lets go of the interpreter too.
        poll.poll()
        pgconn.consume_input()
    found: list[PGresult] = []
    while True:
        result = _next(pgconn, poll)
        if result is None:
            continue
        if result.status == ExecStatus.PIPELINE_SYNC:
            return found
        found.append(result)
        pgconn.get_result()  # the end of one statement's results, which is there with them


def _poll(pgconn: PGconn) -> select.poll:
    poll = select.poll()
    poll.register(pgconn.socket, select.POLLIN)
    return poll


def _next(pgconn: PGconn, poll: select.poll) -> PGresult | None:
    """Return the next result, waiting until it is there whole."""
    while pgconn.is_busy():
        poll.poll()
        pgconn.consume_input()
    return pgconn.get_result()


def _written(value: Any) -> bytes | None:  # noqa: ANN401 - what a parameter may be
    """Return a parameter as the server reads it, in text but for bytes."""
    if value is None or type(value) is bytes:
        return value
    if isinstance(value, date):  # instants too
        return value.isoformat().encode()
    return _array(value) if isinstance(value, list) else str(value).encode()


def _array(texts: list[str]) -> bytes:
    quoted = (it.replace("\\", "\\\\").replace('"', '\\"') for it in texts)
    return ("{" + ",".join(f'"{it}"' for it in quoted) + "}").encode()


def _wire_of(connection: Connection) -> Wire:
    """Return the wire of a pooled connection, which remembers it for as long as it is open."""
    found: Wire | None = connection.info.get(WIRE)
    if found is None:  # of an engine that is no `Database`'s
        found = connection.info[WIRE] = Wire(
            cast("psycopg.Connection[Row]", connection.connection.driver_connection)
        )
    return found
