"""What an examination says: findings on lines, and the verdict that gathers them."""

from datetime import date
from enum import StrEnum, unique
from typing import NamedTuple, Protocol

from msgspec import Struct


@unique
class Outcome(StrEnum):
    """What one finding means for the order."""

    BREACH = "breach"
    UNDETERMINED = "undetermined"
    WAIVED = "waived"
    NOTICE = "notice"


@unique
class Conclusion(StrEnum):
    """What all findings together mean for the order."""

    CONFORMING = "conforming"
    REFUSED = "refused"
    UNDETERMINED = "undetermined"


@unique
class NeedKind(StrEnum):
    """What kind of thing would settle an open finding."""

    FACT = "fact"
    """A fact somebody can state or prove."""
    JUDGEMENT = "judgement"
    """A question of judgement to a named role."""
    LAW = "law"
    """A confirmed figure, a clarified text or a fully loaded list, from those who keep them."""


class Need(NamedTuple):
    """What would settle an open finding, and who can supply it."""

    kind: NeedKind
    fact: str
    source: str


class Citation(NamedTuple):
    """Where a figure or duty stands: edition, document, row or article, and how it is known.

    ``evidence`` is ``read`` (seen in a source) or ``inferred`` (concluded; proves nothing).
    """

    edition: str
    document: str | None
    row: str | None = None
    article: str | None = None
    evidence: str = "read"
    sources: tuple[str, ...] = ()


class Message(NamedTuple):
    """One sentence in the two languages of the service."""

    zh: str
    en: str


class Sentence(Protocol):
    """What is said in the two languages of the service: in words, or to be put into words."""

    @property
    def zh(self) -> str:
        """Return it in Chinese."""

    @property
    def en(self) -> str:
        """Return it in English."""


class Remedy(Struct, frozen=True):
    """The smallest change that would pass: replace what ``pointer`` names by ``value``.

    ``value`` is ``None`` where the line itself has to go.
    """

    pointer: str
    value: str | int | bool | None
    message: Sentence


class WaivedBy(NamedTuple):
    """By which waiver a finding is waived: who granted it, and the last day it is in force.

    ``units`` are what the finding takes of it; ``left`` is left for what comes after.
    """

    number: str
    granted_by: str
    until: date
    units: int
    left: int


class Finding(Struct, frozen=True):
    """One thing found on one line. Amounts are strings with their unit; see ``messages`` for codes.

    ``pointer`` is an RFC 6901 JSON pointer into the order; ``sum`` is the arithmetic in plain
    signs; ``near`` names listings or rows the text may have meant. ``citation`` is absent only
    where no provision is behind a finding: where every edition in force is silent, a device is not
    known, a serial stands twice, or a decision bars the supplier. ``waiver`` is there where the
    outcome is ``waived``.
    """

    rule: str
    code: str
    outcome: Outcome
    pointer: str
    message: Sentence
    observed: str | None = None
    limit: str | None = None
    over: str | None = None
    unit: str | None = None
    sum: str | None = None
    citation: Citation | None = None
    needs: Need | None = None
    remedy: Remedy | None = None
    near: tuple[str, ...] = ()
    waiver: WaivedBy | None = None


class EditionUsed(NamedTuple):
    """An edition that was in force for the order, and why it was the one.

    ``first`` is why, in the words of the first engine.
    """

    id: str
    revision: int
    digest: str
    why: Message
    first: Message | None = None


class Verdict(Struct, frozen=True):
    """The law's answer to an order: a value, never an error.

    ``engine`` is the revision of the rules that gave it, so that a receipt can be recomputed by
    the same rules years later.
    """

    outcome: Conclusion
    examined_on: date
    engine: str
    editions: tuple[EditionUsed, ...]
    findings: tuple[Finding, ...]


def conclude(findings: tuple[Finding, ...]) -> Conclusion:
    """Return what the findings mean together: a breach refuses, an open point leaves open."""
    if not findings:
        return Conclusion.CONFORMING
    outcomes = [finding.outcome for finding in findings]
    if Outcome.BREACH in outcomes:
        return Conclusion.REFUSED
    if Outcome.UNDETERMINED in outcomes:
        return Conclusion.UNDETERMINED
    return Conclusion.CONFORMING
