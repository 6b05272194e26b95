"""Approve entries of an agency's list of usable free software together, each named by its number.

What came from one table is looked through once. Nothing is approved that is not named: there is no
"all of them", which would take in what somebody recorded meanwhile. One act, one ledger entry.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert

from approvals.entries import own_entry
from approvals.free_software import StoredFree
from approvals.free_software_errors import EntriesNotApproved, NotApproved
from approvals.free_software_store import entries_of
from approvals.free_software_tables import free_software_approval
from approvals.locking import database_refusals, lock_agency
from approvals.office import Office
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append


def approve_free_software_list(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    numbers: Sequence[str],
    note: str,
    office: Office,
    now: datetime,
) -> Leaf:
    """Approve entries, all of them or none; each stands on the list as one approved alone does.

    Args:
        connection: a transaction of the caller's.
        actor: who approves.
        uscc: the agency whose list it is.
        numbers: of the entries, at most ``MOST_TOGETHER``.
        note: what was tested or compared.
        office: for a fresh identifier.
        now: the instant of the act.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
        EntriesNotApproved: some are unknown, named twice, approved or taken off, or were recorded
            by the actor; with all of them.
        AgencyBusy: the agency was locked for too long.
    """
    lock_agency(connection, uscc)
    held = {it.number: it for it in entries_of(connection, uscc)}
    refused = tuple(_refused(numbers, held, actor.person))
    if refused:
        raise EntriesNotApproved(refused)
    rows = [
        {
            "entry": number,
            "agency": uscc,
            "note": note,
            "person": actor.person,
            "recorded_at": now,
        }
        for number in numbers
    ]
    with database_refusals(uscc, person=actor.person):
        connection.execute(insert(free_software_approval), rows)
    body: dict[str, object] = {"note": note, "entries": list(numbers)}
    kind = EntryKind.FREESOFTWARE_APPROVED
    return append(connection, own_entry(kind, office.ids(), uscc, body, actor, now))


def _refused(
    numbers: Sequence[str], held: Mapping[str, StoredFree], person: str
) -> Iterator[tuple[int, NotApproved]]:
    counted = Counter(numbers)
    for place, number in enumerate(numbers):
        found = held.get(number)
        if found is None:
            yield place, NotApproved.UNKNOWN
        elif counted[number] > 1:
            yield place, NotApproved.TWICE
        elif found.removed is not None:
            yield place, NotApproved.TAKEN_OFF
        elif found.approved is not None:
            yield place, NotApproved.APPROVED
        elif found.person == person:
            yield place, NotApproved.SAME_PERSON
