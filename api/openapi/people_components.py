"""What answers about accounts and sessions look like."""

from collections.abc import Mapping
from types import MappingProxyType

from api.accounts import NAME_PATTERN
from api.openapi.forms import (
    INSTANT,
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
from api.roles import Role

_PERSON = text(200)
_MANY = 10_000
ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "PersonAccount": record(
            {
                "id": UUID,
                "person": _PERSON,
                "role": words(*Role),
                "state": words("open", "closed"),
                "label": text(200),
                "created_at": INSTANT,
                "created_by": _PERSON,
            },
            {
                "name": text(64, pattern=f"^{NAME_PATTERN}$"),
                "issuer": text(200),
                "subject": text(200),
                "agency": USCC,
                "supplier": USCC,
                "disabled_at": INSTANT,
                "disabled_by": _PERSON,
            },
        ),
        "PersonAccountList": record({"items": listing(reference("PersonAccount"), _MANY)}),
        "Session": record(
            {
                "id": text(16),
                "person": _PERSON,
                "role": words(*Role),
                "proof": text(200, description="how he proved who he is"),
                "opened_at": INSTANT,
                "seen_at": INSTANT,
                "expires_at": INSTANT,
                "this": flag(),
            }
        ),
        "SessionList": record({"items": listing(reference("Session"), _MANY)}),
        "Ended": record({"ended": integer()}),
        "KeyWithdrawn": record({"key": text(16), "revoked_at": INSTANT}),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
