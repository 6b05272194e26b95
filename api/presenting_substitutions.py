"""Substitutions as JSON documents: names are fixed, additions are free."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from api.instants import instant
from api.presenting import kept
from approvals.store import StoredApproval
from approvals.substitution_acts import state_at
from approvals.substitution_store import StoredExamination, StoredSubstitution


def substitution_summary(
    held: StoredSubstitution, approval: StoredApproval, now: datetime
) -> dict[str, Any]:
    """Return a proposal as a list shows it; it outlives no approval."""
    asked = held.proposal
    return {
        "id": held.id,
        "state": state_at(held, approval, now).value,
        "approval": asked.number,
        "order": held.order_id,
        "agency": held.agency,
        "supplier": held.supplier,
        "reference": asked.reference,
        "line": asked.line,
        "quantity": asked.quantity,
        "device": dict(asked.device),
        "reason": asked.reason,
        "proposed_by": held.proposed_by,
        "proposed_at": instant(held.proposed_at),
        **_ended(held),
    }


def substitution_document(
    held: StoredSubstitution,
    approval: StoredApproval,
    examinations: Iterable[StoredExamination],
    now: datetime,
) -> dict[str, Any]:
    """Return a proposal with its examinations, as far as the reader may see any."""
    return {
        **substitution_summary(held, approval, now),
        "examinations": [_examination(it) for it in examinations],
    }


def _ended(held: StoredSubstitution) -> dict[str, Any]:
    if held.ended_by is None or held.ended_at is None:
        return {}
    return {
        "ended": {
            "person": held.ended_by,
            "recorded_at": instant(held.ended_at),
            **kept(words=held.words, order=held.made_order, approval=held.made_approval),
        }
    }


def _examination(it: StoredExamination) -> dict[str, Any]:
    return {
        "basis": it.basis.value,
        "number": it.number,
        "outcome": it.outcome,
        "receipt": it.digest,
        "recorded_at": instant(it.recorded_at),
        "verdict": json.loads(it.body)["verdict"],
    }
