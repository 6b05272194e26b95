"""Keyset pagination: a table of any size, read in constant memory by statements that stay short."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVarTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, literal, tuple_

PAGE: Final = 1000
"""Rows read by one statement; well within `storage.database.STATEMENT_TIMEOUT_MS`."""

Columns = TypeVarTuple("Columns")


def walk(
    connection: Connection,
    query: Select[*Columns],
    *key: ColumnElement[Any],
    page: int = PAGE,
) -> Iterator[Row[*Columns]]:
    """Yield every row of a query in the order of its key, a page a statement.

    In a transaction that is no snapshot, what commits meanwhile may be left out.

    Args:
        connection: the reader's; each page is one statement.
        query: without an order of its own; its first columns are those of the key.
        key: names a row, and has an index in this order.
        page: most rows read by a statement.
    """
    ordered = query.order_by(*key).limit(page)
    rows = connection.execute(ordered).all()
    while rows:
        yield from rows
        if len(rows) < page:
            return
        last: Sequence[Any] = rows[-1]
        after = (literal(last[place], it.type) for place, it in enumerate(key))
        rows = connection.execute(ordered.where(tuple_(*key) > tuple_(*after))).all()
