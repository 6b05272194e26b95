"""The catalogue in force as a signed file: the same for whoever asks over HTTP and on the line."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from api.presenting_catalogue import catalogue_document
from catalog.books import Books
from catalog.catalogue_file import sign_parts
from catalog.documents import LISTS
from catalog.store import documents_of
from ledger.signing import Signer

_NEXT = "\n"
"""Between the parts of a file."""


def signed_catalogue(
    connection: Connection, books: Books, *, issuer: str, now: datetime, signer: Signer
) -> Iterator[bytes]:
    """Return the lines of the signed file of books that were published, signed at ``now``.

    The database is asked at once; each line is made when it is asked for, and may be after the
    transaction.

    Args:
        connection: inside a transaction.
        books: those in force.
        issuer: the service that signs.
        now: the instant of the transaction.
        signer: the key that signs statements.
    """
    parts = sign_parts(
        documents_of(connection, books.revision, LISTS),
        revision=books.revision,
        digest=books.catalogue.digest,
        shown=partial(catalogue_document, books.catalogue),
        issuer=issuer,
        now=now,
        signer=signer,
    )
    return (f"{'' if place == 0 else _NEXT}{it}".encode() for place, it in enumerate(parts))
