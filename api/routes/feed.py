"""The feed: what happened, one event after the other, for whom it concerns."""

from api.call import Call, Reply
from api.conditions import etag_of
from api.operation import Answer, Resource
from api.paging import bad_cursor, cursor, limit_of, page, page_queries
from integrations.events import event_document
from ledger.entry import Tenant
from ledger.feed import feed_page

FEED = Resource(
    "feed",
    "Events in the order of the ledger: what a reader remembers the place of, it never"
    " misses and never reads twice.",
)
_LARGEST = 2**62
_DIGITS = 20


@FEED.operation(
    "GET",
    "/v1/feed",
    id="readFeed",
    summary="Events that concern the reader, in the order of the ledger",
    description=(
        "Begin without `after`, act on the items, keep `position`, and come back with it as"
        " `after`, also where a page was empty. An event that is not there yet always comes behind"
        " the last one read. Nothing is ever taken off."
    ),
    query=page_queries(),
    answers={
        200: Answer(description="a page of events", schema="FeedPage", headers=("Link", "ETag"))
    },
)
def read_feed(call: Call) -> Reply:
    """Return a page of events, and where the next one begins."""
    limit, given = limit_of(call), call.query.get("after")
    after = -1 if given is None else _place(given[0])
    who = call.principal
    whose = Tenant(agency=who.agency, supplier=who.supplier)
    found = feed_page(call.connection, whose, after=after, limit=limit + 1)
    items, more = found[:limit], len(found) > limit
    position = cursor(str(items[-1].index if items else after))
    made = page(
        call,
        [event_document(it) for it in items],
        position if more else None,
        position=position,
    )
    # Events do not change: which ones they are says all.
    tag = etag_of("feed", who.role, whose, after, len(items), position, more)
    return Reply(document=made.document, headers=made.headers, etag=tag)


def _place(text: str) -> int:
    if text == "-1":
        return -1
    if not (text.isascii() and text.isdigit()) or int(text[:_DIGITS]) > _LARGEST:
        raise bad_cursor()
    return int(text)
