"""Answer the questions of judgement an order leaves open, at its own gate or at a later one (PO20).

An order that waits is examined again with the answers. One that was approved stays as it is, with
its approval and its receipt: an answer lets its next step be taken, or holds it for good.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from approvals import entries, store
from approvals.agency_store import approvers_on
from approvals.amendment_store import NARROWING, amendments_of
from approvals.answers import Reasoned, record_answer
from approvals.errors import NotNamed, QuestionNotOpen, SamePerson, WrongState
from approvals.later_gates import LaterGates, Question
from approvals.legal_day import legal_day
from approvals.locking import database_refusals
from approvals.office import Office
from approvals.reexamine import check_open, examine_again, lock_order, open_questions
from approvals.states import ABSENT, ApprovalState, Awaits, OrderState
from approvals.store import StoredOrder
from approvals.submit import Submission
from catalog.books import Books
from ledger.entry import Actor, Tenant
from ledger.kinds import EntryKind
from ledger.store import Leaf, append
from validators.evidence import Answer
from validators.rule import Gate


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One answer as it is given: the question by its text, yes or no, and why."""

    question: str
    granted: bool
    reason: str


def answer_questions(
    connection: Connection,
    *,
    actor: Actor,
    order_id: str,
    given: Sequence[Given],
    books: Books,
    office: Office,
    now: datetime,
) -> Submission | Leaf:
    """Record reasoned answers; an order that waits is examined again in the same transaction.

    Args:
        connection: a transaction of the caller's.
        actor: who answers for the role the law puts the question to; never the one who asked.
        order_id: the order.
        given: the answers.
        books: law and catalogue in force.
        office: terms, key and identifiers.
        now: the instant of the act.

    Returns: what became of an order that waited; of one that was approved, and stays so, the leaf
        of the entry.

    Raises:
        OrderNotFound: there is none, or it is not the actor's to see.
        WrongState: it waits for no answers, or its approval is not in force.
        SamePerson: the actor placed the order, or amended it as it stands.
        QuestionNotOpen: the order leaves no such question open.
        NotNamed: the agency names who decides for it, and the actor is none of them.
        AgencyBusy: the agency's quota was locked for too long.
    """
    held = lock_order(connection, order_id)
    approved = held.state_at(now) is OrderState.APPROVED
    if approved:
        _check_in_force(connection, held, now)
    else:
        check_open(held, (Awaits.ANSWERS, Awaits.FACTS), now)
    _check_person(connection, held, actor, now)
    questions = (
        LaterGates(connection, held, books, legal_day(now), actor.person).questions()
        if approved
        else _of_the_order(connection, order_id)
    )
    leaf = _record(connection, held, actor, given, questions, office, now)
    return leaf if approved else examine_again(connection, held, actor, books, office, now)


def _check_in_force(connection: Connection, held: StoredOrder, now: datetime) -> None:
    found = store.approval_of_order(connection, held.id)
    state = None if found is None else found.state_at(now)
    if state is not ApprovalState.IN_FORCE:
        shown = ABSENT if state is None else state.value
        raise WrongState.of_approval(held.id, shown, ApprovalState.IN_FORCE)


def _check_person(connection: Connection, held: StoredOrder, actor: Actor, now: datetime) -> None:
    """Whoever asked answers nothing: he who placed it, and he who stated more of it since."""
    kept = [it for it in amendments_of(connection, held.id) if it.kind == NARROWING]
    if actor.person in {held.placed_by, *(it.recorded_by for it in kept)}:
        raise SamePerson(actor.person)
    named = approvers_on(connection, held.agency, legal_day(now))
    if named and actor.person not in named:
        raise NotNamed(actor.person, held.agency)


def _of_the_order(connection: Connection, order_id: str) -> dict[str, Question]:
    asked = open_questions(connection, order_id)
    return {text: Question(Gate.ORDER, role) for text, role in asked.items()}


def _record(
    connection: Connection,
    held: StoredOrder,
    actor: Actor,
    given: Sequence[Given],
    questions: Mapping[str, Question],
    office: Office,
    now: datetime,
) -> Leaf:
    left, told = dict(questions), []
    for it in given:
        # Once answered it is open no longer: nobody says yes and no in one breath.
        asked = left.pop(it.question, None)
        if asked is None:
            raise QuestionNotOpen(it.question, tuple(sorted(left)))
        whole = Answer(question=it.question, granted=it.granted, reason=it.reason, role=asked.role)
        said = Reasoned(
            gate=asked.gate,
            about=asked.about,
            answer=whole,
            person=actor.person,
            recorded_at=now,
        )
        with database_refusals(held.agency, person=actor.person):
            record_answer(connection, held.id, held.agency, said)
        later = {} if asked.gate is Gate.ORDER else {"gate": asked.gate.value, "about": asked.about}
        told.append({"question": it.question, "granted": it.granted, **later})
    tenant = Tenant(agency=held.agency, supplier=held.supplier)
    return append(
        connection,
        entries.order_entry(
            EntryKind.ORDER_ANSWERED,
            office.ids(),
            held.id,
            tenant,
            {"answers": told},
            actor,
            now,
        ),
    )
