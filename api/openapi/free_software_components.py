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
from approvals.free_software import MOST_TOGETHER
from approvals.states import FreeSoftwareState, OrderState
from integrations.workbook_bounds import LONGEST_TEXT

_CELL = text(LONGEST_TEXT)
"""What stands in a cell of an office's own table."""
_BY: Mapping[str, Form] = {"person": text(200), "recorded_at": INSTANT}

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "FreeSoftware": record(
            {
                "number": FREE_SOFTWARE,
                "agency": USCC,
                "name": _CELL,
                "version": text(LONGEST_TEXT, description="the version, or `any` for every one"),
                "reason": _CELL,
                "valid_from": DAY,
                "state": words(*FreeSoftwareState),
                "on": DAY,
                "recorded": record(_BY),
            },
            {
                "edition": _CELL,
                "department": _CELL,
                "source": _CELL,
                "vendor": _CELL,
                "phone": _CELL,
                "approval": record({"note": text(), **_BY}),
                "removal": record({"reason": _CELL, "off_from": DAY, **_BY}),
                "ledger": record({"leaf": LEAF}),
                "examined": listing(record({"id": UUID, "state": words(*OrderState)}), 20),
                "deferred": integer(1),
            },
        ),
        "FreeSoftwareListed": record(
            {
                "agency": USCC,
                "entries": listing(FREE_SOFTWARE, 20_000),
                "ledger": record({"leaf": LEAF}),
            }
        ),
        "FreeSoftwareApproved": record(
            {
                "agency": USCC,
                "entries": listing(FREE_SOFTWARE, MOST_TOGETHER),
                "ledger": record({"leaf": LEAF}),
                "examined": listing(record({"id": UUID, "state": words(*OrderState)}), 20),
            },
            {"deferred": integer(1)},
        ),
        "FreeSoftwarePage": record(
            {"items": listing(reference("FreeSoftware"), 200)},
            {"next": text(400, description="cursor of the next page, where there is one")},
        ),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
