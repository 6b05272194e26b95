"""End a licence grant, with a reason: from now on no copy is drawn, and what was drawn stands.

Giving a right up, or saying that it is none, takes nobody else: it lets nothing pass.
"""

from datetime import datetime

from sqlalchemy import Connection, insert

from approvals import licence_store
from approvals.entries import own_entry
from approvals.errors import WrongState
from approvals.licence_tables import licence_revocation
from approvals.office import Office
from approvals.record_licence import held_by
from approvals.states import LicenceState
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append


def revoke_licence(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str | None,
    number: str,
    reason: str,
    office: Office,
    now: datetime,
) -> Leaf:
    """End a grant. An order that waits for a decision is examined again when it is decided.

    Args:
        connection: a transaction of the caller's.
        actor: who ends it.
        uscc: the agency he acts for, which has to hold the grant; ``None`` for a keeper's office.
        number: the grant.
        reason: why.
        office: for a fresh identifier.
        now: the instant of the act.

    Raises:
        LicenceNotFound: there is none, or another agency holds it.
        WrongState: it was ended before.
    """
    held = held_by(connection, number, uscc)
    if held.state is LicenceState.REVOKED:
        raise WrongState.of_licence(
            number, held.state.value, LicenceState.RECORDED.value, LicenceState.CONFIRMED.value
        )
    connection.execute(
        insert(licence_revocation)
        .values(licence=number, reason=reason, person=actor.person, recorded_at=now)
        .inline()
    )
    licence_store.change_licence(connection, held, state=LicenceState.REVOKED.value)
    body: dict[str, object] = {"reason": reason, "left": held.copies - held.drawn}
    kind = EntryKind.LICENCE_REVOKED
    entry = own_entry(kind, office.ids(), held.agency, body, actor, now, licence=number)
    return append(connection, entry)
