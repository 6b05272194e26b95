"""What holds back the steps after an order: asked on today's facts, of the order as it stands."""

from contextlib import nullcontext
from typing import Any

from api.call import Call, Reply
from api.gathering import asker_of, office_eyes
from api.operation import Answer, Resource
from api.presenting_gates import after_answer_document, passage_document
from api.roles import Role
from approvals import store
from approvals.later_gates import ASKED_OF_ORDERS, LaterGates
from approvals.receipt_store import receipt_of
from approvals.store import StoredOrder
from ledger.store import Leaf

GATES = Resource("gates", "What the steps after an order wait for.")


@GATES.operation(
    "GET",
    "/v1/orders/<order_id>/gates",
    id="getGates",
    summary="What holds back the steps after an order",
    description=(
        "For each later step, what is lacking and who can supply it, on the law and the facts of "
        "today. Nothing found here refuses the order. Supply what is lacking by an amendment that "
        "states it: one that adds papers and changes nothing else keeps the approval. `questions` "
        "are those a person has to judge, with the role they are put to, for `answerQuestions`; "
        "`answers` are those that were given, by whom and why, and are not told to suppliers."
    ),
    answers={200: Answer(description="each later step", schema="PassageList")},
)
def get_gates(call: Call) -> Reply:
    """Examine the order as it stands at every gate after its own."""
    held = store.order(call.connection, call.path["order_id"])
    return Reply(document={"items": passages_of(call, held)})


def passages_of(call: Call, held: StoredOrder) -> list[dict[str, Any]]:
    """Return what each gate after an order's own says of it, as far as the reader may know."""
    role = call.principal.role
    # Agencies, and who of them answered what, are not a supplier's to see.
    with office_eyes(call) if role is Role.SUPPLIER else nullcontext():
        gates = LaterGates(call.connection, held, call.books, call.today, asker_of(call.principal))
        found = [gates.passage(gate) for gate in ASKED_OF_ORDERS]
    return [passage_document(it, call.today, role, order=held.id) for it in found]


def order_stands(call: Call, leaf: Leaf) -> Reply:
    """Return an approved order after an answer at a later gate: it is what it was."""
    held = store.order(call.connection, call.path["order_id"])
    receipt = receipt_of(call.connection, held.id)
    approval = store.approval_of_order(call.connection, held.id)
    gates = passages_of(call, held)
    return Reply(document=after_answer_document(held, receipt, approval, leaf.text, gates))
