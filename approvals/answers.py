"""Answers to questions of judgement, as the evidence of an examination knows them."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from approvals.tables import answer
from validators.evidence import Answer


def answers_of(connection: Connection, order_id: str) -> dict[str, Answer]:
    """Return the answers given for an order, by question."""
    columns = answer.c
    query = select(columns.question, columns.granted, columns.reason, columns.role)
    rows = connection.execute(query.where(columns.order_id == order_id)).mappings()
    return {row["question"]: Answer(**row) for row in rows}


def record_answer(
    connection: Connection, order_id: str, agency: str, given: Answer, person: str, now: datetime
) -> None:
    """Write an answer; the caller checked who gives it."""
    connection.execute(
        insert(answer).values(
            order_id=order_id,
            question=given.question,
            agency=agency,
            granted=given.granted,
            reason=given.reason,
            role=given.role,
            person=person,
            recorded_at=now,
        )
    )
