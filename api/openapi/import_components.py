"""What the answer about an imported list looks like."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import (
    DIGEST,
    Form,
    flag,
    integer,
    listing,
    record,
    reference,
    text,
    words,
)
from catalog.scheme import Loaded, Use
from integrations.workbook_bounds import MOST_ROWS
from validators.listing import ListingKind
from validators.standards_fields import HowKnown
from validators.standards_yaml import MOST_BYTES

_KIND = words(*ListingKind)
_HOW_KNOWN = words(*HowKnown)
_PART = record({"loaded": words(*Loaded), "evidence": _HOW_KNOWN}, {"count": integer()})
_LONG = text(MOST_BYTES)
_ROW = reference("ImportedRow")

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "ImportedRow": record(
            {
                "id": text(100),
                "kind": _KIND,
                "family": text(100),
                "name": text(),
                "names": listing(text(), MOST_ROWS),
                "uses": listing(words(*Use), len(Use)),
                "evidence": _HOW_KNOWN,
                "exact_name": flag(),
                "proves": flag(),
                "certain": flag(),
                "sources": listing(text(100), MOST_ROWS),
            },
            {
                "version": text(),
                "kernel": text(),
                "vendor": text(),
                "level": text(),
                "note": text(),
            },
        ),
        "ListDifference": record(
            {
                "new": flag(),
                "empty": flag(),
                "stated": listing(
                    record(
                        {"name": text(40)},
                        {"before": _LONG, "after": _LONG},
                    ),
                    20,
                ),
                "added": listing(_ROW, MOST_ROWS),
                "removed": listing(_ROW, MOST_ROWS),
                "changed": listing(
                    record({"fields": listing(text(40), 40), "before": _ROW, "after": _ROW}),
                    MOST_ROWS,
                ),
                "same": integer(),
                "completeness": listing(
                    record({"kind": _KIND}, {"before": _PART, "after": _PART}), len(ListingKind)
                ),
            }
        ),
        "ImportedList": record(
            {
                "kind": words("preview"),
                "notice": reference("Message"),
                "name": text(40),
                "publication": text(100),
                "revision": integer(1),
                "digest": DIGEST,
                "listings": integer(),
                "document": {**_LONG, "description": "the publication as YAML"},
                "difference": reference("ListDifference"),
                "doubts": listing(
                    record({"place": text(), "code": text(60), "message": reference("Message")}),
                    10 * MOST_ROWS,
                ),
            }
        ),
    }
)
"""Name → JSON Schema."""
