"""What holds back the steps after an order: asked on today's facts, of the order as it stands."""

from typing import Any

from api.call import Call, Reply
from api.gathering import asker_of, gather_for
from api.operation import Answer, Resource
from api.presenting import passage_document
from approvals import store
from approvals.evidence import evidence_of
from approvals.standing_order import as_it_stands
from approvals.store import StoredOrder
from validators.evidence import Evidence
from validators.examine import Dates
from validators.gates import examine_at
from validators.order import Order
from validators.rule import BEFORE_DELIVERY, Gate

GATES = Resource("gates", "What the steps after an order wait for.")


@GATES.operation(
    "GET",
    "/v1/orders/<order_id>/gates",
    id="getGates",
    summary="What holds back the steps after an order",
    description=(
        "For each later step, what is lacking and who can supply it, on the law and the facts of "
        "today. Nothing found here refuses the order. Supply what is lacking by an amendment that "
        "states it: one that adds papers and changes nothing else keeps the approval."
    ),
    answers={200: Answer(description="each later step", schema="PassageList")},
)
def get_gates(call: Call) -> Reply:
    """Examine the order as it stands at every gate after its own."""
    held = store.order(call.connection, call.path["order_id"])
    order = as_it_stands(call.connection, held).order
    facts, named = gather_for(call, order, call.today)
    asker = asker_of(call.principal)
    evidence = evidence_of(facts, named, order, call.books, call.today, asker)
    later = [gate for gate in BEFORE_DELIVERY if gate is not Gate.ORDER]
    return Reply(document={"items": [_passage(call, held, order, evidence, it) for it in later]})


def _passage(
    call: Call, held: StoredOrder, order: Order, evidence: Evidence, gate: Gate
) -> dict[str, Any]:
    verdict = examine_at(gate, order, evidence, call.books.law, Dates(placed_on=call.today))
    return passage_document(gate, verdict, call.today, call.principal.role, order=held.id)
