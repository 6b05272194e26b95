"""What a rule is: a pure function from a case to findings, with a name and a date basis."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum, unique

from validators.bound import Doubt
from validators.case import Case
from validators.duty import Duty, Point
from validators.edition import Edition
from validators.finding import (
    Citation,
    Finding,
    Message,
    Need,
    NeedKind,
    Outcome,
    Remedy,
    Sentence,
)
from validators.messages import Said, say_open
from validators.names import NO_TITLES, Law
from validators.provisions import RequirementInForce


@unique
class DateBasis(StrEnum):
    """The day whose law and facts a rule looks at (SK2)."""

    PLACED = "placed"
    APPROVED = "approved"


@unique
class Gate(StrEnum):
    """The step a rule holds back: what is found at a later one does not refuse an order."""

    ORDER = "order"
    CONTRACT = "contract"
    DELIVERY = "delivery"
    """What was delivered is accepted only once this holds nothing back."""
    LEDGER = "ledger"
    """What was accepted is entered in the ledgers of assets."""


BEFORE_DELIVERY = (Gate.ORDER, Gate.CONTRACT)
"""Gates that an order alone answers for; the later ones ask about the devices of a delivery."""


@unique
class Takes(StrEnum):
    """How many units of a waiver one breach takes."""

    EVERY_UNIT = "every-unit"
    """All units of the line: each of them breaks the rule."""
    EXCESS = "excess"
    """Those by which the finding says that the line is over."""
    ONE = "one"
    """One for each finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waivable:
    """What a waiver can cover of a rule: breaches of ``codes``; ``priced``: up to a unit price."""

    codes: frozenset[str]
    takes: Takes
    priced: bool = False


Check = Callable[[Case], Iterator[Finding]]
"""A rule's function: what it finds in a case, on every line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of law: ``check`` yields every finding on every line and stops at none.

    A rule that is not ``waivable`` knows no exception; ``gate`` is the step it holds back. One that
    is ``about`` a duty or a point has nothing to say where no line is one of which that is so.
    """

    id: str
    title: Message
    basis: DateBasis
    check: Check
    waivable: Waivable | None = None
    gate: Gate = Gate.ORDER
    about: Duty | Point | None = None


def open_point(  # noqa: PLR0913 - the parts of one sentence, all named
    rule: str,
    pointer: str,
    subject: Sentence,
    doubt: Doubt,
    *,
    citation: Citation | None = None,
    observed: str | None = None,
    limit: str | None = None,
    unit: str | None = None,
    arithmetic: str | None = None,
    near: tuple[str, ...] = (),
    law: Law = None,
) -> Finding:
    """Return the ``undetermined`` finding that names what would settle it, and who can.

    ``law`` is the edition or table behind it, which has names for codes of its own.
    """
    titles = law.facts if isinstance(law, Edition) else NO_TITLES
    return Finding(
        rule=rule,
        code=doubt.code,
        outcome=Outcome.UNDETERMINED,
        pointer=pointer,
        message=say_open(subject, doubt, "、".join(near), titles, law),
        observed=observed,
        limit=limit,
        unit=unit,
        sum=arithmetic,
        citation=citation,
        needs=doubt.need,
        near=near,
    )


def open_duty(  # noqa: PLR0913 - the parts of one sentence, all named
    rule: str,
    duty: RequirementInForce,
    pointer: str,
    subject: Sentence,
    doubt: Doubt,
    *,
    observed: str | None = None,
    limit: str | None = None,
    unit: str | None = None,
    arithmetic: str | None = None,
    near: tuple[str, ...] = (),
) -> Finding:
    """Return the finding that a duty leaves open, with the citation and titles of its edition."""
    return open_point(
        rule,
        pointer,
        subject,
        doubt,
        citation=duty.requirement.citation,
        observed=observed,
        limit=limit,
        unit=unit,
        arithmetic=arithmetic,
        near=near,
        law=duty.source.edition,
    )


def breach_of(  # noqa: PLR0913 - the parts of one finding, all named
    rule: str,
    duty: RequirementInForce,
    pointer: str,
    message: Said,
    remedy: Remedy,
    *,
    observed: str | None = None,
    limit: str | None = None,
    over: str | None = None,
    unit: str | None = None,
    arithmetic: str | None = None,
) -> Finding:
    """Return the breach of a duty, with the citation of its edition; its code is the message's."""
    return Finding(
        rule=rule,
        code=message.code,
        outcome=Outcome.BREACH,
        pointer=pointer,
        message=message,
        observed=observed,
        limit=limit,
        over=over,
        unit=unit,
        sum=arithmetic,
        citation=duty.requirement.citation,
        remedy=remedy,
    )


def need_fact(code: str, fact: str, source: str) -> Doubt:
    """Return a doubt of that code which a fact from ``source`` would settle."""
    return Doubt(code, Need(kind=NeedKind.FACT, fact=fact, source=source))


def need_law(code: str, fact: str, source: str = "standards-keeper") -> Doubt:
    """Return a doubt of that code which those who keep the law or the lists would settle."""
    return Doubt(code, Need(kind=NeedKind.LAW, fact=fact, source=source))
