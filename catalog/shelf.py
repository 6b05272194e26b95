"""The books in force, for every request: one cheap look at their revision, the rest remembered."""

from collections import OrderedDict
from threading import Lock

from sqlalchemy import Connection

from catalog.books import BookRow, Books
from catalog.documents import put_together
from catalog.errors import BooksAlteredError, NothingPublishedError
from catalog.store import book, documents_of
from storage.database import let_think
from validators.standards_file import document_digest

KEPT = 4
"""How many revisions of the books are kept at hand."""


class Shelf:
    """Books by revision, read from the database once a process; for use by many threads.

    Every process examines under the same law: the database says which revision is in force, and
    the books are put together from the very bytes that were published, each checked against the
    digest it was published under.
    """

    def __init__(self) -> None:
        self._books: OrderedDict[int, Books] = OrderedDict()
        self._turn = Lock()

    def books(self, connection: Connection) -> Books:
        """Return the books in force, as the transaction sees them.

        Raises:
            NothingPublishedError: there are none yet.
            BooksAlteredError: the database does not hold what was published.
        """
        row = book(connection)
        if row is None:
            raise NothingPublishedError
        known = self._books.get(row.revision)
        if known is not None and _are(known, row):
            return known
        return self._fetch(connection, row)

    def books_at(self, connection: Connection, revision: int) -> Books:
        """Return the books of a revision that was in force once, such as a receipt names.

        Raises:
            NothingPublishedError: there never was such a revision.
            BooksAlteredError: the database does not hold what was published.
        """
        row = book(connection, revision)
        if row is None:
            raise NothingPublishedError(revision)
        known = self._books.get(revision)
        return known if known is not None and _are(known, row) else self._fetch(connection, row)

    def _fetch(self, connection: Connection, row: BookRow) -> Books:
        """Read books; one thread does it, the others wait and find them."""
        let_think(connection)
        with self._turn:
            known = self._books.get(row.revision)
            if known is not None and _are(known, row):
                return known
            like = next(reversed(self._books.values()), None)
            books = _read(connection, row, like)
            self._books[row.revision] = books
            self._books.move_to_end(row.revision)
            while len(self._books) > KEPT:
                self._books.popitem(last=False)
            return books


def _are(books: Books, row: BookRow) -> bool:
    """Return whether books are those of a row; a restored copy may count its revisions anew."""
    return (books.law_digest, books.catalogue.digest) == (row.law_digest, row.catalogue_digest)


def _read(connection: Connection, row: BookRow, like: Books | None) -> Books:
    documents = documents_of(connection, row.revision)
    for document in documents:
        found = document_digest(document.data)
        if found != document.digest:
            what = f"{document.kind.value} {document.identity} revision {document.revision}"
            raise BooksAlteredError(what, document.digest, found)
    books = put_together(documents, row.revision, like)
    for what, expected, found in (
        (f"the law of books {row.revision}", row.law_digest, books.law_digest),
        (f"the catalogue of books {row.revision}", row.catalogue_digest, books.catalogue.digest),
    ):
        if expected != found:
            raise BooksAlteredError(what, expected, found)
    return books
