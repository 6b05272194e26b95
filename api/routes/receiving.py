"""What an agency does with devices that come: received, inspected, accepted, sent back, carded."""

from api import examples
from api.arriving import examine_waiting
from api.call import Call, Reply
from api.device_evidence import device_evidence
from api.faults import ContentFaults, fault
from api.inspected import inspected
from api.operation import Resource
from api.routes.delivery_replies import CHANGED, REFUSED, check_seen, delivery_reply
from api.schemas.deliveries import (
    ACCEPTANCE,
    CARDS,
    INSPECTION,
    RECEIPT,
    RETURN,
    AcceptanceIn,
    CardsIn,
    InspectionIn,
    ReceiptIn,
    ReturnIn,
)
from approvals import delivery_store
from approvals.accept_delivery import accept_delivery
from approvals.card_delivery import card_delivery
from approvals.inspect_delivery import inspect_delivery
from approvals.receive_delivery import receive_delivery
from approvals.return_delivery import return_delivery
from approvals.unit_states import UnitAct

RECEIVING = Resource("receiving", "What an agency says of devices that come, and does with them.")
_PATH = "/v1/deliveries/<delivery_id>"


@RECEIVING.operation(
    "POST",
    f"{_PATH}/receipt",
    id="receiveDelivery",
    summary="Say which devices came, which did not, and which came damaged",
    description="What is told of a device that is further on already changes nothing.",
    body=ReceiptIn,
    acts=True,
    answers=CHANGED,
    problems=REFUSED,
    conditional=False,
    examples={"one came": dict(examples.RECEIPT)},
)
def receive(call: Call) -> Reply:
    """Record a receipt."""
    stated, identifier = call.read(RECEIPT), check_seen(call)
    told = {
        UnitAct.RECEIVE: stated.get("received", ()),
        UnitAct.MISS: stated.get("missing", ()),
        UnitAct.DAMAGE: stated.get("damaged", ()),
    }
    if not any(told.values()):
        raise ContentFaults([fault("/received", "required")])
    done = receive_delivery(
        call.connection,
        actor=call.actor,
        identifier=identifier,
        told=told,
        note=stated.get("note"),
        ids=call.services.office.ids,
        now=call.now,
    )
    return delivery_reply(call, identifier, done)


@RECEIVING.operation(
    "POST",
    f"{_PATH}/inspection",
    id="inspectDelivery",
    summary="Say what is really on each device: system, label, media, licence evidence",
    description=(
        "What is left out was not looked at. `operating_system` takes the words of "
        "`readMachineDocument`. The last inspection of a device counts, as a whole."
    ),
    body=InspectionIn,
    acts=True,
    secret=True,
    answers=CHANGED,
    problems=REFUSED,
    conditional=False,
    examples={"one device": dict(examples.INSPECTION)},
)
def inspect(call: Call) -> Reply:
    """Record an inspection."""
    stated, identifier = call.read(INSPECTION), check_seen(call)
    evidence = device_evidence(call, stated["units"], "/units")
    done = inspect_delivery(
        call.connection,
        actor=call.actor,
        identifier=identifier,
        found=list(map(inspected, stated["units"], evidence)),
        source=stated["source"],
        ids=call.services.office.ids,
        now=call.now,
    )
    return delivery_reply(call, identifier, done)


@RECEIVING.operation(
    "POST",
    f"{_PATH}/acceptance",
    id="acceptDelivery",
    summary="Accept devices that came and were inspected; they are the agency's from then on",
    description=(
        "Held while the gate of the contract or that of the delivery lacks something. Whoever sent "
        "the devices cannot accept them. Takes the quota, binds the licence evidence and enters "
        "the software ledgers, as `recordAssets` does."
    ),
    body=AcceptanceIn,
    acts=True,
    answers=CHANGED,
    problems=REFUSED | {"gate-holds", "same-person", "duplicate", "licence-evidence-used"},
    conditional=False,
    examples={"one device": dict(examples.ACCEPTANCE)},
)
def accept(call: Call) -> Reply:
    """Accept devices, and examine what waited for them."""
    stated, identifier = call.read(ACCEPTANCE), check_seen(call)
    done = accept_delivery(
        call.connection,
        actor=call.actor,
        identifier=identifier,
        serials=stated["serials"],
        document=stated["document"],
        books=call.books,
        ids=call.services.office.ids,
        now=call.now,
    )
    examined = {}
    if done.leaf is not None:
        agency = delivery_store.find_delivery(call.connection, identifier).agency
        examined = examine_waiting(call, agency)
    return delivery_reply(call, identifier, done, more=examined)


@RECEIVING.operation(
    "POST",
    f"{_PATH}/return",
    id="returnDelivery",
    summary="Send devices back, for good or for others in their place",
    body=ReturnIn,
    acts=True,
    answers=CHANGED,
    problems=REFUSED,
    conditional=False,
    examples={"for good": dict(examples.RETURN)},
)
def send_back(call: Call) -> Reply:
    """Send devices back."""
    stated, identifier = call.read(RETURN), check_seen(call)
    done = return_delivery(
        call.connection,
        actor=call.actor,
        identifier=identifier,
        serials=stated["serials"],
        reason=stated["reason"],
        replacement=stated["replacement"],
        ids=call.services.office.ids,
        now=call.now,
    )
    return delivery_reply(call, identifier, done)


@RECEIVING.operation(
    "POST",
    f"{_PATH}/cards",
    id="cardDelivery",
    summary="Say on which asset cards accepted devices and software stand",
    body=CardsIn,
    acts=True,
    answers=CHANGED,
    problems=REFUSED | {"duplicate"},
    conditional=False,
    examples={"one card": dict(examples.CARDS)},
)
def enter_cards(call: Call) -> Reply:
    """Record asset cards."""
    stated, identifier = call.read(CARDS), check_seen(call)
    done = card_delivery(
        call.connection,
        actor=call.actor,
        identifier=identifier,
        stated=[(it["serial"], it["number"]) for it in stated["cards"]],
        ids=call.services.office.ids,
        now=call.now,
    )
    return delivery_reply(call, identifier, done)
