"""Amendments of orders: fewer or cheaper keeps the approval, anything else replaces the order."""

import json
from typing import Any

from api import examples
from api.call import Call, Reply
from api.conditions import etag_of, require_match
from api.instants import instant
from api.operation import Answer, Resource
from api.order_reading import read_order_body
from api.presenting import kept, submission_document
from api.routes.answers import check_parties
from api.schemas.order import OrderIn
from approvals import store
from approvals.amend import Amendment, AmendmentKind, amend
from approvals.amendment_store import StoredAmendment, amendments_of

AMENDMENTS = Resource(
    "amendments", "Change an order: what stands, and what is examined again, is told."
)


@AMENDMENTS.operation(
    "POST",
    "/v1/orders/<order_id>/amendments",
    id="amendOrder",
    summary="Amend an order",
    description=(
        "Send the whole order as it is to be. Fewer units, lower prices or dropped lines alone, "
        "under the same reference, keep the approval (`narrowing`). Anything else is examined as a "
        "whole on what the old order no longer holds, and needs a reference of its own: it takes "
        "the old one's place (`replacing`), whose approval is superseded, or is `refused`, and the "
        "old one stands."
    ),
    body=OrderIn,
    acts=True,
    answers={201: Answer(description="what became of it", schema="Amended")},
    problems=frozenset({"wrong-state", "duplicate", "quota-taken", "not-acceptable-fact"}),
    conditional=False,
    examples={"one desktop instead of two": dict(examples.AMENDED_ORDER)},
)
def amend_order(call: Call) -> Reply:
    """Amend an order."""
    order_id, condition = call.path["order_id"], call.headers.get("If-Match")
    held = store.order(call.connection, order_id)
    if condition is not None:
        state = held.state_at(call.now).value
        require_match(condition, etag_of("order", held.id, held.revision, state))
    stated = read_order_body(call.body)
    check_parties(call.principal, stated.order)
    call.services.reading.words(call.books).check(stated.order, call.today)
    made = amend(
        call.connection,
        actor=call.actor,
        order_id=order_id,
        stated=stated,
        books=call.books,
        office=call.services.office,
        now=call.now,
    )
    return Reply(status=201, document=_document(order_id, made))


@AMENDMENTS.operation(
    "GET",
    "/v1/orders/<order_id>/amendments",
    id="listAmendments",
    summary="The amendments of an order, the first first",
    answers={200: Answer(description="the amendments", schema="AmendmentList")},
)
def list_amendments(call: Call) -> Reply:
    """Return what was amended; an order the reader may not see is no order."""
    order_id = store.order(call.connection, call.path["order_id"]).id
    found = amendments_of(call.connection, order_id)
    return Reply(document={"items": [_kept(it) for it in found]})


def _document(order_id: str, made: Amendment) -> dict[str, Any]:
    submission = None if made.made is None else submission_document(made.made)
    in_force = order_id
    if made.kind is AmendmentKind.REPLACING and made.made is not None:
        in_force = made.made.examination.placed.id
    return {
        "kind": made.kind.value,
        "changes": list(made.changes),
        "approval_stands": made.kind is not AmendmentKind.REPLACING,
        "order": in_force,
        "ledger": {"leaf": made.leaf},
        **kept(submission=submission),
    }


def _kept(held: StoredAmendment) -> dict[str, Any]:
    return {
        "id": held.id,
        "kind": held.kind,
        "changes": list(held.changes),
        "content": held.content_hash,
        "order": json.loads(held.document),
        "recorded_at": instant(held.recorded_at),
        "recorded_by": held.recorded_by,
        **kept(approval=held.approval, replaced_by=held.replaced_by),
    }
