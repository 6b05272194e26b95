"""The feed: entries that have their place in the tree, one after the other, for whom they concern.

It goes by the place and never by "newer than the last one seen". Places are given by one sequencer
in the order in which it commits, without gaps, so a reader that remembers the last place it read
can neither miss an event nor read one twice, however long a transaction was under way. Nothing is
ever taken off it.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Select, or_, select

from ledger.entry import Entry, Tenant, read_entry
from ledger.tables import ledger_event, ledger_feed

TOLD_TO_SUPPLIERS: Final = ("approval", "delivery", "substitution", "supplier", "subscription")
"""Families of entries that a supplier is told of, where they are its own; the rest is its buyer's
affair. The database keeps to the same five (`told_to_suppliers`)."""


@dataclass(frozen=True, slots=True)
class PlacedEvent:
    """An entry in its place: the index, the leaf hash the tree has there, and what it says."""

    index: int
    leaf_hash: bytes
    entry: Entry


def feed_page(
    connection: Connection, whose: Tenant, *, after: int, limit: int
) -> tuple[PlacedEvent, ...]:
    """Up to so many events behind an index that the reader may see, in the order of the tree.

    Args:
        connection: its scope decides what is seen.
        whose: the agency or the supplier that reads, whose rows an index finds; neither for those
            who see all.
        after: the index of the last event read; -1 for all from the first on.
        limit: most events returned.
    """
    columns = ledger_feed.c
    query = _events().where(columns.index > after)
    if whose.agency is not None:
        query = query.where(or_(columns.agency == whose.agency, columns.open))
    if whose.supplier is not None:
        query = query.where(columns.supplier == whose.supplier)
    rows = connection.execute(query.order_by(columns.index).limit(limit))
    return tuple(_placed(*row) for row in rows)


def placed_event(connection: Connection, event_id: int) -> PlacedEvent | None:
    """The event of that number, once it has its place; None while it has none."""
    row = connection.execute(_events().where(ledger_feed.c.event_id == event_id)).first()
    return None if row is None else _placed(*row)


def _events() -> Select[int, bytes, bytes]:
    joined = ledger_feed.join(ledger_event, ledger_event.c.id == ledger_feed.c.event_id)
    columns = (ledger_feed.c.index, ledger_feed.c.leaf_hash, ledger_event.c.body)
    return select(*columns).select_from(joined)


def _placed(index: int, leaf_hash: bytes, body: bytes) -> PlacedEvent:
    return PlacedEvent(index, leaf_hash, read_entry(body))
