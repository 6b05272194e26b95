"""Amendments as they are kept: written once, read by order, found by approval and content."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, insert, select

from approvals.amendment_tables import order_amendment
from storage.driver import Statement, first_row

NARROWING, REPLACING = "narrowing", "replacing"

_COUNTED = Statement.of(
    "select count(*) from procheck.order_amendment where order_id = %(order_id)s"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAmendment:
    """An amendment as it stands in the database.

    ``lines`` tells of each line of the document which line of the order it narrows; ``replaced_by``
    is the order that took its place.
    """

    id: str
    agency: str
    supplier: str | None
    order_id: str
    kind: str
    approval: str | None
    replaced_by: str | None
    document: bytes
    content_hash: str
    lines: tuple[int, ...]
    changes: tuple[str, ...]
    recorded_at: datetime
    recorded_by: str


def amendments_of(connection: Connection, order_id: str) -> tuple[StoredAmendment, ...]:
    """Return the amendments of an order, the first first."""
    columns = order_amendment.c
    query = select(order_amendment).where(columns.order_id == order_id).order_by(columns.id)
    return tuple(
        StoredAmendment(
            **{
                **row,
                "lines": tuple(row["lines"]),
                "changes": tuple(row["changes"]),
            }
        )
        for row in connection.execute(query).mappings()
    )


def count_amendments(connection: Connection, order_id: str) -> int:
    """Return how many amendments of an order there are: every reading of it asks."""
    row = first_row(connection, _COUNTED, {"order_id": order_id})
    return 0 if row is None else int(row[0])


def is_narrowed(connection: Connection, number: str, content: str) -> bool:
    """Return whether an approval was narrowed to an order of this content."""
    columns = order_amendment.c
    return bool(
        connection.scalar(
            select(
                exists().where(
                    columns.approval == number,
                    columns.content_hash == content,
                    columns.kind == NARROWING,
                )
            )
        )
    )


def add_amendment(connection: Connection, made: StoredAmendment) -> None:
    """Write an amendment of an order; the caller holds the agency's lock."""
    values = {**asdict(made), "lines": list(made.lines), "changes": list(made.changes)}
    connection.execute(insert(order_amendment).values(values))
