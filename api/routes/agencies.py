"""Agencies: registered, and what is read of them."""

from datetime import date, datetime
from functools import partial

from api import examples
from api.call import Call, Reply
from api.conditions import etag_of, matches, require_match
from api.faults import ContentFaults, fault
from api.operation import Answer, Link, Query, Resource
from api.paging import cursor, limit_of, page, page_queries
from api.presenting_agency import (
    agency_document,
    device_document,
    entitlement_document,
    headcount_document,
)
from api.problem import refuse
from api.schemas.acts import AGENCY, AgencyIn
from api.schemas.fields import Day, InstantText, Serial
from approvals import agency_store
from approvals.agencies import NewAgency, register_agency
from approvals.device_evidence import kinds_of
from approvals.errors import AgencyExists, MalformedUscc, UnknownAgency, UnknownJurisdiction
from approvals.evidence import evidence_of, gather
from storage.driver import first_row
from validators.entitlement import entitlements
from validators.evidence import Level
from validators.order import Currency, Order, PriceBasis, Tax

AGENCIES = Resource("agencies", "Who buys, with the facts the law turns on.")
ON = Query(name="on", field=Day(), description="the day of law; today where it is not given")


@AGENCIES.operation(
    "PUT",
    "/v1/agencies/<uscc>",
    id="putAgency",
    summary="Register an agency by its unified social credit code",
    description=(
        "Sending the same again changes nothing; another content is refused. `If-None-Match: *` "
        "registers only an agency that is not there yet."
    ),
    body=AgencyIn,
    conditional=False,
    answers={
        200: Answer(
            description="it was registered like this before", schema="Agency", headers=("ETag",)
        ),
        201: Answer(description="registered", schema="Agency", headers=("Location", "ETag")),
    },
    problems=frozenset({"duplicate"}),
    examples={"an agency": dict(examples.AGENCY_IN)},
    links={
        "agency": Link(
            operation="getAgency",
            description="the agency",
            parameters={"uscc": "$response.body#/uscc"},
        )
    },
)
def put_agency(call: Call) -> Reply:
    """Register an agency."""
    stated, uscc = call.read(AGENCY), call.path["uscc"]
    _check_conditions(call)
    try:
        register_agency(
            call.connection,
            actor=call.actor,
            new=NewAgency(
                uscc=uscc,
                name=stated["name"],
                jurisdiction=stated["jurisdiction"],
                level=Level(stated["level"]),
            ),
            law=call.books.law,
            ids=call.services.office.ids,
            now=call.now,
        )
    except MalformedUscc:
        raise UnknownAgency(uscc) from None
    except UnknownJurisdiction:
        raise ContentFaults([fault("/jurisdiction", "unknown-jurisdiction")]) from None
    except AgencyExists:
        held = agency_store.find_agency(call.connection, uscc)
        same = (held.name, held.jurisdiction, held.level.value)
        if same != (stated["name"], stated["jurisdiction"], stated["level"]):
            raise
        return _agency(call, 200)
    return _agency(call, 201)


@AGENCIES.operation(
    "GET",
    "/v1/agencies/<uscc>",
    id="getAgency",
    summary="An agency with its facts in force on a day",
    query=(ON,),
    answers={200: Answer(description="the agency", schema="Agency", headers=("ETag",))},
)
def get_agency(call: Call) -> Reply:
    """Return an agency."""
    return _agency(call, 200)


@AGENCIES.operation(
    "GET",
    "/v1/agencies/<uscc>/headcounts",
    id="listHeadcounts",
    summary="Headcounts in force on a day, as known at an instant",
    description="Without `on`: every headcount ever recorded, in the order they were learnt.",
    query=(
        ON,
        Query(
            name="known_at",
            field=InstantText(),
            description="what was learnt later is left out; with `on` only",
        ),
    ),
    answers={200: Answer(description="the headcounts", schema="HeadcountList")},
)
def list_headcounts(call: Call) -> Reply:
    """Return headcounts by both clocks."""
    uscc, day = _own(call), call.query.get("on")
    if day is None:
        found = agency_store.headcount_history(call.connection, uscc)
    else:
        known: datetime | None = call.query.get("known_at")
        found = agency_store.headcounts(
            call.connection, uscc, on=date.fromisoformat(day), known_at=known
        )
    return Reply(document={"items": [headcount_document(it) for it in found]})


