"""How a request says whose it is: by a key, or by a token of one."""

from typing import Any

from api.client_credentials import LIFE
from api.key_scopes import KeyScope

_TOKEN = (
    f"A token of a key, from the token endpoint. It ends after {int(LIFE.total_seconds())} seconds,"
    " or with its key, and another one is asked for in the same way: there are no refresh tokens"
    " (RFC 6749 §4.4.3). It is opaque, looked up at every request, and no JWT. What is signed here"
    " otherwise (approvals, status lists) heeds RFC8725: one algorithm, named by whoever verifies,"
    " and a type of its own for each kind."
)


def schemes(server: str) -> dict[str, dict[str, Any]]:
    """Return the security schemes of a service at that address, by their names."""
    return {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "an access key of the form pck_ID_SECRET",
        },
        "token": {
            "type": "oauth2",
            "description": _TOKEN,
            "flows": {
                "clientCredentials": {
                    "tokenUrl": f"{server}/oauth/token",
                    "scopes": {
                        KeyScope.READ.value: "reads what the role may read",
                        KeyScope.VALIDATE.value: "tries orders, plans and documents out",
                    },
                }
            },
        },
    }
