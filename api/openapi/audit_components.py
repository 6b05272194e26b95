"""What the answers of exports, searches and audit tools look like."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.components import ORDER_MORE, ORDER_SUMMARY
from api.openapi.forms import (
    CLASS,
    DAY,
    DECIMAL,
    LEAF,
    NUMBER,
    USCC,
    UUID,
    WAIVER,
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
from approvals.export_lists import LISTS
from approvals.exported import CellKind
from approvals.sample_reading import KEYS, STRATA
from approvals.sampling import Method
from approvals.states import ApprovalState, WaiverState

_NEXT = {"next": text(400, description="cursor of the next page, where there is one")}

_GROUP = record({"name": text(60), "lines": integer(), "hugging": integer()})
_COUNTED = record({"orders": integer(), "lines": integer(), "units": integer(), "amount": DECIMAL})
_LINE: Mapping[str, Form] = {
    "number": NUMBER,
    "order": UUID,
    "line": integer(),
    "agency": USCC,
    "class": CLASS,
}
_GAPS = ("approved", "unsent", "under_way", "accepted", "without_delivery", "without_card")

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "FoundPage": record(
            {
                "items": listing(
                    record(
                        {
                            **ORDER_SUMMARY,
                            "amount": DECIMAL,
                        },
                        {
                            **ORDER_MORE,
                            "approval": record(
                                {
                                    "number": NUMBER,
                                    "state": words(*ApprovalState),
                                    "valid_from": DAY,
                                    "valid_until": DAY,
                                }
                            ),
                        },
                    )
                )
            },
            _NEXT,
        ),
        "Totals": record(
            {
                "filter": reference("Filter"),
                "orders": integer(),
                "amount": DECIMAL,
                "approvals": integer(),
                "approved_amount": DECIMAL,
            }
        ),
        "OcdsRecordPackage": anything(
            "a record package of OCDS 1.1 with the releases of one process and what they compile to"
        ),
        "OcdsExtension": anything("part of an extension of OCDS 1.1"),
        "Sample": record(
            {
                "list": words(*KEYS),
                "method": words(*Method),
                "size": integer(1, 1000),
                "seed": text(200),
                "filter": reference("Filter"),
                "population": record(
                    {
                        "rows": integer(),
                        "amount": DECIMAL,
                        "worthless": integer(),
                        "sha256": LEAF,
                        "strata": listing(record({"stratum": text(60), "rows": integer()})),
                    }
                ),
                "ledger": record({"size": integer(), "root": LEAF}),
                "items": listing(
                    record(
                        {
                            "id": text(60),
                            "stratum": text(60),
                            "amount": DECIMAL,
                            "hits": integer(1),
                        }
                    )
                ),
            },
            {"by": words(*STRATA)},
        ),
        "RedList": record(
            {
                "lines": integer(),
                "incomparable": integer(),
                "hugging": integer(),
                **dict.fromkeys(("agencies", "suppliers", "classes"), listing(_GROUP)),
                "items": listing(
                    record(
                        {
                            **_LINE,
                            "quantity": integer(),
                            **dict.fromkeys(("price", "ceiling", "under"), DECIMAL),
                        },
                        {"supplier": USCC},
                    )
                ),
            }
        ),
        "GapPage": record(
            {
                "items": listing(
                    record(
                        {
                            **_LINE,
                            **dict.fromkeys(_GAPS, integer()),
                            "amount": DECIMAL,
                            "valid_until": DAY,
                        },
                        {"supplier": USCC},
                    )
                )
            },
            _NEXT,
        ),
        "WaiverRegister": record(
            {
                "effect": DECIMAL,
                "approvers": listing(
                    record(
                        {
                            "person": text(200),
                            "waivers": integer(),
                            "units": integer(),
                            "effect": DECIMAL,
                        }
                    )
                ),
                "items": listing(
                    record(
                        {
                            "number": WAIVER,
                            "agency": USCC,
                            "rule": text(60),
                            "class": CLASS,
                            "state": words(*WaiverState),
                            **dict.fromkeys(("granted", "units", "orders", "repeats"), integer()),
                            "effect": DECIMAL,
                            "valid_until": DAY,
                            "asked_by": text(200),
                        },
                        {"granted_by": text(200)},
                    )
                ),
            }
        ),
        "ComplianceRate": record(
            {
                "definition": reference("Message"),
                "approved": _COUNTED,
                "complying": _COUNTED,
            }
        ),
        "Filter": table({"anyOf": [text(400), flag()]}, 20),
        "ExportLists": record(
            {
                "items": listing(
                    record(
                        {
                            "id": words(*LISTS),
                            "title": reference("Message"),
                            "columns": listing(
                                record(
                                    {
                                        "name": text(60),
                                        "kind": words(*CellKind),
                                        "summed": flag(),
                                    }
                                ),
                                60,
                            ),
                            "filters": listing(text(30), 30),
                        }
                    ),
                    40,
                )
            }
        ),
        "ListSums": record(
            {
                "list": words(*LISTS),
                "filter": reference("Filter"),
                "rows": integer(),
                "sums": table(DECIMAL, 20),
            }
        ),
        "EvidencePack": binary(2**30, "application/zip"),
        "ExportPackage": binary(2**40, "application/zip"),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
