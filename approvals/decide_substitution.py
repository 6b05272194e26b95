"""Decide a substitution: the agency's buyer consents or declines, never whoever proposed it.

Consent gives the units back and places an order of the substitute in their place, in one
transaction: what was approved stands for the units that are left of it, as a narrowing leaves it,
and is superseded where none are. The substitute has an approval of its own, on which it is sent.
Where an agency names approvers, the consent is theirs: it decides the order too. (FEATURES SS5.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from approvals import store
from approvals.agency_store import approvers_on
from approvals.answers import answers_of
from approvals.ending import return_units
from approvals.errors import NotNamed, SamePerson
from approvals.expire import end_due
from approvals.legal_day import legal_day
from approvals.licence_draws import lock_named
from approvals.locking import database_refusals
from approvals.office import Office
from approvals.propose_substitution import BREAKS_THE_LAW, examined_members
from approvals.stated import Stated
from approvals.states import OrderState
from approvals.submit import Consent, Prepared, place, prepare
from approvals.substitution import (
    SubstitutionAct,
    SubstitutionState,
    substitute_order,
)
from approvals.substitution_acts import (
    Change,
    Fits,
    SubstitutionDone,
    fitting,
    keep_change,
    opened,
    substitution_entry,
)
from approvals.substitution_errors import SubstitutionOpen
from approvals.substitution_examination import Basis, Looked, Question, Sources, look_then
from approvals.substitution_store import (
    Ended,
    StoredSubstitution,
    add_examinations,
    end_substitution,
)
from approvals.superseding import supersede
from catalog.books import Books
from ledger.canonical import digest
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import append
from validators.finding import Conclusion

SUBSTITUTED = "substituted"
"""Why an order ended all of whose units were substituted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deciding:
    """Who consents to what, and where it fits."""

    actor: Actor
    held: StoredSubstitution
    fits: Fits
    stated: Stated
    reason: str
    office: Office
    now: datetime


def consent_to_substitution(
    connection: Connection,
    *,
    actor: Actor,
    identifier: str,
    reference: str,
    reason: str,
    sources: Sources,
    office: Office,
    now: datetime,
) -> SubstitutionDone:
    """Consent to a proposal: it is examined again, and takes the place of so many units.

    Args:
        connection: a transaction of the caller's.
        actor: who consents for the agency; where it names approvers, one of them.
        identifier: the proposal.
        reference: the agency's number for the order of the substitute, to be used once.
        reason: why.
        sources: law and catalogue in force, and the laws of then.
        office: terms, key and identifiers.
        now: the instant of the act.

    Returns: ``consented``, or ``refused`` where the substitute breaks the law by now; a proposal
    that ended so before changes nothing.

    Raises:
        SubstitutionNotFound: there is none, or it is not the actor's to see.
        WrongState: it was declined or withdrawn, or its approval is in force no longer.
        SamePerson: the actor proposed it, or asked for the order where approvers are named.
        NotNamed: the agency names approvers, and the actor is none of them.
        SubstitutionOpen: a fact is missing on one of the bases; nothing was done.
        LineNotStanding, MoreThanOpen, PriceRose, NothingSubstituted: it fits no longer.
        DuplicateReference, QuotaOverdrawn, AgencyBusy: as of `submit`.
    """
    held, to = opened(connection, identifier, SubstitutionAct.CONSENT, now)
    if to is held.state:
        return SubstitutionDone(to, None)
    _require_buyer(connection, held, actor, now)
    approval = store.approval_by_number(connection, held.proposal.number)
    fits = fitting(connection, approval, held.proposal, now)
    document = substitute_order(fits.standing.document, fits.place, held.proposal, reference)
    asked = _Deciding(
        actor=actor,
        held=held,
        fits=fits,
        stated=Stated.of(document),
        reason=reason,
        office=office,
        now=now,
    )
    # What is given back and what may be drawn, all at once: two acts cannot wait for each other.
    lock_named(connection, asked.stated.order, now, held=held.order_id)
    # Before the savepoint: what ended by itself stays ended, whatever becomes of the proposal.
    end_due(connection, held.agency, ids=office.ids, now=now)
    with connection.begin_nested() as savepoint:
        units = {held.proposal.line: held.proposal.quantity}
        person = actor.person
        released = return_units(connection, held.agency, held.order_id, units, person, now)
        then = look_then(connection, _question(connection, asked), sources, legal_day(now))
        prepared = _prepared(connection, asked, sources.books)
        looked = (then, _today(prepared))
        if all(it.verdict.outcome is Conclusion.CONFORMING for it in looked):
            return _take_place(connection, asked, prepared, looked, released)
        savepoint.rollback()
    if all(it.verdict.outcome is not Conclusion.REFUSED for it in looked):
        raise SubstitutionOpen(identifier, tuple(it.verdict for it in looked))
    return _refuse(connection, asked, looked)


