"""Approve an entry of an agency's list of usable free software: a second person of the agency.

Who wants to use a piece of software must not be the only one who says that it may be used. Whoever
recorded it cannot approve it, compared by person; the database refuses it too. (DESIGN §4.)
"""

from datetime import datetime

from sqlalchemy import Connection, insert

from approvals.entries import own_entry
from approvals.errors import SamePerson, WrongState
from approvals.free_software_store import find_entry
from approvals.free_software_tables import free_software_approval
from approvals.locking import database_refusals, lock_agency
from approvals.office import Office
from approvals.states import FreeSoftwareState
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append


def approve_free_software(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    number: str,
    note: str,
    office: Office,
    now: datetime,
) -> Leaf:
    """Approve an entry: from its first day on, and from now on, it stands on the list.

    Args:
        connection: a transaction of the caller's.
        actor: who approves.
        uscc: the agency whose list it is.
        number: the entry.
        note: what was tested or compared.
        office: for a fresh identifier.
        now: the instant of the act.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
        FreeSoftwareNotFound: the agency has no such entry.
        WrongState: it is approved already, or was taken off.
        SamePerson: the actor recorded it.
        AgencyBusy: the agency was locked for too long.
    """
    lock_agency(connection, uscc)
    held = find_entry(connection, uscc, number)
    if held.removed is not None or held.approved is not None:
        state = FreeSoftwareState.LISTED if held.removed is None else FreeSoftwareState.TAKEN_OFF
        wanted = (FreeSoftwareState.UNAPPROVED,)
        raise WrongState(subject="free-software", id=number, state=state, wanted=wanted)
    if actor.person == held.person:
        raise SamePerson(actor.person)
    with database_refusals(uscc, person=actor.person):
        connection.execute(
            insert(free_software_approval)
            .values(entry=number, agency=uscc, note=note, person=actor.person, recorded_at=now)
            .inline()
        )
    kind, body = EntryKind.FREESOFTWARE_APPROVED, {"note": note}
    entry = own_entry(kind, office.ids(), uscc, body, actor, now, free_software=number)
    return append(connection, entry)
