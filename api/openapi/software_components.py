"""What answers about an agency's software look like."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import (
    DAY,
    DECIMAL,
    LEAF,
    USCC,
    UUID,
    Form,
    binary,
    flag,
    integer,
    listing,
    record,
    reference,
    text,
    words,
)
from approvals.software_acts import SoftwareKind
from approvals.software_gaps import MOST_SHOWN, GapCode
from approvals.software_indicators import IndicatorName
from integrations.workbook_bounds import LONGEST_TEXT
from validators.order import LicenceChannel

_CELL = text(LONGEST_TEXT)
"""What stands in a cell of an office's own table."""
_MOST_ROWS = 1_000_000
"""Most rows of a ledger: some pieces of software on each computer of a large agency."""
_KIND = words(*SoftwareKind)
_SOFTWARE: Mapping[str, Form] = {"software": _CELL, "name": _CELL, "kind": _KIND}
_VERSIONS = listing(_CELL, 1_000)
_TERMS = listing(_CELL, 1_000)

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "SoftwareGap": record(
            {
                "code": words(*GapCode),
                "count": integer(1),
                "subjects": listing(_CELL, MOST_SHOWN),
                "message": reference("Message"),
            }
        ),
        "SoftwareSummaryRow": record(
            {
                "number": integer(1),
                **_SOFTWARE,
                "channels": listing(words(*LicenceChannel), 10),
                "usable_versions": _VERSIONS,
                "terms": _TERMS,
                "installed": integer(),
            },
            {
                "version": _CELL,
                "bought_on": DAY,
                "amount": DECIMAL,
                "licences": integer(),
                "serial": _CELL,
            },
        ),
        "SoftwareUsageRow": record(
            {"number": integer(1), **_SOFTWARE, "computer": _CELL},
            {
                "department": _CELL,
                "user": _CELL,
                "brand": _CELL,
                "version": _CELL,
                "term": _CELL,
                "installed_on": DAY,
            },
        ),
        "SoftwareMaintenanceSheet": record(
            {
                **_SOFTWARE,
                "usable_versions": _VERSIONS,
                "terms": _TERMS,
                "rows": listing(
                    record(
                        {"installed": flag(), "computer": _CELL, "installed_after": integer()},
                        {
                            "brand": _CELL,
                            "user": _CELL,
                            "department": _CELL,
                            "version": _CELL,
                            "on": DAY,
                        },
                    ),
                    _MOST_ROWS,
                ),
            },
            {"version": _CELL, "licences": integer()},
        ),
        "FreeSoftwareRow": record(
            {"software": _CELL, "name": _CELL},
            {
                "version": _CELL,
                "source": _CELL,
                "vendor": _CELL,
                "phone": _CELL,
                "department": _CELL,
                "reason": _CELL,
            },
        ),
        "SoftwareLedgers": record(
            {
                "agency": USCC,
                "name": _CELL,
                "on": DAY,
                "summary": record(
                    {
                        "head": record(
                            {
                                "servers": integer(),
                                "desktops": integer(),
                                "portables": integer(),
                            },
                            {"staff": integer(), "staff_with_computers": integer()},
                        ),
                        "rows": listing(reference("SoftwareSummaryRow"), _MOST_ROWS),
                    }
                ),
                "usage": listing(reference("SoftwareUsageRow"), _MOST_ROWS),
                "maintenance": listing(reference("SoftwareMaintenanceSheet"), _MOST_ROWS),
                "free": listing(reference("FreeSoftwareRow"), _MOST_ROWS),
                "gaps": listing(reference("SoftwareGap"), 100),
            }
        ),
        "SoftwareIndicators": record(
            {
                "agency": USCC,
                "on": DAY,
                "items": listing(
                    record(
                        {
                            "name": words(*IndicatorName),
                            "definition": reference("Message"),
                            "numerator": integer(),
                            "denominator": integer(),
                        },
                        {"days": integer(), "percent": DECIMAL, "no_denominator": flag()},
                    ),
                    20,
                ),
                "left_out": listing(reference("Message"), 20),
            }
        ),
        "InstallationsEntered": record(
            {
                "id": UUID,
                "agency": USCC,
                "rows": integer(1),
                "computers": integer(1),
                "ledger": record({"leaf": LEAF}),
            }
        ),
        "Workbook": binary(10_000_000, "application/octet-stream"),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
