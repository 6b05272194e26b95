"""What answers about an agency's software look like."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import (
    DAY,
    DECIMAL,
    USCC,
    Form,
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
from validators.order import LicenceChannel

_MOST_ROWS = 1_000_000
"""Most rows of a ledger: some pieces of software on each computer of a large agency."""
_KIND = words(*SoftwareKind)
_SOFTWARE: Mapping[str, Form] = {"software": text(200), "name": text(), "kind": _KIND}
_VERSIONS = listing(text(), 1_000)
_TERMS = listing(text(), 1_000)

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "SoftwareGap": record(
            {
                "code": words(*GapCode),
                "count": integer(1),
                "subjects": listing(text(), MOST_SHOWN),
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
                "version": text(),
                "bought_on": DAY,
                "amount": DECIMAL,
                "licences": integer(),
                "serial": text(),
            },
        ),
        "SoftwareUsageRow": record(
            {"number": integer(1), **_SOFTWARE, "computer": text()},
            {
                "department": text(),
                "user": text(),
                "brand": text(),
                "version": text(),
                "term": text(),
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
                        {"installed": flag(), "computer": text(), "installed_after": integer()},
                        {
                            "brand": text(),
                            "user": text(),
                            "department": text(),
                            "version": text(),
                            "on": DAY,
                        },
                    ),
                    _MOST_ROWS,
                ),
            },
            {"version": text(), "licences": integer()},
        ),
        "FreeSoftwareRow": record(
            {"software": text(200), "name": text()},
            {
                "version": text(),
                "source": text(),
                "vendor": text(),
                "phone": text(),
                "department": text(),
                "reason": text(),
            },
        ),
        "SoftwareLedgers": record(
            {
                "agency": USCC,
                "name": text(),
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
        "Workbook": text(10_000_000, contentMediaType="application/octet-stream"),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
