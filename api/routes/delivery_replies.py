"""How acts on a delivery begin and end: what the caller saw, and the delivery as it then stands."""

import json
from collections.abc import Mapping
from typing import Any

from api.call import Call, Reply
from api.conditions import etag_of, require_match
from api.operation import Answer
from api.presenting_deliveries import delivery_document
from approvals import delivery_store, store
from approvals.delivery_acts import Done
from approvals.inspection_store import latest_inspections
from ledger.store import Leaf

CHANGED = {
    200: Answer(
        description="the delivery as it stands now; `unchanged`: devices the act came late for",
        schema="Delivery",
        headers=("ETag",),
    )
}
"""How an act on a delivery is answered."""

REFUSED = frozenset({"wrong-state", "not-acceptable-fact"})
"""Why any of them may be refused."""


def check_seen(call: Call) -> str:
    """Return the identifier of the delivery, once it is the caller's and as he saw it, if he says.

    Raises:
        DeliveryNotFound: there is none, or it is not the caller's to see.
        Refused: ``If-Match`` names an earlier state.
    """
    identifier = call.path["delivery_id"]
    condition = call.headers.get("If-Match")
    if condition is None:
        return delivery_store.find_delivery(call.connection, identifier).id
    require_match(condition, delivery_reply(call, identifier).etag or "")
    return identifier


def delivery_reply(
    call: Call,
    identifier: str,
    done: Done | None = None,
    *,
    leaf: Leaf | None = None,
    more: Mapping[str, Any] | None = None,
) -> Reply:
    """Return a delivery as it stands, with what the act came to that led here, and ``more``."""
    held = delivery_store.find_delivery(call.connection, identifier)
    document = delivery_document(
        held,
        inspections=latest_inspections(call.connection, held),
        account=store.line_units(call.connection, held.order_id),
        acts=delivery_store.acts_of(call.connection, identifier),
    )
    etag = etag_of("delivery", json.dumps(document, sort_keys=True))
    if done is not None:
        document["unchanged"] = list(done.unchanged)
        leaf = done.leaf
    if leaf is not None:
        document["ledger"] = {"leaf": leaf.text}
    return Reply(document={**document, **(more or {})}, etag=etag)
