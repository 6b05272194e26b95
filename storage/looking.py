"""Single looks at the database: one statement, no transaction around it, one snapshot.

For answers that rest on a few numbers. A transaction would cost two more trips to the server than
the look itself. The connections are apart from those of the transactions, and see through one
scope from their first day; what they are asked is constant text of ours.
"""

from contextlib import suppress
from typing import Self

import psycopg
from sqlalchemy.engine import URL

from storage.driver import Parameters, Row, Statement, receive, send
from storage.scope import Scope
from storage.wire import Wire
from storage.wires import Wires


class Look:
    """A look that was begun. It ends with the block it is used in, whether it was asked or not."""

    __slots__ = ("_wire", "_wires")

    def __init__(self, wire: Wire, wires: Wires) -> None:
        self._wire: Wire | None = wire
        self._wires = wires

    def __enter__(self) -> Self:
        """Return the look itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the connection back, once what nobody asked for has come."""
        if self._wire is not None:
            with suppress(psycopg.Error):
                self.row()

    def row(self) -> Row | None:
        """Return the first row of the statement, as of one moment after the look was begun; once.

        Raises:
            psycopg.Error: as of `Looks.row`.
        """
        wire, self._wire = self._wire, None
        assert wire is not None  # noqa: S101 - a look is asked once
        try:
            row = receive(wire)
        except BaseException:
            wire.cut()
            raise
        self._wires.give(wire)
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
        self._wires = Wires(url, name=name, scope=scope)

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
        wire = self._wires.take()
        try:
            send(wire, (statement, parameters))
        except BaseException:
            wire.cut()
            raise
        return Look(wire, self._wires)

    def close(self) -> None:
        """Close the idle connections. The object may be used again and then opens new ones."""
        self._wires.close()
