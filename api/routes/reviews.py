"""Review cases: decisions on which a later correction cast a doubt, and what became of them."""

from typing import Any

from api import examples
from api.call import Call, Reply
from api.conditions import etag_of, require_match
from api.instants import instant
from api.operation import Answer, Query, Resource
from api.paging import cursor, limit_of, page, page_queries
from api.presenting import kept
from api.schemas.acts import CLOSURE, ClosureIn
from api.schemas.fields import Choice
from approvals.reviewing import Disposition, Review, close_case, review, reviews_page

REVIEWS = Resource(
    "reviews", "Where a corrected fact or an erratum casts a doubt on a decision, which stands."
)


@REVIEWS.operation(
    "GET",
    "/v1/review-cases",
    id="listReviewCases",
    summary="Review cases the reader may see, the newest first",
    query=(
        *page_queries(),
        Query(name="state", field=Choice(("open",)), description="only cases still open"),
    ),
    answers={200: Answer(description="a page of cases", schema="ReviewPage", headers=("Link",))},
)
def list_review_cases(call: Call) -> Reply:
    """Return a page of cases."""
    limit, after = limit_of(call), call.query.get("after")
    found = reviews_page(
        call.connection,
        limit=limit + 1,
        reader=call.principal.scope,
        before=None if after is None else str(after[0]),
        open_only=call.query.get("state") == "open",
    )
    following = cursor(found[limit - 1].id) if len(found) > limit else None
    return page(call, [_document(it) for it in found[:limit]], following)


@REVIEWS.operation(
    "GET",
    "/v1/review-cases/<case_id>",
    id="getReviewCase",
    summary="One review case",
    answers={200: Answer(description="the case", schema="ReviewCase", headers=("ETag",))},
)
def get_review_case(call: Call) -> Reply:
    """Return a case."""
    return _case(call)


@REVIEWS.operation(
    "POST",
    "/v1/review-cases/<case_id>/closure",
    id="closeReviewCase",
    summary="Close a case, with what was made of it and why",
    description="Never by whoever placed the order. Revoking an approval is an act of its own.",
    body=ClosureIn,
    acts=True,
    conditional=True,
    answers={
        200: Answer(description="the case as it stands now", schema="ReviewCase", headers=("ETag",))
    },
    problems=frozenset({"wrong-state", "same-person"}),
    examples={"it stands": dict(examples.CLOSURE)},
)
def close_review_case(call: Call) -> Reply:
    """Close a case."""
    asked = call.read(CLOSURE)
    require_match(call.headers.get("If-Match"), _case(call).etag or "")
    close_case(
        call.connection,
        actor=call.actor,
        case=call.path["case_id"],
        disposition=Disposition(asked["disposition"]),
        reason=asked["reason"],
        ids=call.services.office.ids,
        now=call.now,
    )
    return _case(call)


def _case(call: Call) -> Reply:
    held = review(call.connection, call.path["case_id"])
    state = "open" if held.closed_at is None else "closed"
    return Reply(document=_document(held), etag=etag_of("review-case", held.id, state))


def _document(held: Review) -> dict[str, Any]:
    closed = None
    if held.closed_at is not None:
        closed = {
            "at": instant(held.closed_at),
            "person": held.closed_by,
            "disposition": held.disposition,
            "reason": held.reason,
        }
    return {
        "id": held.id,
        "state": "open" if closed is None else "closed",
        "agency": held.agency,
        "order": held.order_id,
        "cause": held.cause,
        "changes": held.changes.split("; "),
        "was": held.was,
        "would_be": held.would_be,
        "opened_at": instant(held.opened_at),
        **kept(code=held.code, pointer=held.pointer, closed=closed),
    }
