"""Substitutions: another model in place of an approved one, proposed, examined and decided."""

from api import examples
from api.call import Call, Reply
from api.conditions import etag_of, require_match
from api.faults import ContentFaults, fault
from api.gathering import office_eyes
from api.operation import Answer, Link, Query, Resource
from api.paging import cursor, limit_of, page, page_queries
from api.presenting_substitutions import substitution_document, substitution_summary
from api.schemas.acts import REASON, ReasonIn
from api.schemas.fields import Text
from api.schemas.substitutions import (
    SUBSTITUTION,
    SUBSTITUTION_DECISION,
    SubstitutionDecisionIn,
    SubstitutionIn,
)
from approvals import store
from approvals.decide_substitution import consent_to_substitution, decline_substitution
from approvals.errors import ApprovalNotFound
from approvals.propose_substitution import propose_substitution
from approvals.substitution import Proposal
from approvals.substitution_examination import Sources
from approvals.substitution_store import (
    examinations_of,
    find_substitution,
    substitutions_page,
)
from approvals.withdraw_substitution import withdraw_substitution
from ledger.store import Leaf

SUBSTITUTIONS = Resource(
    "substitutions", "Another model in place of an approved one that is no longer to be had."
)
_PATH = "/v1/substitutions/<substitution>"
_CHANGED = {
    200: Answer(description="as it stands now", schema="Substitution", headers=("ETag",)),
}


@SUBSTITUTIONS.operation(
    "POST",
    "/v1/substitutions",
    id="proposeSubstitution",
    summary="Propose another model for open units of an approved line",
    description=(
        "By the supplier the approval names. It is examined under the editions of the approval and "
        "under those in force; what breaks either is `refused` at once. The price may only fall. "
        "Nothing moves before the buyer consents."
    ),
    body=SubstitutionIn,
    acts=True,
    answers={
        201: Answer(
            description="proposed, or refused",
            schema="Substitution",
            headers=("Location", "ETag"),
        )
    },
    problems=frozenset({"wrong-state", "duplicate", "not-acceptable-fact"}),
    examples={"a cheaper successor": dict(examples.SUBSTITUTION)},
    links={
        "substitution": Link(
            operation="getSubstitution",
            description="the proposal",
            parameters={"substitution": "$response.body#/id"},
        )
    },
)
def propose(call: Call) -> Reply:
    """Record a proposal, looked up with the supplier's eyes and examined with the office's."""
    stated = call.read(SUBSTITUTION)
    proposal = Proposal(
        number=stated["approval"],
        reference=stated["reference"],
        line=stated["line"],
        quantity=stated["quantity"],
        device=stated["device"],
        reason=stated["reason"],
    )
    try:
        store.approval_by_number(call.connection, proposal.number)
    except ApprovalNotFound:
        raise ContentFaults([fault("/approval", "unknown-approval")]) from None
    with office_eyes(call):
        made = propose_substitution(
            call.connection,
            actor=call.actor,
            supplier=str(call.principal.supplier),
            proposal=proposal,
            sources=_sources(call),
            office=call.services.office,
            now=call.now,
        )
    reply = _substitution(call, made.id, made.leaf)
    where = {"Location": f"/v1/substitutions/{made.id}"}
    return Reply(status=201, document=reply.document, headers=where, etag=reply.etag)


@SUBSTITUTIONS.operation(
    "GET",
    "/v1/substitutions",
    id="listSubstitutions",
    summary="Proposals the reader made, or decides, the newest first",
    query=(
        *page_queries(),
        Query(name="approval", field=Text(40), description="those on this approval alone"),
    ),
    answers={
        200: Answer(description="a page of proposals", schema="SubstitutionPage", headers=("Link",))
    },
)
def list_substitutions(call: Call) -> Reply:
    """Return a page of proposals."""
    limit, after = limit_of(call), call.query.get("after")
    found = substitutions_page(
        call.connection,
        limit=limit + 1,
        before=None if after is None else after[0],
        agency=call.principal.agency,
        supplier=call.principal.supplier,
        number=call.query.get("approval"),
    )
    following = cursor(found[limit - 1].id) if len(found) > limit else None
    shown = found[:limit]
    granted = store.approvals_of_numbers(call.connection, {it.proposal.number for it in shown})
    items = [substitution_summary(it, granted[it.proposal.number], call.now) for it in shown]
    return page(call, items, following)


