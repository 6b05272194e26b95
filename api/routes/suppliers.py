"""Suppliers: who is barred from public purchases, until when, and by which decision."""

from datetime import date
from typing import Any

from api import examples
from api.call import Call, Reply
from api.conditions import etag_of, require_match
from api.instants import instant
from api.operation import Answer, Link, Resource
from api.presenting import kept
from api.problem import refuse
from api.routes.agencies import ON, day_of
from api.schemas.suppliers import LIFTING, SUSPENSION, LiftingIn, SuspensionIn
from approvals.errors import MalformedUscc
from approvals.reinstate_supplier import Lifting, lift_suspension
from approvals.suspend_supplier import Term, suspend_supplier
from approvals.suspension_store import StoredSuspension, suspensions_of
from approvals.uscc import check_uscc
from ledger.store import Leaf

SUPPLIERS = Resource("suppliers", "Suppliers, as far as something is recorded of them.")
_PATH = "/v1/suppliers/<uscc>"


@SUPPLIERS.operation(
    "GET",
    _PATH,
    id="getSupplier",
    summary="Whether a supplier is barred from public purchases on a day, and since when",
    description=(
        "Of a supplier nothing is recorded of, that is the answer: there is no register of all"
        " suppliers. A term that is over counts no more, without anybody lifting it."
    ),
    query=(ON,),
    answers={200: Answer(description="what is recorded", schema="Supplier", headers=("ETag",))},
)
def get_supplier(call: Call) -> Reply:
    """Return what is recorded of a supplier."""
    document = _document(call, day_of(call))
    return Reply(document=document, etag=etag_of(document))


@SUPPLIERS.operation(
    "POST",
    f"{_PATH}/suspensions",
    id="suspendSupplier",
    summary="Record a decision that bars a supplier from public purchases for a term",
    description=(
        "From its first day to its last every order that names the supplier is refused, dry runs"
        " told so too. Approvals granted before stand, and may be delivered."
    ),
    body=SuspensionIn,
    acts=True,
    answers={201: Answer(description="recorded", schema="Supplier")},
    problems=frozenset({"not-acceptable-fact"}),
    examples={"a term of two years": dict(examples.SUSPENSION)},
    links={
        "lifting": Link(
            operation="liftSuspension",
            description="end it before its last day",
            parameters={
                "uscc": "$request.path.uscc",
                "suspension": "$response.body#/suspension",
            },
        )
    },
)
def suspend(call: Call) -> Reply:
    """Record a suspension."""
    stated = call.read(SUSPENSION)
    made = suspend_supplier(
        call.connection,
        actor=call.actor,
        supplier=_code(call.path["uscc"]),
        term=Term(
            document=stated["document"],
            reason=stated["reason"],
            valid_from=date.fromisoformat(stated["valid_from"]),
            valid_until=date.fromisoformat(stated["valid_until"]),
        ),
        office=call.services.office,
        now=call.now,
    )
    document = {**_document(call, call.today, made.leaf), "suspension": made.number}
    return Reply(status=201, document=document)


@SUPPLIERS.operation(
    "POST",
    f"{_PATH}/suspensions/<suspension>/lifting",
    id="liftSuspension",
    summary="Record a decision that lifts a suspension before its term is over",
    description=(
        "By another person than the one who recorded the suspension, with the ETag of what is "
        "recorded of the supplier today."
    ),
    body=LiftingIn,
    acts=True,
    conditional=True,
    answers={200: Answer(description="what is recorded now", schema="Supplier")},
    problems=frozenset({"not-acceptable-fact", "same-person", "wrong-state"}),
    examples={"set aside": dict(examples.LIFTING)},
    links={
        "supplier": Link(
            operation="getSupplier",
            description="what is recorded of the supplier",
            parameters={"uscc": "$request.path.uscc"},
        )
    },
)
def lift(call: Call) -> Reply:
    """Lift a suspension."""
    stated = call.read(LIFTING)
    day: str | None = stated.get("free_from")
    require_match(call.headers.get("If-Match"), etag_of(_document(call, call.today)))
    leaf = lift_suspension(
        call.connection,
        actor=call.actor,
        supplier=call.path["uscc"],
        number=call.path["suspension"],
        lifting=Lifting(
            document=stated["document"],
            reason=stated["reason"],
            free_from=None if day is None else date.fromisoformat(day),
        ),
        office=call.services.office,
        now=call.now,
    )
    document = {**_document(call, call.today, leaf), "suspension": call.path["suspension"]}
    return Reply(document=document)


def _code(text: str) -> str:
    """Return a supplier's code, if it is one."""
    try:
        return check_uscc(text)
    except MalformedUscc as error:
        refuse("not-found", error.reason_zh, error.reason)


def _document(call: Call, on: date, leaf: Leaf | None = None) -> dict[str, Any]:
    supplier = _code(call.path["uscc"])
    found = suspensions_of(call.connection, supplier)
    suspended = any(it.in_force(on) for it in found)
    return {
        "uscc": supplier,
        "on": on.isoformat(),
        "state": "suspended" if suspended else "no-suspension-recorded",
        "suspensions": [_suspension(it) for it in found],
        **kept(ledger=None if leaf is None else {"leaf": leaf.text}),
    }


def _suspension(held: StoredSuspension) -> dict[str, Any]:
    ended = None
    if held.ended is not None:
        ended = {
            "free_from": held.ended.free_from.isoformat(),
            **kept(document=held.ended.document, reason=held.ended.reason),
            "person": held.ended.person,
            "recorded_at": instant(held.ended.recorded_at),
        }
    return {
        "number": held.number,
        "document": held.document,
        "reason": held.reason,
        "valid_from": held.valid_from.isoformat(),
        "valid_until": held.valid_until.isoformat(),
        "last_day": held.last_day.isoformat(),
        "recorded": {"person": held.person, "recorded_at": instant(held.recorded_at)},
        **kept(ended=ended),
    }
