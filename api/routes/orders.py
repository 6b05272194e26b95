"""Orders: placed, read, cancelled, decided; states are reached through the use cases alone."""

from api import examples
from api.call import Call, Reply
from api.conditions import require_match
from api.operation import Answer, Link, Query, Resource
from api.order_reading import read_placed_order
from api.order_tag import order_etag
from api.paging import cursor, limit_of, page, page_queries
from api.presenting import (
    order_document,
    order_summary,
    submission_document,
)
from api.quoting import quote_members, quote_of
from api.routes.answers import agency_of_body, check_parties
from api.routes.gates import order_stands
from api.routes.placing_at_once import ID, PATH, placed_reply
from api.schemas.acts import (
    ANSWERS,
    DECISION,
    REASON,
    AnswersIn,
    DecisionIn,
    PlacedOrderIn,
    ReasonIn,
)
from api.schemas.fields import Choice, Text
from approvals import store
from approvals.answer import Given, answer_questions
from approvals.cancel import cancel
from approvals.decide import decline, grant
from approvals.errors import ReceiptNotFound
from approvals.receipt_store import receipt_of
from approvals.reexamine import reexamine
from approvals.states import OrderState
from approvals.store import StoredOrder
from approvals.submit import Submission, submit

ORDERS = Resource("orders", "What an agency asks to buy, and what became of it.")

_ITS_ORDER = {"order_id": "$response.body#/id"}
_LINKS = {
    "order": Link(operation="getOrder", description="the order", parameters=_ITS_ORDER),
    "receipt": Link(operation="getReceipt", description="what it rests on", parameters=_ITS_ORDER),
    "cancellation": Link(
        operation="cancelOrder", description="take it back", parameters=_ITS_ORDER
    ),
}
_CHANGED = {200: Answer(description="the order as it stands now", schema="Order")}


@ORDERS.operation(
    "POST",
    PATH,
    id=ID,
    summary="Place an order; it is examined at once",
    description=(
        "An order of the right form that breaks the law is placed and `refused`: that is an answer "
        "and no error. It is placed on the server's day."
    ),
    body=PlacedOrderIn,
    acts=True,
    answers={
        201: Answer(
            description="the order with its verdict, and its approval where one is granted",
            schema="Submission",
            headers=("Location", "ETag"),
        )
    },
    problems=frozenset({"duplicate", "quota-taken"}),
    examples={"two desktops as listed": dict(examples.ORDER)},
    links=_LINKS,
)
def submit_order(call: Call) -> Reply:
    """Place an order for the agency of the key."""
    stated, token = read_placed_order(call.body)
    quote = None if token is None else quote_of(token, call.services.keys)
    check_parties(call.principal, stated.order)
    books = call.books
    call.services.reading.words(books).check(stated.order, call.today)
    with agency_of_body():
        made = submit(
            call.connection,
            actor=call.actor,
            stated=stated,
            books=books,
            office=call.services.office,
            now=call.now,
            closing=call.closing,
        )
    return placed_reply(made, quote_members(quote, made, stated, books, call.now))


@ORDERS.operation(
    "GET",
    PATH,
    id="listOrders",
    summary="Orders the reader may see, the newest first",
    query=(
        *page_queries(),
        Query(name="state", field=Choice(OrderState), description="only those in this state"),
        Query(name="reference", field=Text(100), description="only the one of this reference"),
    ),
    answers={200: Answer(description="a page of orders", schema="OrderPage", headers=("Link",))},
)
def list_orders(call: Call) -> Reply:
    """Return a page of orders."""
    limit, after, state = limit_of(call), call.query.get("after"), call.query.get("state")
    found = store.orders_page(
        call.connection,
        limit=limit + 1,
        now=call.now,
        reader=call.principal.scope,
        before=None if after is None else after[0],
        state=None if state is None else OrderState(state),
        reference=call.query.get("reference"),
    )
    following = cursor(found[limit - 1].id) if len(found) > limit else None
    return page(call, [order_summary(held, call.now) for held in found[:limit]], following)


@ORDERS.operation(
    "GET",
    "/v1/orders/<order_id>",
    id="getOrder",
    summary="One order with its verdict and approval",
    answers={
        200: Answer(description="the order", schema="Order", headers=("ETag",)),
    },
)
def get_order(call: Call) -> Reply:
    """Return an order."""
    return _order(call, store.order(call.connection, call.path["order_id"]))


@ORDERS.operation(
    "POST",
    "/v1/orders/<order_id>/cancellation",
    id="cancelOrder",
    summary="Take an order back",
    description="What it holds of the quota returns at once; an approval in force is revoked.",
    body=ReasonIn,
    acts=True,
    answers=_CHANGED,
    problems=frozenset({"wrong-state"}),
    conditional=False,
    examples={"no longer needed": dict(examples.REASON)},
)
def cancel_order(call: Call) -> Reply:
    """Cancel an order."""
    reason, order_id = call.read(REASON)["reason"], _checked(call)
    cancel(
        call.connection,
        actor=call.actor,
        order_id=order_id,
        reason=reason,
        office=call.services.office,
        now=call.now,
    )
    return _order(call, store.order(call.connection, order_id))


