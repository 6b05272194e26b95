"""Ends an approval whose place another order takes, on record and in the status list."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from approvals import store
from approvals.states import ApprovalState
from approvals.store import StoredApproval
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind
from ledger.store import append


def supersede(
    connection: Connection,
    approval: StoredApproval,
    by: str,
    actor: Actor,
    ids: Callable[[], str],
    now: datetime,
) -> None:
    """Let the order ``by`` take the place of an approval; the caller holds the agency's lock.

    Raises:
        WrongState: it is not in force.
    """
    store.change_approval(connection, approval, ApprovalState.SUPERSEDED)
    append(
        connection,
        Entry(
            id=ids(),
            kind=EntryKind.APPROVAL_SUPERSEDED,
            recorded_at=now,
            actor=actor,
            tenant=Tenant(agency=approval.agency, supplier=approval.supplier),
            subjects={"order": approval.order_id, "approval": approval.number},
            body={"by": by, "status_index": approval.status_index},
        ),
    )
