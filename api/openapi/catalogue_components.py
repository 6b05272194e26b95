"""What the answers about the catalogue look like: one component schema each."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import (
    COARSE_DAY,
    DAY,
    DIGEST,
    Form,
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
_KIND = words("operating-system", "processor", "database", "accelerator")

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
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
                "validity": words("in-force", "last-day", "lapsed", "uncertain"),
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
                "note": text(),
            },
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
