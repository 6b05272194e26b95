"""What was sent to a subscription, what came of it, and sending it again."""

from api import examples
from api.call import Call, Reply
from api.deferring import defer_webhooks
from api.operation import Answer, Query, Resource
from api.paging import bad_cursor, cursor, limit_of, page, page_queries
from api.presenting_events import webhook_delivery_document
from api.schemas.acts import REASON, ReasonIn
from api.schemas.fields import Choice
from integrations.webhooks import store
from integrations.webhooks.replay import replay
from integrations.webhooks.subscription import DeliveryState
from ledger.store import Leaf

WEBHOOK_DELIVERIES = Resource(
    "webhook-deliveries", "Events that were, or are to be, sent to a subscription."
)
_PATH = "/v1/subscriptions/<subscription>/deliveries"
_ONE = f"{_PATH}/<message>"
_LARGEST = 2**62


@WEBHOOK_DELIVERIES.operation(
    "GET",
    _PATH,
    id="listWebhookDeliveries",
    summary="What was sent to a subscription, the newest event first",
    description="Each with every attempt: when, how long, what status, and the digest of an answer",
    query=(
        *page_queries(),
        Query(name="state", field=Choice(DeliveryState), description="those in this state alone"),
    ),
    answers={
        200: Answer(
            description="a page of deliveries", schema="WebhookDeliveryPage", headers=("Link",)
        )
    },
)
def list_deliveries(call: Call) -> Reply:
    """Return a page of deliveries."""
    held = store.find_subscription(call.connection, call.path["subscription"])
    limit, after, state = limit_of(call), call.query.get("after"), call.query.get("state")
    found = store.deliveries_page(
        call.connection,
        held.id,
        state=None if state is None else DeliveryState(state),
        before=None if after is None else _number(after[0]),
        limit=limit + 1,
    )
    shown = found[:limit]
    attempts = store.attempts_of(call.connection, [it.id for it in shown])
    following = cursor(str(shown[-1].event_id)) if len(found) > limit else None
    items = [webhook_delivery_document(it, attempts.get(it.id, ())) for it in shown]
    return page(call, items, following)


@WEBHOOK_DELIVERIES.operation(
    "GET",
    _ONE,
    id="getWebhookDelivery",
    summary="One event that was sent to a subscription; `message` is its webhook-id",
    answers={200: Answer(description="the delivery", schema="WebhookDelivery")},
)
def get_delivery(call: Call) -> Reply:
    """Return a delivery."""
    held = store.find_subscription(call.connection, call.path["subscription"])
    return _reply(call, held.id)


@WEBHOOK_DELIVERIES.operation(
    "POST",
    f"{_ONE}/replay",
    id="replayWebhookDelivery",
    summary="Have an event sent again that was given up, or delivered and lost",
    description="At once and by the whole schedule, with its own `webhook-id`.",
    body=ReasonIn,
    acts=True,
    answers={202: Answer(description="it is to be sent", schema="WebhookDelivery")},
    problems=frozenset({"wrong-state"}),
    examples={"why": dict(examples.REASON)},
)
def replay_delivery(call: Call) -> Reply:
    """Have an event sent again."""
    ident = call.path["subscription"]
    leaf = replay(
        call.connection,
        actor=call.actor,
        ident=ident,
        delivery=call.path["message"],
        reason=call.read(REASON)["reason"],
        ids=call.services.office.ids,
        now=call.now,
    )
    defer_webhooks(call.connection, ident)
    return Reply(status=202, document=_reply(call, ident, leaf).document)


def _reply(call: Call, ident: str, leaf: Leaf | None = None) -> Reply:
    found = store.find_delivery(call.connection, ident, call.path["message"])
    attempts = store.attempts_of(call.connection, [found.id]).get(found.id, ())
    return Reply(document=webhook_delivery_document(found, attempts, leaf=leaf))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:20]) > _LARGEST:
        raise bad_cursor()
    return int(text)
