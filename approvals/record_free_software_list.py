"""Record an agency's list of usable free software from its own table: every row, or none.

One file is one transaction with one ledger entry, which has the digest of the file and the numbers
of the entries. They wait for approval as those that are recorded one by one do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from approvals.entries import own_entry
from approvals.free_software import FreeTerms
from approvals.free_software_store import add_entry, taken_identities
from approvals.locking import lock_agency
from approvals.office import Office
from approvals.record_free_software import fresh_number
from approvals.software_errors import AlreadyListed, EntriesRefused
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append


@dataclass(frozen=True, slots=True)
class FoundFree:
    """An entry as a row of a table has it; ``row`` is its place in the file."""

    row: str
    terms: FreeTerms


@dataclass(frozen=True, slots=True)
class RecordedList:
    """What was recorded: the numbers, in the order of the rows, and the leaf of the entry."""

    numbers: tuple[str, ...]
    leaf: Leaf


def record_free_software_list(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    found: Sequence[FoundFree],
    source: str,
    digest: str,
    office: Office,
    now: datetime,
) -> RecordedList:
    """Record every row of a file, or none.

    Args:
        connection: a transaction of the caller's.
        actor: who records it; he can never be the one who approves.
        uscc: the agency whose list it is.
        found: at least one row.
        source: the document they were taken from.
        digest: ``sha256:`` of the file.
        office: for fresh numbers and identifiers.
        now: the instant of the act.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
        EntriesRefused: rows say what stands on the list already, or in another row; with all.
        AgencyBusy: the agency was locked for too long.
    """
    lock_agency(connection, uscc)
    refused = tuple(_twice(found, taken_identities(connection, uscc)))
    if refused:
        raise EntriesRefused(refused)
    numbers = tuple(fresh_number(office, now) for _ in found)
    for number, it in zip(numbers, found, strict=True):
        add_entry(connection, uscc, number, it.terms, actor, now)
    body: dict[str, object] = {"source": source, "file": digest, "entries": list(numbers)}
    kind = EntryKind.FREESOFTWARE_RECORDED
    entry = own_entry(kind, office.ids(), uscc, body, actor, now)
    return RecordedList(numbers, append(connection, entry))


def _twice(
    found: Sequence[FoundFree], held: Mapping[tuple[str, ...], str]
) -> Iterator[AlreadyListed]:
    seen = set(held)
    for it in found:
        if it.terms.identity in seen:
            yield AlreadyListed(it.row)
        seen.add(it.terms.identity)
