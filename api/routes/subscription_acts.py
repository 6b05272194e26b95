"""Acts on a subscription: another secret, no more events, events again, no subscription."""

from dataclasses import replace

from api import examples
from api.call import Call, Reply
from api.conditions import require_match
from api.deferring import defer_webhooks
from api.operation import Answer, Resource
from api.presenting_events import subscription_document, subscription_etag
from api.schemas.acts import REASON, ReasonIn
from integrations.webhooks import store
from integrations.webhooks.rotate import rotate
from integrations.webhooks.subscription import State, StoredSubscription
from integrations.webhooks.switch import switch
from ledger.store import Leaf

SUBSCRIPTION_ACTS = Resource("subscription-acts", "What can be done with a subscription.")
_ONE = "/v1/subscriptions/<subscription>"
_CHANGED = {
    200: Answer(
        description="the subscription as it stands now", schema="Subscription", headers=("ETag",)
    )
}
_WHY = {"why": dict(examples.REASON)}
_REFUSED = frozenset({"wrong-state"})


@SUBSCRIPTION_ACTS.operation(
    "POST",
    f"{_ONE}/rotation",
    id="rotateSubscription",
    summary="Give a subscription a new secret",
    description=(
        "From now on each event carries the signatures of both: the old secret goes on signing for"
        " a day, so that the receiver can change over in between."
    ),
    body=ReasonIn,
    acts=True,
    conditional=False,
    answers=_CHANGED,
    examples=_WHY,
)
def rotate_secret(call: Call) -> Reply:
    """Rotate the secret."""
    held, reason = _seen(call), call.read(REASON)["reason"]
    leaf = rotate(
        call.connection,
        actor=call.actor,
        ident=held.id,
        key=call.services.webhook_keys.newest,
        reason=reason,
        ids=call.services.office.ids,
        now=call.now,
    )
    return _reply(call, held.id, leaf)


@SUBSCRIPTION_ACTS.operation(
    "POST",
    f"{_ONE}/deactivation",
    id="disableSubscription",
    summary="Send nothing to a subscription until it is enabled again",
    description="What is due stays due; what happens meanwhile is not: the feed has it.",
    body=ReasonIn,
    acts=True,
    conditional=False,
    answers=_CHANGED,
    problems=_REFUSED,
    examples=_WHY,
)
def disable(call: Call) -> Reply:
    """Disable a subscription."""
    held = _seen(call)
    return _reply(call, held.id, _switch(call, held, State.DISABLED))


@SUBSCRIPTION_ACTS.operation(
    "POST",
    f"{_ONE}/activation",
    id="enableSubscription",
    summary="Send events to a subscription again, and what was due first",
    body=ReasonIn,
    acts=True,
    conditional=False,
    answers=_CHANGED,
    problems=_REFUSED,
    examples=_WHY,
)
def enable(call: Call) -> Reply:
    """Enable a subscription."""
    held = _seen(call)
    leaf = _switch(call, held, State.ENABLED)
    defer_webhooks(call.connection, held.id)
    return _reply(call, held.id, leaf)


@SUBSCRIPTION_ACTS.operation(
    "POST",
    f"{_ONE}/deletion",
    id="deleteSubscription",
    summary="Give a subscription up for good",
    description="Nothing is sent any more, and it is not found any more; the ledger keeps it.",
    body=ReasonIn,
    acts=True,
    conditional=False,
    answers={200: Answer(description="the subscription as it ended", schema="Subscription")},
    problems=_REFUSED,
    examples=_WHY,
)
def delete(call: Call) -> Reply:
    """Delete a subscription."""
    held = _seen(call)
    leaf = _switch(call, held, State.DELETED)
    return Reply(document=subscription_document(replace(held, state=State.DELETED), leaf=leaf))


def _switch(call: Call, held: StoredSubscription, to: State) -> Leaf:
    return switch(
        call.connection,
        actor=call.actor,
        ident=held.id,
        to=to,
        reason=call.read(REASON)["reason"],
        ids=call.services.office.ids,
        now=call.now,
    )


def _seen(call: Call) -> StoredSubscription:
    """Return the subscription, once it is the caller's and as he saw it, if he says."""
    held = store.find_subscription(call.connection, call.path["subscription"])
    require_match(call.headers.get("If-Match"), subscription_etag(held), needed=False)
    return held


def _reply(call: Call, ident: str, leaf: Leaf) -> Reply:
    held = store.find_subscription(call.connection, ident)
    return Reply(document=subscription_document(held, leaf=leaf), etag=subscription_etag(held))
