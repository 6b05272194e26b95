"""What rows, quota and ledger disagree in, one line each: for the hourly job and the command."""

from collections.abc import Iterator

from sqlalchemy import Connection

from approvals import reconciling as of_rows
from ledger import reconciling as of_entries


def disagreements(connection: Connection) -> Iterator[str]:
    """Yield one line for everything in which rows and record disagree, naming the object.

    Reads the whole ledger twice, some 20,000 entries a second.

    Args:
        connection: a snapshot (`Database.snapshot`) whose scope sees every agency.
    """
    for entry in of_entries.reconcile(connection):
        place = "no place" if entry.index is None else f"index {entry.index}"
        yield f"{entry.mismatch}: event {entry.event_id} ({place}): {entry.detail}"
    for row in of_rows.reconcile(connection):
        held, recorded = (value or "nothing" for value in (row.held, row.recorded))
        yield f"{row.mismatch}: {row.subject}: {row.member} is {held}, on record it is {recorded}"
