"""Subscriptions and what was sent to them as JSON: names are fixed, additions free."""

from collections.abc import Sequence
from typing import Any

from api.conditions import etag_of
from api.instants import instant
from api.presenting import kept
from integrations.webhooks.subscription import (
    DeliveryState,
    StoredAttempt,
    StoredDelivery,
    StoredSubscription,
)
from ledger.store import Leaf


def subscription_etag(held: StoredSubscription) -> str:
    """Return the entity tag of a subscription: another after each act on it."""
    return etag_of("subscription", held.id, held.revision)


def subscription_document(held: StoredSubscription, *, leaf: Leaf | None = None) -> dict[str, Any]:
    """Return a subscription; of its secrets only since when each is.

    Args:
        held: the subscription.
        leaf: the ledger entry of the act that led here, if one did.
    """
    newest_first = sorted(held.secrets, key=lambda it: it.serial, reverse=True)
    return {
        "id": held.id,
        **kept(agency=held.tenant.agency, supplier=held.tenant.supplier, label=held.label),
        "url": held.url,
        "kinds": list(held.kinds),
        "state": held.state.value,
        **kept(reason=held.reason),
        "secrets": [{"serial": it.serial, "made_at": instant(it.made_at)} for it in newest_first],
        "created": {"person": held.created_by, "recorded_at": instant(held.created_at)},
        **kept(ledger=None if leaf is None else {"leaf": leaf.text}),
    }


def webhook_delivery_document(
    held: StoredDelivery, attempts: Sequence[StoredAttempt], *, leaf: Leaf | None = None
) -> dict[str, Any]:
    """Return an event that was, or is to be, sent to a subscription, and what came of it."""
    pending = held.state is DeliveryState.PENDING
    return {
        "id": held.id,
        "kind": held.kind,
        "state": held.state.value,
        "recorded_at": instant(held.recorded_at),
        "tries": held.tries,
        **kept(
            next_at=instant(held.next_at) if pending else None,
            ledger=None if leaf is None else {"leaf": leaf.text},
        ),
        "attempts": [_attempt(it) for it in attempts],
    }


def _attempt(made: StoredAttempt) -> dict[str, Any]:
    return {
        "began_at": instant(made.began_at),
        "milliseconds": made.milliseconds,
        "outcome": made.outcome,
        **kept(
            status=made.status,
            response_digest=made.response_digest,
            response_bytes=made.response_bytes,
        ),
    }
