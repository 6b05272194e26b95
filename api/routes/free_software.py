"""An agency's list of usable free software: recorded, approved by another person, taken off."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from api import examples, limits
from api.arriving import examine_waiting
from api.call import Call, Reply
from api.conditions import etag_of, require_match
from api.operation import Answer, Link, Query, Resource
from api.paging import cursor, instant_of, limit_of, page, page_queries
from api.presenting_free_software import free_software_document
from api.reading_files import workbook_of
from api.routes.agencies import ON, day_of
from api.routes.software import CSV, SOURCE, XLSX
from api.schemas.fields import Day
from api.schemas.free_software import (
    ANY,
    FREE_SOFTWARE_APPROVAL,
    REMOVAL,
    FreeSoftwareApprovalIn,
    FreeSoftwareIn,
    RemovalIn,
)
from api.schemas.free_software import FREE_SOFTWARE as STATED
from approvals import agency_store, free_software_store
from approvals.approve_free_software import approve_free_software
from approvals.free_software import FreeTerms
from approvals.locking import lock_agency
from approvals.record_free_software import record_free_software
from approvals.record_free_software_list import record_free_software_list
from approvals.take_off_free_software import take_off_free_software
from integrations.office_free_software import read_free_software
from ledger.store import Leaf

FREE_SOFTWARE = Resource(
    "free-software", "What an agency may use for free, and why: what orders of free software need."
)
_PATH = "/v1/agencies/<uscc>/free-software"
_ENTRY = f"{_PATH}/<entry>"
_CHANGED = {
    200: Answer(description="the entry as it stands now", schema="FreeSoftware", headers=("ETag",))
}
_WHERE = {"uscc": "$response.body#/agency", "entry": "$response.body#/number"}


@FREE_SOFTWARE.operation(
    "POST",
    _PATH,
    id="recordFreeSoftware",
    summary="Record free software that may be used, and why",
    description=(
        "It counts once a second person of the agency approves it. An entry is never edited: take "
        "it off, with the reason, and record it anew."
    ),
    body=FreeSoftwareIn,
    acts=True,
    answers={
        201: Answer(
            description="recorded; it waits for approval",
            schema="FreeSoftware",
            headers=("Location", "ETag"),
        )
    },
    problems=frozenset({"duplicate"}),
    examples={"an office suite": dict(examples.FREE_SOFTWARE)},
    links={
        "entry": Link(operation="getFreeSoftware", description="the entry", parameters=_WHERE),
        "approval": Link(
            operation="approveFreeSoftware",
            description="approve it, as a second person",
            parameters=_WHERE,
        ),
    },
)
def record(call: Call) -> Reply:
    """Record an entry."""
    made = record_free_software(
        call.connection,
        actor=call.actor,
        uscc=call.path["uscc"],
        terms=_terms(call.read(STATED)),
        office=call.services.office,
        now=call.now,
    )
    where = {"Location": f"/v1/agencies/{call.path['uscc']}/free-software/{made.number}"}
    reply = _entry(call, made.number, call.today, made.leaf)
    return Reply(status=201, document=reply.document, headers=where, etag=reply.etag)


@FREE_SOFTWARE.operation(
    "POST",
    "/v1/agencies/<uscc>/free-software-lists",
    id="recordFreeSoftwareList",
    summary="Record a list of usable free software from an office's own table",
    description=(
        "The body is the file (XLSX or CSV, see docs/free-software.md). It is recorded whole or "
        "not at all, every fault is told with its cell, and each entry waits for approval."
    ),
    query=(
        SOURCE,
        Query(
            name="valid_from",
            field=Day(),
            description="the first day on which the list holds",
            required=True,
        ),
    ),
    document=True,
    media=(XLSX, CSV),
    body_limit=limits.FILE_BYTES,
    acts=True,
    answers={201: Answer(description="recorded", schema="FreeSoftwareListed")},
    problems=frozenset({"faulty-document", "not-acceptable-fact", "unavailable"}),
)
def record_list(call: Call) -> Reply:
    """Record the rows of a file."""
    uscc = agency_store.find_agency(call.connection, call.path["uscc"]).uscc
    valid_from = date.fromisoformat(call.query["valid_from"])
    made = record_free_software_list(
        call.connection,
        actor=call.actor,
        uscc=uscc,
        found=read_free_software(workbook_of(call), valid_from),
        source=call.query["source"],
        digest=f"sha256:{hashlib.sha256(call.body).hexdigest()}",
        office=call.services.office,
        now=call.now,
    )
    document = {
        "agency": uscc,
        "entries": list(made.numbers),
        "ledger": {"leaf": made.leaf.text},
    }
    return Reply(status=201, document=document)


@FREE_SOFTWARE.operation(
    "GET",
    _PATH,
    id="listFreeSoftware",
    summary="The list of usable free software, what was recorded last first",
    description=(
        "Every entry ever recorded, with the state it has on the day `on`: only what is `listed` "
        "may be used on it."
    ),
    query=(ON, *page_queries(2)),
    answers={
        200: Answer(description="a page of entries", schema="FreeSoftwarePage", headers=("Link",))
    },
)
def list_free_software(call: Call) -> Reply:
    """Return a page of entries."""
    uscc = agency_store.find_agency(call.connection, call.path["uscc"]).uscc
    limit, after, on = limit_of(call), call.query.get("after"), day_of(call)
    found = free_software_store.entries_page(
        call.connection,
        uscc,
        limit=limit + 1,
        before=None if after is None else (instant_of(after[0]), after[1]),
    )
    following = None
    if len(found) > limit:
        last = found[limit - 1]
        following = cursor(last.recorded_at.isoformat(), last.number)
    return page(call, [free_software_document(it, on) for it in found[:limit]], following)


@FREE_SOFTWARE.operation(
    "GET",
    _ENTRY,
    id="getFreeSoftware",
    summary="One entry of the list of usable free software",
    query=(ON,),
    answers={200: Answer(description="the entry", schema="FreeSoftware", headers=("ETag",))},
)
def get_free_software(call: Call) -> Reply:
    """Return an entry."""
    return _entry(call, call.path["entry"], day_of(call))


@FREE_SOFTWARE.operation(
    "POST",
    f"{_ENTRY}/approval",
    id="approveFreeSoftware",
    summary="Approve an entry: it stands on the list from its first day on",
    description=(
        "Whoever recorded it cannot. Orders held for want of it are examined again at once: "
        "`examined` tells where they stand, and `deferred` how many are examined shortly."
    ),
    body=FreeSoftwareApprovalIn,
    acts=True,
    conditional=True,
    answers=_CHANGED,
    problems=frozenset({"wrong-state", "same-person"}),
    examples={"tested": dict(examples.FREE_SOFTWARE_APPROVAL)},
)
def approve(call: Call) -> Reply:
    """Approve an entry, and examine again what waited for it."""
    note, number = call.read(FREE_SOFTWARE_APPROVAL)["note"], _seen(call)
    uscc = call.path["uscc"]
    leaf = approve_free_software(
        call.connection,
        actor=call.actor,
        uscc=uscc,
        number=number,
        note=note,
        office=call.services.office,
        now=call.now,
    )
    again = examine_waiting(call, uscc)
    reply = _entry(call, number, call.today, leaf)
    return Reply(document={**reply.document, **again}, etag=reply.etag)


@FREE_SOFTWARE.operation(
    "POST",
    f"{_ENTRY}/removal",
    id="takeOffFreeSoftware",
    summary="Take an entry off the list, with a reason, from today or a later day on",
    description="The entry stays readable, and what was decided on it stands.",
    body=RemovalIn,
    acts=True,
    conditional=True,
    answers=_CHANGED,
    problems=frozenset({"wrong-state", "not-acceptable-fact"}),
    examples={"another licence": dict(examples.REMOVAL)},
)
def take_off(call: Call) -> Reply:
    """Take an entry off."""
    stated, number = call.read(REMOVAL), _seen(call)
    day: str | None = stated.get("off_from")
    leaf = take_off_free_software(
        call.connection,
        actor=call.actor,
        uscc=call.path["uscc"],
        number=number,
        reason=stated["reason"],
        off_from=None if day is None else date.fromisoformat(day),
        office=call.services.office,
        now=call.now,
    )
    return _entry(call, number, call.today, leaf)


def _terms(stated: Mapping[str, Any]) -> FreeTerms:
    plain = ("name", "edition", "department", "source", "vendor", "phone", "reason")
    return FreeTerms(
        **{name: stated[name] for name in plain if name in stated},
        version=None if stated["version"] == ANY else stated["version"],
        valid_from=date.fromisoformat(stated["valid_from"]),
    )


def _seen(call: Call) -> str:
    """Return the entry's number, once the caller saw it as it stands today; it stays so."""
    # Locked already: what another person does to it in between would be built on unseen.
    lock_agency(call.connection, call.path["uscc"])
    number = call.path["entry"]
    require_match(call.headers.get("If-Match"), _entry(call, number, call.today).etag or "")
    return number


def _entry(call: Call, number: str, on: date, leaf: Leaf | None = None) -> Reply:
    held = free_software_store.find_entry(call.connection, call.path["uscc"], number)
    etag = etag_of("free-software", free_software_document(held, on))
    return Reply(document=free_software_document(held, on, leaf=leaf), etag=etag)
