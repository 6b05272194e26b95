"""Limits as small expressions over facts, and their value as an interval of what is certain.

A printed cap ("80 % of staff", "one per 20, a part counts as whole", "150 % if classified") is one
expression. Reckoned with the facts at hand it gives ``low`` (up to here it surely conforms) and
``high`` (above here it is surely a breach; ``None``: no number can be named). Everything not known
(a missing headcount, an unstated rounding, an unverified figure) only widens that interval and
leaves a doubt behind, so a blank can never turn into a pass.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, unique
from fractions import Fraction
from functools import singledispatch
from math import ceil, floor
from typing import NamedTuple, Protocol

from validators.finding import Need, NeedKind


class Facts(Protocol):
    """What an expression may ask about the agency it is reckoned for."""

    def count(self, name: str) -> int | None:
        """Return the counted fact of that name, or ``None`` where it is not known."""

    def holds(self, name: str) -> bool | None:
        """Return whether the property of that name holds, or ``None`` where it is not known."""


@unique
class Rounding(StrEnum):
    """How a text says a fraction of a unit is to be taken."""

    UP = "up"
    DOWN = "down"
    HALF_UP = "half-up"
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
    """A property of the agency and the value it must have."""

    property: str
    value: bool


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
class Combined:
    """Several bounds as one: the ``least``, the ``greatest`` or the ``total`` of them."""

    how: str
    parts: tuple["Bound", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first bound whose conditions all hold; the last has none and is the rest."""

    options: tuple[tuple[tuple[Condition, ...], "Bound"], ...]


@dataclass(frozen=True, slots=True)
class AsNeeded:
    """No number: a question of judgement to a named role."""

    question: str
    role: str


Bound = Fixed | Share | PerN | Combined | Choice | AsNeeded

LEAST, GREATEST, TOTAL = "least", "greatest", "total"
_ZERO = Decimal(0)


def missing(fact: str, source: str = "agency") -> Doubt:
    """Return the doubt left by a fact nobody stated; ``source`` is who can state it."""
    return Doubt("fact-missing", Need(kind=NeedKind.FACT, fact=fact, source=source))


def unverified(what: str) -> Doubt:
    """Return the doubt left by a figure that was inferred and not read."""
    return Doubt("figure-unverified", Need(kind=NeedKind.LAW, fact=what, source="standards-keeper"))


def open_day(what: str) -> Doubt:
    """Return the doubt left by a date of law that is not known to the day."""
    return Doubt("edition-day-open", Need(kind=NeedKind.LAW, fact=what, source="standards-keeper"))


_UNSTATED = Doubt(
    "rounding-unstated",
    Need(kind=NeedKind.LAW, fact="rounding of the cap", source="standards-keeper"),
)


@singledispatch
def reckon(bound: Bound, facts: Facts) -> Reckoned:  # noqa: ARG001 - the registered ones use it
    """Return the value of ``bound`` for an agency with ``facts``.

    Args:
        bound: the printed limit.
        facts: the agency's counted facts and properties.

    Raises:
        TypeError: ``bound`` is no expression of this module.
    """
    raise TypeError(type(bound).__name__)


@reckon.register
def _(bound: Fixed, _facts: Facts) -> Reckoned:
    return Reckoned(bound.value, bound.value, f"{bound.value:f}")


@reckon.register
def _(bound: Share, facts: Facts) -> Reckoned:
    count = facts.count(bound.of)
    if count is None:
        return Reckoned(_ZERO, None, f"{bound.of} × {_percent(bound.rate)}", (missing(bound.of),))
    exact = count * bound.rate
    text = f"{count} × {_percent(bound.rate)} = {exact.normalize():f}"
    return _rounded(Fraction(exact), bound.rounding, text)


@reckon.register
def _(bound: PerN, facts: Facts) -> Reckoned:
    count = facts.count(bound.of)
    if count is None:
        return Reckoned(_ZERO, None, f"{bound.of} ÷ {bound.steps[0].one_per}", (missing(bound.of),))
    parts: list[Reckoned] = []
    below = 0
    for step in bound.steps:
        top = count if step.up_to is None else min(count, step.up_to)
        if top > below or not parts:
            exact = Fraction(top - below, step.one_per)
            parts.append(_rounded(exact, bound.rounding, f"{top - below} ÷ {step.one_per}"))
        below = max(below, top)
    return _total(parts)