@ORDERS.operation(
    "GET",
    "/v1/orders/<order_id>/receipt",
    id="getReceipt",
    summary="The sealed receipt of its latest examination",
    description="Canonical JSON: order, evidence, digests and verdict. Its digest is the ETag.",
    answers={200: Answer(description="the receipt", schema="Receipt", headers=("ETag",))},
)
def get_receipt(call: Call) -> Reply:
    """Return the bytes of a receipt as they were sealed."""
    held = receipt_of(call.connection, call.path["order_id"])
    return Reply(content=held.body, etag=f'"{held.digest}"')


@ORDERS.operation(
    "POST",
    "/v1/orders/<order_id>/examination",
    id="examineOrderAgain",
    summary="Examine an order again that waited for a fact or an answer",
    body=ReasonIn,
    acts=True,
    answers={200: Answer(description="what became of it", schema="Submission")},
    problems=frozenset({"wrong-state", "quota-taken"}),
    conditional=False,
    examples={"the fact arrived": {"reason": "the headcount of 2026 was recorded"}},
)
def examine_again(call: Call) -> Reply:
    """Examine an open order again, on today's facts."""
    call.read(REASON)
    made = reexamine(
        call.connection,
        actor=call.actor,
        order_id=_checked(call),
        books=call.books,
        office=call.services.office,
        now=call.now,
    )
    return _made(made)


@ORDERS.operation(
    "POST",
    "/v1/orders/<order_id>/answers",
    id="answerQuestions",
    summary="Answer the questions of judgement an order leaves open",
    description=(
        "An order that waits is examined again. One that was approved stays so: it is asked by the "
        "gates of later steps (`getGates`), and `gates` tells what they wait for now. A yes lets "
        "the step be taken, a no holds it; nobody answers who placed or amended the order."
    ),
    body=AnswersIn,
    acts=True,
    answers={200: Answer(description="what became of the order", schema="Submission")},
    problems=frozenset({"wrong-state", "same-person", "not-named", "not-acceptable-fact"}),
    conditional=False,
    examples=dict(examples.ANSWERED),
)
def answer_order(call: Call) -> Reply:
    """Record answers, and examine the order again where it waits."""
    given = [Given(**one) for one in call.read(ANSWERS)["answers"]]
    made = answer_questions(
        call.connection,
        actor=call.actor,
        order_id=_checked(call),
        given=given,
        books=call.books,
        office=call.services.office,
        now=call.now,
    )
    return _made(made) if isinstance(made, Submission) else order_stands(call, made)


@ORDERS.operation(
    "POST",
    "/v1/orders/<order_id>/decision",
    id="decideOrder",
    summary="Grant or decline a referred order",
    description="Send `If-Match` with the ETag of the order you looked at: you grant what you saw.",
    body=DecisionIn,
    acts=True,
    answers=_CHANGED,
    problems=frozenset({"wrong-state", "same-person", "not-named", "quota-taken"}),
    conditional=True,
    examples={"granted": dict(examples.DECISION)},
)
def decide_order(call: Call) -> Reply:
    """Grant or decline an order that waits for a decision."""
    decided, order_id = call.read(DECISION), _checked(call, needed=True)
    office, reason = call.services.office, decided["reason"]
    if decided["decision"] == "grant":
        grant(
            call.connection,
            actor=call.actor,
            order_id=order_id,
            reason=reason,
            books=call.books,
            office=office,
            now=call.now,
        )
    else:
        decline(
            call.connection,
            actor=call.actor,
            order_id=order_id,
            reason=reason,
            office=office,
            now=call.now,
        )
    return _order(call, store.order(call.connection, order_id))


def _checked(call: Call, *, needed: bool = False) -> str:
    """Return the order's id, once it is sure that the caller looked at its present state."""
    order_id, condition = call.path["order_id"], call.headers.get("If-Match")
    if needed or condition is not None:
        held = store.order(call.connection, order_id)
        require_match(condition, order_etag(call.connection, held, call.now), needed=needed)
    return order_id


def _made(made: Submission) -> Reply:
    return Reply(document=submission_document(made))


def _order(call: Call, held: StoredOrder) -> Reply:
    try:
        receipt = receipt_of(call.connection, held.id)
    except ReceiptNotFound:
        receipt = None  # not the reader's to see
    approval = store.approval_of_order(call.connection, held.id)
    document = order_document(held, receipt, approval, call.now)
    return Reply(document=document, etag=order_etag(call.connection, held, call.now))
