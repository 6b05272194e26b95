"""Take an entry off an agency's list of usable free software, with a reason; nothing is deleted.

Saying that software may no longer be used, or never should, lets nothing pass and takes nobody
else. What was decided on the list stands: an entry is taken off from today on, or from a later day.
"""

from datetime import date, datetime

from sqlalchemy import Connection, insert

from approvals.entries import own_entry
from approvals.errors import DayOutOfRange, WrongState
from approvals.free_software_store import find_entry
from approvals.free_software_tables import free_software_removal
from approvals.legal_day import legal_day
from approvals.locking import lock_agency
from approvals.office import Office
from approvals.states import FreeSoftwareState
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append


def take_off_free_software(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    number: str,
    reason: str,
    off_from: date | None,
    office: Office,
    now: datetime,
) -> Leaf:
    """Take an entry off. An order that waits for a decision is examined again when it is decided.

    Args:
        connection: a transaction of the caller's.
        actor: who takes it off.
        uscc: the agency whose list it is.
        number: the entry, approved or not.
        reason: why.
        off_from: the first day on which it no longer stands there; today where none is given.
        office: for a fresh identifier.
        now: the instant of the act.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
        FreeSoftwareNotFound: the agency has no such entry.
        WrongState: it was taken off before.
        DayOutOfRange: the day is over.
        AgencyBusy: the agency was locked for too long.
    """
    lock_agency(connection, uscc)
    held, today = find_entry(connection, uscc, number), legal_day(now)
    if held.removed is not None:
        wanted = (FreeSoftwareState.LISTED, FreeSoftwareState.UNAPPROVED)
        state = FreeSoftwareState.TAKEN_OFF
        raise WrongState(subject="free-software", id=number, state=state, wanted=wanted)
    day = today if off_from is None else off_from
    if day < today:
        raise DayOutOfRange(day, "off_from", today, None)
    connection.execute(
        insert(free_software_removal)
        .values(
            entry=number,
            agency=uscc,
            off_from=day,
            reason=reason,
            person=actor.person,
            recorded_at=now,
        )
        .inline()
    )
    kind, body = EntryKind.FREESOFTWARE_REMOVED, {"off_from": day.isoformat(), "reason": reason}
    entry = own_entry(kind, office.ids(), uscc, body, actor, now, free_software=number)
    return append(connection, entry)
