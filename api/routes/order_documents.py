"""Orders as other systems and offices write them: read and tried out, or placed."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from msgspec import Raw
from msgspec.json import encode as json_encode
from sqlalchemy import select

from api import limits
from api.answering_documents import XML, placed_in_xml, tried_out_in_xml, wants_xml
from api.call import Call, Reply
from api.conditions import etag_of
from api.document_faults import order_made, placed, whole_order
from api.examples import ORDER
from api.operation import Answer, Link, Query, Resource
from api.presenting import dry_run_document, of_the_quote, submission_document
from api.presenting_documents import document_document, outcome_of, read_document
from api.problem import refuse
from api.reading_files import one_at_a_time
from api.roles import OF_AN_AGENCY, Role
from api.routes.answers import agency_of_body, check_parties
from api.routes.validations import tried_out
from api.schemas.documents import ClassesText, IncludesText
from api.schemas.fields import Choice, Code, Day, Share, Text, Uscc
from approvals import store
from approvals.order_document import keep_reading, reading_of
from approvals.submit import submit
from integrations.documents.door import read_order_document
from integrations.documents.draft import Draft, Given
from integrations.documents.drafting import drafted
from integrations.documents.faults import OrderDocumentFault
from integrations.documents.order_out import write_ubl_order
from integrations.errors import FileRefused
from ledger.canonical import digest
from validators.order import Tax

ORDER_DOCUMENTS = Resource(
    "order-documents", "Orders in UBL, cXML, XLSX and CSV: read, tried out, placed."
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = ("application/xml", "text/xml", XLSX, "text/csv", "application/octet-stream")
_XML: Mapping[str, str] = MappingProxyType({"application/xml": "XmlAnswer"})
_FILLER = "dry-run"
_EXAMPLES: Mapping[str, str] = MappingProxyType(
    {"the example order in UBL": write_ubl_order(ORDER, date(2026, 11, 23)).decode()}
)
_MALFORMED = frozenset({OrderDocumentFault.XML_MALFORMED.value})
_PROBLEMS = frozenset({"faulty-document", "malformed-document", "unavailable"})

GIVEN = (
    Query(name="agency", field=Uscc(), description="the buyer, where the document has no code"),
    Query(name="supplier", field=Uscc(), description="the seller, where the document has no code"),
    Query(
        name="reference",
        field=Text(limits.REFERENCE),
        description="the agency's own number, instead of the document's",
    ),
    Query(name="tax", field=Choice(Tax), description="whether prices contain value-added tax"),
    Query(name="tax_rate", field=Share(), description="the rate, where tax is excluded"),
    Query(name="includes", field=IncludesText(), description="what every price contains"),
    Query(name="scheme", field=Code(), description="the classification of codes that name none"),
    Query(
        name="classes",
        field=ClassesText(),
        description="the class of lines, by line number or item number, where no code tells it",
    ),
)
"""Query parameters of every route that takes an order document."""


@ORDER_DOCUMENTS.operation(
    "POST",
    "/v1/order-documents/readings",
    id="readOrderDocument",
    summary="Read an order document, and try the order out that it makes",
    description=(
        "The body is the document as it came: UBL 2 Order or Quotation, cXML OrderRequest or "
        "PunchOutOrderMessage, a purchase plan in XLSX or CSV (see docs/order-documents.md). What "
        "it states is told apart from what follows; what is not understood is in `unread`, with "
        "its place. Lines that make lines of an order are examined as in a dry run; while anything "
        "is open the outcome is never `conforming`. Nothing is stored. `Accept: application/xml` "
        "answers in the document's own format."
    ),
    query=(
        *GIVEN,
        Query(name="on", field=Day(), description="the day it is examined for; today if left out"),
    ),
    document=True,
    media=MEDIA,
    body_limit=limits.FILE_BYTES,
    answers={200: Answer(description="what was read", schema="OrderDocument", also=_XML)},
    problems=_PROBLEMS,
    examples=_EXAMPLES,
)
def read_a_document(call: Call) -> Reply:
    """Read a document, and try out what it makes."""
    draft = _drafted(call, _FILLER)
    asked: str | None = call.query.get("on")
    on = call.today if asked is None else date.fromisoformat(asked)
    verdict = None
    if draft.order is not None:
        order = order_made(draft).order
        with placed(draft.places):
            verdict = tried_out(call, order, on)
    role = call.principal.role
    if verdict is not None and role is Role.SUPPLIER:
        verdict = of_the_quote(verdict)
    outcome = outcome_of(draft, None if verdict is None else verdict.outcome)
    if wants_xml(call):
        return tried_out_in_xml(draft, verdict, outcome, call)
    tried = None if verdict is None else dry_run_document(verdict, role)
    return Reply(document=document_document(draft, outcome, tried))


@ORDER_DOCUMENTS.operation(
    "POST",
    "/v1/order-documents/orders",
    id="placeOrderDocument",
    summary="Place the order that a document makes; it is examined at once",
    description=(
        "As `submitOrder`, with the order read from a document as `readOrderDocument` reads it. It "
        "is placed whole or not at all: whatever is open about any line is told, with its place. "
        "`Accept: application/xml` answers with an OrderResponse or a ConfirmationRequest."
    ),
    query=GIVEN,
    document=True,
    media=MEDIA,
    body_limit=limits.FILE_BYTES,
    acts=True,
    answers={
        201: Answer(
            description="the order with its verdict, and its approval where one is granted",
            schema="Submission",
            headers=("Location",),
            also=_XML,
        )
    },
    problems=_PROBLEMS | {"duplicate", "quota-taken"},
    examples=_EXAMPLES,
    links={
        "order": Link(
            operation="getOrder",
            description="the order",
            parameters={"order_id": "$response.body#/id"},
        )
    },
)
def place_a_document(call: Call) -> Reply:
    """Place the order a document makes, for the agency of the key."""
    draft = _drafted(call, None)
    stated = whole_order(draft)
    books = call.books
    with placed(draft.places):
        check_parties(call.principal, stated.order)
        call.services.reading.words(books).check(stated.order, call.today)
        with agency_of_body():
            made = submit(
                call.connection,
                actor=call.actor,
                stated=stated,
                books=books,
                office=call.services.office,
                now=call.now,
            )
    sent = digest(call.body)
    read = json_encode({"digest": sent, **read_document(draft)})
    placed_order = made.examination.placed
    keep_reading(call.connection, placed_order, digest=sent, reading=read, now=call.now)
    headers = {"Location": f"/v1/orders/{made.examination.placed.id}"}
    if wants_xml(call):
        return placed_in_xml(draft, made, call, headers)
    return Reply(
        status=201, document={**submission_document(made), "document": Raw(read)}, headers=headers
    )


@ORDER_DOCUMENTS.operation(
    "GET",
    "/v1/orders/<order_id>/document",
    id="getOrderDocument",
    summary="An order as a UBL 2.1 Order",
    description=(
        "The order as it was sent, for systems that read UBL; members UBL has no place for are "
        "properties. Read here again, it is the same order."
    ),
    answers={
        200: Answer(
            description="the order", schema="XmlAnswer", media="application/xml", headers=("ETag",)
        )
    },
)
def get_order_document(call: Call) -> Reply:
    """Return an order as a document."""
    held = store.order(call.connection, call.path["order_id"])
    content = write_ubl_order(json.loads(held.document), held.placed_on)
    return Reply(content=content, media=XML, etag=etag_of("document", held.id, held.content_hash))


@ORDER_DOCUMENTS.operation(
    "GET",
    "/v1/orders/<order_id>/reading",
    id="getOrderReading",
    summary="What was read of the document an order was placed from",
    description="As it was when it was placed; an order that was sent as JSON has none.",
    answers={200: Answer(description="what was read", schema="ReadDocument")},
)
def get_order_reading(call: Call) -> Reply:
    """Return what was read of a document, as it was kept."""
    return Reply(content=reading_of(call.connection, call.path["order_id"]))


def _drafted(call: Call, filler: str | None) -> Draft:
    """Return the order that the body of a request makes.

    Raises:
        Refused: it is no well-formed XML, or others are read and it would take too long to wait.
        FileRefused: it is no order that is read.
        TableDoubted: it is a table with anything doubtful in it.
    """
    try:
        with one_at_a_time() as bounds:
            stated = read_order_document(call.body, bounds=bounds)
    except FileRefused as error:
        if error.code in _MALFORMED:
            refuse("malformed-document", error.message.zh, error.message.en)
        raise
    # A question in between: what is made of a long document takes as long again.
    call.connection.execute(select(1))
    return drafted(stated, _given(call, filler), call.books.law.codes)


def _given(call: Call, filler: str | None) -> Given:
    asked: Mapping[str, Any] = call.query
    principal = call.principal
    return Given(
        agency=asked.get("agency"),
        supplier=asked.get("supplier"),
        reference=asked.get("reference"),
        tax=None if "tax" not in asked else Tax(asked["tax"]),
        tax_rate=None if "tax_rate" not in asked else Decimal(asked["tax_rate"]),
        includes=asked.get("includes", ()),
        scheme=asked.get("scheme"),
        classes=asked.get("classes", {}),
        own_agency=principal.agency if principal.role in OF_AN_AGENCY else None,
        filler=filler,
    )
