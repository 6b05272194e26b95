"""Reads an export: one moment, one cursor, in constant memory."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from approvals.exported import ExportList, LedgerState, Row
from approvals.sought import Sought
from ledger.errors import UnknownSizeError
from ledger.store import latest_checkpoint, pending_count

BATCH = 2_000
"""Rows read at a time."""


def ledger_state(connection: Connection) -> LedgerState:
    """Return the ledger as a snapshot sees it.

    Raises:
        UnknownSizeError: nothing was ever signed.
    """
    signed = latest_checkpoint(connection)
    if signed is None:
        raise UnknownSizeError(0, 0)
    return LedgerState(
        size=signed.checkpoint.size,
        root=signed.checkpoint.root,
        checkpoint=signed.note,
        pending=pending_count(connection),
    )


def batches(
    connection: Connection, exported: ExportList, sought: Sought, now: datetime
) -> Iterator[list[Row]]:
    """Yield the rows of a list, some at a time, from a cursor of the server.

    Args:
        connection: a snapshot (`Database.snapshot`): every row is of its moment.
        exported: the list.
        sought: what narrows it.
        now: the instant by which states are told.
    """
    query = exported.query(sought, now)
    options = {"stream_results": True, "max_row_buffer": BATCH}
    with connection.execute(query, execution_options=options) as result:
        for rows in result.partitions(BATCH):
            yield [tuple(row) for row in rows]
