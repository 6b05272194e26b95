"""Reads recorded history out of the database: ledger entries in order, each with its receipt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, select

from approvals.history import Act
from approvals.history_reading import ACTS, read_act, receipt_named
from approvals.legal_day import legal_day
from approvals.replay_errors import MalformedHistory
from approvals.tables import receipt
from ledger.entry import Entry, read_entry
from ledger.store import events_after

PAGE: Final = 500
"""Entries read by two statements; well within the time a statement may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Which part of history is replayed.

    Attributes:
        since: the first day of law whose acts happen again; what was recorded before its first act
            stays as it was. ``None``: from the beginning.
        until: the last day; nothing after its last act is read. ``None``: to the end.
        through: the last entry that is read, by the number of its event.
    """

    since: date | None = None
    until: date | None = None
    through: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far history has been read: the last event, and whether the days have begun."""

    event: int = 0
    begun: bool = False


def acts_after(
    connection: Connection, stretch: Stretch, place: Place, *, page: int = PAGE
) -> Iterator[tuple[Place, Act | None]]:
    """Yield the acts of a stretch behind a place, each with the place it leads to.

    An entry that a replay has nothing to do with is ``None``. Needs as much memory as one page.

    Args:
        connection: one whose scope sees every agency; a page is two statements.
        stretch: which part of history.
        place: where to go on.
        page: most entries read at once.

    Raises:
        MalformedHistory: an entry or a receipt cannot be read, or a receipt is missing.
        MalformedEntryError: the bytes are no ledger entry.
    """
    begun, after = place.begun or stretch.since is None, place.event
    while True:
        rows = events_after(connection, after, ACTS, limit=page)
        entries = [(event, read_entry(data)) for event, data in rows if event <= stretch.through]
        receipts: dict[str, bytes] | None = None
        for at, (event, entry) in enumerate(entries):
            day = legal_day(entry.recorded_at)
            if stretch.until is not None and day > stretch.until:
                return
            begun = begun or (stretch.since is not None and day >= stretch.since)
            if begun and receipts is None:
                receipts = _receipts(connection, [it for _, it in entries[at:]])
            yield Place(event=event, begun=begun), _act(entry, receipts if begun else None)
        if len(entries) < page:
            return
        after = entries[-1][0]


def _act(entry: Entry, receipts: dict[str, bytes] | None) -> Act | None:
    named = receipt_named(entry)
    if named is None or receipts is None:
        return read_act(entry, None)
    sealed = receipts.get(named[1])
    if sealed is None:
        raise MalformedHistory(entry.id, f"its receipt {named[1]} is missing")
    return read_act(entry, sealed)


def _receipts(connection: Connection, entries: Sequence[Entry]) -> dict[str, bytes]:
    """Return the receipts that entries name, by digest."""
    wanted = [it for it in map(receipt_named, entries) if it is not None]
    if not wanted:
        return {}
    columns = receipt.c
    query = select(columns.digest, columns.body).where(
        columns.order_id.in_({order_id for order_id, _ in wanted}),
        columns.digest.in_({digest for _, digest in wanted}),
    )
    return {digest: bytes(body) for digest, body in connection.execute(query)}
