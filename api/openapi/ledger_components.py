"""What the answers about the ledger, the keys and the service itself look like."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import (
    BASE64,
    DIGEST,
    INSTANT,
    LEAF,
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
_NEXT = {"next": text(400, description="cursor of the next page, where there is one")}

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "LedgerKeys": record({"origin": text(200), "keys": listing(text(400), 20)}),
        "Entry": record(
            {
                "index": integer(),
                "leaf": LEAF,
                "kind": text(60),
                "recorded_at": INSTANT,
                "actor": record({"person": text(200), "role": text(40)}),
                "subjects": table(text(200), 20),
                "body": anything("the facts of the act, by its kind"),
                "data": BASE64,
            }
        ),
        "EntryPage": record({"items": listing(reference("Entry"), 200)}, _NEXT),
        "Recomputation": record(
            {
                "order": UUID,
                "examination": integer(1),
                "receipt": DIGEST,
                "bytes": integer(1),
                "engine": text(60),
                "law": DIGEST,
                "agrees": flag(),
                "sealed": DIGEST,
                "recomputed": DIGEST,
                "differences": listing(text()),
            }
        ),
        "InclusionProof": record(
            {
                "leaf": LEAF,
                "index": integer(),
                "size": integer(1),
                "hashes": listing(BASE64, 64),
                "root": BASE64,
                "checkpoint": text(),
                "signed_at": INSTANT,
            }
        ),
        "ConsistencyProof": record(
            {
                "older": integer(1),
                "newer": integer(1),
                "older_root": BASE64,
                "newer_root": BASE64,
                "hashes": listing(BASE64, 64),
            }
        ),
        "Jwks": record(
            {
                "keys": listing(
                    record(
                        {
                            "kty": words("OKP"),
                            "crv": words("Ed25519"),
                            "x": text(43),
                            "kid": text(43),
                            "alg": words("Ed25519"),
                            "use": words("sig"),
                            "key_ops": listing(words("verify"), 1),
                            "procheck_use": words("approval", "ledger"),
                            "state": words("next", "active", "retired", "revoked"),
                            "since": INSTANT,
                        },
                        {"revoked_at": INSTANT},
                    ),
                    100,
                )
            }
        ),
        "Health": record({"status": words("ok")}),
        "Readiness": record(
            {
                "status": words("ready", "not-ready"),
                "checks": table(anything("what was looked at, and whether it is well"), 10),
            }
        ),
        "ProblemKind": record(
            {
                "type": text(60),
                "status": integer(400, 599),
                "title": _MESSAGE,
                "advice": _MESSAGE,
            }
        ),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
