"""What gates after an order say, and what an answer given to one of them comes to, as JSON."""

import json
from datetime import date
from typing import Any

from api.instants import instant
from api.presenting import of_the_quote
from api.roles import Role
from approvals.answers import Reasoned
from approvals.later_gates import Passage, asked_by
from approvals.receipt_store import StoredReceipt
from approvals.store import StoredApproval, StoredOrder
from validators.finding import Conclusion
from validators.writing import verdict_document


def passage_document(passage: Passage, on: date, role: Role, **about: str) -> dict[str, Any]:
    """Return what one gate says of an order or a delivery; ``about`` names which.

    A supplier is not told what rests on the agency's own affairs, nor who of it judged what.
    """
    verdict = passage.verdict
    answers = {"answers": [_reasoned(it) for it in passage.given]}
    if role is Role.SUPPLIER:
        verdict, answers = of_the_quote(verdict), {}
    return {
        "kind": "gate",
        **about,
        "gate": passage.gate.value,
        "on": on.isoformat(),
        "open": verdict.outcome is Conclusion.CONFORMING,
        "questions": [
            {"question": text, "role": it.role}
            for text, it in asked_by(passage.gate, verdict).items()
        ],
        **answers,
        "verdict": verdict_document(verdict),
    }


def _reasoned(given: Reasoned) -> dict[str, Any]:
    return {
        "question": given.answer.question,
        "granted": given.answer.granted,
        "reason": given.answer.reason,
        "role": given.answer.role,
        "person": given.person,
        "recorded_at": instant(given.recorded_at),
    }


def after_answer_document(
    held: StoredOrder,
    receipt: StoredReceipt,
    approval: StoredApproval | None,
    leaf: str,
    gates: list[dict[str, Any]],
) -> dict[str, Any]:
    """Return an approved order after an answer at a later gate: it is what it was.

    Args:
        held: the order.
        receipt: of its latest examination.
        approval: its approval.
        leaf: that of the entry.
        gates: what each later step waits for now.
    """
    granted = {}
    if approval is not None:
        granted = {
            "approval": {
                "number": approval.number,
                "valid_from": approval.valid_from.isoformat(),
                "valid_until": approval.valid_until.isoformat(),
                "statement": approval.statement,
            }
        }
    return {
        "id": held.id,
        "state": held.state.value,
        "agency": held.agency,
        "reference": held.reference,
        "placed_on": held.placed_on.isoformat(),
        "content": held.content_hash,
        "verdict": json.loads(receipt.body)["verdict"],
        **granted,
        "receipt": {"digest": receipt.digest},
        "ledger": {"leaf": leaf},
        "gates": gates,
    }
