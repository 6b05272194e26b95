"""What is told of a printed approval that somebody hands in as its file."""

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from api.presenting import answered_document, standing_document, verification_document
from api.services import Services
from approvals import store
from approvals.amendment_store import is_narrowed
from approvals.answered import Answer, Answered
from approvals.bundle import recorded_at
from approvals.errors import ApprovalNotFound
from approvals.revocation_store import revocation_of
from approvals.states import ApprovalState
from approvals.status_store import CurrentRevocations
from approvals.verify import Verification, verify
from integrations.print_verifying import FINDINGS, Paper, PaperFinding
from ledger.canonical import digest

EMPTY = (
    "文件为本系统签发,但其中没有批准书",
    "the document was signed here, and there is no approval in it",
)
UNKNOWN = (
    "文件为本系统签发,但没有这个编号的批准书",
    "the document was signed here, and there is no approval of its number",
)
"""What is told of a document that is genuine and leads to no approval, in both languages."""


def print_document(
    services: Services, connection: Connection, paper: Paper, now: datetime
) -> dict[str, Any]:
    """Return what a document proves, and of a genuine one how its approval stands.

    It is confirmed where the document is genuine, the statement in it holds, and the approval is in
    force by the very statement. What is in a document that is not genuine is not looked at.
    """
    if paper.finding is not PaperFinding.GENUINE:
        return _no(paper.finding, *FINDINGS[paper.finding])
    verified = None if paper.statement is None else _verified(services, connection, paper, now)
    number, named = paper.number, paper.digest
    if verified is not None and paper.statement is not None:
        number = None if verified.claims is None else str(verified.claims["jti"])
        named = digest(paper.statement.encode())
    shown = {} if verified is None else {"statement": verification_document(verified)}
    if number is None or named is None:
        return _no("paper-empty", *EMPTY) | shown
    try:
        held = store.approval_by_number(connection, number)
    except ApprovalNotFound:
        return _no("paper-unknown", *UNKNOWN) | shown
    stands = standing_document(held, revocation_of(connection, number), named, now)
    alive = stands["state"] == ApprovalState.IN_FORCE and stands["same_statement"]
    return {
        "confirmed": bool(alive and (verified is None or verified.confirmed)),
        "document": _answer(Answer.YES, paper.finding, *FINDINGS[paper.finding]),
        "approval": stands,
        **shown,
    }


def _verified(
    services: Services, connection: Connection, paper: Paper, now: datetime
) -> Verification:
    return verify(
        paper.statement or "",
        keys=services.keys,
        now=now,
        revocations=CurrentRevocations(connection, now),
        narrowed=partial(is_narrowed, connection),
        recorded=partial(recorded_at, connection),
        sandbox=services.policy.sandbox,
    )


def _no(code: str, zh: str, en: str) -> dict[str, Any]:
    return {"confirmed": False, "document": _answer(Answer.NO, code, zh, en)}


def _answer(answer: Answer, code: str, zh: str, en: str) -> dict[str, Any]:
    return answered_document(Answered(answer, str(code), zh, en))
