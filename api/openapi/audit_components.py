"""What the answers of exports, searches and audit tools look like."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.components import ORDER_MORE, ORDER_SUMMARY
from api.openapi.forms import (
    DAY,
    DECIMAL,
    NUMBER,
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
from approvals.states import ApprovalState

_NEXT = {"next": text(400, description="cursor of the next page, where there is one")}

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
                            "filters": listing(text(30), 20),
                        }
                    ),
                    20,
                )
            }
        ),
        "ExportPackage": binary(2**40, "application/zip"),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
