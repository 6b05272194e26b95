"""Close the remainder: an officer gives up what of an approval was not sent yet, and will not come.

The approval stays in force for what is under way on it. An order that drew of waivers or licence
grants is never narrowed by an amendment: this is how its remainder is given up, with what was drawn
for it. (Insight 12: what is not used of an approval lapses and returns its quota.)
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from approvals import store
from approvals.ending import return_units
from approvals.errors import WrongState
from approvals.locking import lock_agency
from approvals.states import ApprovalState
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind
from ledger.store import Leaf, append


def close_remainder(
    connection: Connection,
    *,
    actor: Actor,
    number: str,
    reason: str,
    ids: Callable[[], str],
    now: datetime,
) -> Leaf | None:
    """Give back every open unit of an approval in force.

    Returns: the leaf of the entry; ``None`` where nothing was open, so that nothing was done.

    Raises:
        ApprovalNotFound: there is none, or it is not the actor's to see.
        WrongState: it is not in force: what was open has lapsed already.
        AgencyBusy: the agency's quota was locked for too long.
    """
    lock_agency(connection, store.approval_by_number(connection, number).agency)
    held = store.approval_by_number(connection, number)
    state = held.state_at(now)
    if state is not ApprovalState.IN_FORCE:
        raise WrongState.of_approval(number, state, ApprovalState.IN_FORCE)
    left = {it.line: it.open for it in store.line_units(connection, held.order_id) if it.open}
    if not left:
        return None
    released = return_units(connection, held.agency, held.order_id, left, actor.person, now)
    entry = Entry(
        id=ids(),
        kind=EntryKind.APPROVAL_CLOSED,
        recorded_at=now,
        actor=actor,
        tenant=Tenant(agency=held.agency, supplier=held.supplier),
        subjects={"order": held.order_id, "approval": held.number},
        body={"reason": reason, **released},
    )
    return append(connection, entry)
