"""A transaction of two trips to the server: what it asks, and what it writes with the commit.

For acts whose every question is known before the first answer. The transaction begins with what it
asks and enters its scope by a statement of its own; without that it sees nothing. What it does not
come to write is rolled back.
"""

from typing import Self

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy.engine import URL

from storage.driver import BEGIN, COMMIT, ROLLBACK, Asked, Row, exchange
from storage.wire import Wire
from storage.wires import Wires

_OPEN = (TransactionStatus.INTRANS, TransactionStatus.INERROR)


class Sitting:
    """One transaction; it ends with the block it is used in, written or not."""

    __slots__ = ("_wire", "_wires")

    def __init__(self, wire: Wire, wires: Wires) -> None:
        self._wire, self._wires = wire, wires

    def __enter__(self) -> Self:
        """Return the sitting itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Roll back what was not written, and give the connection back if it can serve again."""
        pgconn = self._wire.pgconn
        try:
            if pgconn.transaction_status in _OPEN:
                exchange(self._wire, ((ROLLBACK, {}),))
        except psycopg.Error:
            self._wire.cut()
        else:
            if pgconn.transaction_status == TransactionStatus.IDLE:
                self._wires.give(self._wire)
            else:  # broken, or left in the middle of an answer
                self._wire.cut()

    def ask(self, *asked: Asked) -> tuple[Row | None, ...]:
        """Begin the transaction and ask, in one trip; return the first row of each statement.

        Each sees what was committed before it began, and the locks of those before it.

        Raises:
            psycopg.Error: what the database answered to the one that failed, or that it is away.
        """
        return exchange(self._wire, ((BEGIN, {}), *asked))[1:]

    def ask_more(self, *asked: Asked) -> tuple[Row | None, ...]:
        """Ask on in the transaction, in one trip; returns and raises as `ask`."""
        return exchange(self._wire, asked)

    def write(self, *asked: Asked, about: str | None = None) -> None:
        """Run the last statements and commit, in one trip.

        Args:
            asked: the statements.
            about: the only one whom all of it concerns, as of `storage.bell.Bell.ring`.

        Raises:
            psycopg.Error: what the database answered; nothing was stored. If the connection broke,
                whether it happened is unknown: look before repeating.
        """
        try:
            exchange(self._wire, (*asked, (COMMIT, {})))
        finally:
            self._wire.ring(about)


class Sittings:
    """Connections for such transactions; for use by many threads, as many at once as there are."""

    def __init__(self, url: str | URL, *, name: str) -> None:
        """Prepare; nothing connects before the first sitting.

        Args:
            url: as for `storage.database.Database`.
            name: what the server shows this program as.
        """
        self._wires = Wires(url, name=name)

    def begin(self) -> Sitting:
        """Return a sitting, whose transaction begins when it first asks.

        Raises:
            psycopg.Error: the database is away.
        """
        return Sitting(self._wires.take(), self._wires)

    def close(self) -> None:
        """Close the idle connections. The object may be used again and then opens new ones."""
        self._wires.close()
