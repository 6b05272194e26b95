"""Reads an export: one moment, one cursor, in constant memory."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from sqlalchemy import Connection, func, select

from approvals.exported import Asked, ExportList, LedgerState, Row, Tally
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


def batches(connection: Connection, exported: ExportList, asked: Asked) -> Iterator[list[Row]]:
    """Yield the rows of a list, some at a time, from a cursor of the server where it has a query.

    Args:
        connection: a snapshot (`Database.snapshot`): every row is of its moment.
        exported: the list.
        asked: what narrows it, and the instant by which states are told.
    """
    if exported.query is None:
        yield from _computed(connection, exported, asked)
        return
    options = {"stream_results": True, "max_row_buffer": BATCH}
    with connection.execute(exported.query(asked), execution_options=options) as result:
        for rows in result.partitions(BATCH):
            yield [tuple(row) for row in rows]


def sums_of(connection: Connection, exported: ExportList, asked: Asked) -> Tally:
    """Return how many rows of a list are asked for, and what they add up to.

    It is what an export of the same moment counts as it goes by, from the same query: the database
    adds up, and no row is sent. What is computed is computed and counted.
    """
    tally = Tally(exported.columns)
    if exported.query is None:
        for rows in _computed(connection, exported, asked):
            tally.add(rows)
        return tally
    listed = exported.query(asked).order_by(None).subquery()
    summed = [(at, it.name) for at, it in enumerate(exported.columns) if it.summed]
    totals = (func.coalesce(func.sum(listed.c[at]), 0) for at, _ in summed)
    # Where nothing is summed, no column of the list says what is counted.
    found = connection.execute(select(func.count(), *totals).select_from(listed)).one()
    tally.rows = found[0]
    told = zip(summed, found[1:], strict=True)
    tally.sums = {name: Decimal(total) for (_, name), total in told}
    return tally


def _computed(connection: Connection, exported: ExportList, asked: Asked) -> Iterator[list[Row]]:
    assert exported.rows is not None  # noqa: S101 - a list has a query or rows
    rows = iter(exported.rows(connection, asked))
    while some := list(islice(rows, BATCH)):
        yield some
