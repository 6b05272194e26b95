"""Withdraw a waiver: those who may grant end it before its time; what it allowed stands."""

from datetime import datetime

from sqlalchemy import Connection, insert

from approvals import waiver_store
from approvals.decide_waiver import lock_waiver, require_named
from approvals.entries import own_entry
from approvals.office import Office
from approvals.states import WaiverState
from approvals.waiver_tables import waiver_withdrawal
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append


def withdraw_waiver(
    connection: Connection,
    *,
    actor: Actor,
    number: str,
    reason: str,
    office: Office,
    now: datetime,
) -> Leaf:
    """Withdraw a granted waiver: from now on no order passes by it.

    An order that waits for a decision is examined again when it is decided, and then breaks the
    law. An approval that was granted stands until it is revoked or its window ends. The one who
    asked may withdraw too, in the role that may: giving an exception up takes nobody else.

    Raises:
        WaiverNotFound: there is none, or it is not the actor's to see.
        WrongState: it was not granted, or is over.
        NotNamed: the agency names its approvers, and the actor is none of them.
        AgencyBusy: the agency's quota was locked for too long.
    """
    held = lock_waiver(connection, number, WaiverState.GRANTED, now)
    require_named(connection, held, actor, now)
    waiver_store.change_waiver(connection, held, WaiverState.WITHDRAWN, granted=held.granted)
    connection.execute(
        insert(waiver_withdrawal).values(
            waiver=number,
            agency=held.agency,
            reason=reason,
            person=actor.person,
            recorded_at=now,
        )
    )
    body: dict[str, object] = {"reason": reason, "left": held.granted - held.drawn}
    return append(
        connection,
        own_entry(
            EntryKind.WAIVER_WITHDRAWN,
            office.ids(),
            held.agency,
            body,
            actor,
            now,
            waiver=number,
        ),
    )
