"""Confirm a licence grant as it was recorded or corrected: a second person, and none of the agency.

Who confirms compares the statement with its evidence. Whoever recorded it cannot, compared by
person; the database refuses it too. (PO14; DESIGN §4: whoever asks can never grant.)
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, insert, literal, update

from approvals import licence_store
from approvals.entries import own_entry
from approvals.errors import SamePerson, WrongState
from approvals.licence_errors import DrawnBeyond
from approvals.licence_store import StoredLicence
from approvals.licence_tables import licence_confirmation
from approvals.locking import database_refusals
from approvals.office import Office
from approvals.record_licence import held_by
from approvals.states import PENDING, Awaits, LicenceState
from approvals.tables import purchase_order
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append


def confirm_licence(
    connection: Connection,
    *,
    actor: Actor,
    number: str,
    note: str,
    office: Office,
    now: datetime,
) -> Leaf:
    """Confirm what was recorded last of a grant: from now on copies are drawn of just that.

    Args:
        connection: a transaction of the caller's.
        actor: who confirms.
        number: the grant.
        note: what it was compared with.
        office: for a fresh identifier.
        now: the instant of the act.

    Raises:
        LicenceNotFound: there is none, or it is not the actor's to see.
        WrongState: it was ended, or nothing of it waits for confirmation.
        SamePerson: the actor recorded it.
        DrawnBeyond: more copies are drawn of it than it would have.
    """
    held = held_by(connection, number, None)
    if held.state is LicenceState.REVOKED or held.newest.confirmed is not None:
        raise WrongState.of_licence(number, held.state.value, PENDING)
    waiting = held.newest
    if actor.person == waiting.recorded.person:
        raise SamePerson(actor.person)
    copies = waiting.terms.copies
    if copies < held.drawn:
        raise DrawnBeyond(number, copies, held.drawn)
    with database_refusals(held.agency, person=actor.person):
        connection.execute(
            insert(licence_confirmation)
            .values(
                licence=number,
                version=waiting.version,
                note=note,
                person=actor.person,
                recorded_at=now,
            )
            .inline()
        )
    confirmed = LicenceState.CONFIRMED.value
    licence_store.change_licence(
        connection, held, state=confirmed, version=waiting.version, copies=copies
    )
    body: dict[str, object] = {"version": waiting.version, "copies": copies, "note": note}
    kind = EntryKind.LICENCE_CONFIRMED
    entry = own_entry(kind, office.ids(), held.agency, body, actor, now, licence=number)
    return append(connection, entry)


def concerned(held: StoredLicence) -> tuple[str, ...]:
    """Return the agencies that may draw of a grant as it stands now: holder and entitled."""
    return (held.agency, *held.statement.terms.entitled)


def overtake_orders(
    connection: Connection, number: str, agencies: Collection[str], now: datetime
) -> int:
    """Mark held orders that name a grant as overtaken by a fact; return how many there are.

    The caller looks with the office's eyes, since orders of several agencies are concerned, and has
    them caught up with (`approvals.outdated`) by a job that commits with the fact.
    """
    columns = purchase_order.c
    named = func.position(func.convert_to(literal(number), "UTF8").op("IN")(columns.document))
    waiting = update(purchase_order).where(
        columns.agency.in_(agencies),
        columns.awaits == Awaits.FACTS.value,
        columns.lapses_at > now,
        named > 0,
    )
    return connection.execute(waiting.values(overtaken=True)).rowcount
