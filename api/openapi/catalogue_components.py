"""What the answers about the catalogue look like: one component schema each."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import (
    COARSE_DAY,
    DAY,
    DIGEST,
    INSTANT,
    LEAF,
    NUMBER,
    USCC,
    UUID,
    Form,
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
from approvals.impact import Act
from approvals.states import ApprovalState, Awaits
from catalog.catalogue_file import MAX_BYTES
from validators.listing_event import EventKind
from validators.listing_state import State
from validators.matching import Validity

_MESSAGE = reference("Message")
_KIND = words("operating-system", "processor", "database", "accelerator")
_STATE = words(*State)

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "CatalogueFile": signed(MAX_BYTES, lines=True),
        "Listing": record(
            {
                "id": text(100),
                "scheme": text(40),
                "kind": _KIND,
                "publication": text(100),
                "name": text(200),
                "names": listing(text(200), 20),
                "proves": flag(),
                "certain": flag(),
                "validity": words(*Validity),
                "state": _STATE,
                "why": _MESSAGE,
                "rests_on": listing(reference("ListingEvent"), 1000),
                "loaded": words("complete", "partial", "nothing", "unknown"),
                "family": text(60),
                "uses": listing(words("desktop", "server"), 2),
                "evidence": words("read", "inferred"),
                "exact_name": flag(),
                "sources": listing(text(100), 50),
            },
            {
                "version": text(200),
                "kernel": text(200),
                "vendor": text(200),
                "level": text(40),
                "valid_from": DAY,
                "valid_until": DAY,
                "last_day": DAY,
                "note": text(),
                "cpe": listing(text(500), 20),
                "purl": listing(text(500), 20),
                "events": listing(reference("ListingEvent"), 1000),
            },
        ),
        "ListingEvent": record(
            {"kind": words(*EventKind), "notice": text(100), "since": DAY, "proves": flag()},
            {
                "since_at_latest": DAY,
                "until": DAY,
                "by": text(100),
                "name": text(),
                "version": text(),
                "kernel": text(),
                "vendor": text(),
                "level": text(),
            },
        ),
        "ListingHistory": record(
            {
                "id": text(100),
                "as_of": DAY,
                "catalogue": DIGEST,
                "history": listing(reference("ListingRecorded")),
            },
            {"listing": reference("Listing")},
        ),
        "ListingRecorded": record(
            {
                "event": {
                    "anyOf": [
                        record(
                            {"kind": words("listed")}, {"since": COARSE_DAY, "until": COARSE_DAY}
                        ),
                        reference("ListingEvent"),
                    ]
                },
                "document": record(
                    {
                        "kind": words("publication", "notice"),
                        "id": text(100),
                        "revision": integer(1),
                    },
                    {"number": text(), "url": text(), "day": COARSE_DAY},
                ),
                "stands": flag(),
                "evidence": words("read", "inferred"),
                "sources": listing(text(100), 50),
                "recorded_at": INSTANT,
                "books": integer(1),
                "ledger": record({"leaf": LEAF}),
            },
            {"note": text()},
        ),
        "ImpactPage": record(
            {
                "items": listing(reference("Reliance"), 200),
                "listing": text(100),
                "as_of": DAY,
                "state": _STATE,
                "why": _MESSAGE,
            },
            {"next": text(400)},
        ),
        "Reliance": record(
            {
                "order": UUID,
                "agency": USCC,
                "reference": text(100),
                "order_state": words("approved", "referred", "held"),
                "lines": listing(integer(), 500),
                "outstanding": integer(),
                "in_service": integer(),
                "acts": listing(words(*Act), len(Act)),
            },
            {
                "awaits": words(*Awaits),
                "approval": NUMBER,
                "approval_state": words(*ApprovalState),
                "valid_until": DAY,
            },
        ),
        "ExpiryPage": record(
            {
                "items": listing(
                    record(
                        {
                            "listing": text(100),
                            "last_day": DAY,
                            "days": integer(1),
                            "noticed_at": INSTANT,
                            "approvals": integer(),
                            "open_orders": integer(),
                            "ledger": record({"leaf": LEAF}),
                        }
                    ),
                    200,
                )
            },
            {"next": text(400)},
        ),
        "ListingPage": record(
            {"items": listing(reference("Listing"), 200), "as_of": DAY, "catalogue": DIGEST},
            {"next": text(400)},
        ),
        "Publication": record(
            {
                "id": text(100),
                "revision": integer(1),
                "digest": DIGEST,
                "scheme": text(40),
                "scheme_title": _MESSAGE,
                "evidence": words("read", "inferred"),
                "parts": table(
                    record(
                        {
                            "loaded": words("complete", "partial", "nothing"),
                            "evidence": words("read", "inferred"),
                        },
                        {"count": integer()},
                    ),
                    10,
                ),
                "listings": integer(),
            },
            {
                "number": text(60),
                "url": text(),
                "published": COARSE_DAY,
                "valid_until": COARSE_DAY,
            },
        ),
        "PublicationList": record(
            {"as_of": DAY, "catalogue": DIGEST, "items": listing(reference("Publication"))}
        ),
    }
)
"""Name → JSON Schema."""
