"""Approvals: read, revoked, and verified by anybody."""

from datetime import date, datetime
from functools import partial

from api import examples
from api.call import Call, Reply
from api.conditions import etag_of, require_match
from api.operation import Answer, Eyes, Link, Query, Resource
from api.paging import cursor, instant_of, limit_of, page, page_queries
from api.presenting import approval_document, standing_document, verification_document
from api.schemas.acts import REVOCATION, VERIFICATION, RevocationIn, VerificationIn
from api.schemas.fields import Day, Digest
from approvals import store
from approvals.amendment_store import is_narrowed
from approvals.bundle import recorded_at
from approvals.revocation_store import revocation_of
from approvals.revoke import revoke
from approvals.status_store import CurrentRevocations, signed_list
from approvals.store import StoredApproval
from approvals.verify import verify

APPROVALS = Resource("approvals", "What was granted: signed, bounded in time, revocable.")
STATUS_SECONDS = 300
"""For how long a status list may be kept before it is asked for again."""


@APPROVALS.operation(
    "GET",
    "/v1/approvals",
    id="listApprovals",
    summary="Approvals the reader may see, the newest first",
    query=(
        *page_queries(2),
        Query(
            name="ends_by",
            field=Day(),
            description="only those in force whose last day is not after this one",
        ),
    ),
    answers={
        200: Answer(description="a page of approvals", schema="ApprovalPage", headers=("Link",))
    },
)
def list_approvals(call: Call) -> Reply:
    """Return a page of approvals."""
    limit, after = limit_of(call), call.query.get("after")
    before = None if after is None else (instant_of(after[0]), str(after[1]))
    day = call.query.get("ends_by")
    found = store.approvals_page(
        call.connection,
        limit=limit + 1,
        reader=call.principal.scope,
        before=before,
        ends=None if day is None else (call.today, date.fromisoformat(day)),
    )
    following = None
    if len(found) > limit:
        last = found[limit - 1]
        following = cursor(last.granted_at.isoformat(), last.number)
    return page(call, [approval_document(it, None, call.now) for it in found[:limit]], following)


@APPROVALS.operation(
    "GET",
    "/v1/approvals/<number>",
    id="getApproval",
    summary="One approval, with its revocation where there is one",
    answers={200: Answer(description="the approval", schema="Approval", headers=("ETag",))},
    links={
        "statement": Link(
            operation="getStatement",
            description="the signed statement",
            parameters={"number": "$response.body#/number"},
        )
    },
)
def get_approval(call: Call) -> Reply:
    """Return an approval."""
    return _approval(call, store.approval_by_number(call.connection, call.path["number"]))


@APPROVALS.operation(
    "GET",
    "/v1/approvals/<number>/statement",
    id="getStatement",
    summary="The signed statement (compact JWS), which verifies offline",
    answers={
        200: Answer(
            description="the JWS", schema="Jws", media="application/jose", headers=("ETag",)
        )
    },
)
def get_statement(call: Call) -> Reply:
    """Return the statement as it was signed."""
    held = store.approval_by_number(call.connection, call.path["number"])
    return Reply(
        content=held.statement.encode(), media="application/jose", etag=etag_of(held.statement)
    )


@APPROVALS.operation(
    "GET",
    "/v1/approvals/<number>/status",
    id="getApprovalStatus",
    summary="Whether an approval stands: state and validity, for whoever has its number",
    description=(
        "Open to everybody, and tells nothing of who buys what: a number holds 80 random bits, so "
        "only who was shown an approval can ask. `statement` is the digest a printed approval "
        "carries; whether it is of the statement that was signed is told."
    ),
    eyes=Eyes.OFFICE,
    query=(
        Query(
            name="statement",
            field=Digest(),
            description="the digest of the statement, as the code of a printed approval holds it",
        ),
    ),
    answers={200: Answer(description="how it stands now", schema="ApprovalStatus")},
)
def get_approval_status(call: Call) -> Reply:
    """Tell how an approval stands, and nothing of what it is for."""
    held = store.approval_by_number(call.connection, call.path["number"])
    revoked = revocation_of(call.connection, held.number)
    return Reply(document=standing_document(held, revoked, call.query.get("statement"), call.now))


@APPROVALS.operation(
    "POST",
    "/v1/approvals/<number>/revocation",
    id="revokeApproval",
    summary="Revoke an approval, with a reason",
    body=RevocationIn,
    acts=True,
    answers={200: Answer(description="the approval as it stands now", schema="Approval")},
    problems=frozenset({"wrong-state", "not-acceptable-fact"}),
    conditional=False,
    examples={"the supplier withdrew": dict(examples.REVOCATION)},
)
def revoke_approval(call: Call) -> Reply:
    """Revoke an approval; what it holds of the quota returns."""
    asked, number = call.read(REVOCATION), call.path["number"]
    condition = call.headers.get("If-Match")
    if condition is not None:
        held = store.approval_by_number(call.connection, number)
        require_match(condition, _etag(held, call.now))
    day = asked.get("effective_on")
    revoke(
        call.connection,
        actor=call.actor,
        number=number,
        reason=asked["reason"],
        effective_on=None if day is None else date.fromisoformat(day),
        office=call.services.office,
        now=call.now,
    )
    return _approval(call, store.approval_by_number(call.connection, number))


@APPROVALS.operation(
    "POST",
    "/v1/approvals/verification",
    id="verifyApproval",
    summary="Verify a statement: signature, window, revocation, content",
    description="Open to everybody. It answers, whatever is sent as statement; it stores nothing.",
    eyes=Eyes.OFFICE,
    body=VerificationIn,
    answers={200: Answer(description="the four answers", schema="Verification")},
    examples={"no statement": {"statement": "not-a-statement"}},
)
def verify_approval(call: Call) -> Reply:
    """Verify a statement against today's revocations."""
    asked = call.read(VERIFICATION)
    found = verify(
        asked["statement"],
        keys=call.services.keys,
        now=call.now,
        revocations=CurrentRevocations(call.connection, call.now),
        document=asked.get("order"),
        narrowed=partial(is_narrowed, call.connection),
        recorded=partial(recorded_at, call.connection),
        sandbox=call.services.policy.sandbox,
    )
    return Reply(document=verification_document(found))


@APPROVALS.operation(
    "GET",
    "/v1/approvals/status-list",
    id="getStatusList",
    summary="Every approval's status as one signed list",
    description="Token Status List (IETF), JWT form: a set bit is revoked or superseded.",
    eyes=Eyes.OFFICE,
    answers={
        200: Answer(description="the signed list", schema="Jws", media="application/statuslist+jwt")
    },
)
def get_status_list(call: Call) -> Reply:
    """Return the status list, signed now."""
    token = signed_list(call.connection, call.services.office, call.now)
    return Reply(content=token.encode(), media="application/statuslist+jwt", max_age=STATUS_SECONDS)


def _approval(call: Call, held: StoredApproval) -> Reply:
    revoked = revocation_of(call.connection, held.number)
    document = approval_document(held, revoked, call.now)
    return Reply(document=document, etag=_etag(held, call.now))


def _etag(held: StoredApproval, now: datetime) -> str:
    return etag_of("approval", held.number, held.revision, held.state_at(now).value)