@AGENCIES.operation(
    "GET",
    "/v1/agencies/<uscc>/assets",
    id="listAssets",
    summary="An agency's devices, by serial",
    description="`etag` of each is what `disposeAsset` wants in `If-Match`.",
    query=(
        *page_queries(),
        Query(
            name="serial",
            field=Serial(),
            description="only the device of this serial, however it is written",
        ),
    ),
    answers={200: Answer(description="a page of devices", schema="AssetPage", headers=("Link",))},
)
def list_assets(call: Call) -> Reply:
    """Return a page of devices."""
    uscc, limit, after = _own(call), limit_of(call), call.query.get("after")
    found = agency_store.assets_page(
        call.connection,
        uscc,
        limit=limit + 1,
        after=None if after is None else after[0],
        serial=call.query.get("serial"),
    )
    following = cursor(found[limit - 1].asset.serial) if len(found) > limit else None
    evidence = kinds_of(call.connection, [it.asset.serial for it in found[:limit]])
    shown = [device_document(it, evidence.get(it.asset.serial)) for it in found[:limit]]
    return page(call, shown, following)


@AGENCIES.operation(
    "GET",
    "/v1/agencies/<uscc>/entitlements",
    id="getEntitlements",
    summary="What an agency may still buy, cap by cap, with the sum",
    query=(ON,),
    answers={200: Answer(description="every cap in force", schema="Entitlements")},
)
def get_entitlements(call: Call) -> Reply:
    """Return what is left of every cap."""
    uscc, on = _own(call), day_of(call)
    books = call.books
    asked = _nothing(uscc)
    facts, named = gather(partial(first_row, call.connection), asked, on)
    evidence = evidence_of(facts, named, asked, books, on)
    agency = evidence.agency
    held = books.law.in_force(agency.jurisdiction, agency.level, on, agency.properties)
    return Reply(
        document={
            "agency": uscc,
            "on": on.isoformat(),
            "items": [entitlement_document(it) for it in entitlements(held, evidence)],
        }
    )


def day_of(call: Call) -> date:
    """Return the day a reader asks about."""
    day: str | None = call.query.get("on")
    return call.today if day is None else date.fromisoformat(day)


def _own(call: Call) -> str:
    """Return the agency's code, once it is sure that the reader may see it."""
    return agency_store.find_agency(call.connection, call.path["uscc"]).uscc


def _check_conditions(call: Call) -> None:
    """Heed what a registration says of what is there: nothing, or what was looked at.

    It needs neither. It edits nothing, so no condition keeps it from undoing what came since, and
    whoever got no answer sends it again.
    """
    condition, absent = call.headers.get("If-Match"), call.headers.get("If-None-Match")
    if condition is None and absent is None:
        return
    try:
        etag = _agency(call, 200).etag or ""
    except UnknownAgency:
        if condition is not None:
            refuse("stale")
        return
    if absent is not None and matches(absent, etag):
        refuse("stale", etag=etag)
    require_match(condition, etag, needed=False)


def _agency(call: Call, status: int) -> Reply:
    uscc, on = call.path["uscc"], day_of(call)
    held = agency_store.find_agency(call.connection, uscc)
    document = agency_document(
        held,
        on,
        agency_store.headcounts(call.connection, uscc, on=on),
        agency_store.properties(call.connection, uscc, on=on),
        agency_store.approvers_on(call.connection, uscc, on),
        agency_store.balances(call.connection, uscc),
    )
    headers = {"Location": f"/v1/agencies/{uscc}"} if status == 201 else {}  # noqa: PLR2004 - Created
    return Reply(status=status, document=document, headers=headers, etag=etag_of(document))


def _nothing(uscc: str) -> Order:
    """Return an order for nothing: it asks for no device and no listing."""
    basis = PriceBasis(currency=Currency.CNY, tax=Tax.INCLUDED)
    return Order(agency=uscc, reference="-", price_basis=basis, lines=())
