"""What holds back the steps after an order: asked on today's facts, of the order as it stands."""

import json
from typing import Any

from api.call import Call, Reply
from api.gathering import asker_of, gather_for
from api.operation import Answer, Resource
from api.presenting import of_the_quote
from api.roles import Role
from approvals import store
from approvals.amendment_store import NARROWING, amendments_of
from approvals.evidence import evidence_of
from approvals.store import StoredOrder
from validators.evidence import Evidence
from validators.examine import Dates
from validators.finding import Conclusion
from validators.gates import examine_at
from validators.order import Order
from validators.reading import read_order
from validators.rule import Gate
from validators.writing import verdict_document

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
    order = _as_it_stands(call, held)
    facts, named = gather_for(call, order, call.today)
    asker = asker_of(call.principal)
    evidence = evidence_of(facts, named, order, call.books, call.today, asker)
    later = [gate for gate in Gate if gate is not Gate.ORDER]
    return Reply(document={"items": [_passage(call, held, order, evidence, it) for it in later]})


def _passage(
    call: Call, held: StoredOrder, order: Order, evidence: Evidence, gate: Gate
) -> dict[str, Any]:
    on = call.today
    verdict = examine_at(gate, order, evidence, call.books.law, Dates(placed_on=on))
    if call.principal.role is Role.SUPPLIER:
        verdict = of_the_quote(verdict)
    return {
        "kind": "gate",
        "order": held.id,
        "gate": gate.value,
        "on": on.isoformat(),
        "open": verdict.outcome is Conclusion.CONFORMING,
        "verdict": verdict_document(verdict),
    }


def _as_it_stands(call: Call, held: StoredOrder) -> Order:
    """Return the order as its last narrowing left it: what replaced it is an order of its own."""
    kept = [it for it in amendments_of(call.connection, held.id) if it.kind == NARROWING]
    return read_order(json.loads(kept[-1].document if kept else held.document))
