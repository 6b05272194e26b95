"""Figures for auditors: prices just under ceilings, gaps, waivers, and the compliance rate."""

from decimal import Decimal

from api.call import Call, Reply
from api.faults import ContentFaults, Fault, Note
from api.filters import FILTERS, sought_of
from api.operation import Answer, Query, Resource
from api.paging import bad_cursor, cursor, limit_of, page, page_queries
from api.presenting_audit import (
    gap_document,
    rate_document,
    red_list_document,
    register_document,
)
from api.schemas.fields import Share
from approvals.auditor_reading import record_reading
from approvals.compliance_rate import compliance_rate
from approvals.gap_list import gaps_page
from approvals.red_list import MOST_ORDERS, NEAR, TooManyOrders, red_list
from approvals.sought import EVERYTHING, Sought
from approvals.waiver_register import waiver_register

AUDITS = Resource("audits", "What auditors ask of all orders together.")
WITHIN = Query(
    name="within",
    field=Share(),
    description=f"how near is just under, as a share of the ceiling; {NEAR} if left out",
)


@AUDITS.operation(
    "GET",
    "/v1/audits/red-list",
    id="getRedList",
    summary="Approved lines priced just under a ceiling, with their share by three groups",
    description=(
        "From (1 - `within`) x ceiling to the ceiling. What has no single ceiling, or a price of "
        "which nobody stated the tax, is counted as `incomparable`. It says where to look, and "
        f"proves nothing. At most {MOST_ORDERS} orders at a time: more are refused by name."
    ),
    query=(WITHIN, *FILTERS),
    answers={200: Answer(description="the red list", schema="RedList")},
)
def get_red_list(call: Call) -> Reply:
    """Return the red list of what is sought."""
    sought = _recorded(call, "red-list")
    laws = call.services.reading.laws_of_then(call.connection)
    share = Decimal(call.query.get("within", NEAR))
    try:
        found = red_list(call.connection, sought, laws, share)
    except TooManyOrders:
        raise too_many_orders() from None
    return Reply(document=red_list_document(found))


def too_many_orders() -> ContentFaults:
    """Return the fault of a question that is about more orders than one may be."""
    return ContentFaults([Fault("", Note("too-many", {"limit": MOST_ORDERS}), "placed_from")])


@AUDITS.operation(
    "GET",
    "/v1/audits/gaps",
    id="listGaps",
    summary="Approved lines that are not sent, accepted and carded as a whole",
    description="Payments are not recorded here: a gap to them cannot be told, and is not.",
    query=(*page_queries(2), *FILTERS),
    answers={200: Answer(description="a page of lines", schema="GapPage", headers=("Link",))},
)
def list_gaps(call: Call) -> Reply:
    """Return a page of gaps."""
    sought, limit, after = _recorded(call, "gaps"), limit_of(call), call.query.get("after")
    if after is not None and not (after[1].isascii() and after[1].isdigit()):
        raise bad_cursor()
    found = gaps_page(
        call.connection,
        sought,
        limit=limit + 1,
        after=None if after is None else (after[0], int(after[1][:9])),
    )
    following = None
    if len(found) > limit:
        last = found[limit - 1]
        following = cursor(last.order_id, str(last.line))
    return page(call, [gap_document(it) for it in found[:limit]], following)


@AUDITS.operation(
    "GET",
    "/v1/audits/waiver-register",
    id="getWaiverRegister",
    summary="What passed by each waiver, its money effect, and on whom they concentrate",
    answers={200: Answer(description="the register", schema="WaiverRegister")},
)
def get_register(call: Call) -> Reply:
    """Return the register of all waivers the reader may see."""
    _recorded(call, "waiver-register", EVERYTHING)
    found = waiver_register(call.connection, call.today, call.now)
    return Reply(document=register_document(found))


@AUDITS.operation(
    "GET",
    "/v1/audits/compliance-rate",
    id="getComplianceRate",
    summary="What share of what was approved complies without a waiver, with its denominator",
    query=FILTERS,
    answers={200: Answer(description="the rate", schema="ComplianceRate")},
)
def get_rate(call: Call) -> Reply:
    """Return the compliance rate of what is sought."""
    sought = _recorded(call, "compliance-rate")
    return Reply(document=rate_document(compliance_rate(call.connection, sought)))


def _recorded(call: Call, read: str, sought: Sought | None = None) -> Sought:
    found = sought_of(call) if sought is None else sought
    record_reading(
        call.connection,
        actor=call.actor,
        read=read,
        details={"filter": found.said()},
        ids=call.services.office.ids,
        now=call.now,
    )
    return found
