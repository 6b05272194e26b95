"""Waivers: asked for by an officer, decided by another person, used by orders, withdrawn."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from api import examples
from api.call import Call, Reply
from api.conditions import etag_of, require_match
from api.faults import ContentFaults, fault
from api.operation import Answer, Link, Query, Resource
from api.paging import cursor, instant_of, limit_of, page, page_queries
from api.presenting_waivers import waiver_document
from api.schemas.acts import REASON, ReasonIn
from api.schemas.fields import Choice
from api.schemas.waivers import WAIVER, WAIVER_DECISION, WaiverDecisionIn, WaiverIn
from approvals import waiver_store
from approvals.ask_waiver import ask_waiver
from approvals.decide_waiver import decline_waiver, grant_waiver
from approvals.errors import WaiverMisstated
from approvals.states import WaiverState
from approvals.waiver import Bounds, Narrower, Wanted
from approvals.waiver_store import StoredWaiver
from approvals.withdraw_waiver import withdraw_waiver
from ledger.store import Leaf
from validators.classes import ItemClass
from validators.reading import read_attributes

WAIVERS = Resource(
    "waivers", "Exceptions from one rule: by two people, bounded in quantity, amount and time."
)
_BOUNDS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "units": int,
        "unit_price": Decimal,
        "valid_from": date.fromisoformat,
        "valid_until": date.fromisoformat,
    }
)
"""Bounds as they are stated, and how each is read."""
_CHANGED = {200: Answer(description="the waiver as it stands now", schema="Waiver")}
_LINKS = {
    "waiver": Link(
        operation="getWaiver",
        description="the waiver",
        parameters={"waiver": "$response.body#/number"},
    ),
    "decision": Link(
        operation="decideWaiver",
        description="grant or decline it, as a second person",
        parameters={"waiver": "$response.body#/number"},
    ),
}


@WAIVERS.operation(
    "POST",
    "/v1/waivers",
    id="askWaiver",
    summary="Ask for a waiver: an exception from one rule, in bounds",
    description=(
        "For the agency of the key. Nothing passes by a request: another person has to grant it. "
        "An extension is a request of its own, which names the waiver it extends."
    ),
    body=WaiverIn,
    acts=True,
    answers={
        201: Answer(
            description="asked for; it waits for a decision",
            schema="Waiver",
            headers=("Location", "ETag"),
        )
    },
    examples={"three dearer desktops": dict(examples.WAIVER)},
    links=_LINKS,
)
def ask(call: Call) -> Reply:
    """Record a request."""
    stated = call.read(WAIVER)
    attributes = stated.get("attributes", {})
    words = call.services.reading.words(call.books)
    faults = list(words.attribute_faults(attributes.items(), "/attributes"))
    if faults:
        raise ContentFaults(faults)
    with _misfits_as_faults():
        made = ask_waiver(
            call.connection,
            actor=call.actor,
            uscc=str(call.principal.agency),
            wanted=_wanted(stated),
            law=call.books.law,
            office=call.services.office,
            now=call.now,
        )
    reply = _waiver(call, made.number, made.leaf)
    where = {"Location": f"/v1/waivers/{made.number}"}
    return Reply(status=201, document=reply.document, headers=where, etag=reply.etag)


@WAIVERS.operation(
    "GET",
    "/v1/waivers",
    id="listWaivers",
    summary="Waivers the reader may see, the newest request first",
    query=(
        *page_queries(2),
        Query(name="state", field=Choice(WaiverState), description="only those in this state"),
    ),
    answers={200: Answer(description="a page of waivers", schema="WaiverPage", headers=("Link",))},
)
def list_waivers(call: Call) -> Reply:
    """Return a page of waivers."""
    limit, after, state = limit_of(call), call.query.get("after"), call.query.get("state")
    found = waiver_store.waivers_page(
        call.connection,
        limit=limit + 1,
        reader=call.principal.scope,
        today=call.today,
        before=None if after is None else (instant_of(after[0]), after[1]),
        state=None if state is None else WaiverState(state),
    )
    following = None
    if len(found) > limit:
        last = found[limit - 1]
        following = cursor(last.asked_at.isoformat(), last.number)
    return page(call, [waiver_document(it, call.now) for it in found[:limit]], following)


@WAIVERS.operation(
    "GET",
    "/v1/waivers/<waiver>",
    id="getWaiver",
    summary="One waiver, with the orders that hold units of it",
    answers={200: Answer(description="the waiver", schema="Waiver", headers=("ETag",))},
)
def get_waiver(call: Call) -> Reply:
    """Return a waiver."""
    return _waiver(call, call.path["waiver"])


@WAIVERS.operation(
    "POST",
    "/v1/waivers/<waiver>/decision",
    id="decideWaiver",
    summary="Grant a waiver, in narrower bounds or as asked for, or decline it",
    description="Send `If-Match` with the ETag of the request you looked at: you grant what you "
    "saw. Whoever asked can do neither.",
    body=WaiverDecisionIn,
    acts=True,
    answers=_CHANGED,
    problems=frozenset({"wrong-state", "same-person", "not-named"}),
    conditional=True,
    examples={"granted for two": dict(examples.WAIVER_DECISION)},
)
def decide(call: Call) -> Reply:
    """Grant or decline a request."""
    decided, number = call.read(WAIVER_DECISION), call.path["waiver"]
    _check_seen(call, number, needed=True)
    reason, office = decided["reason"], call.services.office
    narrower = {name: decided[name] for name in _BOUNDS if name in decided}
    if decided["decision"] == "decline":
        if narrower:
            raise ContentFaults([fault(f"/{name}", "bounds-of-a-decline") for name in narrower])
        leaf = decline_waiver(
            call.connection,
            actor=call.actor,
            number=number,
            reason=reason,
            office=office,
            now=call.now,
        )
        return _waiver(call, number, leaf)
    with _misfits_as_faults():
        leaf = grant_waiver(
            call.connection,
            actor=call.actor,
            number=number,
            reason=reason,
            office=office,
            now=call.now,
            narrower=Narrower(**_read_bounds(narrower)),
        )
    return _waiver(call, number, leaf)


@WAIVERS.operation(
    "POST",
    "/v1/waivers/<waiver>/withdrawal",
    id="withdrawWaiver",
    summary="Withdraw a granted waiver, with a reason",
    description="No order passes by it from now on; approvals that rest on it stand.",
    body=ReasonIn,
    acts=True,
    answers=_CHANGED,
    problems=frozenset({"wrong-state", "not-named"}),
    conditional=False,
    examples={"no longer needed": dict(examples.REASON)},
)
def withdraw(call: Call) -> Reply:
    """Withdraw a waiver."""
    reason, number = call.read(REASON)["reason"], call.path["waiver"]
    _check_seen(call, number)
    leaf = withdraw_waiver(
        call.connection,
        actor=call.actor,
        number=number,
        reason=reason,
        office=call.services.office,
        now=call.now,
    )
    return _waiver(call, number, leaf)


def _wanted(stated: Mapping[str, Any]) -> Wanted:
    provision = stated.get("provision", {})
    return Wanted(
        rule=stated["rule"],
        item_class=ItemClass(stated["class"]),
        attributes=read_attributes(stated.get("attributes", {})),
        edition=provision.get("edition"),
        row=provision.get("row"),
        bounds=Bounds(**{"unit_price": None, **_read_bounds(stated)}),
        reason=stated["reason"],
        evidence=tuple(stated["evidence"]),
        extends=stated.get("extends"),
    )


def _read_bounds(stated: Mapping[str, Any]) -> dict[str, Any]:
    """Return the bounds that are stated, as values."""
    return {name: read(stated[name]) for name, read in _BOUNDS.items() if name in stated}


@contextmanager
def _misfits_as_faults() -> Iterator[None]:
    """Tell what does not fit as faults of the body, each with its pointer."""
    try:
        yield
    except WaiverMisstated as error:
        faults = [fault(f"/{it.member}", it.code, **it.values) for it in error.misfits]
        raise ContentFaults(faults) from None


def _check_seen(call: Call, number: str, *, needed: bool = False) -> None:
    """Be sure that the caller looked at the waiver's present state."""
    condition = call.headers.get("If-Match")
    if needed or condition is not None:
        held = waiver_store.find_waiver(call.connection, number)
        require_match(condition, _etag(held, call.now), needed=needed)


def _waiver(call: Call, number: str, leaf: Leaf | None = None) -> Reply:
    held = waiver_store.find_waiver(call.connection, number)
    draws = waiver_store.draws_of(call.connection, number)
    document = waiver_document(held, call.now, draws=draws, leaf=leaf)
    return Reply(document=document, etag=_etag(held, call.now))


def _etag(held: StoredWaiver, now: datetime) -> str:
    return etag_of("waiver", held.number, held.revision, held.drawn, held.state_at(now).value)
