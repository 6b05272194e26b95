"""Single looks at the database: one statement, no transaction around it, one snapshot.

For answers that rest on a few numbers. A transaction would cost two more trips to the server than
the look itself. The connections are apart from those of the transactions, and see through one
scope from their first day; what they are asked is constant text of ours.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Final, Self

import psycopg
from sqlalchemy.engine import URL

from storage.database import session_options, with_driver
from storage.driver import Parameters, Row, Statement, receive, row_of, send
from storage.scope import SETTINGS, Scope

_ENTER: Final = "select " + ", ".join(f"set_config('{name}', %s, false)" for name in SETTINGS)


@dataclass(frozen=True, slots=True)
class _Eye:
    """A connection, and what it has prepared."""

    connection: psycopg.Connection[Row]
    prepared: set[bytes] = field(default_factory=set)


class Look:
    """A look that was begun. It ends with the block it is used in, whether it was asked or not."""

    __slots__ = ("_eye", "_idle")

    def __init__(self, eye: _Eye, idle: "SimpleQueue[_Eye]") -> None:
        self._eye: _Eye | None = eye
        self._idle = idle

    def __enter__(self) -> Self:
        """Return the look itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the connection back, once what nobody asked for has come."""
        if self._eye is not None:
            with suppress(psycopg.Error):
                self.row()

    def row(self) -> Row | None:
        """Return the first row of the statement, as of one moment after the look was begun; once.

        Raises:
            psycopg.Error: as of `Looks.row`.
        """
        eye, self._eye = self._eye, None
        assert eye is not None  # noqa: S101 - a look is asked once
        try:
            row = row_of(eye.connection, receive(eye.connection.pgconn))
        except BaseException:
            eye.connection.close()
            raise
        self._idle.put(eye)
        return row


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

    def row(self, statement: Statement, parameters: Parameters) -> Row | None:
        """Return the first row of one statement, as of one moment after the call.

        Raises:
            psycopg.Error: what the database answered, or that it is away; the connection is given
                up, and the next look opens another.
        """
        with self.begin(statement, parameters) as look:
            return look.row()

    def begin(self, statement: Statement, parameters: Parameters) -> Look:
        """Begin a look; whoever has something else to do meanwhile asks for its row afterwards.

        Raises:
            psycopg.Error: as of `row`.
        """
        try:
            eye = self._idle.get_nowait()
        except Empty:
            eye = self._open()
        try:
            send(eye.connection.pgconn, (statement, parameters), eye.prepared)
        except BaseException:
            eye.connection.close()
            raise
        return Look(eye, self._idle)

    def close(self) -> None:
        """Close the idle connections. The object may be used again and then opens new ones."""
        while not self._idle.empty():
            self._idle.get().connection.close()

    def _open(self) -> _Eye:
        connection = psycopg.connect(**self._where, autocommit=True)
        connection.execute(_ENTER, self._scope.values())
        return _Eye(connection)
