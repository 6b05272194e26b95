"""What answers about keys and their holders look like."""

from collections.abc import Mapping
from types import MappingProxyType

from api.key_scopes import KeyScope
from api.openapi.forms import INSTANT, USCC, Form, integer, listing, record, text, words
from api.roles import Role

_MOST_OPERATIONS = 1_000
"""An officer may ask for some 120."""
_SCOPE = words(*KeyScope)
_KEY = record(
    {
        "id": text(16),
        "role": words(*Role),
        "person": text(200),
        "label": text(200),
        "created_at": INSTANT,
        "expires_at": INSTANT,
    },
    {
        "agency": USCC,
        "supplier": USCC,
        "scope": _SCOPE,
        "revoked_at": INSTANT,
        "last_used_at": INSTANT,
    },
)
ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "Identity": record(
            {
                "person": text(200),
                "role": words(*Role),
                "key": text(16),
                "operations": listing(text(60), _MOST_OPERATIONS),
            },
            {"agency": USCC, "supplier": USCC, "scope": _SCOPE, "expires_at": INSTANT},
        ),
        "KeyList": record({"items": listing(_KEY, 10_000)}),
        "TokenRequest": record(
            {"grant_type": words("client_credentials")},
            {"scope": _SCOPE, "client_id": text(16), "client_secret": text(43)},
        ),
        "AccessToken": record(
            {"access_token": text(64), "token_type": words("Bearer"), "expires_in": integer(1)},
            {"scope": _SCOPE},
        ),
        "OAuthError": record({"error": text(60)}, {"error_description": text()}),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
