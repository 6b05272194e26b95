"""What the answers about bundles, printed approvals and quote checks look like."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import (
    BASE64,
    DAY,
    INSTANT,
    LEAF,
    Form,
    binary,
    flag,
    integer,
    listing,
    record,
    reference,
    text,
    words,
)

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "Pem": binary(20_000, "application/pem-certificate-chain"),
        "Pdf": binary(10_000_000, "application/pdf"),
        "Bundle": record(
            {
                "format": words("procheck-approval-bundle/1"),
                "keys": record(
                    {
                        "keys": listing(
                            record(
                                {
                                    "kty": words("OKP"),
                                    "crv": words("Ed25519"),
                                    "x": text(43),
                                    "kid": text(43),
                                }
                            ),
                            3,
                        )
                    }
                ),
                "statement": reference("Jws"),
                "entry": BASE64,
                "proof": record(
                    {"leaf": LEAF, "index": integer(), "hashes": listing(BASE64, 64)},
                ),
                "checkpoint": text(),
                "status_list": reference("Jws"),
            }
        ),
        "QuoteCheck": record(
            {
                "stands": flag(),
                "changed": listing(text(60), 20),
                "same_law": flag(),
                "same_catalogue": flag(),
                "expired": flag(),
                "outcome": words("conforming", "refused", "undetermined"),
                "examined_on": DAY,
                "checked_at": INSTANT,
                "good_until": INSTANT,
                "message": reference("Message"),
            }
        ),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
