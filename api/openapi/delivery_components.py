"""What answers about deliveries look like."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import (
    DAY,
    INSTANT,
    LEAF,
    NUMBER,
    USCC,
    UUID,
    Form,
    flag,
    integer,
    listing,
    record,
    reference,
    table,
    text,
    words,
)
from api.openapi.review_components import QUESTION, REASONED
from approvals.assets import MAX_DEVICES
from approvals.despatch import DESPATCH
from approvals.fingerprint import DeviceEvidenceKind
from approvals.states import ApprovalState, OrderState
from approvals.unit_states import UnitAct, UnitState
from validators.rule import Gate

_SUMMARY: Mapping[str, Form] = {
    "id": UUID,
    "approval": NUMBER,
    "order": UUID,
    "agency": USCC,
    "supplier": USCC,
    "reference": text(100),
    "despatched_on": DAY,
    "despatched_by": text(200),
    "recorded_at": INSTANT,
    "states": table(integer(1), len(UnitState)),
}
_MARK = record({"present": flag()}, {"edition": text(200)})
_FOUND = record(
    {"licence_evidence": listing(words(*DeviceEvidenceKind), 10)},
    {
        "operating_system": record(
            {}, {name: text(200) for name in ("name", "version", "kernel", "edition")}
        ),
        "label": _MARK,
        "media": _MARK,
        "altered": flag(),
    },
)
_UNIT = record(
    {"serial": text(200), "line": integer(), "state": words(*UnitState)},
    {"card": text(200), "found": _FOUND},
)
_ACCOUNT = record(
    {
        "line": integer(),
        "approved": integer(1),
        "accepted": integer(),
        "returned": integer(),
        "lapsed": integer(),
        "under_way": integer(),
        "open": integer(),
    }
)
_ACT = record(
    {
        "act": words(DESPATCH, *UnitAct, "card"),
        "units": listing(integer(), MAX_DEVICES),
        "person": text(200),
        "recorded_at": INSTANT,
    },
    {"words": text()},
)

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "Delivery": record(
            {
                **_SUMMARY,
                "units": listing(_UNIT, MAX_DEVICES),
                "account": listing(_ACCOUNT, 500),
                "acts": listing(_ACT),
            },
            {
                "unchanged": listing(text(200), MAX_DEVICES),
                "ledger": record({"leaf": LEAF}),
                "examined": listing(record({"id": UUID, "state": words(*OrderState)}), 20),
                "deferred": integer(),
            },
        ),
        "Account": record(
            {
                "number": NUMBER,
                "state": words(*ApprovalState),
                "account": listing(_ACCOUNT, 500),
            },
            {"ledger": record({"leaf": LEAF})},
        ),
        "DeliveryPage": record(
            {"items": listing(record(_SUMMARY), 200)},
            {"next": text(400, description="cursor of the next page, where there is one")},
        ),
        "DeliveryGateList": record({"items": listing(reference("DeliveryGate"), 10)}),
        "DeliveryGate": record(
            {
                "kind": words("gate"),
                "delivery": UUID,
                "gate": words(*Gate),
                "on": DAY,
                "open": flag(),
                "questions": listing(QUESTION, 100),
                "verdict": reference("Verdict"),
            },
            {"answers": listing(REASONED, 100)},
        ),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
