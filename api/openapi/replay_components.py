"""What the answers about rehearsals look like."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import (
    DAY,
    DECIMAL,
    DIGEST,
    INSTANT,
    USCC,
    UUID,
    Form,
    anything,
    flag,
    integer,
    listing,
    record,
    reference,
    table,
    text,
    words,
)

_MESSAGE = reference("Message")
_KIND = words("rehearsal")
_STANDING = record({"outcome": text(40), "state": text(40)}, {"awaits": text(40)})
_CHANGES = listing(
    record(
        {"from": text(40), "to": text(40), "orders": integer(), "money": table(DECIMAL, 2)},
    ),
    100,
)

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "RehearsalSums": record(
            {
                "kind": _KIND,
                "notice": _MESSAGE,
                "acts": integer(),
                "examinations": integer(),
                "lines": integer(),
                "under_draft": integer(),
                "orders": integer(),
                "other_verdicts": integer(),
                "changed_orders": integer(),
                "changes": _CHANGES,
                "first_causes": listing(
                    record(
                        {
                            "through": words("law", "course", "decision"),
                            "code": text(60),
                            "orders": integer(),
                        }
                    ),
                    1000,
                ),
                "agencies": listing(record({"agency": USCC, "changes": _CHANGES})),
                "caps": listing(
                    record(
                        {
                            "cap": text(200),
                            "edition": text(100),
                            "orders": integer(),
                            "units": integer(),
                            "agencies": listing(
                                record({"agency": USCC, "limit": integer(), "needed": integer()})
                            ),
                            "ladder": listing(
                                record({"factor": DECIMAL, "still_refused": integer()})
                            ),
                        }
                    ),
                    1000,
                ),
            }
        ),
        "Replay": record(
            {
                "kind": _KIND,
                "notice": _MESSAGE,
                "id": UUID,
                "state": words("waiting", "running", "done", "stopped", "failed"),
                "question": record(
                    {},
                    {
                        "draft": record({"name": text(200), "digest": DIGEST}),
                        "as_if_from": DAY,
                        "since": DAY,
                        "until": DAY,
                    },
                ),
                "asked_by": text(200),
                "asked_at": INSTANT,
                "changed_at": INSTANT,
                "progress": record(
                    {"read": integer(), "changed_orders": integer()}, {"of": integer()}
                ),
            },
            {
                "sums": reference("RehearsalSums"),
                "failure": record(
                    {
                        "code": words("history", "law", "draft"),
                        "message": _MESSAGE,
                        "detail": text(),
                    }
                ),
            },
        ),
        "ReplayPage": record(
            {"kind": _KIND, "items": listing(reference("Replay"), 200)},
            {"next": text(400, description="cursor of the next page, where there is one")},
        ),
        "ReplayOrder": record(
            {
                "kind": _KIND,
                "order": UUID,
                "agency": USCC,
                "placed_on": DAY,
                "amount": DECIMAL,
                "tax": words("included", "excluded"),
                "history": _STANDING,
                "replay": _STANDING,
                "first_cause": record(
                    {"through": words("law", "course", "decision")},
                    {
                        "arose": flag(),
                        "finding": anything("the finding, as verdicts show it"),
                        "after": UUID,
                    },
                ),
                "caps": listing(
                    record(
                        {
                            "cap": text(200),
                            "edition": text(100),
                            "limit": integer(),
                            "needed": integer(),
                            "asked": integer(),
                        }
                    ),
                    1000,
                ),
            }
        ),
        "ReplayOrderPage": record(
            {
                "kind": _KIND,
                "notice": _MESSAGE,
                "items": listing(reference("ReplayOrder"), 200),
            },
            {"next": text(400, description="cursor of the next page, where there is one")},
        ),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
