"""What the answers look like: one component schema each, by the name operations refer to."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import (
    ATTRIBUTES,
    CLASS,
    DAY,
    DECIMAL,
    DIGEST,
    INSTANT,
    LEAF,
    NUMBER,
    USCC,
    UUID,
    Form,
    anything,
    flag,
    integer,
    listing,
    record,
    reference,
    signed,
    table,
    text,
    words,
)
from approvals.fingerprint import DeviceEvidenceKind
from validators.evidence import Level

_MESSAGE = reference("Message")
_LEDGER = record({"leaf": LEAF}, {"approval_leaf": LEAF})
_STATE = words("approved", "refused", "referred", "held", "cancelled", "superseded")
_OUTCOME = words("conforming", "refused", "undetermined")
_UNCITED = (
    "the provision the finding rests on. Absent only where there is none: all editions in force"
    " (the verdict's `editions`) are silent on a class, its price, its number or its service life"
    " (`class-unspoken`, `price-unspoken`, `quantity-unspoken`, and `fact-missing` that needs a"
    " `minimum service life`), a device to be replaced is not known (`fact-missing` that needs an"
    " `asset`), a serial stands twice (`serial-twice`) or in another order (`serial-claimed`), or a"
    " decision bars the supplier (`supplier-suspended`, which names it)"
)
_NEXT = {"next": text(400, description="cursor of the next page, where there is one")}
_RECEIPT = record({"digest": DIGEST}, {"examination": integer(1)})
_GRANTED = record(
    {"number": NUMBER, "valid_from": DAY, "valid_until": DAY, "statement": text(400_000)}
)
_ANSWERED = record(
    {"answer": words("yes", "no", "unknown"), "code": text(60), "message": _MESSAGE},
    {"pointers": listing(text(200))},
)
_NEED = record({"kind": words("fact", "judgement", "law"), "fact": text(), "from": text(60)})
_REMEDY = record(
    {"pointer": text(200), "change": text(), "message": _MESSAGE},
    {"value": {"anyOf": [text(), integer(), flag()]}},
)
ORDER_SUMMARY: dict[str, Form] = {
    "id": UUID,
    "state": _STATE,
    "agency": USCC,
    "reference": text(100),
    "placed_on": DAY,
    "placed_by": text(200),
    "outcome": _OUTCOME,
    "content": DIGEST,
}
ORDER_MORE: dict[str, Form] = {
    "awaits": words("decision", "answers", "facts"),
    "ended": text(60),
    "supplier": USCC,
    "lapses_at": INSTANT,
}
_HOLDING = record(
    {
        "class": CLASS,
        "attributes": ATTRIBUTES,
        "standing": words("on-hand", "committed", "reserved"),
        "quantity": integer(),
    }
)

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "Text": text(10_000_000),
        "Jws": signed(400_000),
        "AnyObject": anything("a document with a definition of its own"),
        "Message": record({"zh": text(), "en": text()}),
        "Citation": record(
            {"edition": text(100), "evidence": words("read", "inferred")},
            {
                "document": text(200),
                "row": text(200),
                "article": text(200),
                "sources": listing(text(100)),
            },
        ),
        "Finding": record(
            {
                "rule": text(60),
                "code": text(60),
                "outcome": words("breach", "undetermined", "waived", "notice"),
                "pointer": text(200),
                "message": _MESSAGE,
            },
            {
                "observed": text(),
                "limit": text(),
                "over": text(),
                "unit": text(20),
                "sum": text(),
                "citation": {**reference("Citation"), "description": _UNCITED},
                "needs": _NEED,
                "remedy": _REMEDY,
                "near": listing(text()),
                "waiver": reference("WaivedBy"),
            },
        ),
        "EditionUsed": record(
            {
                "id": text(100),
                "revision": integer(1),
                "digest": DIGEST,
                "why": text(),
                "why_zh": text(),
            }
        ),
        "Verdict": record(
            {
                "outcome": _OUTCOME,
                "examined_on": DAY,
                "engine": text(20),
                "editions": listing(reference("EditionUsed")),
                "findings": listing(reference("Finding")),
            }
        ),
        "SealedVerdict": {
            "description": "the verdict; its outcome alone where the reader may not see the rest",
            "anyOf": [reference("Verdict"), record({"outcome": _OUTCOME})],
        },
        "Submission": record(
            {
                "id": UUID,
                "state": _STATE,
                "agency": USCC,
                "reference": text(100),
                "placed_on": DAY,
                "content": DIGEST,
                "verdict": reference("Verdict"),
                "receipt": _RECEIPT,
                "ledger": _LEDGER,
            },
            {
                "awaits": words("decision", "answers", "facts"),
                "lapses_at": INSTANT,
                "approval": _GRANTED,
                "quote_check": reference("QuoteCheck"),
                "document": reference("ReadDocument"),
                "gates": listing(reference("Passage"), 10),
            },
        ),
        "OrderSummary": record(ORDER_SUMMARY, ORDER_MORE),
        "OrderPage": record({"items": listing(reference("OrderSummary"), 200)}, _NEXT),
        "Order": record(
            {
                **ORDER_SUMMARY,
                "order": reference("OrderIn"),
                "verdict": reference("SealedVerdict"),
            },
            {**ORDER_MORE, "approval": reference("Approval"), "receipt": _RECEIPT},
        ),
        "Receipt": anything("canonical JSON: order, evidence, digests, verdict; see the guide"),
        "Approval": record(
            {
                "number": NUMBER,
                "state": words("in-force", "revoked", "expired", "superseded"),
                "order": UUID,
                "agency": USCC,
                "granted_at": INSTANT,
                "granted_by": text(200),
                "valid_from": DAY,
                "valid_until": DAY,
                "status_index": integer(),
                "statement": text(400_000),
            },
            {
                "supplier": USCC,
                "revocation": record(
                    {
                        "reason": text(),
                        "effective_on": DAY,
                        "person": text(200),
                        "recorded_at": INSTANT,
                    }
                ),
            },
        ),
        "ApprovalStatus": record(
            {
                "number": NUMBER,
                "state": words("in-force", "revoked", "expired", "superseded"),
                "valid_from": DAY,
                "valid_until": DAY,
                "as_of": INSTANT,
            },
            {"revoked_from": DAY, "same_statement": flag()},
        ),
        "ApprovalPage": record({"items": listing(reference("Approval"), 200)}, _NEXT),
        "Verification": record(
            {
                "confirmed": flag(),
                "signature": _ANSWERED,
                "window": _ANSWERED,
                "revocation": _ANSWERED,
                "content": _ANSWERED,
            },
            {"revocations_as_of": INSTANT, "claims": anything("what was signed")},
        ),
        "DocumentVerification": record(
            {"confirmed": flag(), "document": _ANSWERED},
            {"statement": reference("Verification"), "approval": reference("ApprovalStatus")},
        ),
        "Agency": record(
            {
                "uscc": USCC,
                "name": text(200),
                "jurisdiction": text(40),
                "level": words(*Level),
                "registered_at": INSTANT,
                "on": DAY,
                "properties": table(flag(), 20),
                "counts": table(
                    record({"value": integer(), "since": DAY, "source": text(200)}), 100
                ),
                "approvers": listing(text(200), 50),
                "holdings": listing(_HOLDING),
            }
        ),
        "Headcount": record(
            {
                "basis": text(40),
                "value": integer(),
                "valid_from": DAY,
                "recorded_at": INSTANT,
                "recorded_by": text(200),
                "source": text(200),
            }
        ),
        "HeadcountList": record({"items": listing(reference("Headcount"))}),
        "Device": record(
            {"serial": text(200), "class": CLASS, "source": text(200), "etag": text(34)},
            {
                "attributes": ATTRIBUTES,
                "in_service_since": DAY,
                "pages": integer(),
                "beyond_repair": text(200),
                "disposed_on": DAY,
                "approval": NUMBER,
                "line": integer(),
                "licensed_by": listing(words(*DeviceEvidenceKind), 100),
            },
        ),
        "AssetPage": record({"items": listing(reference("Device"), 200)}, _NEXT),
        "Recorded": record(
            {
                "ledger": _LEDGER,
                "examined": listing(record({"id": UUID, "state": _STATE}), 20),
            },
            {"deferred": integer()},
        ),
        "Entitlement": record(
            {
                "cap": text(200),
                "title": _MESSAGE,
                "limit": record({"low": DECIMAL}, {"high": DECIMAL}),
                "taken": integer(),
                "by_standing": table(integer(), 3),
                "left": integer(),
                "sum": text(),
                "explanation": _MESSAGE,
                "citation": reference("Citation"),
                "open": listing(
                    record({"code": text(60), "kind": text(20), "fact": text(), "from": text(60)})
                ),
            },
            {"left_at_most": integer()},
        ),
        "Entitlements": record(
            {"agency": USCC, "on": DAY, "items": listing(reference("Entitlement"))}
        ),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
