"""Single looks at the database: one statement, no transaction around it, one snapshot.

For answers that rest on a few numbers. A transaction would cost two more trips to the server than
the look itself. The connections are apart from those of the transactions, and see through one
scope from their first day; what they are asked is constant text of ours.
"""

import re
from functools import cache
from queue import Empty, SimpleQueue
from typing import Any, Final, NamedTuple

import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGresult
from sqlalchemy.engine import URL

from storage.database import session_options, with_driver
from storage.driver import Parameters
from storage.scope import SETTINGS, Scope

_ENTER: Final = "select " + ", ".join(f"set_config('{name}', %s, false)" for name in SETTINGS)
_PLACE: Final = re.compile(r"%(?:\((\w+)\))?s")

Row = tuple[Any, ...]


class Looks:
    """Connections for single looks; for use by many threads, as many at once as there are."""

    def __init__(self, url: str | URL, scope: Scope, *, name: str) -> None:
        """Prepare; nothing connects before the first look.

        Args:
            url: as for `storage.database.Database`.
            scope: whose eyes every look is through.
            name: what the server shows this program as.
        """
        address = with_driver(url)
        _, where = address.get_dialect()().create_connect_args(address)
        self._where: dict[str, Any] = {
            **where,
            "options": session_options(url),
            "application_name": name,
        }
        self._scope = scope
        self._idle: SimpleQueue[_Eye] = SimpleQueue()

    def row(self, statement: str, parameters: Parameters) -> Row | None:
        """Return the first row of one statement, as of one moment after the call.

        Args:
            statement: SQL with the driver's own places, ``%s`` or ``%(name)s``; constant text.
            parameters: what stands in its places.

        Raises:
            psycopg.Error: what the database answered, or that it is away; the connection is given
                up, and the next look opens another.
        """
        try:
            eye = self._idle.get_nowait()
        except Empty:
            eye = self._open()
        try:
            row = eye.row(statement, parameters)
        except BaseException:
            eye.close()
            raise
        self._idle.put(eye)
        return row

    def close(self) -> None:
        """Close the idle connections. The object may be used again and then opens new ones."""
        while not self._idle.empty():
            self._idle.get().close()

    def _open(self) -> "_Eye":
        connection = psycopg.connect(**self._where, autocommit=True)
        connection.execute(_ENTER, self._scope.values())
        return _Eye(connection)


class _Eye:
    """One connection, asked through libpq: the driver's cursor costs more than the look itself.

    Values go and come by the driver's own adapters.
    """

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self._connection = connection
        self._libpq = connection.pgconn
        self._adapter = Transformer(connection)
        self._prepared: dict[tuple[str, tuple[int, ...]], bytes] = {}

    def close(self) -> None:
        self._connection.close()

    def row(self, statement: str, parameters: Parameters) -> Row | None:
        question = _question(statement)
        given: Any = parameters
        values = self._adapter.dump_sequence(
            [given[place] for place in question.places], question.formats
        )
        # One text with values of other types is another statement to the server.
        key = statement, self._adapter.types or ()
        name = self._prepared.get(key) or self._prepare(question, key)
        result = self._libpq.exec_prepared(
            name,
            values,  # type: ignore[arg-type]  # its annotation leaves out None, which is NULL
            self._adapter.formats,
            Format.BINARY,
        )
        if result.status != ExecStatus.TUPLES_OK:
            raise self._error(result)
        if not result.ntuples:
            return None
        self._adapter.set_pgresult(result)
        return self._adapter.load_row(0, tuple)

    def _prepare(self, question: "_Question", key: tuple[str, tuple[int, ...]]) -> bytes:
        name = b"look_%d" % len(self._prepared)
        result = self._libpq.prepare(name, question.text, key[1])
        if result.status != ExecStatus.COMMAND_OK:
            raise self._error(result)
        self._prepared[key] = name
        return name

    def _error(self, result: PGresult) -> psycopg.Error:
        """Return what the server answered, or that there is none any more."""
        if self._connection.broken:
            return psycopg.OperationalError(result.get_error_message())
        return error_from_result(result)


class _Question(NamedTuple):
    """A statement as the server reads it, with what stands in its numbered places."""

    text: bytes
    places: tuple[str | int, ...]
    formats: tuple[PyFormat, ...]


@cache
def _question(statement: str) -> _Question:
    places: dict[str | int, str] = {}

    def numbered(place: re.Match[str]) -> str:
        return places.setdefault(place[1] or len(places), f"${len(places) + 1}")

    text = _PLACE.sub(numbered, statement).encode()
    return _Question(text, tuple(places), (PyFormat.AUTO,) * len(places))
