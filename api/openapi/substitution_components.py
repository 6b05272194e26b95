"""What answers about substitutions look like."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import (
    DECIMAL,
    DIGEST,
    INSTANT,
    LEAF,
    NUMBER,
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
from approvals.substitution import SubstitutionState
from approvals.substitution_examination import Basis
from validators.finding import Conclusion

_DEVICE = record(
    {"model": text(200), "unit_price": DECIMAL},
    {
        "processor": reference("ProcessorIn"),
        "operating_system": reference("OperatingSystemIn"),
        "energy_certificate": reference("CertificateIn"),
        "environment_label": reference("CertificateIn"),
    },
)
_SUMMARY: Mapping[str, Form] = {
    "id": UUID,
    "state": words(*SubstitutionState),
    "approval": NUMBER,
    "order": UUID,
    "agency": USCC,
    "supplier": USCC,
    "reference": text(100),
    "line": integer(),
    "quantity": integer(1),
    "device": _DEVICE,
    "reason": text(),
    "proposed_by": text(200),
    "proposed_at": INSTANT,
}
_ENDED = record(
    {"person": text(200), "recorded_at": INSTANT},
    {"words": text(), "order": UUID, "approval": NUMBER},
)
_EXAMINATION = record(
    {
        "basis": words(*Basis),
        "number": integer(1),
        "outcome": words(*Conclusion),
        "receipt": DIGEST,
        "recorded_at": INSTANT,
        "verdict": reference("Verdict"),
    }
)

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "Substitution": record(
            {**_SUMMARY, "examinations": listing(_EXAMINATION)},
            {"ended": _ENDED, "ledger": record({"leaf": LEAF})},
        ),
        "SubstitutionPage": record(
            {"items": listing(record(_SUMMARY, {"ended": _ENDED}), 200)},
            {"next": text(400, description="cursor of the next page, where there is one")},
        ),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
