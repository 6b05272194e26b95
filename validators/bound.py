"""Limits as small expressions over facts, and their value as an interval of what is certain.

A printed cap ("80 % of staff", "one per 20, a part counts as whole", "150 % if classified") is one
expression. Reckoned with the facts at hand it gives ``low`` (up to here it surely conforms) and
``high`` (above here it is surely a breach; ``None``: no number can be named). Everything not known
(a missing headcount, an unstated rounding, an unverified figure) only widens that interval and
leaves a doubt behind, so a blank can never turn into a pass.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, unique
from typing import NamedTuple, Protocol

from validators.finding import Message, Need, NeedKind
from validators.order import AttributeValue
from validators.selector import Selector


class Facts(Protocol):
    """What an expression may ask about the agency, and the line, it is reckoned for.

    A name that begins with ``line.`` is an attribute of the line; any other is a fact of the
    agency.
    """

    def count(self, name: str) -> Decimal | int | None:
        """Return the counted fact or measure of that name, or ``None`` where it is not known."""

    def says(self, name: str) -> AttributeValue | None:
        """Return the property or attribute of that name, or ``None`` where it is not known."""

    def units(self, counts: tuple[Selector, ...]) -> tuple[int, int] | None:
        """Return how many units of those kinds there are, surely and at most, if they are told."""


@unique
class Rounding(StrEnum):
    """How a text says a fraction of a unit is to be taken."""

    UP = "up"
    DOWN = "down"
    HALF_UP = "half-up"
    EXACT = "exact"
    """The fraction itself is compared with: money, or a text that says so."""
    UNSTATED = "unstated"


class Doubt(NamedTuple):
    """Why an interval is wider than a point: a stable code, and what would narrow it."""

    code: str
    need: Need


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The value of a bound: an interval, the arithmetic behind it, and the doubts left."""

    low: Decimal
    high: Decimal | None
    sum: str
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A property of the agency, or an attribute of the line, and the value it must have."""

    property: str
    value: AttributeValue


@dataclass(frozen=True, slots=True)
class Within:
    """A counted fact or measure and where it must lie; what is ``None`` is no border.

    ``least`` and ``most`` are inside, ``above`` and ``below`` outside.
    """

    of: str
    least: Decimal | None = None
    above: Decimal | None = None
    below: Decimal | None = None
    most: Decimal | None = None


Test = Condition | Within
"""What must hold for an option of a limit."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A number as printed, whatever the agency."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a counted fact: ``0.80`` of the filled establishment."""

    of: str
    rate: Decimal
    rounding: Rounding = Rounding.UNSTATED


@dataclass(frozen=True, slots=True)
class Step:
    """One tier: up to ``up_to`` of the count (``None``: the rest), one per ``one_per``."""

    one_per: int
    up_to: int | None = None


@dataclass(frozen=True, slots=True)
class PerN:
    """One per N of a counted fact, in tiers, each tier rounded for itself."""

    of: str
    steps: tuple[Step, ...]
    rounding: Rounding = Rounding.UNSTATED


@dataclass(frozen=True, slots=True)
class Beyond:
    """``add`` for every ``every`` of a count or measure that lies above ``above``."""

    of: str
    add: Decimal
    every: Decimal
    above: Decimal
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class Linked:
    """So many for each unit of other kinds that the agency has, or buys with the same order."""

    counts: tuple[Selector, ...]
    each: Decimal
    rounding: Rounding = Rounding.UNSTATED


@dataclass(frozen=True, slots=True)
class Unseen:
    """A figure that is printed and that nobody has seen; ``note`` says why."""

    note: Message


@dataclass(frozen=True, slots=True)
class Changed:
    """The limit of an earlier table and ``by`` more (less, where negative).

    ``earlier`` is ``None`` where the earlier table does not show its figure.
    """

    by: Decimal
    earlier: "Bound | None" = None


@dataclass(frozen=True, slots=True)
class Consented:
    """One limit, and a higher one for which ``role`` answers a question of judgement."""

    limit: "Bound"
    up_to: "Bound"
    question: str
    role: str


@dataclass(frozen=True, slots=True)
class Combined:
    """Several bounds as one: the ``least``, the ``greatest`` or the ``total`` of them."""

    how: str
    parts: tuple["Bound", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first bound whose conditions all hold; the last has none and is the rest."""

    options: tuple[tuple[tuple[Test, ...], "Bound"], ...]


@dataclass(frozen=True, slots=True)
class AsNeeded:
    """No number: a question of judgement to a named role."""

    question: str
    role: str


Bound = (
    Fixed
    | Share
    | PerN
    | Beyond
    | Linked
    | Unseen
    | Changed
    | Consented
    | Combined
    | Choice
    | AsNeeded
)

LEAST, GREATEST, TOTAL = "least", "greatest", "total"

OF_LINE = "line."
"""How names begin that are attributes of a line."""


def missing(fact: str, source: str = "agency") -> Doubt:
    """Return the doubt left by a fact nobody stated; ``source`` is who can state it."""
    return Doubt("fact-missing", Need(kind=NeedKind.FACT, fact=fact, source=source))


def unverified(what: str) -> Doubt:
    """Return the doubt left by a figure that was inferred and not read."""
    return Doubt("figure-unverified", Need(kind=NeedKind.LAW, fact=what, source="standards-keeper"))


def open_day(what: str) -> Doubt:
    """Return the doubt left by a date of law that is not known to the day."""
    return Doubt("edition-day-open", Need(kind=NeedKind.LAW, fact=what, source="standards-keeper"))


def judged(question: str, role: str) -> Doubt:
    """Return the doubt left by a question of judgement nobody has answered."""
    return Doubt("judgement-open", Need(kind=NeedKind.JUDGEMENT, fact=question, source=role))


def name_of(test: Test) -> str:
    """Return the fact a test asks for."""
    return test.of if isinstance(test, Within) else test.property


def parts_of(bound: Bound) -> Iterator[Bound]:
    """Yield a bound and every bound inside it, the outer before the inner."""
    yield bound
    match bound:
        case Combined():
            inner = bound.parts
        case Choice():
            inner = tuple(option for _, option in bound.options)
        case Consented():
            inner = (bound.limit, bound.up_to)
        case Changed(earlier=earlier) if earlier is not None:
            inner = (earlier,)
        case _:
            inner = ()
    for part in inner:
        yield from parts_of(part)
