"""What people call the facts, questions, roles and attributes that findings name by their codes.

Findings and receipts carry codes, and sentences besides. Whoever lays a finding out for people, or
fills a form from it, finds here the words for the codes: the common terms, and those of editions.
"""

from collections.abc import Iterator
from typing import NamedTuple

from validators.bound import Bound, Unseen, parts_of
from validators.edition import Edition
from validators.finding import Message
from validators.law import Law
from validators.name_tables import SEALED_TERMS
from validators.names import said_by
from validators.terms import TERMS


class Term(NamedTuple):
    """A code and its words; ``edition`` is the one that says them so, where it is of one."""

    code: str
    name: Message
    edition: str | None = None


def terms_of(law: Law) -> Iterator[Term]:
    """Yield every term of the law, the common ones first; a code is of one edition but once."""
    for words in (TERMS, SEALED_TERMS):
        yield from (Term(code, Message(*pair)) for code, pair in words.items())
    for edition in law.editions:
        seen = dict.fromkeys(TERMS)
        for code, name in _said(edition):
            if code not in seen:
                seen[code] = None
                yield Term(code, name, edition.id)


def called(edition: Edition) -> Message:
    """Return what an edition is called: its title, and the number it was issued under."""
    number = "" if edition.document is None else f" {edition.document}"
    return Message(f"{edition.title.zh}{number}", f"{edition.title.en}{number}")


def _said(edition: Edition) -> Iterator[tuple[str, Message]]:
    yield edition.id, called(edition)
    yield from said_by(edition)
    # A clause is a question by its edition and name, where a duty is by its name alone.
    for clause in edition.clauses:
        yield f"{edition.id}/{clause.id}", clause.paraphrase
    for bound in _bounds(edition):
        for part in parts_of(bound):
            if isinstance(part, Unseen):
                yield part.note.en, part.note


def _bounds(edition: Edition) -> Iterator[Bound]:
    for row in edition.rows:
        if row.price is not None:
            yield row.price.ceiling
    for cap in edition.caps:
        yield cap.limit
