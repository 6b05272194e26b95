"""Subscriptions: addresses that are told of events, and the secrets that sign what is sent."""

from api import examples
from api.call import Call, Reply
from api.faults import ContentFaults, fault
from api.operation import Answer, Link, Resource
from api.paging import cursor, limit_of, page, page_queries
from api.presenting_events import subscription_document, subscription_etag
from api.schemas.subscriptions import SUBSCRIPTION, SubscriptionIn
from integrations.webhooks import store
from integrations.webhooks.signing import UnknownKeyError, derived, signing
from integrations.webhooks.subscribe import Wanted, subscribe
from ledger.entry import Tenant
from ledger.feed import TOLD_TO_SUPPLIERS
from ledger.store import Leaf

SUBSCRIPTIONS = Resource(
    "subscriptions", "Addresses that are told of events (Standard Webhooks 1.0)."
)
_PATH = "/v1/subscriptions"
_ONE = f"{_PATH}/<subscription>"
_WHERE = {"subscription": "$response.body#/id"}


@SUBSCRIPTIONS.operation(
    "POST",
    _PATH,
    id="subscribe",
    summary="Name an address that is told of events",
    description=(
        "Of those the feed shows the asker, from now on; the first is that it was named. The secret"
        " that signs them is read apart from this (`getSubscriptionSecret`)."
    ),
    body=SubscriptionIn,
    acts=True,
    answers={
        201: Answer(description="it is told", schema="Subscription", headers=("Location", "ETag"))
    },
    problems=frozenset({"wrong-state"}),
    examples={"approvals": dict(examples.SUBSCRIPTION)},
    links={
        "subscription": Link(
            operation="getSubscription", description="the subscription", parameters=_WHERE
        ),
        "secret": Link(
            operation="getSubscriptionSecret", description="its secrets", parameters=_WHERE
        ),
    },
)
def make(call: Call) -> Reply:
    """Make a subscription."""
    stated, who = call.read(SUBSCRIPTION), call.principal
    kinds = tuple(stated.get("kinds", ()))
    if who.supplier is not None:
        _check_kinds(kinds)
    made = subscribe(
        call.connection,
        actor=call.actor,
        tenant=Tenant(agency=who.agency, supplier=who.supplier),
        wanted=Wanted(url=stated["url"], kinds=kinds, label=stated.get("label")),
        key=call.services.webhook_keys.newest,
        loopback=call.services.settings.webhook_loopback,
        ids=call.services.office.ids,
        now=call.now,
    )
    reply = _reply(call, made.id, made.leaf)
    where = {"Location": f"{_PATH}/{made.id}"}
    return Reply(status=201, document=reply.document, headers=where, etag=reply.etag)


@SUBSCRIPTIONS.operation(
    "GET",
    _PATH,
    id="listSubscriptions",
    summary="Subscriptions the reader may see, the first made first",
    query=page_queries(),
    answers={
        200: Answer(
            description="a page of subscriptions", schema="SubscriptionPage", headers=("Link",)
        )
    },
)
def list_subscriptions(call: Call) -> Reply:
    """Return a page of subscriptions."""
    limit, after = limit_of(call), call.query.get("after")
    found = store.subscriptions_page(
        call.connection, after=None if after is None else after[0], limit=limit + 1
    )
    following = cursor(found[limit - 1].id) if len(found) > limit else None
    return page(call, [subscription_document(it) for it in found[:limit]], following)


@SUBSCRIPTIONS.operation(
    "GET",
    _ONE,
    id="getSubscription",
    summary="One subscription",
    answers={200: Answer(description="the subscription", schema="Subscription", headers=("ETag",))},
)
def get_subscription(call: Call) -> Reply:
    """Return a subscription."""
    return _reply(call, call.path["subscription"])


@SUBSCRIPTIONS.operation(
    "GET",
    f"{_ONE}/secret",
    id="getSubscriptionSecret",
    summary="The secrets that sign what is sent to a subscription now",
    description=(
        "The newest first: after a rotation the one before signs beside it for a day. `secret` goes"
        " into the Standard Webhooks library (`v1`); `public_key` checks the Ed25519 signature"
        " (`v1a`). They are derived at each asking, and stored nowhere."
    ),
    answers={200: Answer(description="the secrets", schema="SubscriptionSecrets")},
)
def get_secret(call: Call) -> Reply:
    """Return the secrets of a subscription."""
    held = store.find_subscription(call.connection, call.path["subscription"])
    keys = call.services.webhook_keys.all
    items = []
    for made in signing(held.secrets, call.now):
        try:
            secret = derived(keys, held.id, made)
        except UnknownKeyError:
            continue
        told = {"secret": secret.text, "public_key": secret.public_text}
        items.append({"serial": made.serial, **told})
    return Reply(document={"id": held.id, "items": items})


def _check_kinds(kinds: tuple[str, ...]) -> None:
    """Refuse kinds a supplier is never told of: waiting for them would be in vain."""
    faults = [
        fault(f"/kinds/{place}", "kind-not-told")
        for place, kind in enumerate(kinds)
        if kind.partition(".")[0] not in TOLD_TO_SUPPLIERS
    ]
    if faults:
        raise ContentFaults(faults)


def _reply(call: Call, ident: str, leaf: Leaf | None = None) -> Reply:
    held = store.find_subscription(call.connection, ident)
    return Reply(document=subscription_document(held, leaf=leaf), etag=subscription_etag(held))
