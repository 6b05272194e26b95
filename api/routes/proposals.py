"""Official documents: proposed by one keeper, put in force by another."""

from typing import Any

from api import limits
from api.call import Call, Reply
from api.conditions import etag_of, require_match
from api.deferring import defer_catching_up, defer_review
from api.instants import instant
from api.operation import Answer, Link, Query, Resource
from api.presenting_law import edition_document, loosening_document
from api.problem import refuse
from api.roles import Role
from api.schemas.fields import Code
from api.schemas.proposals import PUBLICATION, PublicationIn
from approvals.rehearsal_question import Question
from catalog.documents import DocumentKind
from catalog.propose import propose_document
from catalog.publish import publish_documents
from catalog.store import Proposal, book, lock, open_proposals, proposals_of
from validators.loosening import cells_of

PROPOSALS = Resource(
    "proposals", "Editions, lists and tables proposed by one keeper and published by another."
)
_OF_LAW = tuple(kind for kind in DocumentKind if kind.of_law)
_PUBLICATION = Link(
    operation="publishProposal",
    description="put it in force, as a second person",
    parameters={"proposal": "$request.path.proposal"},
)
_OF_CATALOGUE = tuple(kind for kind in DocumentKind if not kind.of_law)


@PROPOSALS.operation(
    "POST",
    "/v1/proposals",
    id="proposeDocument",
    summary="Propose an edition of the law, or a list of the catalogue",
    description=(
        "The body is the document itself (YAML, see docs/changing-the-law.md and "
        "docs/catalogue.md). Every fault of it is told with line and key; nothing takes effect."
    ),
    query=(
        Query(
            name="name", field=Code(), description="name of the file, for messages", required=True
        ),
    ),
    document=True,
    body_limit=limits.DOCUMENT_BYTES,
    acts=True,
    answers={201: Answer(description="proposed", schema="Proposal", headers=("Location", "ETag"))},
    problems=frozenset({"faulty-document", "wrong-state"}),
    links={
        "publication": Link(
            operation="publishProposal",
            description="put it in force, as a second person",
            parameters={"proposal": "$response.body#/id"},
        ),
        "document": Link(
            operation="getProposalDocument",
            description="the bytes that were proposed",
            parameters={"proposal": "$response.body#/id"},
        ),
        "edition": Link(
            operation="getProposedEdition",
            description="a proposed edition as it would be shown",
            parameters={"proposal": "$response.body#/id"},
        ),
    },
)
def propose(call: Call) -> Reply:
    """Keep a document for a second person to publish."""
    proposal = propose_document(
        call.connection, call.actor, call.query["name"], call.body, call.now
    )
    (held,) = proposals_of(call.connection, [proposal])
    document, where = _document(held), {"Location": f"/v1/proposals/{proposal}"}
    etag = _etag(document, call.books.revision)
    return Reply(status=201, document=document, headers=where, etag=etag)


@PROPOSALS.operation(
    "GET",
    "/v1/proposals",
    id="listProposals",
    summary="Proposals that wait for a second person",
    answers={200: Answer(description="the proposals", schema="ProposalList")},
)
def list_proposals(call: Call) -> Reply:
    """Return the open proposals a keeper keeps; an auditor sees all."""
    found = open_proposals(call.connection, kinds_kept(call.principal.role))
    return Reply(document={"items": [_document(held) for held in found]})


@PROPOSALS.operation(
    "GET",
    "/v1/proposals/<proposal>",
    id="getProposal",
    summary="One proposal, published or not",
    description="Its ETag is of the proposal beside what is in force: either may change.",
    answers={200: Answer(description="the proposal", schema="Proposal", headers=("ETag",))},
)
def get_proposal(call: Call) -> Reply:
    """Return a proposal."""
    document = _document(_held(call))
    return Reply(document=document, etag=_etag(document, call.books.revision))


