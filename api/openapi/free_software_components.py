"""What answers about an agency's list of usable free software look like."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import (
    DAY,
    FREE_SOFTWARE,
    INSTANT,
    LEAF,
    USCC,
    UUID,
    Form,
    integer,
    listing,
    record,
    reference,
    text,
    words,
)
from approvals.states import FreeSoftwareState, OrderState

_BY: Mapping[str, Form] = {"person": text(200), "recorded_at": INSTANT}

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "FreeSoftware": record(
            {
                "number": FREE_SOFTWARE,
                "agency": USCC,
                "name": text(200),
                "version": text(200, description="the version, or `any` for every one"),
                "reason": text(),
                "valid_from": DAY,
                "state": words(*FreeSoftwareState),
                "on": DAY,
                "recorded": record(_BY),
            },
            {
                "edition": text(200),
                "department": text(200),
                "source": text(200),
                "vendor": text(200),
                "phone": text(200),
                "approval": record({"note": text(), **_BY}),
                "removal": record({"reason": text(), "off_from": DAY, **_BY}),
                "ledger": record({"leaf": LEAF}),
                "examined": listing(record({"id": UUID, "state": words(*OrderState)}), 20),
                "deferred": integer(1),
            },
        ),
        "FreeSoftwarePage": record(
            {"items": listing(reference("FreeSoftware"), 200)},
            {"next": text(400, description="cursor of the next page, where there is one")},
        ),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