def decline_substitution(
    connection: Connection,
    *,
    actor: Actor,
    identifier: str,
    reason: str,
    office: Office,
    now: datetime,
) -> SubstitutionDone:
    """Decline a proposal: what was approved stands as it was.

    Raises:
        SubstitutionNotFound, WrongState, SamePerson, NotNamed, AgencyBusy: as of
            `consent_to_substitution`.
    """
    held, to = opened(connection, identifier, SubstitutionAct.DECLINE, now)
    if to is held.state:
        return SubstitutionDone(to, None)
    _require_buyer(connection, held, actor, now)
    how = Ended(state=to, person=actor.person, words=reason, now=now)
    with database_refusals(held.agency, person=actor.person):
        end_substitution(connection, held, how)
    kind, body = EntryKind.SUBSTITUTION_DECLINED, {"reason": reason}
    entry = substitution_entry(kind, office.ids(), held, body, actor, now)
    return SubstitutionDone(to, append(connection, entry))


def _require_buyer(
    connection: Connection, held: StoredSubstitution, actor: Actor, now: datetime
) -> None:
    """Let pass who may decide for the agency; nobody decides what he asked for."""
    if actor.person == held.proposed_by:
        raise SamePerson(actor.person)
    named = approvers_on(connection, held.agency, legal_day(now))
    if not named:
        return
    if actor.person not in named:
        raise NotNamed(actor.person, held.agency)
    if actor.person == store.order(connection, held.order_id).placed_by:
        raise SamePerson(actor.person)


def _question(connection: Connection, asked: _Deciding) -> Question:
    return Question(
        stated=asked.stated,
        order_id=asked.held.order_id,
        asker=asked.held.proposed_by,
        answers=answers_of(connection, asked.held.order_id),
    )


def _prepared(connection: Connection, asked: _Deciding, books: Books) -> Prepared:
    question = _question(connection, asked)
    return prepare(
        connection,
        actor=asked.actor,
        stated=asked.stated,
        books=books,
        office=asked.office,
        now=asked.now,
        consent=Consent(
            substitution=asked.held.id,
            order_id=question.order_id,
            asker=question.asker,
            answers=question.answers,
        ),
    )


def _today(prepared: Prepared) -> Looked:
    found = prepared.found
    return Looked(basis=Basis.TODAY, verdict=found.verdict, receipt=found.sealed.receipt)


def _take_place(
    connection: Connection,
    asked: _Deciding,
    prepared: Prepared,
    looked: tuple[Looked, ...],
    released: Mapping[str, object],
) -> SubstitutionDone:
    """Let the substitute's order take the place of the units that were given back for it."""
    held, actor, now, ids = asked.held, asked.actor, asked.now, asked.office.ids
    granted = prepared.found.granted
    assert granted is not None  # noqa: S101 - what conforms and is decided is granted
    by = prepared.found.placed.id
    # Recorded before what takes the place: a replay gives the units back before it takes them.
    body: dict[str, object] = {
        "reason": asked.reason,
        "by": by,
        "content": digest(asked.stated.document),
        "examined": examined_members(looked),
        **released,
    }
    kind = EntryKind.SUBSTITUTION_CONSENTED
    leaf = append(connection, substitution_entry(kind, ids(), held, body, actor, now))
    whole = asked.fits.leaves_nothing(held.proposal)
    if whole:
        order, ended = asked.fits.order, SUBSTITUTED
        store.change_order(connection, order, OrderState.SUPERSEDED, now=now, ended=ended)
        supersede(connection, asked.fits.approval, by, actor, ids, now)
    made = place(connection, prepared, actor, now)
    change = Change(
        id=ids(),
        stated=asked.stated,
        replaced_by=made.examination.placed.id if whole else None,
        person=actor.person,
        now=now,
    )
    keep_change(connection, held, asked.fits, change)
    add_examinations(connection, held, looked, now)
    how = Ended(
        state=SubstitutionState.CONSENTED,
        person=actor.person,
        words=asked.reason,
        now=now,
        order=by,
        approval=granted.number,
    )
    with database_refusals(held.agency, person=actor.person):
        end_substitution(connection, held, how)
    return SubstitutionDone(SubstitutionState.CONSENTED, leaf)


def _refuse(
    connection: Connection, asked: _Deciding, looked: tuple[Looked, ...]
) -> SubstitutionDone:
    """End a proposal that breaks the law by now; what was approved stands."""
    held, actor, now, state = asked.held, asked.actor, asked.now, SubstitutionState.REFUSED
    how = Ended(state=state, person=actor.person, words=BREAKS_THE_LAW, now=now)
    add_examinations(connection, held, looked, now)
    with database_refusals(held.agency, person=actor.person):
        end_substitution(connection, held, how)
    body: dict[str, object] = {"reason": asked.reason, "examined": examined_members(looked)}
    kind = EntryKind.SUBSTITUTION_REFUSED
    entry = substitution_entry(kind, asked.office.ids(), held, body, actor, now)
    return SubstitutionDone(state, append(connection, entry))
