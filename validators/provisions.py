"""Provisions as they stand on a day: what editions in force say, ready for rules to compare with.

Values only; ``in_force`` reads them out of editions, once for each kind of thing and each agency.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from validators.agency_facts import AgencyFacts
from validators.bound import Doubt, Linked, Reckoned, missing, name_of, parts_of, unverified
from validators.duty import Duty, Point
from validators.edition import (
    Cap,
    Clause,
    Edition,
    Life,
    Price,
    Requirement,
    Row,
    Specification,
)
from validators.finding import Citation, EditionUsed, Message
from validators.order import Included, OrderLine, ProductCode
from validators.reckoning import holds


@dataclass(frozen=True, slots=True)
class EditionInForce:
    """An edition on a day, why it may not hold after all, and which editions it rests on.

    ``doubts`` are there where its dates leave that day open, or where it binds only agencies of
    which something is not known; ``earlier`` are those it amends and leaves in force in part.
    """

    edition: Edition
    doubts: tuple[Doubt, ...]
    used: EditionUsed
    earlier: tuple[EditionUsed, ...] = ()

    @property
    def certain(self) -> bool:
        """Return whether the edition holds beyond doubt."""
        return not self.doubts


@dataclass(frozen=True, slots=True)
class PriceInForce:
    """A price row that applies to a kind of thing.

    ``fixed`` is its ceiling where beyond doubt, and ``text`` how that is written.
    """

    source: EditionInForce
    row: Row
    price: Price
    fixed: Decimal | None
    text: str


@dataclass(frozen=True, slots=True)
class LifeInForce:
    """A service-life row that applies.

    ``text`` says how long it is; ``served_by`` is the last first day in service from which its
    years are over, where beyond doubt.
    """

    source: EditionInForce
    row: Row
    life: Life
    text: Message
    served_by: date | None


@dataclass(frozen=True, slots=True)
class SpecificationInForce:
    """A measure a row allows at most; the row is named in what a finding shows."""

    source: EditionInForce
    row: Row
    specification: Specification


@dataclass(frozen=True, slots=True)
class CapInForce:
    """A cap in force; ``key`` names it across editions of its series."""

    source: EditionInForce
    cap: Cap
    key: str

    @property
    def linked(self) -> bool:
        """Return whether the limit depends on units of other kinds, and so on the order."""
        return any(isinstance(part, Linked) for part in parts_of(self.cap.limit))


@dataclass(frozen=True, slots=True)
class RequirementInForce:
    """A duty in force; ``plain`` says nothing about it is in doubt.

    ``names`` and ``refused`` are the words of the requirement, folded; ``register`` is the key of
    the register of listings a listing duty asks for.
    """

    source: EditionInForce
    requirement: Requirement
    names: frozenset[str]
    refused: frozenset[str]
    plain: bool
    register: str

    def bound(self, facts: AgencyFacts) -> bool | None:
        """Return whether the duty binds an agency; ``None`` where a property is not known."""
        answer: bool | None = True
        for condition in self.requirement.conditions:
            known = holds(condition, facts)
            if known is None:
                answer = None
            elif not known:
                return False
        return answer

    def unknown(self, facts: AgencyFacts) -> tuple[Doubt, ...]:
        """Return the facts that would tell whether the duty binds an agency."""
        tests = self.requirement.conditions
        return tuple(missing(name_of(it)) for it in tests if holds(it, facts) is None)

    def doubts(self, facts: AgencyFacts) -> tuple[Doubt, ...]:
        """Return why the duty cannot decide: how it is known, since when, or whom it binds."""
        about = doubts_of(self.source, self.requirement.citation, self.requirement.id)
        return (*about, *self.unknown(facts))


@dataclass(frozen=True, slots=True)
class Duties:
    """Every edition's duty of one sort on one kind of thing, and what meets them all at once.

    ``plain`` says none of them is in doubt; ``refused`` gathers their words; ``register`` is the
    one they all ask for, or none.
    """

    all: tuple[RequirementInForce, ...]
    plain: bool
    refused: frozenset[str]
    register: str

    @classmethod
    def of(cls, duties: tuple[RequirementInForce, ...]) -> "Duties":
        """Gather duties of one sort."""
        registers = {duty.register for duty in duties}
        return cls(
            duties,
            plain=all(duty.plain for duty in duties),
            refused=frozenset().union(*(duty.refused for duty in duties)),
            register=registers.pop() if len(registers) == 1 else "",
        )


@dataclass(frozen=True, slots=True)
class ClauseInForce:
    """A clause no number expresses, which leaves open what it touches until somebody judges."""

    source: EditionInForce
    clause: Clause
    question: str


class Lack(NamedTuple):
    """An attribute that would decide which row applies: who asks for it, and what titles it has."""

    citation: Citation | None
    titles: Mapping[str, Message]


@dataclass(frozen=True, slots=True)
class KindLaw:
    """Everything the law in force says about one kind of thing (a class with attributes).

    ``ceiling`` is the strictest price ceiling, where all are plain and beyond doubt, and
    ``includes`` all that the ceilings include. ``served_by`` is the last first day in service from
    which every life is over by years alone. ``caps`` pairs the position of a cap in
    ``LawInForce.caps`` with whether the kind surely counts against it, and ``counted`` has the
    positions alone. ``duties`` has every duty there is, with those editions that impose it, and
    ``about`` names those that some edition imposes and that can hold an order back, and the points
    that rules have to look at.
    ``codes`` are those that on that day surely mean the class; ``lacks`` names attributes that
    would decide which row applies, each with the first row that asks for it; ``spoken`` is false
    where no edition in force has a row for the class.
    """

    prices: tuple[PriceInForce, ...]
    ceiling: Decimal | None
    includes: frozenset[Included]
    lives: tuple[LifeInForce, ...]
    served_by: date | None
    specifications: tuple[SpecificationInForce, ...]
    caps: tuple[tuple[int, bool], ...]
    counted: tuple[int, ...]
    duties: Mapping[Duty, Duties]
    about: frozenset[Duty | Point]
    clauses: tuple[ClauseInForce, ...]
    codes: frozenset[ProductCode]
    lacks: Mapping[str, Lack]
    spoken: bool


Laid = tuple[int, OrderLine, KindLaw]
"""A line laid beside the law, as every rule goes through them: what a ``LineCase`` names.

A plain tuple, because rules look at every line and leave nearly all: a named one takes several
times as long to make and to take apart.
"""


class Beside(NamedTuple):
    """The lines of an order beside the law: all, and those that rules have to look at.

    ``bound`` are those of which a duty of an edition or a point can hold an order back, and
    ``about`` names these duties and points.
    """

    lines: Sequence[Laid]
    bound: Sequence[Laid]
    about: frozenset[Duty | Point]


@dataclass(frozen=True, slots=True)
class CapLimit:
    """A cap's limit for one agency, and the doubts on its figure."""

    held: CapInForce
    limit: Reckoned
    figure_doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Footing:
    """Where an agency stands under the law in force: its facts, and its limit for each cap.

    ``plain`` tells cap by cap how many units conform beyond doubt: none where a figure is in
    doubt, a consent is asked for, or other kinds are counted against it or it against them.
    """

    facts: AgencyFacts
    limits: tuple[CapLimit, ...]
    plain: tuple[int, ...]


def doubts_of(source: EditionInForce, citation: Citation, what: str) -> tuple[Doubt, ...]:
    """Return why a figure of an edition cannot decide: it was inferred, or the day is open."""
    doubts: tuple[Doubt, ...] = ()
    if citation.evidence != "read":
        doubts = (unverified(what),)
    return (*doubts, *source.doubts)
