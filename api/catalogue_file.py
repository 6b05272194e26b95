"""The catalogue in force as a signed file: the same for whoever asks over HTTP and on the line."""

from datetime import datetime

from sqlalchemy import Connection

from api.presenting_catalogue import catalogue_document
from catalog.books import Books
from catalog.catalogue_file import sign_catalogue
from catalog.documents import LISTS
from catalog.store import documents_of
from ledger.signing import Signer


def signed_catalogue(
    connection: Connection, books: Books, *, issuer: str, now: datetime, signer: Signer
) -> str:
    """Return the catalogue of books that were published, signed at ``now``.

    Args:
        connection: inside a transaction.
        books: those in force.
        issuer: the service that signs.
        now: the instant of the transaction.
        signer: the key that signs statements.
    """
    return sign_catalogue(
        documents_of(connection, books.revision, LISTS),
        revision=books.revision,
        digest=books.catalogue.digest,
        shown=catalogue_document(books.catalogue),
        issuer=issuer,
        now=now,
        signer=signer,
    )
