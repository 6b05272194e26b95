"""What answers about licence grants look like."""

from collections.abc import Mapping
from types import MappingProxyType

from api import limits
from api.openapi.forms import (
    DAY,
    INSTANT,
    LEAF,
    LICENCE,
    USCC,
    UUID,
    Form,
    flag,
    integer,
    listing,
    record,
    reference,
    text,
    words,
)
from approvals.licence import CHANNELS, CLASSES
from approvals.states import LicenceState
from validators.order import EvidenceKind

_NEXT = {"next": text(400, description="cursor of the next page, where there is one")}
_BY: Mapping[str, Form] = {"person": text(200), "recorded_at": INSTANT}
_TERMS: Mapping[str, Form] = {
    "version": integer(1),
    "class": words(*CLASSES),
    "product": text(200),
    "versions": listing(text(200), limits.VERSIONS),
    "channel": words(*CHANNELS),
    "copies": integer(1),
    "valid_from": DAY,
    "evidence": listing(
        record({"kind": words(*EvidenceKind)}, {"number": text(200)}), limits.EVIDENCE
    ),
    "proven": flag(),
    "entitled": listing(USCC, limits.ENTITLED),
}
_MORE: Mapping[str, Form] = {"edition": text(200), "valid_until": DAY}
_ACTS: Mapping[str, Form] = {
    "recorded": record(_BY, {"reason": text()}),
    "confirmation": record({"note": text(), **_BY}),
}

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "Licence": record(
            {
                "number": LICENCE,
                "state": words(*LicenceState),
                "holder": record({"uscc": USCC, "name": text(200)}),
                **_TERMS,
                "confirmed": integer(),
                "drawn": integer(),
                "left": integer(),
            },
            {
                **_MORE,
                **_ACTS,
                "pending": record(
                    {**_TERMS, "recorded": _ACTS["recorded"]},
                    {**_MORE, "confirmation": _ACTS["confirmation"]},
                ),
                "revocation": record({"reason": text(), **_BY}),
                "draws": listing(
                    record(
                        {
                            "order": UUID,
                            "line": integer(),
                            "item": text(40),
                            "copies": integer(1),
                        }
                    )
                ),
                "ledger": record({"leaf": LEAF}),
            },
        ),
        "LicencePage": record({"items": listing(reference("Licence"), 200)}, _NEXT),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
