"""Deliveries: devices a supplier sends on an approval, serial by serial, and where they stand."""

from contextlib import nullcontext
from datetime import date

from api import examples
from api.call import Call, Reply
from api.faults import ContentFaults, fault
from api.gathering import asker_of, office_eyes
from api.operation import Answer, Link, Query, Resource
from api.paging import cursor, limit_of, page, page_queries
from api.presenting_deliveries import delivery_summary
from api.presenting_gates import passage_document
from api.roles import Role
from api.routes.delivery_replies import CHANGED, REFUSED, check_seen, delivery_reply
from api.schemas.deliveries import DESPATCH, WITHDRAWAL, DespatchIn, WithdrawalIn
from api.schemas.fields import Text
from approvals import delivery_store, store
from approvals.delivery_gates import gates_of
from approvals.despatch import Note, Sent, despatch
from approvals.errors import ApprovalNotFound
from approvals.return_delivery import withdraw_delivery

DELIVERIES = Resource(
    "deliveries", "Devices under way on an approval: sent, received, inspected, accepted or back."
)
_PATH = "/v1/deliveries/<delivery_id>"


@DELIVERIES.operation(
    "POST",
    "/v1/deliveries",
    id="despatchDelivery",
    summary="Say which devices are sent on an approval, serial by serial",
    description=(
        "By the supplier the approval names. Never more devices than a line still has open, and no "
        "serial that is in another place, of whichever agency."
    ),
    body=DespatchIn,
    acts=True,
    answers={
        201: Answer(description="despatched", schema="Delivery", headers=("Location", "ETag"))
    },
    problems=REFUSED | {"duplicate"},
    examples={"two desktops": dict(examples.DESPATCH)},
    links={
        "delivery": Link(
            operation="getDelivery",
            description="the delivery",
            parameters={"delivery_id": "$response.body#/id"},
        )
    },
)
def despatch_delivery(call: Call) -> Reply:
    """Despatch devices, looked up with the supplier's eyes and counted with the office's."""
    stated = call.read(DESPATCH)
    note = Note(
        number=stated["approval"],
        reference=stated["reference"],
        despatched_on=date.fromisoformat(stated["despatched_on"]),
        sent=tuple(Sent(it["line"], tuple(it["serials"])) for it in stated["lines"]),
    )
    try:
        store.approval_by_number(call.connection, note.number)
    except ApprovalNotFound:
        raise ContentFaults([fault("/approval", "unknown-approval")]) from None
    with office_eyes(call):
        made = despatch(
            call.connection,
            actor=call.actor,
            supplier=str(call.principal.supplier),
            note=note,
            ids=call.services.office.ids,
            now=call.now,
        )
    reply = delivery_reply(call, made.id, leaf=made.leaf)
    where = {"Location": f"/v1/deliveries/{made.id}"}
    return Reply(status=201, document=reply.document, headers=where, etag=reply.etag)


@DELIVERIES.operation(
    "GET",
    "/v1/deliveries",
    id="listDeliveries",
    summary="Deliveries the reader sent, or receives, the newest first",
    query=(
        *page_queries(),
        Query(name="approval", field=Text(40), description="those on this approval alone"),
    ),
    answers={
        200: Answer(description="a page of deliveries", schema="DeliveryPage", headers=("Link",))
    },
)
def list_deliveries(call: Call) -> Reply:
    """Return a page of deliveries."""
    limit, after = limit_of(call), call.query.get("after")
    found = delivery_store.deliveries_page(
        call.connection,
        limit=limit + 1,
        reader=call.principal.scope,
        before=None if after is None else after[0],
        number=call.query.get("approval"),
    )
    following = cursor(found[limit - 1].id) if len(found) > limit else None
    return page(call, [delivery_summary(it) for it in found[:limit]], following)


@DELIVERIES.operation(
    "GET",
    _PATH,
    id="getDelivery",
    summary="One delivery: where each device stands, and what was found on it",
    answers={200: Answer(description="the delivery", schema="Delivery", headers=("ETag",))},
)
def get_delivery(call: Call) -> Reply:
    """Return a delivery."""
    return delivery_reply(call, call.path["delivery_id"])


@DELIVERIES.operation(
    "GET",
    f"{_PATH}/gates",
    id="getDeliveryGates",
    summary="What holds back the acceptance of a delivery, and its entry in the asset ledgers",
    description=(
        "The gate of the contract, and that of the delivery for devices that are there, hold "
        "acceptance; that of the ledger is about what was accepted. A gate with no device to look "
        "at is left out. What nobody said is lacking, and never a pass."
    ),
    answers={200: Answer(description="each gate", schema="DeliveryGateList")},
)
def get_delivery_gates(call: Call) -> Reply:
    """Examine a delivery at every gate after the order's."""
    held = delivery_store.find_delivery(call.connection, call.path["delivery_id"])
    asker, role = asker_of(call.principal), call.principal.role
    with office_eyes(call) if role is Role.SUPPLIER else nullcontext():
        found = gates_of(call.connection, held, call.books, call.today, asker)
    items = [passage_document(passage, call.today, role, delivery=held.id) for passage in found]
    return Reply(document={"items": items})


@DELIVERIES.operation(
    "POST",
    f"{_PATH}/withdrawal",
    id="withdrawDelivery",
    summary="Take devices back that did not come",
    description="By the supplier; an officer may give up devices that were told to be missing.",
    body=WithdrawalIn,
    acts=True,
    answers=CHANGED,
    problems=REFUSED,
    conditional=False,
    examples={"never sent": dict(examples.WITHDRAWAL)},
)
def withdraw(call: Call) -> Reply:
    """Withdraw devices; looked up with the asker's eyes and counted with the office's."""
    stated, identifier = call.read(WITHDRAWAL), check_seen(call)
    with office_eyes(call):
        done = withdraw_delivery(
            call.connection,
            actor=call.actor,
            supplier=call.principal.supplier,
            identifier=identifier,
            serials=stated["serials"],
            reason=stated["reason"],
            ids=call.services.office.ids,
            now=call.now,
        )
    return delivery_reply(call, identifier, done)
