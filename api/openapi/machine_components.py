"""What the answer about a machine document looks like: one component schema each."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import DAY, Form, flag, listing, record, reference, text, words
from integrations.machine.stated import DocumentFormat, Fact, Rule, SignatureDoubt, SignatureState

_MESSAGE = reference("Message")
_LONG = 100_000
"""Statements are as long as their document has them."""
_SAID = record({"key": text(_LONG), "text": text(_LONG), "place": text(_LONG)})
_DERIVED = record(
    {
        "fact": words(*Fact),
        "value": text(_LONG),
        "rule": words(*Rule),
        "grounds": listing(text(_LONG)),
    }
)
_SIGNATURE = record(
    {"state": words(*SignatureState)},
    {
        "reason": words(*SignatureDoubt),
        "signer": text(_LONG),
        "certificate": text(64, pattern="^[0-9a-f]{64}$"),
    },
)

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "MachineDocument": record(
            {
                "kind": words("machine-document"),
                "format": words(*DocumentFormat),
                "on": DAY,
                "systems": listing(
                    record(
                        {
                            "place": text(_LONG),
                            "stated": listing(_SAID),
                            "derived": listing(_DERIVED),
                        }
                    )
                ),
                "remarks": listing(
                    record({"code": text(60), "message": _MESSAGE}, {"place": text(_LONG)})
                ),
                "listings": listing(reference("MatchedListing")),
            },
            {
                "format_version": text(_LONG),
                "signature": _SIGNATURE,
                "operating_system": record(
                    {},
                    {name: text(_LONG) for name in ("name", "version", "kernel", "edition")},
                ),
            },
        ),
        "MatchedListing": record(
            {
                "match": words("identifier", "exact", "near"),
                "id": text(100),
                "scheme": text(40),
                "kind": words("operating-system"),
                "publication": text(100),
                "name": text(200),
                "names": listing(text(200), 20),
                "proves": flag(),
                "certain": flag(),
                "validity": words("in-force", "last-day", "lapsed", "uncertain"),
            },
            {
                "version": text(200),
                "kernel": text(200),
                "vendor": text(200),
                "level": text(40),
                "valid_from": DAY,
                "valid_until": DAY,
            },
        ),
    }
)
"""Name → schema."""
