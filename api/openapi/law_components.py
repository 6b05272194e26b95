"""What the answers about the law look like, and about proposals: one component schema each."""

from collections.abc import Mapping
from types import MappingProxyType

from api import limits
from api.openapi.forms import (
    CLASS,
    COARSE_DAY,
    DAY,
    DECIMAL,
    DIGEST,
    INSTANT,
    LEAF,
    Form,
    anything,
    binary,
    flag,
    integer,
    listing,
    record,
    reference,
    table,
    text,
    words,
)
from validators.evidence import Level

_MESSAGE, _CITATION = reference("Message"), reference("Citation")
_VALUE: Form = {"anyOf": [text(40), {"type": "boolean"}, integer()]}
_SELECTOR = record({"class": CLASS, "attributes": table(listing(_VALUE, 100), 10)})
_BOUND = anything(
    "an expression over facts: fixed, share, per, beyond, linked, not_seen, changed, with_consent,"
    " least, greatest, total, choice or as_needed"
)
_BORDER = table(DECIMAL, 4)
_CONDITION: Form = {
    "anyOf": [
        record({"property": text(80), "value": _VALUE}),
        record({"of": text(80), "within": _BORDER}),
    ]
}
_SPECIFICATION = record(
    {"attribute": text(80), "title": _MESSAGE, "at_most": DECIMAL, "citation": _CITATION}
)
_LIFE = record({"citation": _CITATION}, {"years": DECIMAL, "pages": integer()})
_EDITION_SUMMARY: dict[str, Form] = {
    "id": text(100),
    "revision": integer(1),
    "digest": DIGEST,
    "series": text(100),
    "title": _MESSAGE,
    "jurisdiction": text(40),
    "status": words("adopted", "draft", "registered"),
    "binds": listing(text(20), len(Level)),
    "since": COARSE_DAY,
    "supersedes": listing(text(100), 100),
}
_EDITION_MORE: dict[str, Form] = {
    "document": text(200),
    "until": COARSE_DAY,
    "amends": text(100),
}
_PRICE = record(
    {
        "text": _MESSAGE,
        "currency": words("CNY"),
        "tax": words("included"),
        "includes": listing(text(40), 10),
        "citation": _CITATION,
    },
    {"ceiling": {"anyOf": [DECIMAL, _BOUND]}},
)
_ROW = record(
    {"id": text(100), "title": _MESSAGE, "applies_to": listing(_SELECTOR, 100)},
    {"price": _PRICE, "life": _LIFE, "specifications": listing(_SPECIFICATION, 100)},
)
_QUESTION = record({"question": text(), "role": text(60)})
_SWAP = record(
    {"against": text(100), "when": listing(_CONDITION, 20)},
    {"ratio": DECIMAL, "question": text(), "role": text(60)},
)
_CAP = record(
    {
        "id": text(100),
        "title": _MESSAGE,
        "counts": listing(_SELECTOR, 100),
        "limit": _BOUND,
        "text": _MESSAGE,
        "citation": _CITATION,
    },
    {"consent": _QUESTION, "swap": _SWAP},
)
_REQUIREMENT = record(
    {
        "id": text(100),
        "duty": text(60),
        "classes": listing(CLASS, 100),
        "when": listing(_CONDITION, 20),
        "refused_names": listing(text(100), 200),
        "editions": listing(listing(text(100), 50), 50),
        "citation": _CITATION,
    },
    {"scheme": text(40)},
)

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "LawDocument": binary(limits.DOCUMENT_BYTES, "application/yaml"),
        "EditionSummary": record(_EDITION_SUMMARY, _EDITION_MORE),
        "CodeTable": record(
            {
                "scheme": text(40),
                "revision": integer(1),
                "digest": DIGEST,
                "title": _MESSAGE,
                "complete": flag(),
                "codes": integer(),
                "supersedes": listing(text(40), 100),
                "in_use": listing(COARSE_DAY, 100),
            },
            {"document": text(200)},
        ),
        "TermList": record(
            {
                "law": DIGEST,
                "items": listing(
                    record({"code": text(300), "name": _MESSAGE}, {"edition": text(100)}), 10_000
                ),
            }
        ),
        "EditionList": record(
            {
                "law": DIGEST,
                "revision": integer(),
                "items": listing(reference("EditionSummary")),
                "code_tables": listing(reference("CodeTable"), 100),
            }
        ),
        "Edition": record(
            {
                **_EDITION_SUMMARY,
                "issuers": listing(text(200), 50),
                "binds_when": listing(_CONDITION, 20),
                "facts": table(_MESSAGE, 100),
                "rows": listing(_ROW),
                "caps": listing(_CAP),
                "requirements": listing(_REQUIREMENT),
                "clauses": listing(
                    record(
                        {
                            "id": text(100),
                            "kind": text(60),
                            "paraphrase": _MESSAGE,
                            "citation": _CITATION,
                            "taints": listing(_SELECTOR, 100),
                        }
                    )
                ),
                "sources": listing(
                    record({"id": text(100), "url": text(), "kind": text(60), "covers": text()})
                ),
            },
            {
                **_EDITION_MORE,
                "headcount_basis": text(60),
                "removes": listing(text(100), 100),
            },
        ),
        "Limit": record(
            {
                "edition": text(100),
                "revision": integer(1),
                "series": text(100),
                "certain": flag(),
                "row": text(100),
                "title": _MESSAGE,
                "applies_to": listing(_SELECTOR, 100),
                "quantities": listing(
                    record(
                        {
                            "cap": text(100),
                            "title": _MESSAGE,
                            "limit": _MESSAGE,
                            "pooled": flag(),
                            "citation": _CITATION,
                        },
                        {"consent": _MESSAGE},
                    ),
                    100,
                ),
            },
            {
                "document": text(200),
                "price": _PRICE,
                "life": _LIFE,
                "specifications": listing(_SPECIFICATION, 100),
            },
        ),
        "Proposal": record(
            {
                "id": text(80),
                "kind": words("edition", "codes", "places", "scheme", "publication", "notice"),
                "identity": text(100),
                "revision": integer(1),
                "digest": DIGEST,
                "name": text(40),
                "proposed_by": text(200),
                "proposed_at": INSTANT,
                "published": flag(),
            }
        ),
        "ProposalList": record({"items": listing(reference("Proposal"))}),
        "Published": record(
            {
                "revision": integer(1),
                "law": DIGEST,
                "catalogue": DIGEST,
                "loosenings": listing(reference("Loosening")),
                "ledger": record({"leaves": listing(LEAF, 100)}),
            }
        ),
        "Loosening": record(
            {
                "edition": text(100),
                "above": text(100),
                "row": text(100),
                "aspect": words("price", "quantity", "life"),
                "own": _MESSAGE,
                "theirs": _MESSAGE,
                "comparable": flag(),
            },
            {"from_size": integer(1)},
        ),
        "Loosenings": record({"items": listing(reference("Loosening"))}),
        "Limits": record(
            {
                "jurisdiction": text(40),
                "level": text(20),
                "on": DAY,
                "editions": listing(
                    record(
                        {
                            "id": text(100),
                            "revision": integer(1),
                            "digest": DIGEST,
                            "certain": flag(),
                            "why": _MESSAGE,
                        }
                    )
                ),
                "items": listing(reference("Limit")),
            }
        ),
    }
)
"""Name → JSON Schema."""