@PROPOSALS.operation(
    "GET",
    "/v1/proposals/<proposal>/document",
    id="getProposalDocument",
    summary="The bytes that were proposed: what a second person looks at before he publishes",
    answers={
        200: Answer(
            description="the document",
            schema="LawDocument",
            media="application/yaml",
            headers=("ETag",),
        )
    },
    links={"publication": _PUBLICATION},
)
def get_document(call: Call) -> Reply:
    """Return the proposed bytes."""
    held = _held(call)
    return Reply(
        content=held.document.data, media="application/yaml", etag=f'"{held.document.digest}"'
    )


@PROPOSALS.operation(
    "GET",
    "/v1/proposals/<proposal>/edition",
    id="getProposedEdition",
    summary="A proposed edition as it would be shown once it is in force",
    answers={200: Answer(description="the edition", schema="Edition")},
    problems=frozenset({"faulty-document"}),
    links={"publication": _PUBLICATION},
)
def get_edition(call: Call) -> Reply:
    """Return a proposed edition, read beside the law in force."""
    held = _held(call)
    if held.document.kind is not DocumentKind.EDITION:
        refuse("not-found")
    asked = Question(name=held.document.name, draft=held.document.data)
    draft = asked.edition(call.connection) or refuse("not-found")
    return Reply(document=edition_document(draft, call.books.law.with_edition(draft)))


@PROPOSALS.operation(
    "POST",
    "/v1/proposals/<proposal>/publication",
    id="publishProposal",
    summary="Put a proposal in force: by a second person, after every law case has passed",
    description=(
        "Orders that are held for a missing fact are examined again soon afterwards. `loosenings` "
        "tells where what was published allows more than the tier above. Send `If-Match` with the "
        "ETag of `getProposal`: it is stale once anything else was put in force."
    ),
    body=PublicationIn,
    acts=True,
    conditional=True,
    answers={201: Answer(description="in force", schema="Published")},
    problems=frozenset({"faulty-document", "same-person", "wrong-state"}),
    examples={"alone": {}},
)
def publish(call: Call) -> Reply:
    """Publish a proposal, with others where they need one another."""
    others = call.read(PUBLICATION).get("together_with", [])
    wanted = list(dict.fromkeys([_seen(call), *others]))
    published = publish_documents(call.connection, call.actor, wanted, call.now)
    defer_catching_up(call.connection)
    defer_review(call.connection, None)
    books = published.books
    digests = {it.document.digest for it in published.documents}
    return Reply(
        status=201,
        document={
            "revision": books.revision,
            "law": books.law_digest,
            "catalogue": books.catalogue.digest,
            "loosenings": [
                loosening_document(cell)
                for edition in books.law.editions
                if edition.digest in digests
                for cell in cells_of(edition, books.law)
            ],
            "ledger": {"leaves": [it.leaf for it in published.documents]},
        },
    )


def _seen(call: Call) -> str:
    """Return the proposal's id, once the caller looked at it beside what is in force."""
    held = _held(call)
    # One publication at a time: what is in force now stays so until this one is through.
    lock(call.connection)
    last = book(call.connection)
    etag = _etag(_document(held), 0 if last is None else last.revision)
    require_match(call.headers.get("If-Match"), etag)
    return held.id


def _etag(document: dict[str, Any], revision: int) -> str:
    return etag_of("proposal", document, revision)


def _held(call: Call) -> Proposal:
    """Return a proposal, published or not: what it says will be everybody's, and is no secret.

    Raises:
        Refused: as ``not-found``.
    """
    found = proposals_of(call.connection, [call.path["proposal"]])
    if not found:
        refuse("not-found")
    return found[0]


def kinds_kept(role: Role) -> tuple[DocumentKind, ...]:
    """Return the kinds of documents a keeper keeps; an auditor sees all."""
    kept = {Role.STANDARDS_KEEPER: _OF_LAW, Role.CATALOG_KEEPER: _OF_CATALOGUE}
    return kept.get(role, tuple(DocumentKind))


def _document(held: Proposal) -> dict[str, Any]:
    return {
        "id": held.id,
        "kind": held.document.kind.value,
        "identity": held.document.identity,
        "revision": held.document.revision,
        "digest": held.document.digest,
        "name": held.document.name,
        "proposed_by": held.proposed_by,
        "proposed_at": instant(held.proposed_at),
        "published": held.published,
    }
