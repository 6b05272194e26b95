"""One published or proposed document: what it is, told from its own bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, unique

from catalog import seeds
from catalog.books import Books
from catalog.contents import Contents, contents_digest
from catalog.notice import Notice
from catalog.scheme import Publication, Scheme
from catalog.seed_fields import SHAPES as OF_CATALOGUE
from catalog.seed_sentences import wrong
from validators import standards_file
from validators.edition import CodeTable, Edition
from validators.standards_fault import Fault, StandardsFault, in_order
from validators.standards_schema import SHAPES as OF_LAW
from validators.standards_values import Places, Value
from validators.standards_yaml import read_tree


@unique
class DocumentKind(StrEnum):
    """What a document states."""

    EDITION = "edition"
    """One official document of the law."""
    CODES = "codes"
    """A table of product codes."""
    PLACES = "places"
    """The places that have law of their own."""
    SCHEME = "scheme"
    """A scheme of certified products, and the words that lead to its listings."""
    PUBLICATION = "publication"
    """One official list of a scheme."""
    NOTICE = "notice"
    """One official notice of a scheme about listings."""

    @property
    def of_law(self) -> bool:
        """Return whether it is part of the law, and not of the catalogue."""
        return self not in LISTS


LISTS = (DocumentKind.SCHEME, DocumentKind.PUBLICATION, DocumentKind.NOTICE)
"""The kinds a catalogue is made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document: the name of its file, what its bytes say it is, their digest, and the bytes."""

    name: str
    kind: DocumentKind
    identity: str
    revision: int
    digest: str
    data: bytes

    @property
    def key(self) -> tuple[DocumentKind, str]:
        """Return what its revisions have in common."""
        return self.kind, self.identity

    @property
    def contents(self) -> Contents:
        """Return what it is called in the digest of the law or the catalogue."""
        return Contents(self.kind.value, self.identity, self.revision, self.digest)


def read(name: str, data: bytes) -> Document:
    """Return the document in ``data``, judged for itself alone.

    Args:
        name: the name of its file, for faults; nothing is opened.
        data: its bytes.

    Raises:
        StandardsFault: the document has faults; all are told.
    """
    kind, identity, revision = _told(name, data)
    return Document(
        name=name,
        kind=kind,
        identity=identity,
        revision=revision,
        digest=standards_file.document_digest(data),
        data=data,
    )


def read_all(given: Iterable[tuple[str, bytes]]) -> tuple[Document, ...]:
    """Return the documents in files (name and bytes), in their order.

    Raises:
        StandardsFault: documents have faults; all of all are told.
    """
    documents: list[Document] = []
    faults: list[Fault] = []
    for name, data in given:
        try:
            documents.append(read(name, data))
        except StandardsFault as fault:
            faults.extend(fault.faults)
    if faults:
        raise StandardsFault(in_order(faults))
    return tuple(documents)


def put_together(documents: Iterable[Document], revision: int, like: Books | None = None) -> Books:
    """Return the books that documents make, one revision of each.

    Args:
        documents: every document of the law and the catalogue.
        revision: the revision of the books.
        like: books at hand; what has the same digest is taken from there and not read again.

    Raises:
        StandardsFault: documents contradict one another; every fault of law and catalogue is told.
    """
    every = tuple(documents)
    law = tuple(it for it in every if it.kind.of_law)
    lists = tuple(it for it in every if not it.kind.of_law)
    law_digest = contents_digest(it.contents for it in law)
    catalogue_digest = contents_digest(it.contents for it in lists)
    faults: list[Fault] = []
    read_law = like.law if like is not None and like.law_digest == law_digest else None
    catalogue = like.catalogue if like is not None else None
    if read_law is None:
        try:
            read_law = standards_file.load((it.name, it.data) for it in law)
        except StandardsFault as fault:
            faults.extend(fault.faults)
    if catalogue is None or catalogue.digest != catalogue_digest:
        try:
            catalogue = seeds.load((it.name, it.data) for it in lists)
        except StandardsFault as fault:
            faults.extend(fault.faults)
    if faults or read_law is None or catalogue is None:
        raise StandardsFault(in_order(faults))
    return Books(read_law, law_digest, catalogue, revision)


def _told(name: str, data: bytes) -> tuple[DocumentKind, str, int]:
    tree = read_tree(name, data)
    stated = tree.plain.get("format") if isinstance(tree.plain, dict) else None
    if isinstance(stated, str) and stated in OF_CATALOGUE:
        listed = seeds.read_document(name, data)
        match listed:
            case Scheme():
                return DocumentKind.SCHEME, listed.id, listed.revision
            case Publication():
                return DocumentKind.PUBLICATION, listed.id, listed.revision
            case Notice():
                return DocumentKind.NOTICE, listed.id, listed.revision
    if not tree.faults and stated not in OF_LAW:
        known = ", ".join(f'"{it}"' for it in (*OF_LAW, *OF_CATALOGUE))
        raise StandardsFault((tree.fault(("format",), wrong("unknown-format", known=known)),))
    value: Value = standards_file.read_document(name, data)
    match value:
        case Edition():
            return DocumentKind.EDITION, value.id, value.revision
        case CodeTable():
            return DocumentKind.CODES, value.scheme, value.revision
        case Places():
            return DocumentKind.PLACES, "places", value.revision
