"""Answers to questions of judgement, as the evidence of an examination knows them.

An answer counts at the gate that asked, and at no other: a question is known there by its text, and
two gates may ask different things in the same words. What an order's own gate looks at stays as it
is; an approved order may be narrowed, so a later gate's answer is also about the figures it judged.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from approvals.tables import answer
from validators.evidence import Answer
from validators.rule import Gate


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoned:
    """An answer with the gate that asked, the figures it is about, who gave it and when."""

    gate: Gate
    about: str = ""
    answer: Answer
    person: str
    recorded_at: datetime


def reasoned_answers(connection: Connection, order_id: str) -> tuple[Reasoned, ...]:
    """Return every answer given for an order, the first first."""
    columns = answer.c
    query = select(
        *(columns.gate, columns.question, columns.granted, columns.reason, columns.role),
        *(columns.about, columns.person, columns.recorded_at),
    )
    query = query.where(columns.order_id == order_id)
    rows = connection.execute(query.order_by(columns.recorded_at, columns.question)).mappings()
    return tuple(
        Reasoned(
            gate=Gate(row["gate"]),
            about=row["about"],
            answer=Answer(
                question=row["question"],
                granted=row["granted"],
                reason=row["reason"],
                role=row["role"],
            ),
            person=row["person"],
            recorded_at=row["recorded_at"],
        )
        for row in rows
    )


def answers_of(connection: Connection, order_id: str) -> dict[str, Answer]:
    """Return the answers given to an order's own gate, by question."""
    given = reasoned_answers(connection, order_id)
    return {it.answer.question: it.answer for it in given if it.gate is Gate.ORDER}


def record_answer(
    connection: Connection,
    order_id: str,
    agency: str,
    given: Reasoned,
) -> None:
    """Write an answer; the caller checked who gives it."""
    connection.execute(
        insert(answer).values(
            order_id=order_id,
            gate=given.gate.value,
            about=given.about,
            question=given.answer.question,
            agency=agency,
            granted=given.answer.granted,
            reason=given.answer.reason,
            role=given.answer.role,
            person=given.person,
            recorded_at=given.recorded_at,
        )
    )
