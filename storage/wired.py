"""The connections of the toolkit's pool: what they commit is rung (`storage.bell`)."""

from typing import Final

import psycopg
from psycopg.pq import TransactionStatus

from storage.driver import COMMIT, Row, Statement, exchange
from storage.wire import Wire

_WROTE: Final = Statement.of("select pg_current_xact_id_if_assigned() is not null")
"""Whether a transaction wrote anything: only then has it a number."""


class Wired(psycopg.Connection[Row]):
    """A connection of the toolkit's pool, with its wire; what it commits is rung."""

    wire: Wire

    def commit(self) -> None:
        """Commit, and ring if anything was written: whoever only read changed nothing."""
        wire = self.wire
        if wire.bell is None or self.pgconn.transaction_status != TransactionStatus.INTRANS:
            super().commit()
            return
        wrote: Row | None = None
        try:
            wrote, _ = exchange(wire, ((_WROTE, {}), (COMMIT, {})))
        finally:
            # Also where it is not known what became of it.
            if wrote is None or wrote[0]:
                wire.ring()
