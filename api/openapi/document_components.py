"""What the answer about an order document looks like: one component schema each."""

from collections.abc import Mapping
from types import MappingProxyType

from api import limits
from api.openapi.forms import (
    DIGEST,
    Form,
    binary,
    integer,
    listing,
    record,
    reference,
    table,
    text,
    words,
)
from integrations.documents.draft import DraftRule
from integrations.documents.stated import DocumentKind
from validators.finding import Conclusion

_MESSAGE = reference("Message")
_PLACE = text(1_000)
_LONG = 2_100
"""Statements are as long as their document has them, up to what is shown of one."""
_SAID = record({"member": text(40), "key": text(_LONG), "text": text(_LONG), "place": _PLACE})
_DERIVED = record(
    {
        "pointer": text(_LONG),
        "value": text(_LONG),
        "rule": words(*DraftRule),
        "grounds": listing(_PLACE),
    }
)
_REMARK = record({"code": text(60), "message": _MESSAGE}, {"place": _PLACE})
_LINE = record(
    {
        "place": _PLACE,
        "stated": listing(_SAID),
        "derived": listing(_DERIVED),
        "open": listing(_REMARK),
        "remarks": listing(_REMARK),
    },
    {"line": integer(0, limits.LINES)},
)

_READ: Mapping[str, Form] = MappingProxyType(
    {
        "format": words(*DocumentKind),
        "stated": listing(_SAID),
        "derived": listing(_DERIVED),
        "open": listing(_REMARK),
        "remarks": listing(_REMARK),
        "lines": listing(_LINE, limits.LINES),
        "unread": listing(_SAID, 1_000_000),
        "places": table(_PLACE, 1_000_000),
    }
)

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "OrderDocument": record(
            {
                "kind": words("order-document"),
                "notice": _MESSAGE,
                "outcome": words(*Conclusion),
                **_READ,
            },
            {"order": reference("OrderIn"), "dry_run": reference("DryRun")},
        ),
        "ReadDocument": record({"digest": DIGEST, **_READ}),
        "XmlAnswer": {
            **binary(limits.FILE_BYTES, "application/xml"),
            "description": "a UBL OrderResponse, a cXML ConfirmationRequest or a cXML Response",
        },
    }
)
"""Name → schema."""
