"""Compares the rows of the ledger with each other, for what an export cannot show.

An export proves that the entries in the tree are those that were signed. That every recorded event
came into the tree, and that the columns people search by say what the entry says, only the database
can show.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, exists, select

from ledger.entry import read_entry
from ledger.errors import MalformedEntryError
from ledger.merkle import leaf_hash
from ledger.tables import ledger_entry, ledger_event, ledger_pending
from storage.keyset import PAGE, walk


class Mismatch(StrEnum):
    """What two rows that belong together can disagree in."""

    OMITTED = "event-omitted"
    """An event has no place in the tree and is not waiting for one."""
    BODILESS = "event-gone"
    """A place in the tree belongs to an event that is not there."""
    LEAF = "leaf-differs"
    """The event's bytes do not hash to the leaf of its place."""
    COLUMN = "column-differs"
    """A column beside the bytes does not say what the bytes say."""


@dataclass(frozen=True, slots=True)
class Irregularity:
    """One thing found: the event's number, its index in the tree if it has one, and what it is."""

    mismatch: Mismatch
    event_id: int
    index: int | None
    detail: str


_EVENTS = (
    select(
        ledger_event.c.id,
        ledger_entry.c.index,
        ledger_entry.c.leaf_hash,
        exists().where(ledger_pending.c.event_id == ledger_event.c.id),
        ledger_event.c.kind,
        ledger_event.c.recorded_at,
        ledger_event.c.agency,
        ledger_event.c.supplier,
        ledger_event.c.body,
    )
    .select_from(ledger_event)
    .outerjoin(ledger_entry, ledger_entry.c.event_id == ledger_event.c.id)
)
_PLACES = (
    select(ledger_entry.c.index, ledger_event.c.id)
    .select_from(ledger_entry)
    .outerjoin(ledger_event, ledger_event.c.id == ledger_entry.c.event_id)
)


def reconcile(connection: Connection, *, page: int = PAGE) -> Iterator[Irregularity]:
    """Everything that does not fit together; the reader must be allowed to see every event.

    Reads the whole ledger, about 50,000 entries a second, in constant memory. An event is read
    together with its place and whether it waits, a place together with its event: in one
    statement, so that a batch committed meanwhile is seen on both sides or on neither.

    Args:
        connection: the reader's.
        page: most rows read by a statement.
    """
    # 1. Every event is in the tree or waiting, and its bytes fit leaf and columns.
    for event_id, index, leaf, waits, *columns, body in walk(
        connection, _EVENTS, ledger_event.c.id, page=page
    ):
        if index is None and not waits:
            detail = "it is neither in the tree nor waiting"
            yield Irregularity(Mismatch.OMITTED, event_id, None, detail)
        yield from _compare(event_id, index, leaf, tuple(columns), bytes(body))
    # 2. Every place has its event.
    for index, event_id in walk(connection, _PLACES, ledger_entry.c.index, page=page):
        if event_id is None:
            yield Irregularity(Mismatch.BODILESS, 0, index, "its event was removed")


def _compare(
    event_id: int, index: int | None, leaf: bytes | None, columns: tuple[object, ...], body: bytes
) -> Iterator[Irregularity]:
    if leaf is not None and leaf_hash(body) != leaf:
        detail = f"the tree holds {leaf.hex()}, the bytes hash to {leaf_hash(body).hex()}"
        yield Irregularity(Mismatch.LEAF, event_id, index, detail)
    try:
        entry = read_entry(body)
    except MalformedEntryError as error:
        yield Irregularity(Mismatch.COLUMN, event_id, index, str(error))
        return
    said = (entry.kind.value, entry.recorded_at, entry.tenant.agency, entry.tenant.supplier)
    names = ("kind", "recorded_at", "agency", "supplier")
    for name, column, value in zip(names, columns, said, strict=True):
        if column != value:
            detail = f"{name} is {column} in the row and {value} in the entry"
            yield Irregularity(Mismatch.COLUMN, event_id, index, detail)
