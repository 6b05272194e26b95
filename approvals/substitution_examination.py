"""A substitute is examined twice: under what its approval rested on, and under what is in force.

Both have to conform. On the first basis it is the law the approval was granted under, by digest,
and its days: what could not have been approved then is no like for like now. What the agency holds
is as of now on both, without the units that are to be substituted. (FEATURES SS5.)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from functools import partial

from sqlalchemy import Connection

from approvals.evidence import answered, evidence_of, gather
from approvals.history_reading import read_sealed
from approvals.receipt import seal
from approvals.receipt_store import receipt_of
from approvals.stated import Stated
from catalog.books import Books
from ledger.canonical import digest
from storage.driver import first_row
from validators.evidence import Answer
from validators.examine import Dates, examine
from validators.finding import Verdict
from validators.law import Law

Laws = Callable[[str], Law]
"""Gives the law of a digest, as it was in force once."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Law and catalogue in force, and the laws of then by digest."""

    books: Books
    laws: Laws


@unique
class Basis(StrEnum):
    """What a substitute was examined under."""

    APPROVAL = "approval"
    """The editions of the approval, on its days."""
    TODAY = "today"
    """The editions in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one examination said, and its sealed receipt."""

    basis: Basis
    verdict: Verdict
    receipt: bytes

    @property
    def digest(self) -> str:
        """Return the digest of the receipt."""
        return digest(self.receipt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A substitute as an order of its own, for which a person asks.

    ``order_id`` is the order it comes of, whose ``answers`` to questions of judgement hold for it.
    """

    stated: Stated
    order_id: str
    asker: str
    answers: Mapping[str, Answer]


def look_then(connection: Connection, asked: Question, sources: Sources, today: date) -> Looked:
    """Examine a substitute under what its approval rested on.

    Args:
        connection: a transaction in which the units substituted were given back.
        asked: the substitute.
        sources: the laws; the catalogue in force tells of listings on the day of then.
        today: the day of law on which the agency's facts hold.

    Raises:
        UnknownLawError, BooksAlteredError: the law of then cannot be had.
    """
    then = read_sealed(receipt_of(connection, asked.order_id).body)
    books = sources.books
    law = books.law if then.law == books.law_digest else sources.laws(then.law)
    in_force = Books(law, then.law, books.catalogue, books.revision)
    return _look(connection, asked, Basis.APPROVAL, in_force, then.dates, today)


def look_today(
    connection: Connection, asked: Question, books: Books, today: date, valid_until: date
) -> Looked:
    """Examine a substitute under what is in force; ``valid_until``: were it approved today."""
    dates = Dates(placed_on=today, valid_until=valid_until)
    return _look(connection, asked, Basis.TODAY, books, dates, today)


def _look(
    connection: Connection,
    asked: Question,
    basis: Basis,
    books: Books,
    dates: Dates,
    today: date,
) -> Looked:
    order = asked.stated.order
    facts, named = gather(partial(first_row, connection), order, today, asked.order_id)
    evidence = evidence_of(facts, named, order, books, dates.placed_on, asked.asker)
    evidence = answered(evidence, asked.answers)
    verdict = examine(order, evidence, books.law, dates)
    document, revision = asked.stated.document, books.revision
    sealed = seal(document, evidence, verdict, dates, books.law_digest, revision)
    return Looked(basis=basis, verdict=verdict, receipt=sealed.receipt)
