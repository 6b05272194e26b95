"""The record of one order: what the ledger says of it, and its verdict recomputed."""

from api.call import Call, Reply
from api.operation import Answer, Link, Query, Resource
from api.paging import WholeNumberText, bad_cursor, cursor, limit_of, page, page_queries
from api.presenting_ledger import entry_document
from approvals import store
from approvals.auditor_reading import record_reading
from approvals.receipt import law_named, recompute
from approvals.receipt_store import receipt_of
from catalog.past_law import law_of_digest
from ledger.subjects import entries_about

ORDER_RECORD = Resource("order-record", "What the ledger says of one order, and its verdict again.")
_MOST_EXAMINATIONS = 10_000
_PLACE_DIGITS = 18


@ORDER_RECORD.operation(
    "GET",
    "/v1/orders/<order_id>/entries",
    id="listOrderEntries",
    summary="Everything the ledger says of an order, in the order of the tree",
    description=(
        "Its examinations, answers, decisions and amendments, its approval and how that ended, and "
        "each act on its deliveries. What was recorded a moment ago gets its place within seconds."
    ),
    query=page_queries(),
    answers={200: Answer(description="a page of entries", schema="EntryPage", headers=("Link",))},
    links={
        "inclusion": Link(
            operation="proveInclusion",
            description="proof that an entry is in the tree",
            parameters={"leaf": "$response.body#/items/0/leaf"},
        )
    },
)
def list_order_entries(call: Call) -> Reply:
    """Return a page of entries about an order."""
    limit, after = limit_of(call), call.query.get("after")
    held = store.order(call.connection, call.path["order_id"])
    record_reading(
        call.connection,
        actor=call.actor,
        read="order-entries",
        details={"order": held.id},
        ids=call.services.office.ids,
        now=call.now,
    )
    last = -1 if after is None else _place(after[0])
    found = entries_about(call.connection, "order", held.id, after=last, limit=limit + 1)
    following = cursor(str(found[limit - 1].index)) if len(found) > limit else None
    return page(call, [entry_document(it) for it in found[:limit]], following)


@ORDER_RECORD.operation(
    "GET",
    "/v1/orders/<order_id>/recomputation",
    id="recomputeReceipt",
    summary="Examine again what a receipt seals, and compare the verdict byte for byte",
    description=(
        "By the engine and the law the receipt names, from the receipt alone: nothing the service "
        "knows by now has a say. `differences` are JSON pointers into the verdict."
    ),
    query=(
        Query(
            name="examination",
            field=WholeNumberText(1, _MOST_EXAMINATIONS),
            description="which examination of the order; the latest where it is not given",
        ),
    ),
    answers={200: Answer(description="whether it comes out the same", schema="Recomputation")},
)
def recompute_receipt(call: Call) -> Reply:
    """Recompute a receipt."""
    held = receipt_of(call.connection, call.path["order_id"], call.query.get("examination"))
    books, named = call.books, law_named(held.body)
    law = books.law if named == books.law_digest else law_of_digest(call.connection, named)
    found = recompute(held.body, {named: law})
    return Reply(
        document={
            "order": held.order_id,
            "examination": held.examination,
            "receipt": held.digest,
            "bytes": len(held.body),
            "engine": found.engine,
            "law": found.law,
            "agrees": found.agrees,
            "sealed": found.sealed,
            "recomputed": found.found,
            "differences": list(found.differences),
        }
    )


def _place(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _PLACE_DIGITS):
        raise bad_cursor()
    return int(text)
