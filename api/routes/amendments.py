"""Amendments of orders: fewer or cheaper keeps the approval, anything else replaces the order."""

import json
from typing import Any

from api import examples
from api.call import Call, Reply
from api.conditions import require_match
from api.instants import instant
from api.operation import Answer, Resource
from api.order_reading import read_order_body
from api.order_tag import order_etag
from api.presenting import kept, submission_document
from api.routes.answers import check_parties
from api.schemas.order import OrderIn
from approvals import store
from approvals.amend import Amendment, AmendmentKind, amend
from approvals.amendment_store import StoredAmendment, amendments_of
from approvals.locking import lock_agency

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
        "old one stands. Send `If-Match` with the ETag of the order you started from."
    ),
    body=OrderIn,
    acts=True,
    answers={201: Answer(description="what became of it", schema="Amended")},
    problems=frozenset({"wrong-state", "duplicate", "quota-taken", "not-acceptable-fact"}),
    conditional=True,
    examples={"one desktop instead of two": dict(examples.AMENDED_ORDER)},
)
def amend_order(call: Call) -> Reply:
    """Amend an order."""
    order_id = _seen(call)
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
    description="The ETag is that of the order, which every amendment changes.",
    answers={200: Answer(description="the amendments", schema="AmendmentList", headers=("ETag",))},
)
def list_amendments(call: Call) -> Reply:
    """Return what was amended; an order the reader may not see is no order."""
    held = store.order(call.connection, call.path["order_id"])
    found = amendments_of(call.connection, held.id)
    etag = order_etag(call.connection, held, call.now)
    return Reply(document={"items": [_kept(it) for it in found]}, etag=etag)


def _seen(call: Call) -> str:
    """Return the order's id, once the caller looked at its present state, which stays so.

    An amendment states the whole order: made from an earlier one, it would undo what came since.
    """
    order_id = store.order(call.connection, call.path["order_id"]).id
    lock_agency(call.connection, str(call.principal.agency))
    held = store.order(call.connection, order_id)
    require_match(call.headers.get("If-Match"), order_etag(call.connection, held, call.now))
    return order_id


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
