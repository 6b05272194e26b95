"""Compares what orders rest on of unused licences with what the ledger records of it.

It is twice told: by the rows, and by the entries of the orders that rest on them, their ends and
their deliveries. Few agencies state such licences, so both sides are held in memory, by agency and
class.
"""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, select

from approvals.irregularity import Irregularity, Mismatch
from approvals.replaying import spared_by, spares_of
from approvals.spare_tables import spare_draw
from ledger.entry import Entry
from storage.keyset import walk


class SpareCheck:
    """One comparison: sees every entry, then every row, and tells what disagrees."""

    def __init__(self, connection: Connection, page: int) -> None:
        """Prepare; `page` is how many rows a statement reads at most."""
        self._connection, self._page = connection, page
        self._recorded: Counter[str] = Counter()

    def see(self, entry: Entry) -> None:
        """Look at the next entry of the ledger, in whatever order they come."""
        for about, copies in spared_by(entry.tenant.agency, entry.body):
            self._recorded[about] += copies

    def end(self) -> Iterator[Irregularity]:
        """Go through the rows, once every entry was seen."""
        columns, held = spare_draw.c, Counter[str]()
        query = select(columns.id, columns.agency, columns["class"], columns.copies)
        for _, agency, name, copies in walk(self._connection, query, columns.id, page=self._page):
            held[spares_of(agency, name)] += copies
        for about in sorted(held.keys() | self._recorded.keys()):
            ours, theirs = held[about], self._recorded[about]
            if ours != theirs:
                yield Irregularity(Mismatch.SPARE_REPLAY, about, "copies", str(ours), str(theirs))
