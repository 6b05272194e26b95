"""Entries by what they are about: all the ledger says of one thing, in the order of the tree.

The server writes down what an entry is about as the sequencer gives it its place, so that nothing
with a place is left out, whatever became of the rows of those who acted.
"""

from sqlalchemy import Connection, select

from ledger.store import StoredEntry
from ledger.tables import ledger_entry, ledger_event, ledger_subject


def entries_about(
    connection: Connection, subject: str, name: str, *, after: int = -1, limit: int
) -> tuple[StoredEntry, ...]:
    """Up to so many entries about a thing that the reader may see, in order.

    Args:
        connection: its scope decides what is seen.
        subject: what kind of thing, as entries name it: ``order``, ``approval``, ``delivery`` …
        name: its identifier.
        after: the index of the last entry read; -1 for all from the first on.
        limit: most entries returned.
    """
    about = ledger_subject.c
    joined = ledger_subject.join(ledger_event, ledger_event.c.id == about.event_id).join(
        ledger_entry, ledger_entry.c.index == about.index
    )
    query = (
        select(about.index, ledger_entry.c.leaf_hash, ledger_event.c.body)
        .select_from(joined)
        .where(about.name == name, about.subject == subject, about.index > after)
        .order_by(about.index)
        .limit(limit)
    )
    return tuple(StoredEntry(*row) for row in connection.execute(query))
