"""Connections straight to the driver, kept while nobody uses them: for many threads, one each.

They see what their scope sees from their first day on; without one they see nothing until a
transaction of theirs enters its own.
"""

from collections import deque
from typing import Any, Final

import psycopg
from sqlalchemy.engine import URL

from storage.bell import Bell
from storage.database import session_options, with_driver
from storage.scope import SETTINGS, Scope
from storage.wire import Wire

_ENTER: Final = "select " + ", ".join(f"set_config('{name}', %s, false)" for name in SETTINGS)


class Wires:
    """The idle connections, as many as were ever used at once."""

    def __init__(self, url: str | URL, *, name: str, scope: Scope | None = None) -> None:
        """Prepare; nothing connects before one is taken.

        Args:
            url: as for `storage.database.Database`.
            name: what the server shows this program as.
            scope: whose eyes every connection sees through, where no transaction says otherwise.
        """
        address = with_driver(url)
        _, where = address.get_dialect()().create_connect_args(address)
        self._where: dict[str, Any] = {
            **where,
            "options": session_options(url),
            "application_name": name,
        }
        self._scope = scope
        self._bell = Bell.beside(url)
        # The one given back last is taken first: what the server keeps for it is in the caches.
        self._idle: deque[Wire] = deque()

    def take(self) -> Wire:
        """Return a connection; whoever takes it gives it back, or cuts it.

        Raises:
            psycopg.Error: the database is away.
        """
        try:
            return self._idle.pop()
        except IndexError:
            return self._open()

    def give(self, wire: Wire) -> None:
        """Take a connection back that is outside a transaction and waits for nothing."""
        self._idle.append(wire)

    def close(self) -> None:
        """Close the idle connections. The object may be used again and then opens new ones."""
        while self._idle:
            self._idle.pop().cut()

    def _open(self) -> Wire:
        connection = psycopg.connect(**self._where, autocommit=True)
        if self._scope is not None:
            connection.execute(_ENTER, self._scope.values())
        return Wire(connection, self._bell)
