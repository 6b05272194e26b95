"""What answers about events, subscriptions and what was sent to them look like."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import (
    DAY,
    DIGEST,
    INSTANT,
    LEAF,
    SUSPENSION,
    USCC,
    UUID,
    Form,
    integer,
    listing,
    record,
    reference,
    table,
    text,
    words,
)
from integrations.webhooks.addresses import LONGEST
from integrations.webhooks.heard import Outcome
from integrations.webhooks.subscription import DeliveryState, State
from ledger.kinds import EntryKind

_NEXT = {"next": text(400, description="cursor of the next page, where there is one")}
_LEDGER = record({"leaf": LEAF})
_BY: Mapping[str, Form] = {"person": text(200), "recorded_at": INSTANT}
_KIND = words(*EntryKind)

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "Supplier": record(
            {
                "uscc": USCC,
                "on": DAY,
                "state": words("suspended", "no-suspension-recorded"),
                "suspensions": listing(reference("Suspension")),
            },
            {"suspension": SUSPENSION, "ledger": _LEDGER},
        ),
        "Suspension": record(
            {
                "number": SUSPENSION,
                "document": text(),
                "reason": text(),
                "valid_from": DAY,
                "valid_until": DAY,
                "last_day": DAY,
                "recorded": record(_BY),
            },
            {"ended": record({"free_from": DAY, **_BY}, {"document": text(), "reason": text()})},
        ),
        "Event": record(
            {
                # No closed list: a client of today must take the kinds of tomorrow.
                "type": text(60, description="the kind of the ledger entry"),
                "timestamp": INSTANT,
                "data": record(
                    {
                        "id": text(80, description="of the ledger entry"),
                        "index": integer(),
                        "leaf": LEAF,
                        "subjects": table(text(200), 20),
                    },
                    {"pointer": text(200, format="uri-reference")},
                ),
            }
        ),
        "FeedPage": record(
            {
                "items": listing(reference("Event"), 200),
                "position": text(400, description="the cursor to come back with"),
            },
            _NEXT,
        ),
        "Subscription": record(
            {
                "id": UUID,
                "url": text(LONGEST, format="uri"),
                "kinds": listing(_KIND, len(EntryKind)),
                "state": words(*State),
                "secrets": listing(record({"serial": integer(1), "made_at": INSTANT})),
                "created": record({"person": text(200), "recorded_at": INSTANT}),
            },
            {
                "agency": USCC,
                "supplier": USCC,
                "label": text(200),
                "reason": text(),
                "ledger": _LEDGER,
            },
        ),
        "SubscriptionPage": record({"items": listing(reference("Subscription"), 200)}, _NEXT),
        "SubscriptionSecrets": record(
            {
                "id": UUID,
                "items": listing(
                    record(
                        {
                            "serial": integer(1),
                            "secret": text(60, pattern="^whsec_[A-Za-z0-9+/]{43}=$"),
                            "public_key": text(60, pattern="^whpk_[A-Za-z0-9+/]{43}=$"),
                        }
                    )
                ),
            }
        ),
        "WebhookDelivery": record(
            {
                "id": UUID,
                "kind": _KIND,
                "state": words(*DeliveryState),
                "recorded_at": INSTANT,
                "tries": integer(),
                "attempts": listing(
                    record(
                        {
                            "began_at": INSTANT,
                            "milliseconds": integer(),
                            "outcome": words(*Outcome),
                        },
                        {
                            "status": integer(100, 999),
                            "response_digest": DIGEST,
                            "response_bytes": integer(),
                        },
                    )
                ),
            },
            {"next_at": INSTANT, "ledger": _LEDGER},
        ),
        "WebhookDeliveryPage": record({"items": listing(reference("WebhookDelivery"), 200)}, _NEXT),
    }
)
"""Name → JSON Schema, in the order a reader meets them."""
