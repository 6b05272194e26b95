"""The dry run: what an order would be answered, without placing it."""

from datetime import date
from typing import Any

from api.call import Call, Reply
from api.examples import ORDER
from api.faults import ContentFaults, Fault, Note, fault
from api.operation import Answer, Query, Resource
from api.presenting import dry_run_document
from api.roles import Role
from api.routes.answers import agency_of_body, check_parties
from api.schemas.acts import VALIDATION, ValidationIn
from api.schemas.fields import Day
from api.wire import accept
from approvals.evidence import gather
from storage.database import apply_scope
from storage.scope import SYSTEM
from validators.evidence import Evidence
from validators.examine import Dates, examine
from validators.order import Order
from validators.reading import read_order

VALIDATIONS = Resource("validations", "Try an order out: nothing is stored, nothing is reserved.")


@VALIDATIONS.operation(
    "POST",
    "/v1/validations",
    id="validateOrder",
    summary="Examine an order without placing it",
    description=(
        "The verdict a real order would get now, or on the day `on`. It reserves nothing and is no "
        "approval. Suppliers are told what concerns their quote, and what was left out."
    ),
    query=(
        Query(name="on", field=Day(), description="the day it is examined for; `on` in the body"),
    ),
    body=ValidationIn,
    answers={200: Answer(description="the verdict", schema="DryRun")},
    examples={"two desktops as listed": dict(ORDER)},
)
def validate_order(call: Call) -> Reply:
    """Examine an order on today's facts, or on those of another day."""
    document = accept(call.body) or call.read(VALIDATION)
    on = _day(call, document)
    check_parties(call, document)
    books = call.books
    call.services.reading.words(books).check(document, on)
    order = read_order(document)
    with agency_of_body():
        evidence = _gather(call, order, on)
    dates = Dates(placed_on=on, valid_until=call.services.office.policy.valid_until(on))
    verdict = examine(order, evidence, books.law, dates)
    return Reply(document=dry_run_document(verdict, call.principal.role))


def _gather(call: Call, order: Order, on: date) -> Evidence:
    """Gather evidence; for a supplier with the office's eyes, since agencies are not his to see."""
    if call.principal.role is not Role.SUPPLIER:
        return gather(call.connection, order.agency, order, call.books, on)
    apply_scope(call.connection, SYSTEM)
    try:
        return gather(call.connection, order.agency, order, call.books, on)
    finally:
        apply_scope(call.connection, call.principal.scope)


def _day(call: Call, document: dict[str, Any]) -> date:
    asked: str | None = call.query.get("on")
    stated: str | None = document.pop("on", None)
    if asked is not None and stated is not None and asked != stated:
        raise ContentFaults([fault("/on", "stated-twice"), Fault("", Note("stated-twice"), "on")])
    day = asked or stated
    return call.today if day is None else date.fromisoformat(day)
