"""The law that was in force once, by the digest that receipts name, from the bytes published."""

from collections.abc import Callable

from sqlalchemy import Connection

from catalog.contents import contents_digest
from catalog.documents import Document
from catalog.errors import BooksAlteredError, UnknownLawError
from catalog.store import documents_of, revision_of_law
from validators.edition import Edition
from validators.law import Law
from validators.standards_file import document_digest, load


def law_documents(connection: Connection, digest: str) -> tuple[Document, ...]:
    """Return the documents of the law of a digest, as they were published.

    Raises:
        UnknownLawError: no law of this digest was ever in force.
        BooksAlteredError: the database does not hold what was published.
    """
    revision = revision_of_law(connection, digest)
    if revision is None:
        raise UnknownLawError(digest)
    documents = tuple(it for it in documents_of(connection, revision) if it.kind.of_law)
    for it in documents:
        found = document_digest(it.data)
        if found != it.digest:
            what = f"{it.kind.value} {it.identity} revision {it.revision}"
            raise BooksAlteredError(what, it.digest, found)
    found = contents_digest(it.contents for it in documents)
    if found != digest:
        what = f"the law of books {revision}"
        raise BooksAlteredError(what, digest, found)
    return documents


def law_of_digest(connection: Connection, digest: str) -> Law:
    """Return the law of a digest.

    Raises:
        UnknownLawError: no law of this digest was ever in force.
        BooksAlteredError: the database does not hold what was published.
    """
    return load((it.name, it.data) for it in law_documents(connection, digest))


class PastLaws:
    """The laws of then by digest, each read once, with a draft beside each where one is given."""

    def __init__(self, draft: Edition | None = None) -> None:
        self._draft = draft
        self._known: dict[str, Law] = {}

    def by(self, connection: Connection) -> Callable[[str], Law]:
        """Return what gives the law of a digest, reading it by ``connection`` the first time.

        What is returned raises as `law_of_digest` does.
        """

        def law_of(digest: str) -> Law:
            known = self._known.get(digest)
            if known is None:
                law = law_of_digest(connection, digest)
                known = law if self._draft is None else law.with_edition(self._draft)
                self._known[digest] = known
            return known

        return law_of
