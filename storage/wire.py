"""A connection of the driver's own, with what is remembered of it for as long as it is open."""

from contextlib import suppress
from typing import Any

import psycopg
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from storage.bell import Bell


class Wire:
    """A connection, the names of what it has prepared, and what its rows are read with.

    Whoever has a wire has it alone.
    """

    __slots__ = ("_reader", "bell", "connection", "prepared")

    def __init__(
        self, connection: psycopg.Connection[tuple[Any, ...]], bell: Bell | None = None
    ) -> None:
        """Take a connection whose time zone and encoding stay as they are.

        Args:
            connection: the connection.
            bell: rung when a change is committed by it, where the server has one.
        """
        self.connection = connection
        self.bell = bell
        self.prepared: set[bytes] = set()
        # Kept, since it keeps what reads each type: to make it anew took as long as to read a row.
        self._reader = Transformer(connection)

    @property
    def pgconn(self) -> PGconn:
        """Return the library's connection."""
        return self.connection.pgconn

    def row(self, result: PGresult) -> tuple[Any, ...] | None:
        """Return the first row of a result as values, if it has one."""
        if result.status != ExecStatus.TUPLES_OK or not result.ntuples:
            return None
        self._reader.set_pgresult(result)
        return self._reader.load_row(0, tuple)

    def ring(self, about: str | None = None) -> None:
        """Ring the server's bell, if it has one, after a commit; arguments as of `Bell.ring`.

        Also after one of which it is not known whether it happened.
        """
        if self.bell is not None:
            self.bell.ring(about)

    def cut(self) -> None:
        """Close the connection: what became of it is not known."""
        with suppress(psycopg.Error):
            self.connection.close()
