"""The catalogue as it was known once: by the revision of the books, from the bytes published."""

from collections import OrderedDict
from threading import Lock

from sqlalchemy import Connection

from catalog.catalogue import Catalogue
from catalog.contents import contents_digest
from catalog.errors import BooksAlteredError, NothingPublishedError
from catalog.seeds import load
from catalog.store import book, documents_of
from storage.database import let_think
from validators.standards_file import document_digest

KEPT = 8
"""How many catalogues of then are kept at hand."""


class PastCatalogues:
    """Catalogues of then by revision of the books, each read once; for use by many threads.

    They are kept apart from the books in force, which whoever asks about the past must not push
    out; and without the law, which takes most of the time to read.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[str, Catalogue] = OrderedDict()
        self._turn = Lock()

    def at(self, connection: Connection, revision: int) -> Catalogue:
        """Return the catalogue of a revision of the books.

        Raises:
            NothingPublishedError: there never was such a revision.
            BooksAlteredError: the database does not hold what was published.
        """
        row = book(connection, revision)
        if row is None:
            raise NothingPublishedError(revision)
        let_think(connection)
        with self._turn:
            known = self._known.get(row.catalogue_digest)
            if known is None:
                known = _read(connection, revision, row.catalogue_digest)
                self._known[row.catalogue_digest] = known
                while len(self._known) > KEPT:
                    self._known.popitem(last=False)
            return known


def _read(connection: Connection, revision: int, digest: str) -> Catalogue:
    documents = [it for it in documents_of(connection, revision) if not it.kind.of_law]
    for it in documents:
        found = document_digest(it.data)
        if found != it.digest:
            what = f"{it.kind.value} {it.identity} revision {it.revision}"
            raise BooksAlteredError(what, it.digest, found)
    found = contents_digest(it.contents for it in documents)
    if found != digest:
        what = f"the catalogue of books {revision}"
        raise BooksAlteredError(what, digest, found)
    return load((it.name, it.data) for it in documents)
