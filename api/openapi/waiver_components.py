"""What answers about waivers look like."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import (
    ATTRIBUTES,
    CLASS,
    DAY,
    DECIMAL,
    INSTANT,
    LEAF,
    USCC,
    UUID,
    WAIVER,
    Form,
    integer,
    listing,
    record,
    reference,
    text,
    words,
)
from approvals.states import WaiverState

_BOUNDS: Mapping[str, Form] = {"units": integer(1), "valid_from": DAY, "valid_until": DAY}
_ACT: Mapping[str, Form] = {"reason": text(), "person": text(200), "recorded_at": INSTANT}
_NEXT = {"next": text(400, description="cursor of the next page, where there is one")}

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "WaivedBy": record(
            {
                "number": WAIVER,
                "granted_by": text(200),
                "until": DAY,
                "units": integer(1),
                "left": integer(),
            }
        ),
        "Waiver": record(
            {
                "number": WAIVER,
                "state": words(*WaiverState),
                "agency": USCC,
                "rule": text(60),
                "class": CLASS,
                "attributes": ATTRIBUTES,
                "asked": record(
                    {**_BOUNDS, **_ACT, "evidence": listing(text(200), 10)},
                    {"unit_price": DECIMAL},
                ),
                "granted": integer(),
                "drawn": integer(),
                "left": integer(),
            },
            {
                "provision": record({"edition": text(100)}, {"row": text(200)}),
                "extends": WAIVER,
                "decision": record(
                    {"decision": words("grant", "decline"), **_ACT},
                    {**_BOUNDS, "unit_price": DECIMAL},
                ),
                "withdrawal": record(_ACT),
                "draws": listing(record({"order": UUID, "line": integer(), "units": integer(1)})),
                "ledger": record({"leaf": LEAF}),
            },
        ),
        "WaiverPage": record({"items": listing(reference("Waiver"), 200)}, _NEXT),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
