"""Withdraw a proposal: the supplier takes back what nobody consented to yet."""

from datetime import datetime

from sqlalchemy import Connection

from approvals.office import Office
from approvals.substitution import SubstitutionAct
from approvals.substitution_acts import SubstitutionDone, opened, substitution_entry
from approvals.substitution_errors import SubstitutionNotFound
from approvals.substitution_store import Ended, end_substitution, find_substitution
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import append


def withdraw_substitution(
    connection: Connection,
    *,
    actor: Actor,
    supplier: str,
    identifier: str,
    reason: str,
    office: Office,
    now: datetime,
) -> SubstitutionDone:
    """Take a proposal back; one that was taken back already is answered by what is.

    Args:
        connection: a transaction of the caller's, through the eyes of the office.
        actor: who withdraws.
        supplier: for whom he does.
        identifier: the proposal.
        reason: why.
        office: identifiers.
        now: the instant of the act.

    Raises:
        SubstitutionNotFound: there is none, or it is another supplier's.
        WrongState: it ended otherwise.
        AgencyBusy: the agency's quota was locked for too long.
    """
    if find_substitution(connection, identifier).supplier != supplier:
        raise SubstitutionNotFound(identifier)
    held, to = opened(connection, identifier, SubstitutionAct.WITHDRAW, now)
    if to is held.state:
        return SubstitutionDone(to, None)
    how = Ended(state=to, person=actor.person, words=reason, now=now)
    end_substitution(connection, held, how)
    kind, body = EntryKind.SUBSTITUTION_WITHDRAWN, {"reason": reason}
    entry = substitution_entry(kind, office.ids(), held, body, actor, now)
    return SubstitutionDone(to, append(connection, entry))
