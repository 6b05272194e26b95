"""Queries of published documents. None of them commits."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, LargeBinary, Row, Select, bindparam, func, insert, select, text
from sqlalchemy.dialects.postgresql import distinct_on

from catalog.books import BookRow
from catalog.contents import Contents
from catalog.documents import Document, DocumentKind
from catalog.errors import UnknownDocumentError
from catalog.tables import book_revision, document_proposal, published_document
from storage.database import let_think

_LOCK = 0x70726F_626F6F_6B73
"""Key of the advisory lock under which documents are published: one publication after another."""

_BOOKS = f"select revision, law_digest, catalogue_digest from {book_revision.fullname}"  # noqa: S608 - a constant

_Kinds = Collection[DocumentKind]
_ALL: _Kinds = tuple(DocumentKind)

_proposal, _published = document_proposal.c, published_document.c
_same = _proposal.id == _published.proposal
_joined = published_document.join(document_proposal, _same)
_tried = document_proposal.outerjoin(published_document, _same)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A document proposed, by whom and when; ``published`` says whether it took effect."""

    id: str
    document: Document
    proposed_by: str
    proposed_at: datetime
    published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """A document that took effect: by which two persons, when, in which revision of the books.

    ``leaf`` is the hash of its entry's leaf in the ledger, in hexadecimal.
    """

    document: Document
    proposal: str
    proposed_by: str
    published_by: str
    published_at: datetime
    book: int
    leaf: str


def lock(connection: Connection, *, seconds: int | None = None) -> None:
    """Wait until no other transaction publishes; held until this one ends.

    Args:
        connection: inside a transaction.
        seconds: how long to wait at most, where that is longer than a request would.

    Raises:
        OperationalError: it was not had in time.
    """
    let_think(connection)
    if seconds is not None:
        names = ("lock_timeout", "statement_timeout")
        calls = ", ".join(f"set_config('{name}', '{seconds}s', true)" for name in names)
        connection.execute(text(f"select {calls}"))
    connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def book(connection: Connection, revision: int | None = None) -> BookRow | None:
    """Return a revision of the books, the latest by default; None if there is none."""
    # Asked in every request: as text, since putting the statement together would cost as much.
    if revision is None:
        row = connection.exec_driver_sql(f"{_BOOKS} order by revision desc limit 1").first()
    else:
        row = connection.exec_driver_sql(f"{_BOOKS} where revision = %s", (revision,)).first()
    return None if row is None else BookRow(*row)


def revision_known(connection: Connection, at: datetime) -> int | None:
    """Return the revision of the books that was in force at an instant; None if none was yet.

    Args:
        connection: inside a transaction.
        at: an aware instant; what was recorded before it counts.
    """
    columns = book_revision.c
    query = select(func.max(columns.revision)).where(columns.recorded_at < at)
    revision: int | None = connection.scalar(query)
    return revision


def revision_of_law(connection: Connection, digest: str) -> int | None:
    """Return the first revision of the books that had the law of a digest; None if none had."""
    columns = book_revision.c
    query = select(func.min(columns.revision)).where(columns.law_digest == digest)
    revision: int | None = connection.scalar(query)
    return revision


def documents_of(
    connection: Connection, revision: int, kinds: _Kinds = _ALL
) -> tuple[Document, ...]:
    """Return every document of some kinds in a revision of the books, as it was by then."""
    query = (
        _documents()
        .where(_published.book <= revision, _published.kind.in_([kind.value for kind in kinds]))
        .ext(distinct_on(_published.kind, _published.identity))
        .order_by(_published.kind, _published.identity, _published.revision.desc())
    )
    return tuple(_document(row) for row in connection.execute(query))


def published_contents(connection: Connection) -> tuple[Contents, ...]:
    """Return every revision of every document that ever took effect, without its bytes."""
    query = select(_published.kind, _published.identity, _published.revision, _published.digest)
    return tuple(Contents(*row) for row in connection.execute(query))


def publishing(
    connection: Connection, kind: DocumentKind, identity: str, revision: int | None = None
) -> Publishing:
    """Return a published document with its bytes, in its latest revision by default.

    Raises:
        UnknownDocumentError: none such was published.
    """
    query = _publishings().where(_published.kind == kind.value, _published.identity == identity)
    if revision is not None:
        query = query.where(_published.revision == revision)
    row = connection.execute(query.order_by(_published.revision.desc()).limit(1)).first()
    if row is None:
        raise UnknownDocumentError(kind.value, identity, revision)
    return _publishing(row)


