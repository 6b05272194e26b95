"""Record an entry of an agency's list of usable free software, which a second person approves.

An entry is never edited: what was wrong is taken off, with the reason, and recorded anew.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from approvals.entries import own_entry
from approvals.free_software import FreeTerms
from approvals.free_software_errors import FreeSoftwareListed
from approvals.free_software_store import add_entry, taken_identities
from approvals.legal_day import legal_day
from approvals.locking import lock_agency
from approvals.office import Office
from approvals.statement import number_for
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append

PREFIX = "FS"
"""What the number of every entry begins with."""


@dataclass(frozen=True, slots=True)
class RecordedFree:
    """An entry that was recorded: its number, and the leaf of the ledger entry."""

    number: str
    leaf: Leaf


def record_free_software(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    terms: FreeTerms,
    office: Office,
    now: datetime,
) -> RecordedFree:
    """Record that free software may be used, and why; it counts once a second person approves it.

    Args:
        connection: a transaction of the caller's.
        actor: who records it, for the agency; he can never be the one who approves.
        uscc: the agency whose list it is.
        terms: the software, where it may be used, the reason, and the first day.
        office: for a fresh number and identifier.
        now: the instant of the act.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
        FreeSoftwareListed: just this stands there already, or waits for approval.
        AgencyBusy: the agency was locked for too long.
    """
    lock_agency(connection, uscc)
    held = taken_identities(connection, uscc).get(terms.identity)
    if held is not None:
        raise FreeSoftwareListed(held)
    number = fresh_number(office, now)
    add_entry(connection, uscc, number, terms, actor, now)
    body = {
        name: it.isoformat() if isinstance(it, date) else it
        for name, it in asdict(terms).items()
        if it is not None
    }
    kind = EntryKind.FREESOFTWARE_RECORDED
    entry = own_entry(kind, office.ids(), uscc, body, actor, now, free_software=number)
    return RecordedFree(number, append(connection, entry))


def fresh_number(office: Office, now: datetime) -> str:
    """Return the number of a new entry."""
    return number_for(office.ids(), legal_day(now).year, kind="free software", prefix=PREFIX)