@reckon.register
def _(bound: Combined, facts: Facts) -> Reckoned:
    parts = [reckon(part, facts) for part in bound.parts]
    return _total(parts) if bound.how == TOTAL else _extreme(parts, bound.how)


@reckon.register
def _(bound: Choice, facts: Facts) -> Reckoned:
    open_options: list[Reckoned] = []
    doubts: list[Doubt] = []
    for conditions, option in bound.options:
        met = [_met(condition, facts) for condition in conditions]
        if False in met:
            continue
        open_options.append(reckon(option, facts))
        if None not in met:
            break
        doubts.extend(
            missing(condition.property)
            for condition, known in zip(conditions, met, strict=True)
            if known is None
        )
    if not open_options:
        return Reckoned(_ZERO, None, "", (unverified("a case the text does not speak of"),))
    if len(open_options) == 1:
        only = open_options[0]
        return Reckoned(only.low, only.high, only.sum, _distinct((*only.doubts, *doubts)))
    tops = [option.high for option in open_options]
    return Reckoned(
        min(option.low for option in open_options),
        _greatest(tops),
        " | ".join(option.sum for option in open_options),
        _distinct(
            (*(doubt for option in open_options for doubt in option.doubts), *doubts),
        ),
    )


@reckon.register
def _(bound: AsNeeded, _facts: Facts) -> Reckoned:
    need = Need(kind=NeedKind.JUDGEMENT, fact=bound.question, source=bound.role)
    return Reckoned(_ZERO, None, "", (Doubt("judgement-open", need),))


def _met(condition: Condition, facts: Facts) -> bool | None:
    known = facts.holds(condition.property)
    return None if known is None else known is condition.value


def _rounded(exact: Fraction, rounding: Rounding, text: str) -> Reckoned:
    if exact.denominator == 1:
        whole = Decimal(exact.numerator)
        return Reckoned(whole, whole, text if "=" in text else f"{text} = {whole}")
    low, high = Decimal(floor(exact)), Decimal(ceil(exact))
    match rounding:
        case Rounding.UP:
            return Reckoned(high, high, f"⌈{text}⌉ = {high}")
        case Rounding.DOWN:
            return Reckoned(low, low, f"⌊{text}⌋ = {low}")
        case Rounding.HALF_UP:
            nearest = Decimal(floor(exact + Fraction(1, 2)))
            return Reckoned(nearest, nearest, f"{text} ≈ {nearest}")
        case Rounding.UNSTATED:
            return Reckoned(low, high, text, (_UNSTATED,))


def _total(parts: Iterable[Reckoned]) -> Reckoned:
    parts = tuple(parts)
    low = sum((part.low for part in parts), _ZERO)
    tops = [part.high for part in parts]
    high = None if None in tops else sum((top for top in tops if top is not None), _ZERO)
    text = "; ".join(part.sum for part in parts)
    if len(parts) > 1 and low == high:
        text = f"{text}; {' + '.join(f'{part.low}' for part in parts)} = {low}"
    return Reckoned(low, high, text, _distinct(doubt for part in parts for doubt in part.doubts))


def _extreme(parts: list[Reckoned], how: str) -> Reckoned:
    tops = [part.high for part in parts]
    if how == LEAST:
        low = min(part.low for part in parts)
        known = [top for top in tops if top is not None]
        high = min(known) if known else None
    else:
        low = max(part.low for part in parts)
        high = _greatest(tops)
    sign = "min" if how == LEAST else "max"
    text = f"{sign}({', '.join(part.sum for part in parts)})"
    doubts = () if low == high else tuple(doubt for part in parts for doubt in part.doubts)
    return Reckoned(low, high, text, _distinct(doubts))


def _greatest(tops: list[Decimal | None]) -> Decimal | None:
    return None if None in tops else max(top for top in tops if top is not None)


def _distinct(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    return tuple(dict.fromkeys(doubts))


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"
