"""Propose a substitute: the supplier of an approval names another model for open units of a line.

It is examined at once, under the editions of the approval and under today's, as if the units were
given back; they are not: nothing moves before the buyer consents. (FEATURES SS5.)
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from approvals import store
from approvals.answers import answers_of
from approvals.ending import return_units
from approvals.errors import ApprovalNotFound
from approvals.legal_day import legal_day
from approvals.licence_draws import lock_named
from approvals.locking import lock_agency
from approvals.office import Office
from approvals.stated import Stated
from approvals.substitution import Proposal, SubstitutionState, substitute_order
from approvals.substitution_acts import Fits, fitting, substitution_entry
from approvals.substitution_examination import Looked, Question, Sources, look_then, look_today
from approvals.substitution_store import (
    Ended,
    StoredSubstitution,
    add_examinations,
    add_substitution,
    end_substitution,
)
from ledger.canonical import canonical, digest
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append
from validators.finding import Conclusion

BREAKS_THE_LAW = "不符合规定 / it breaks the law"
"""Why a proposal ended that the law refused; its examinations have the findings."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal that was recorded, where the examination left it, and the leaf of its entry."""

    id: str
    state: SubstitutionState
    leaf: Leaf


def propose_substitution(
    connection: Connection,
    *,
    actor: Actor,
    supplier: str,
    proposal: Proposal,
    sources: Sources,
    office: Office,
    now: datetime,
) -> Proposed:
    """Record a proposal and examine it. One that breaks the law is refused, and on record.

    Args:
        connection: a transaction of the caller's, through the eyes of the office.
        actor: who proposes; he can never be the one who consents.
        supplier: for whom he does: the supplier the approval names.
        proposal: what he proposes, its syntax validated.
        sources: law and catalogue in force, and the laws of then.
        office: terms and identifiers.
        now: the instant of the act.

    Raises:
        ApprovalNotFound: there is none, or it names another supplier or none.
        WrongState: it is not in force.
        LineNotStanding: its order has no such line, or no longer.
        MoreThanOpen: the line has fewer units open.
        PriceRose: the substitute costs more than was approved.
        NothingSubstituted: it is the approved device.
        SubstitutionExists: the supplier used the reference before.
        AgencyBusy: the agency's quota was locked for too long.
    """
    lock_agency(connection, _approval(connection, proposal.number, supplier).agency)
    approval = _approval(connection, proposal.number, supplier)
    fits = fitting(connection, approval, proposal, now)
    looked = _examined(connection, fits, proposal, actor.person, sources, office, now)
    held = StoredSubstitution(
        id=office.ids(),
        agency=approval.agency,
        supplier=supplier,
        order_id=approval.order_id,
        proposal=proposal,
        proposed_by=actor.person,
        proposed_at=now,
    )
    refused = any(it.verdict.outcome is Conclusion.REFUSED for it in looked)
    state = SubstitutionState.REFUSED if refused else SubstitutionState.PROPOSED
    add_substitution(connection, held)
    add_examinations(connection, held, looked, now)
    if refused:
        how = Ended(state=state, person=BY_LAW, words=BREAKS_THE_LAW, now=now)
        end_substitution(connection, held, how)
    body: dict[str, object] = {
        "reference": proposal.reference,
        "line": proposal.line,
        "quantity": proposal.quantity,
        "device": digest(canonical(proposal.device)),
        "state": state.value,
        "examined": examined_members(looked),
    }
    kind = EntryKind.SUBSTITUTION_PROPOSED
    entry = substitution_entry(kind, office.ids(), held, body, actor, now)
    return Proposed(held.id, state, append(connection, entry))


BY_LAW = "system:examination"
"""Who ended a proposal that broke the law before any buyer saw it."""


def examined_members(looked: tuple[Looked, ...]) -> list[dict[str, object]]:
    """Return what an entry says of examinations: basis, outcome, digest of the receipt."""
    return [
        {"basis": it.basis.value, "outcome": it.verdict.outcome.value, "receipt": it.digest}
        for it in looked
    ]


def _approval(connection: Connection, number: str, supplier: str) -> store.StoredApproval:
    found = store.approval_by_number(connection, number)
    if found.supplier != supplier:
        raise ApprovalNotFound(number)
    return found


def _examined(
    connection: Connection,
    fits: Fits,
    proposal: Proposal,
    asker: str,
    sources: Sources,
    office: Office,
    now: datetime,
) -> tuple[Looked, ...]:
    """Examine what is proposed on both bases, as if the units were given back."""
    order, today = fits.order, legal_day(now)
    document = substitute_order(fits.standing.document, fits.place, proposal, order.reference)
    asked = Question(
        stated=Stated.of(document),
        order_id=order.id,
        asker=asker,
        answers=answers_of(connection, order.id),
    )
    lock_named(connection, asked.stated.order, now, held=order.id)
    with connection.begin_nested() as savepoint:
        units = {proposal.line: proposal.quantity}
        return_units(connection, order.agency, order.id, units, asker, now)
        last = office.policy.valid_until(today)
        looked = (
            look_then(connection, asked, sources, today),
            look_today(connection, asked, sources.books, today, last),
        )
        savepoint.rollback()
    return looked
