"""An external sort: what is put in comes out by key, on disk and in constant memory.

For comparing two sides of any size that share a key and no order: both are put in, and what belongs
together comes out side by side.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import NamedTuple


class Record(NamedTuple):
    """One thing said about a key: which side says it, and what."""

    key: str
    side: str
    value: str


class ExternalSort:
    """Takes records in any order; gives them by key, those of one key as they were put in."""

    def __init__(self, store: sqlite3.Connection) -> None:
        self._store = store
        store.execute("create table record (key text, side text, value text)")

    def put(self, record: Record) -> None:
        """Add one record."""
        self._store.execute("insert into record values (?, ?, ?)", record)

    def records(self) -> Iterator[Record]:
        """Yield all records put in so far, sorted."""
        ordered = "select key, side, value from record order by key, rowid"
        yield from map(Record._make, self._store.execute(ordered))


@contextmanager
def external_sort() -> Iterator[ExternalSort]:
    """Open a sort for the length of the block.

    Its file has no name from the moment it is made, so that nothing is left of it, even by a
    process that is killed. It lies where ``SQLITE_TMPDIR`` or ``TMPDIR`` says, else in /var/tmp.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as store:
        # Nothing of it need survive, so nothing is paid for that.
        store.execute("pragma journal_mode = off")
        store.execute("begin")
        yield ExternalSort(store)
