"""What amendments, gates, plans and review cases look like: one component schema each."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import (
    DAY,
    DIGEST,
    INSTANT,
    LEAF,
    NUMBER,
    USCC,
    UUID,
    Form,
    flag,
    listing,
    record,
    reference,
    text,
    words,
)

_NEXT = {"next": text(400, description="cursor of the next page, where there is one")}
_OUTCOME = words("conforming", "refused", "undetermined")

QUESTION = record({"question": text(), "role": text(60)})
"""A question of judgement that is open, and the role it is put to."""
REASONED = record(
    {
        "question": text(),
        "granted": flag(),
        "reason": text(),
        "role": text(60),
        "person": text(200),
        "recorded_at": INSTANT,
    }
)
"""An answer to one, by whom and why; suppliers are not told."""

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "Amended": record(
            {
                "kind": words("narrowing", "replacing", "refused"),
                "changes": listing(text(200), 100_000),
                "approval_stands": flag(),
                "order": UUID,
                "ledger": record({"leaf": LEAF}),
            },
            {"submission": reference("Submission")},
        ),
        "PassageList": record({"items": listing(reference("Passage"), 10)}),
        "Passage": record(
            {
                "kind": words("gate"),
                "order": UUID,
                "gate": words("order", "contract"),
                "on": DAY,
                "open": {"type": "boolean"},
                "questions": listing(QUESTION, 100),
                "verdict": reference("Verdict"),
            },
            {"answers": listing(REASONED, 100)},
        ),
        "AmendmentList": record(
            {
                "items": listing(
                    record(
                        {
                            "id": UUID,
                            "kind": words("narrowing", "replacing"),
                            "changes": listing(text(200), 100_000),
                            "content": DIGEST,
                            "order": reference("OrderIn"),
                            "recorded_at": INSTANT,
                            "recorded_by": text(200),
                        },
                        {"approval": NUMBER, "replaced_by": UUID},
                    )
                )
            }
        ),
        "PlanVerdict": record(
            {
                "kind": words("plan"),
                "notice": reference("Message"),
                "agency": USCC,
                "steps": listing(record({"on": DAY, "verdict": reference("Verdict")}), 60),
                "entitlements": listing(reference("Entitlement")),
            }
        ),
        "ReviewCase": record(
            {
                "id": UUID,
                "state": words("open", "closed"),
                "agency": USCC,
                "order": UUID,
                "cause": words("facts", "law", "listing"),
                "changes": listing(text(), 200),
                "was": _OUTCOME,
                "would_be": _OUTCOME,
                "opened_at": INSTANT,
            },
            {
                "code": text(60),
                "pointer": text(200),
                "closed": record(
                    {
                        "at": INSTANT,
                        "person": text(200),
                        "disposition": words("stands", "acted-on"),
                        "reason": text(),
                    }
                ),
            },
        ),
        "ReviewPage": record(
            {"items": listing(reference("ReviewCase"), 200)},
            {"next": text(400, description="cursor of the next page, where there is one")},
        ),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
