"""Proposing a document: its bytes are kept, and nothing takes effect until a second person acts."""

from datetime import datetime

from sqlalchemy import Connection

from catalog.documents import Document, read
from catalog.errors import StaleRevisionError
from catalog.keepers import require_keeper
from catalog.store import add_proposal, lock, proposals_of, published_contents
from ledger.entry import Actor, Entry
from ledger.kinds import EntryKind
from ledger.store import append
from storage.database import let_think

_ID_LENGTH = 32
"""Hexadecimal digits of a digest that make up a proposal's id: 128 bits."""


def propose_document(
    connection: Connection, actor: Actor, name: str, data: bytes, now: datetime
) -> str:
    """Keep a document for a second person to publish, and return the id of the proposal.

    The id is drawn from the bytes: the same document proposed again, by whomever, is the proposal
    that is there already, and stays that of whoever made it first.

    Args:
        connection: a transaction; the edge commits it.
        actor: who proposes.
        name: the name of the file, for people and for faults.
        data: the bytes of the file.
        now: the instant of the act.

    Raises:
        StandardsFault: the document has faults; all are told, with file, line and key.
        NotTheKeeperError: documents of this kind are not for the actor's role.
        StaleRevisionError: the same or a higher revision took effect already.
    """
    let_think(connection)
    document = read(name, data)
    require_keeper(actor, document.kind)
    proposal = proposal_id(document)
    lock(connection)
    if not proposals_of(connection, [proposal]):
        _require_new(connection, document)
        add_proposal(connection, proposal, document, actor.person, now)
        append(connection, _entry(proposal, document, actor, now))
    return proposal


def proposal_id(document: Document) -> str:
    """Return the id under which a document is proposed."""
    return document.digest.removeprefix("sha256:")[:_ID_LENGTH]


def _entry(proposal: str, document: Document, actor: Actor, now: datetime) -> Entry:
    kind = EntryKind.DOCUMENT_PROPOSED
    return Entry(
        id=f"{kind.value}/{proposal}",
        kind=kind,
        recorded_at=now,
        actor=actor,
        subjects={document.kind.value: document.identity},
        body={
            "document": {
                **document.contents._asdict(),
                "name": document.name,
                "bytes": len(document.data),
            },
            "proposal": proposal,
        },
    )


def _require_new(connection: Connection, document: Document) -> None:
    revisions = [
        it.revision
        for it in published_contents(connection)
        if (it.kind, it.identity) == (document.kind.value, document.identity)
    ]
    latest = max(revisions, default=0)
    if document.revision <= latest:
        raise StaleRevisionError(document.kind.value, document.identity, document.revision, latest)
