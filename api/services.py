"""What every request works with, put together once a process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from api.clock import now
from api.identity import Stamp
from api.settings import Settings
from api.vocabulary import Vocabulary
from approvals.office import Office
from catalog.books import Books
from catalog.shelf import Shelf
from ledger.jws import PublishedKey
from ledger.note import VerifierKey
from storage.database import Database


class Reading:
    """The books a web process reads from, and their words; looked for again when they change.

    The stamp comes with the key of a request, in the same trip to the database, so that the usual
    request asks for nothing more; the shelf is asked when the stamp is another.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._stamped: tuple[Stamp, Books] | None = None
        self._spoken: tuple[str, Vocabulary] | None = None

    def books(self, connection: Connection, stamp: Stamp | None = None) -> Books:
        """Return the books in force, as the transaction sees them."""
        stamped = self._stamped
        if stamped is not None and stamped[0] == stamp:
            return stamped[1]
        books = self._shelf.books(connection)
        # Kept under what it is and not under what was asked: it may have changed in between.
        self._stamped = ((books.revision, books.law_digest, books.catalogue.digest), books)
        return books

    def words(self, books: Books) -> Vocabulary:
        """Return the words of these books' law."""
        spoken = self._spoken
        if spoken is None or spoken[0] != books.law_digest:
            # Two threads may gather them at once; they gather the same.
            spoken = self._spoken = (books.law_digest, Vocabulary.of(books.law))
        return spoken[1]


@dataclass(frozen=True, slots=True)
class Contract:
    """The OpenAPI document as bytes, made once a process, and its entity tag."""

    data: bytes
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Database, law, keys, clock: handed to every view."""

    settings: Settings
    database: Database
    reading: Reading
    office: Office
    keys: tuple[PublishedKey, ...]
    ledger_key: VerifierKey
    contract: Contract
    clock: Callable[[], datetime] = now
