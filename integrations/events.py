"""An event as the feed tells it and as webhooks carry it: thin, and the same in both.

It says that something happened, where it stands in the ledger and where to read more; what it is
about is fetched, by whoever may. So nothing is told to an address that its owner could not read.
"""

from collections.abc import Mapping
from datetime import UTC
from types import MappingProxyType
from typing import Any

from ledger.canonical import canonical
from ledger.feed import PlacedEvent

_WHERE: Mapping[str, str] = MappingProxyType(
    {
        "order": "/v1/orders/{}",
        "approval": "/v1/approvals/{}",
        "delivery": "/v1/deliveries/{}",
        "waiver": "/v1/waivers/{}",
        "licence": "/v1/licences/{}",
        "review": "/v1/review-cases/{}",
        "agency": "/v1/agencies/{}",
        "substitution": "/v1/substitutions/{}",
        "supplier": "/v1/suppliers/{}",
        "subscription": "/v1/subscriptions/{}",
    }
)
"""What an event of a family is about, and where that is read."""


def event_document(event: PlacedEvent) -> dict[str, Any]:
    """Return an event in the outline of Standard Webhooks: type, timestamp, data.

    ``data`` has the entry's id, its index and leaf hash in the ledger, the identifiers of what it
    concerns, and a ``pointer`` to the resource where there is one.
    """
    entry = event.entry
    family = entry.kind.value.partition(".")[0]
    about = entry.subjects.get(family)
    data: dict[str, Any] = {
        "id": entry.id,
        "index": event.index,
        "leaf": event.leaf_hash.hex(),
        "subjects": dict(entry.subjects),
    }
    if about is not None and family in _WHERE:
        data["pointer"] = _WHERE[family].format(about)
    moment = entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds")
    return {
        "type": entry.kind.value,
        "timestamp": moment.replace("+00:00", "Z"),
        "data": data,
    }


def event_bytes(event: PlacedEvent) -> bytes:
    """Return the body of a webhook: canonical JSON, the same bytes at every attempt."""
    return canonical(event_document(event))
