"""Searching orders and approvals by what they are, what was found, and what they came to."""

from datetime import datetime
from typing import Any

from api.call import Call, Reply
from api.filters import FILTERS, own_of, sought_of
from api.operation import Answer, Query, Resource
from api.paging import cursor, limit_of, page, page_queries
from api.presenting import kept, order_summary
from api.schemas.fields import Choice
from approvals.auditor_reading import record_reading
from approvals.exported import plain
from approvals.searching import Found, found_page, totals

SEARCHING = Resource("searching", "Orders and approvals by every word they can be narrowed by.")
_YES = "true"


@SEARCHING.operation(
    "GET",
    "/v1/orders/search",
    id="searchOrders",
    summary="Orders with their amounts and approvals, narrowed, the newest first",
    description=(
        "By agency, supplier, class, rule, article, edition, waiver, outcome, state, amount and "
        "day, together. What was found is what the latest examination found; the amount is that of "
        "the order as it was placed. `approved=true`: only those an approval was granted for."
    ),
    query=(
        *page_queries(),
        *FILTERS,
        Query(
            name="approved",
            field=Choice((_YES,)),
            description="only those an approval was granted for, whatever became of it",
        ),
    ),
    answers={200: Answer(description="a page of orders", schema="FoundPage", headers=("Link",))},
)
def search_orders(call: Call) -> Reply:
    """Return a page of what is sought."""
    limit, after, sought = limit_of(call), call.query.get("after"), sought_of(call)
    record_reading(
        call.connection,
        actor=call.actor,
        read="search",
        details={"filter": sought.said()},
        ids=call.services.office.ids,
        now=call.now,
    )
    found = found_page(
        call.connection,
        own_of(call.principal, sought),
        limit=limit + 1,
        before=None if after is None else after[0],
        approved=call.query.get("approved") == _YES,
    )
    following = cursor(found[limit - 1].order.id) if len(found) > limit else None
    return page(call, [_document(it, call.now) for it in found[:limit]], following)


@SEARCHING.operation(
    "GET",
    "/v1/orders/totals",
    id="getTotals",
    summary="How many orders are sought, how many were approved, and their sums",
    query=FILTERS,
    answers={200: Answer(description="the sums", schema="Totals")},
)
def get_totals(call: Call) -> Reply:
    """Return the sums of what is sought; they equal those of its export."""
    sought = sought_of(call)
    found = totals(call.connection, own_of(call.principal, sought))
    return Reply(
        document={
            "filter": sought.said(),
            "orders": found.orders,
            "amount": plain(found.amount),
            "approvals": found.approvals,
            "approved_amount": plain(found.approved_amount),
        }
    )


def _document(found: Found, now: datetime) -> dict[str, Any]:
    granted = found.approval
    approval = None
    if granted is not None:
        approval = {
            "number": granted.number,
            "state": granted.state_at(now).value,
            "valid_from": granted.valid_from.isoformat(),
            "valid_until": granted.valid_until.isoformat(),
        }
    return {
        **order_summary(found.order, now),
        "amount": plain(found.amount),
        **kept(approval=approval),
    }
