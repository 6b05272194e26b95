"""What is answered to an order document, whatever format the answer is written in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from validators.finding import Message


@unique
class AnswerKind(StrEnum):
    """What became of the order."""

    APPROVED = "approved"
    REFUSED = "refused"
    WAITING = "waiting"
    """For a fact, an answer or a decision."""
    TRIED_OUT = "tried-out"
    """It was not placed: whatever the verdict, this approves nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAnswer:
    """What is said of one line of the document: by its number there, or its place."""

    id: str
    name: str
    disputed: bool
    notes: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAnswer:
    """An answer.

    Attributes:
        kind: what became of the order.
        number: of the answer: that of the order here, or one of a reading that is kept nowhere.
        at: when it was given.
        reference: the order's own number.
        agency, supplier: by their codes, as far as known.
        notes: what is said of the whole.
        lines: what is said line by line.
        approval: number of the approval, where one was granted.
    """

    kind: AnswerKind
    number: str
    at: datetime
    reference: str
    agency: str | None
    supplier: str | None
    notes: tuple[Message, ...]
    lines: tuple[LineAnswer, ...]
    approval: str | None = None
