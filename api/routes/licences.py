"""Licence grants: recorded by their holder, confirmed by a keeper, drawn by orders, ended."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from api import examples
from api.call import Call, Reply
from api.conditions import etag_of, require_match
from api.deferring import defer_catching_up
from api.faults import ContentFaults, fault
from api.gathering import office_eyes
from api.operation import Answer, Link, Resource
from api.paging import cursor, instant_of, limit_of, page, page_queries
from api.presenting_licences import licence_document
from api.schemas.acts import REASON, ReasonIn
from api.schemas.licences import (
    LICENCE,
    LICENCE_CONFIRMATION,
    LicenceConfirmationIn,
    LicenceGrantIn,
)
from approvals import licence_store
from approvals.confirm_licence import concerned, confirm_licence, overtake_orders
from approvals.licence import Terms
from approvals.licence_errors import LicenceMisstated, LicenceNotFound
from approvals.licence_store import StoredLicence
from approvals.record_licence import correct_licence, record_licence
from approvals.revoke_licence import revoke_licence
from ledger.store import Leaf
from validators.classes import ItemClass
from validators.order import EvidenceKind, LicenceChannel, LicenceEvidence

LICENCES = Resource(
    "licences", "Rights to so many copies of software, as accounts that orders draw of."
)
_CHANGED = {200: Answer(description="the grant as it stands now", schema="Licence")}
_LINKS = {
    "licence": Link(
        operation="getLicence",
        description="the grant",
        parameters={"licence": "$response.body#/number"},
    ),
    "confirmation": Link(
        operation="confirmLicence",
        description="confirm it, as a second person",
        parameters={"licence": "$response.body#/number"},
    ),
}


@LICENCES.operation(
    "POST",
    "/v1/licences",
    id="recordLicence",
    summary="Record a licence grant the agency holds, or state one anew",
    description=(
        "For the agency of the key. Nothing is drawn of it before a second person confirms it. "
        "What was recorded is never edited: with `corrects` and a reason a grant is stated anew, "
        "and what was confirmed holds until that is confirmed too."
    ),
    body=LicenceGrantIn,
    acts=True,
    answers={
        201: Answer(
            description="recorded; it waits for confirmation",
            schema="Licence",
            headers=("Location", "ETag"),
        )
    },
    problems=frozenset({"wrong-state"}),
    examples={"two hundred copies": dict(examples.LICENCE)},
    links=_LINKS,
)
def record(call: Call) -> Reply:
    """Record a grant, or a correction of one."""
    stated, uscc = call.read(LICENCE), str(call.principal.agency)
    if stated["holder"]["uscc"] != uscc:
        raise ContentFaults([fault("/holder/uscc", "not-the-holder")])
    corrects, reason = stated.get("corrects"), stated.get("reason")
    if (corrects is None) is not (reason is None):
        raise ContentFaults([fault("/reason", "reason-with-corrects")])
    office, now, terms = call.services.office, call.now, _terms(stated)
    with _misfits_as_faults():
        if corrects is None or reason is None:
            made = record_licence(
                call.connection, actor=call.actor, uscc=uscc, terms=terms, office=office, now=now
            )
            number, leaf = made.number, made.leaf
        else:
            number = corrects
            leaf = correct_licence(
                call.connection,
                actor=call.actor,
                uscc=uscc,
                number=number,
                terms=terms,
                reason=reason,
                office=office,
                now=now,
            )
    reply = _licence(call, number, leaf)
    where = {"Location": f"/v1/licences/{number}"}
    return Reply(status=201, document=reply.document, headers=where, etag=reply.etag)


@LICENCES.operation(
    "GET",
    "/v1/licences",
    id="listLicences",
    summary="Licence grants the reader holds or is entitled to, the newest first",
    query=page_queries(2),
    answers={200: Answer(description="a page of grants", schema="LicencePage", headers=("Link",))},
)
def list_licences(call: Call) -> Reply:
    """Return a page of grants."""
    limit, after = limit_of(call), call.query.get("after")
    found = licence_store.licences_page(
        call.connection,
        limit=limit + 1,
        agency=call.principal.agency,
        before=None if after is None else (instant_of(after[0]), after[1]),
    )
    following = None
    if len(found) > limit:
        last = found[limit - 1]
        following = cursor(last.recorded_at.isoformat(), last.number)
    reader = call.principal.agency
    shown = [licence_document(it, call.now, reader=reader) for it in found[:limit]]
    return page(call, shown, following)


@LICENCES.operation(
    "GET",
    "/v1/licences/<licence>",
    id="getLicence",
    summary="One licence grant, with the reader's orders that hold copies of it",
    answers={200: Answer(description="the grant", schema="Licence", headers=("ETag",))},
)
def get_licence(call: Call) -> Reply:
    """Return a grant."""
    return _licence(call, call.path["licence"])


@LICENCES.operation(
    "POST",
    "/v1/licences/<licence>/confirmation",
    id="confirmLicence",
    summary="Confirm a licence grant as it was recorded or stated anew",
    description="Send `If-Match` with the ETag of what you compared with the evidence. Whoever "
    "recorded it cannot. Orders held for it are examined again shortly.",
    body=LicenceConfirmationIn,
    acts=True,
    answers=_CHANGED,
    problems=frozenset({"wrong-state", "same-person"}),
    conditional=True,
    examples={"compared": dict(examples.CONFIRMATION)},
)
def confirm(call: Call) -> Reply:
    """Confirm what waits for it, and have orders examined that were held for it."""
    note, number = call.read(LICENCE_CONFIRMATION)["note"], call.path["licence"]
    _check_seen(call, number, needed=True)
    leaf = confirm_licence(
        call.connection,
        actor=call.actor,
        number=number,
        note=note,
        office=call.services.office,
        now=call.now,
    )
    agencies = concerned(licence_store.find_licence(call.connection, number))
    with office_eyes(call):
        if overtake_orders(call.connection, number, agencies, call.now):
            defer_catching_up(call.connection)
    return _licence(call, number, leaf)


@LICENCES.operation(
    "POST",
    "/v1/licences/<licence>/revocation",
    id="revokeLicence",
    summary="End a licence grant, with a reason",
    description="By its holder or a keeper. No copy is drawn of it from now on; approvals that "
    "rest on it stand.",
    body=ReasonIn,
    acts=True,
    answers=_CHANGED,
    problems=frozenset({"wrong-state"}),
    conditional=False,
    examples={"sold": dict(examples.REASON)},
)
def revoke(call: Call) -> Reply:
    """End a grant."""
    reason, number = call.read(REASON)["reason"], call.path["licence"]
    _check_seen(call, number)
    leaf = revoke_licence(
        call.connection,
        actor=call.actor,
        uscc=call.principal.agency,
        number=number,
        reason=reason,
        office=call.services.office,
        now=call.now,
    )
    return _licence(call, number, leaf)


def _terms(stated: Mapping[str, Any]) -> Terms:
    until = stated.get("valid_until")
    return Terms(
        holder_name=stated["holder"]["name"],
        item_class=ItemClass(stated["class"]),
        product=stated["product"],
        edition=stated.get("edition"),
        versions=tuple(stated["versions"]),
        channel=LicenceChannel(stated["channel"]),
        copies=stated["copies"],
        valid_from=date.fromisoformat(stated["valid_from"]),
        valid_until=None if until is None else date.fromisoformat(until),
        evidence=tuple(
            LicenceEvidence(EvidenceKind(it["kind"]), it.get("number")) for it in stated["evidence"]
        ),
        entitled=tuple(stated.get("entitled", ())),
    )


@contextmanager
def _misfits_as_faults() -> Iterator[None]:
    """Tell what does not fit as faults of the body, each with its pointer."""
    try:
        yield
    except LicenceMisstated as error:
        faults = [fault(f"/{it.member}", it.code, **it.values) for it in error.misfits]
        raise ContentFaults(faults) from None
    except LicenceNotFound:
        raise ContentFaults([fault("/corrects", "unknown-licence")]) from None


def _check_seen(call: Call, number: str, *, needed: bool = False) -> None:
    """Be sure that the caller looked at the grant's present state, and keep it so."""
    condition = call.headers.get("If-Match")
    if needed or condition is not None:
        # Locked already: a correction that came in between would be confirmed unseen.
        held = licence_store.find_licence(call.connection, number, lock=True)
        require_match(condition, _etag(held, call.now), needed=needed)


def _licence(call: Call, number: str, leaf: Leaf | None = None) -> Reply:
    held = licence_store.find_licence(call.connection, number)
    draws = licence_store.draws_of(call.connection, number)
    reader = call.principal.agency
    document = licence_document(held, call.now, reader=reader, draws=draws, leaf=leaf)
    return Reply(document=document, etag=_etag(held, call.now))


def _etag(held: StoredLicence, now: datetime) -> str:
    return etag_of("licence", held.number, held.revision, held.drawn, held.state_at(now).value)
