"""Answer the questions of judgement an order leaves open; it is then examined again (PO20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from approvals import entries
from approvals.agency_store import approvers_on
from approvals.answers import record_answer
from approvals.errors import NotNamed, QuestionNotOpen, SamePerson
from approvals.legal_day import legal_day
from approvals.locking import database_refusals
from approvals.office import Office
from approvals.reexamine import examine_again, lock_open, open_questions
from approvals.states import Awaits
from approvals.submit import Submission
from catalog.books import Books
from ledger.entry import Actor, Tenant
from ledger.kinds import EntryKind
from ledger.store import append
from validators.evidence import Answer


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
) -> Submission:
    """Record reasoned answers, then examine the order again in the same transaction.

    Args:
        connection: a transaction of the caller's.
        actor: who answers for the role the law puts the question to; never the one who asked.
        order_id: the order.
        given: the answers.
        books: law and catalogue in force.
        office: terms, key and identifiers.
        now: the instant of the act.

    Raises:
        OrderNotFound: there is none, or it is not the actor's to see.
        WrongState: it waits for no answers.
        SamePerson: the actor placed the order.
        QuestionNotOpen: the order leaves no such question open.
        NotNamed: the agency names who decides for it, and the actor is none of them.
        AgencyBusy: the agency's quota was locked for too long.
    """
    held = lock_open(connection, order_id, (Awaits.ANSWERS, Awaits.FACTS), now)
    if actor.person == held.placed_by:
        raise SamePerson(actor.person)
    named = approvers_on(connection, held.agency, legal_day(now))
    if named and actor.person not in named:
        raise NotNamed(actor.person, held.agency)
    questions = open_questions(connection, order_id)
    for it in given:
        if it.question not in questions:
            raise QuestionNotOpen(it.question, tuple(sorted(questions)))
        whole = Answer(
            question=it.question,
            granted=it.granted,
            reason=it.reason,
            role=questions[it.question],
        )
        with database_refusals(held.agency, person=actor.person):
            record_answer(connection, order_id, held.agency, whole, actor.person, now)
    body: dict[str, object] = {
        "answers": [{"question": it.question, "granted": it.granted} for it in given]
    }
    tenant = Tenant(agency=held.agency, supplier=held.supplier)
    append(
        connection,
        entries.order_entry(
            EntryKind.ORDER_ANSWERED, office.ids(), order_id, tenant, body, actor, now
        ),
    )
    return examine_again(connection, held, actor, books, office, now)
