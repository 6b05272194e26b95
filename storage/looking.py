"""Single looks at the database: one statement, no transaction around it, one snapshot.

For answers that rest on a few numbers. A transaction would cost two more trips to the server than
the look itself. The connections are apart from those of the transactions, and see through one
scope from their first day; what they are asked is constant text of ours.
"""

from queue import Empty, SimpleQueue
from typing import Any, Final

import psycopg
from sqlalchemy.engine import URL

from storage.database import session_options, with_driver
from storage.driver import Parameters
from storage.scope import SETTINGS, Scope

_ENTER: Final = "select " + ", ".join(f"set_config('{name}', %s, false)" for name in SETTINGS)

_Cursor = psycopg.Cursor[tuple[Any, ...]]


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
        self._idle: SimpleQueue[_Cursor] = SimpleQueue()

    def row(self, statement: str, parameters: Parameters) -> tuple[Any, ...] | None:
        """Return the first row of one statement, as of one moment after the call.

        Raises:
            psycopg.Error: what the database answered, or that it is away; the connection is given
                up, and the next look opens another.
        """
        try:
            cursor = self._idle.get_nowait()
        except Empty:
            cursor = self._open()
        try:
            row = cursor.execute(statement, parameters, prepare=True).fetchone()
        except BaseException:
            cursor.connection.close()
            raise
        self._idle.put(cursor)
        return row

    def close(self) -> None:
        """Close the idle connections. The object may be used again and then opens new ones."""
        while not self._idle.empty():
            self._idle.get().connection.close()

    def _open(self) -> _Cursor:
        connection = psycopg.connect(**self._where, autocommit=True)
        connection.execute(_ENTER, self._scope.values())
        return connection.cursor(binary=True)
