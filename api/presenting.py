"""Orders, approvals and their parts as JSON documents: names are fixed, additions are free.

What is ``None`` is left out. Documents of verdicts are made by `validators.writing`.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import Raw
from msgspec.json import encode

from api.instants import instant
from api.roles import Role
from approvals.answered import Answered
from approvals.examination import Examination
from approvals.receipt_store import StoredReceipt
from approvals.revocation_store import StoredRevocation
from approvals.sealing import editions_bytes
from approvals.store import StoredApproval, StoredOrder
from approvals.submit import Submission
from approvals.verify import Verification
from ledger.canonical import digest
from validators.finding import Verdict, conclude
from validators.rule import Gate
from validators.writing import verdict_document

AGENCY_ONLY = frozenset(
    {
        "headcount-quota",
        "licence-grant",
        "licence-shortfall",
        "listed-free-software",
        "minimum-service-life",
    }
)
"""Rules that look at an agency's own affairs: its headcount, stock, devices, licences."""


_DRY_RUN = Raw(
    encode(
        {
            "zh": "试算结果:不占额度,不是批准",
            "en": "a dry run: it reserves nothing and is no approval",
        }
    )
)
_OF_A_QUOTE = {
    "not_examined": Raw(
        encode(
            [
                {
                    "rule": rule,
                    "why": {
                        "zh": "涉及采购单位内部情况,不向供应商展示",
                        "en": "it rests on the agency's own affairs, which are not shown to"
                        " suppliers",
                    },
                }
                for rule in sorted(AGENCY_ONLY)
            ]
        )
    ),
    "without_waivers": Raw(
        encode(
            {
                "zh": "未计入采购单位的豁免:豁免属单位内部事务",
                "en": "the agency's waivers are its own affair: this was examined without them",
            }
        )
    ),
}
"""What the answer of a dry run always says, written once."""


