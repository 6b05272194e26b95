"""What the database knows of dead approvals: for the signed list, and for verification now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from approvals import status_list
from approvals.office import Office
from approvals.states import ApprovalState
from approvals.tables import approval
from ledger.checkpoint import Checkpoint
from ledger.store import latest_checkpoint

_DEAD = (ApprovalState.REVOKED.value, ApprovalState.SUPERSEDED.value)


def signed_list(
    connection: Connection, office: Office, now: datetime, tree: Checkpoint | None = None
) -> str:
    """Return the status list of all approvals, signed at ``now``.

    The transaction's scope must see every agency (role ``system``): a list of some is no list.
    ``tree`` is the tree it is to name, of a checkpoint read earlier; the latest if ``None``.
    """
    columns = approval.c
    if tree is None:
        # Before the approvals: what a checkpoint covers was committed before it.
        latest = latest_checkpoint(connection)
        tree = None if latest is None else latest.checkpoint
    last: int | None = connection.scalar(select(func.max(columns.status_index)))
    dead = connection.scalars(select(columns.status_index).where(columns.state.in_(_DEAD))).all()
    bits = status_list.pack(dead, 0 if last is None else last + 1)
    return status_list.sign_list(
        bits, policy=office.policy, now=now, signer=office.signer, tree=tree
    )


@dataclass(frozen=True, slots=True)
class CurrentRevocations:
    """What the database knows at ``as_of``, the instant of the reader's transaction.

    The transaction's scope must see the approvals asked for.
    """

    connection: Connection
    as_of: datetime
    good_until: None = None
    """It is asked anew each time."""

    def dead(self, number: str, index: int) -> str | None:
        """Return ``revoked`` or ``superseded``, or ``None`` where the approval is neither.

        Raises:
            LookupError: there is no approval of this number and index.
        """
        state: str | None = self.connection.scalar(
            select(approval.c.state).where(
                approval.c.number == number, approval.c.status_index == index
            )
        )
        if state is None:
            raise LookupError(number)
        return state if state in _DEAD else None
