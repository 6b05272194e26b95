"""Publishing documents: two persons, every fault and law case looked at, one ledger entry each.

The one way in which law or catalogue change, for keepers and for a release alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from catalog.books import BookRow, Books
from catalog.documents import Document, DocumentKind, put_together
from catalog.errors import (
    LawCasesFailedError,
    SamePersonError,
    StaleRevisionError,
    UnknownProposalError,
)
from catalog.keepers import require_keeper
from catalog.store import (
    Proposal,
    Publishing,
    add_book,
    add_publishings,
    book,
    documents_of,
    lock,
    proposals_of,
)
from ledger.entry import Actor, Entry
from ledger.kinds import EntryKind
from ledger.store import append
from validators.law_cases import LawCase, failures
from validators.standards_case_file import load_cases

_ENTRIES = {
    DocumentKind.EDITION: EntryKind.EDITION_PUBLISHED,
    DocumentKind.CODES: EntryKind.EDITION_PUBLISHED,
    DocumentKind.PLACES: EntryKind.EDITION_PUBLISHED,
    DocumentKind.SCHEME: EntryKind.CATALOGUE_PUBLISHED,
    DocumentKind.PUBLICATION: EntryKind.PUBLICATION_RECORDED,
    DocumentKind.NOTICE: EntryKind.NOTICE_RECORDED,
}


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did: the documents that took effect, and the books they make."""

    documents: tuple[Publishing, ...]
    books: Books


def publish_document(
    connection: Connection, actor: Actor, proposal_id: str, now: datetime
) -> Published:
    """Put one proposed document in force; see `publish_documents`."""
    return publish_documents(connection, actor, [proposal_id], now)


def publish_documents(
    connection: Connection,
    actor: Actor,
    proposal_ids: Sequence[str],
    now: datetime,
    *,
    cases: Iterable[LawCase] | None = None,
) -> Published:
    """Put proposed documents in force together: all of them or none.

    Documents that need one another (an edition and the one it supersedes) are published in one
    act. They make one new revision of the books. Publications wait for one another.

    Args:
        connection: a transaction; the edge commits it.
        actor: the second person.
        proposal_ids: what to publish.
        now: the instant of the act.
        cases: the law cases that must hold; those of the release by default.

    Raises:
        UnknownProposalError: nothing was proposed under one of the ids.
        NotTheKeeperError: a document is of a kind that is not for the actor's role.
        SamePersonError: the actor proposed one of them.
        StaleRevisionError: a revision took effect already, or does not follow those that did.
        StandardsFault: the law or the catalogue would contradict itself; all faults are told.
        LawCasesFailedError: law cases fail under the law as it would be; all are named.
    """
    lock(connection)
    proposals = _proposals(connection, proposal_ids)
    for proposal in proposals:
        require_keeper(actor, proposal.document.kind)
        if proposal.proposed_by == actor.person:
            raise SamePersonError(actor.person, proposal.id)
    last = book(connection)
    current = () if last is None else documents_of(connection, last.revision)
    after = _after(current, proposals)
    books = put_together(after, 1 if last is None else last.revision + 1)
    if last is None or books.law_digest != last.law_digest:
        failing = failures(load_cases() if cases is None else cases, books.law)
        if failing:
            raise LawCasesFailedError(failing)
    row = books.row
    add_book(connection, row, now)
    publishings = tuple(_record(connection, actor, it, row, now) for it in proposals)
    add_publishings(connection, publishings)
    return Published(publishings, books)


def _proposals(connection: Connection, ids: Sequence[str]) -> tuple[Proposal, ...]:
    found = {it.id: it for it in proposals_of(connection, ids)}
    for wanted in ids:
        if wanted not in found:
            raise UnknownProposalError(wanted)
    return tuple(found[it] for it in dict.fromkeys(ids))


def _after(current: Iterable[Document], proposals: Iterable[Proposal]) -> tuple[Document, ...]:
    """Return the documents in force once the proposals are.

    Raises:
        StaleRevisionError: one of them does not follow what is in force, or another of them.
    """
    held = {document.key: document for document in current}
    for proposal in proposals:
        new = proposal.document
        old = held.get(new.key)
        if old is not None and new.revision <= old.revision:
            raise StaleRevisionError(new.kind.value, new.identity, new.revision, old.revision)
        held[new.key] = new
    return tuple(held.values())


def _record(
    connection: Connection, actor: Actor, proposal: Proposal, row: BookRow, now: datetime
) -> Publishing:
    """Write the ledger's entry of one document, and return what is to be kept of it."""
    document = proposal.document
    contents = document.contents._asdict()
    kind = _ENTRIES[document.kind]
    proposed_at = proposal.proposed_at.astimezone(UTC).isoformat(timespec="microseconds")
    entry = Entry(
        id=f"{kind.value}/{document.kind.value}/{document.identity}/{document.revision}",
        kind=kind,
        recorded_at=now,
        actor=actor,
        subjects={document.kind.value: document.identity},
        body={
            "document": {**contents, "name": document.name, "bytes": len(document.data)},
            "proposal": proposal.id,
            "proposed_by": proposal.proposed_by,
            "proposed_at": proposed_at.replace("+00:00", "Z"),
            "books": row._asdict(),
        },
    )
    return Publishing(
        document=document,
        proposal=proposal.id,
        proposed_by=proposal.proposed_by,
        published_by=actor.person,
        published_at=now,
        book=row.revision,
        leaf=append(connection, entry).text,
    )