def kept(**members: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON members
    """Return an object without the members that are ``None``."""
    return {name: value for name, value in members.items() if value is not None}


def submission_document(made: Submission) -> dict[str, Any]:
    """Return what became of an act on an order."""
    found = made.examination
    state, awaits = found.disposition.state, found.disposition.awaits
    return {
        "id": found.placed.id,
        "state": state.value,
        **kept(
            awaits=None if awaits is None else awaits.value,
            lapses_at=None if found.lapses_at is None else instant(found.lapses_at),
        ),
        "agency": found.placed.order.agency,
        "reference": found.placed.order.reference,
        "placed_on": found.verdict.examined_on.isoformat(),
        "content": found.placed.content,
        "verdict": Raw(found.sealed.verdict),
        **_granted(found),
        "receipt": {"digest": found.receipt},
        "ledger": kept(leaf=made.leaf, approval_leaf=made.approval_leaf),
    }


def _granted(found: Examination) -> dict[str, Any]:
    granted = found.granted
    if granted is None:
        return {}
    return {
        "approval": {
            "number": granted.number,
            "valid_from": granted.window.valid_from.isoformat(),
            "valid_until": granted.window.valid_until.isoformat(),
            "statement": granted.statement,
        }
    }


def order_summary(held: StoredOrder, now: datetime) -> dict[str, Any]:
    """Return an order as a list shows it."""
    state = held.state_at(now)
    over = state is not held.state
    return {
        "id": held.id,
        "state": state.value,
        **kept(
            awaits=None if held.awaits is None or over else held.awaits.value,
            ended="lapsed" if over else held.ended,
            supplier=held.supplier,
            lapses_at=None if held.lapses_at is None else instant(held.lapses_at),
        ),
        "agency": held.agency,
        "reference": held.reference,
        "placed_on": held.placed_on.isoformat(),
        "placed_by": held.placed_by,
        "outcome": held.outcome,
        "content": held.content_hash,
    }


def order_document(
    held: StoredOrder,
    receipt: StoredReceipt | None,
    approval: StoredApproval | None,
    now: datetime,
) -> dict[str, Any]:
    """Return an order with its verdict; who may not see the receipt sees its outcome alone."""
    verdict: dict[str, Any] = {"outcome": held.outcome}
    sealed: dict[str, Any] = {}
    if receipt is not None:
        verdict = json.loads(receipt.body)["verdict"]
        sealed = {"receipt": {"digest": receipt.digest, "examination": receipt.examination}}
    return {
        **order_summary(held, now),
        "order": json.loads(held.document),
        "verdict": verdict,
        **({} if approval is None else {"approval": approval_document(approval, None, now)}),
        **sealed,
    }


def approval_document(
    held: StoredApproval, revoked: StoredRevocation | None, now: datetime
) -> dict[str, Any]:
    """Return an approval with its signed statement."""
    return {
        "number": held.number,
        "state": held.state_at(now).value,
        "order": held.order_id,
        "agency": held.agency,
        **kept(supplier=held.supplier),
        "granted_at": instant(held.granted_at),
        "granted_by": held.granted_by,
        "valid_from": held.valid_from.isoformat(),
        "valid_until": held.valid_until.isoformat(),
        "status_index": held.status_index,
        "statement": held.statement,
        **({} if revoked is None else {"revocation": revocation_document(revoked)}),
    }


def standing_document(
    held: StoredApproval, revoked: StoredRevocation | None, asked: str | None, now: datetime
) -> dict[str, Any]:
    """Return how an approval stands, for anybody: nothing of who buys what, from whom, or why not.

    ``asked`` is the digest of a statement, to be compared with that of the one that was signed.
    """
    return {
        "number": held.number,
        "state": held.state_at(now).value,
        "valid_from": held.valid_from.isoformat(),
        "valid_until": held.valid_until.isoformat(),
        "as_of": instant(now),
        **kept(
            revoked_from=None if revoked is None else revoked.effective_on.isoformat(),
            same_statement=None if asked is None else asked == digest(held.statement.encode()),
        ),
    }


def revocation_document(revoked: StoredRevocation) -> dict[str, Any]:
    """Return why and from when an approval is void."""
    return {
        "reason": revoked.reason,
        "effective_on": revoked.effective_on.isoformat(),
        "person": revoked.person,
        "recorded_at": instant(revoked.recorded_at),
    }


def verification_document(found: Verification) -> dict[str, Any]:
    """Return the four answers of a verification."""
    return {
        "confirmed": found.confirmed,
        "signature": answered_document(found.signature),
        "window": answered_document(found.window),
        "revocation": answered_document(found.revocation),
        "content": answered_document(found.content),
        **kept(
            revocations_as_of=None
            if found.revocations_as_of is None
            else instant(found.revocations_as_of),
            claims=found.claims,
        ),
    }


def answered_document(answered: Answered) -> dict[str, Any]:
    """Return one answer of a verification, with its reason."""
    return {
        "answer": answered.answer.value,
        "code": answered.code,
        "message": {"zh": answered.zh, "en": answered.en},
        **({"pointers": list(answered.pointers)} if answered.pointers else {}),
    }


def dry_run_document(
    verdict: Verdict,
    role: Role,
    gate: Gate = Gate.ORDER,
    shortened: Callable[[bytes], bytes] = bytes,
) -> dict[str, Any]:
    """Return the answer of a dry run, which can never be mistaken for an approval.

    A supplier checks a quote and not the agency: what rests on the agency's own affairs is left
    out, and that it was left out is said.

    Args:
        verdict: what is told.
        role: who is told.
        gate: the step that was asked about.
        shortened: what is written for the editions, which are most of an answer.
    """
    document: dict[str, Any] = {"kind": "dry-run", "notice": _DRY_RUN}
    if gate is not Gate.ORDER:
        document["gate"] = gate.value
    if role is Role.SUPPLIER:
        verdict = of_the_quote(verdict)
        document |= _OF_A_QUOTE
    editions = Raw(shortened(editions_bytes(verdict.editions)))
    document["verdict"] = verdict_document(verdict, editions)
    return document


def of_the_quote(verdict: Verdict) -> Verdict:
    """Return a verdict without the findings that tell of the agency's own affairs."""
    findings = tuple(one for one in verdict.findings if one.rule not in AGENCY_ONLY)
    return Verdict(
        outcome=conclude(findings),
        examined_on=verdict.examined_on,
        engine=verdict.engine,
        editions=verdict.editions,
        findings=findings,
    )