def publishings(connection: Connection, kinds: _Kinds = _ALL) -> tuple[Publishing, ...]:
    """Return every revision of every published document of some kinds, by identity and revision."""
    query = _publishings().where(_published.kind.in_([kind.value for kind in kinds]))
    order = (_published.kind, _published.identity, _published.revision)
    return tuple(_publishing(row) for row in connection.execute(query.order_by(*order)))


def publishings_naming(connection: Connection, name: str, kinds: _Kinds) -> tuple[Publishing, ...]:
    """Return every revision of every document of some kinds whose bytes hold a name, as recorded.

    What the name is to the document, its reader has to tell.
    """
    needle = func.position(bindparam("needle", name.encode(), LargeBinary).op("in")(_proposal.body))
    query = _publishings().where(_published.kind.in_([kind.value for kind in kinds]), needle > 0)
    order = (_published.book, _published.kind, _published.identity, _published.revision)
    return tuple(_publishing(row) for row in connection.execute(query.order_by(*order)))


def proposals_of(connection: Connection, ids: Collection[str]) -> tuple[Proposal, ...]:
    """Return the proposals of these ids that there are, with their bytes."""
    query = _proposals().where(_proposal.id.in_(ids))
    return tuple(_read_proposal(row) for row in connection.execute(query))


def open_proposals(connection: Connection, kinds: _Kinds = _ALL) -> tuple[Proposal, ...]:
    """Return the proposals of some kinds that did not take effect, the oldest first."""
    query = (
        _proposals()
        .where(_proposal.kind.in_([kind.value for kind in kinds]), _published.proposal.is_(None))
        .order_by(_proposal.proposed_at, _proposal.id)
    )
    return tuple(_read_proposal(row) for row in connection.execute(query))


def add_proposal(
    connection: Connection, proposal_id: str, document: Document, person: str, now: datetime
) -> None:
    """Keep a proposed document."""
    connection.execute(
        insert(document_proposal).values(
            id=proposal_id,
            kind=document.kind.value,
            identity=document.identity,
            revision=document.revision,
            name=document.name,
            digest=document.digest,
            body=document.data,
            proposed_by=person,
            proposed_at=now,
        )
    )


def add_book(connection: Connection, row: BookRow, now: datetime) -> None:
    """Keep a new revision of the books."""
    connection.execute(insert(book_revision).values(**row._asdict(), recorded_at=now))


def add_publishings(connection: Connection, publishings: Iterable[Publishing]) -> None:
    """Keep that documents took effect."""
    rows = [
        {
            "kind": it.document.kind.value,
            "identity": it.document.identity,
            "revision": it.document.revision,
            "proposal": it.proposal,
            "digest": it.document.digest,
            "proposed_by": it.proposed_by,
            "published_by": it.published_by,
            "published_at": it.published_at,
            "book": it.book,
            "leaf": it.leaf,
        }
        for it in publishings
    ]
    connection.execute(insert(published_document), rows)


def _documents() -> Select[Any]:
    return select(
        _proposal.name,
        _published.kind,
        _published.identity,
        _published.revision,
        _published.digest,
        _proposal.body,
    ).select_from(_joined)


def _publishings() -> Select[Any]:
    return _documents().add_columns(
        _published.proposal,
        _published.proposed_by,
        _published.published_by,
        _published.published_at,
        _published.book,
        _published.leaf,
    )


def _proposals() -> Select[Any]:
    return select(
        _proposal.name,
        _proposal.kind,
        _proposal.identity,
        _proposal.revision,
        _proposal.digest,
        _proposal.body,
        _proposal.id,
        _proposal.proposed_by,
        _proposal.proposed_at,
        _published.proposal.is_not(None).label("is_published"),
    ).select_from(_tried)


def _document(row: Row[Any]) -> Document:
    return Document(
        name=row.name,
        kind=DocumentKind(row.kind),
        identity=row.identity,
        revision=row.revision,
        digest=row.digest,
        data=row.body,
    )


def _publishing(row: Row[Any]) -> Publishing:
    return Publishing(
        document=_document(row),
        proposal=row.proposal,
        proposed_by=row.proposed_by,
        published_by=row.published_by,
        published_at=row.published_at,
        book=row.book,
        leaf=row.leaf,
    )


def _read_proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        id=row.id,
        document=_document(row),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        published=row.is_published,
    )