@SUBSTITUTIONS.operation(
    "GET",
    _PATH,
    id="getSubstitution",
    summary="One proposal, with what its examinations say",
    description="A supplier sees where it stands; the examinations are the agency's to read.",
    answers={200: Answer(description="the proposal", schema="Substitution", headers=("ETag",))},
)
def get_substitution(call: Call) -> Reply:
    """Return a proposal."""
    return _substitution(call, call.path["substitution"])


@SUBSTITUTIONS.operation(
    "POST",
    f"{_PATH}/decision",
    id="decideSubstitution",
    summary="Consent to a substitute, or decline it",
    description=(
        "Send `If-Match` with the ETag of the proposal you looked at. By an officer; where the "
        "agency names approvers, by one of them, since consent grants. Never by whoever proposed. "
        "It is examined again: consent places an order of the substitute under `reference`, with an"
        " approval of its own; what was approved stands for the units that are left, and is "
        "superseded where none are. A breach ends it as `refused`; a missing fact changes nothing."
    ),
    body=SubstitutionDecisionIn,
    acts=True,
    answers=_CHANGED,
    problems=frozenset(
        {
            "wrong-state",
            "duplicate",
            "same-person",
            "not-named",
            "quota-taken",
            "not-acceptable-fact",
            "substitution-open",
        }
    ),
    conditional=True,
    examples={"consented to": dict(examples.SUBSTITUTION_DECISION)},
)
def decide(call: Call) -> Reply:
    """Consent to a proposal, or decline it."""
    decided, identifier = call.read(SUBSTITUTION_DECISION), _seen(call, needed=True)
    reference, reason = decided.get("reference"), decided["reason"]
    if decided["decision"] == "decline":
        if reference is not None:
            raise ContentFaults([fault("/reference", "unknown-member")])
        done = decline_substitution(
            call.connection,
            actor=call.actor,
            identifier=identifier,
            reason=reason,
            office=call.services.office,
            now=call.now,
        )
        return _substitution(call, identifier, done.leaf)
    if reference is None:
        raise ContentFaults([fault("/reference", "required")])
    done = consent_to_substitution(
        call.connection,
        actor=call.actor,
        identifier=identifier,
        reference=reference,
        reason=reason,
        sources=_sources(call),
        office=call.services.office,
        now=call.now,
    )
    return _substitution(call, identifier, done.leaf)


@SUBSTITUTIONS.operation(
    "POST",
    f"{_PATH}/withdrawal",
    id="withdrawSubstitution",
    summary="Take a proposal back that nobody decided yet",
    body=ReasonIn,
    acts=True,
    answers=_CHANGED,
    problems=frozenset({"wrong-state"}),
    conditional=False,
    examples={"the model is made again": dict(examples.REASON)},
)
def withdraw(call: Call) -> Reply:
    """Withdraw a proposal; looked up with the supplier's eyes and ended with the office's."""
    reason, identifier = call.read(REASON)["reason"], _seen(call)
    with office_eyes(call):
        done = withdraw_substitution(
            call.connection,
            actor=call.actor,
            supplier=str(call.principal.supplier),
            identifier=identifier,
            reason=reason,
            office=call.services.office,
            now=call.now,
        )
    return _substitution(call, identifier, done.leaf)


def _sources(call: Call) -> Sources:
    """Return law and catalogue in force, and the laws of then, as the transaction sees them."""
    return Sources(call.books, call.services.reading.laws_of_then(call.connection))


def _seen(call: Call, *, needed: bool = False) -> str:
    """Return the identifier of the proposal, once it is the caller's and as he saw it."""
    identifier, condition = call.path["substitution"], call.headers.get("If-Match")
    etag = _substitution(call, identifier).etag
    if needed or condition is not None:
        require_match(condition, etag or "", needed=needed)
    return identifier


def _substitution(call: Call, identifier: str, leaf: Leaf | None = None) -> Reply:
    held = find_substitution(call.connection, identifier)
    approval = store.approval_by_number(call.connection, held.proposal.number)
    looked = examinations_of(call.connection, identifier)
    document = substitution_document(held, approval, looked, call.now)
    etag = etag_of("substitution", held.id, held.revision, document["state"])
    if leaf is not None:
        document["ledger"] = {"leaf": leaf.text}
    return Reply(document=document, etag=etag)
