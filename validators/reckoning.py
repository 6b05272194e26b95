"""The value of a limit for an agency and a line: an interval of what is certain, and why.

See ``bound`` for what limits are made of.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import singledispatch
from math import ceil, floor

from validators.bound import (
    LEAST,
    OF_LINE,
    TOTAL,
    AsNeeded,
    Beyond,
    Bound,
    Changed,
    Choice,
    Combined,
    Consented,
    Doubt,
    Facts,
    Fixed,
    Linked,
    PerN,
    Reckoned,
    Rounding,
    Share,
    Test,
    Unseen,
    Within,
    judged,
    missing,
    name_of,
    unverified,
)
from validators.finding import Need, NeedKind

_ZERO = Decimal(0)
_UNTOLD = "?"
"""How a part without a number stands in the arithmetic of a whole."""
_UNSTATED = Doubt(
    "rounding-unstated",
    Need(kind=NeedKind.LAW, fact="rounding of the cap", source="standards-keeper"),
)

_EARLIER = Doubt(
    "earlier-figure-unknown",
    Need(kind=NeedKind.LAW, fact="figure of the earlier table", source="standards-keeper"),
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
        return _unknown(bound.of, f"{bound.of} × {_percent(bound.rate)}")
    exact = count * bound.rate
    text = f"{count} × {_percent(bound.rate)} = {exact.normalize():f}"
    return _rounded(Fraction(exact), bound.rounding, text)


@reckon.register
def _(bound: PerN, facts: Facts) -> Reckoned:
    count = facts.count(bound.of)
    if count is None:
        return _unknown(bound.of, f"{bound.of} ÷ {bound.steps[0].one_per}")
    parts: list[Reckoned] = []
    below: Decimal | int = 0
    for step in bound.steps:
        top = count if step.up_to is None else min(count, step.up_to)
        if top > below or not parts:
            exact = Fraction(top - below) / step.one_per
            parts.append(_rounded(exact, bound.rounding, f"{top - below} ÷ {step.one_per}"))
        below = max(below, top)
    return _total(parts)


@reckon.register
def _(bound: Beyond, facts: Facts) -> Reckoned:
    count = facts.count(bound.of)
    what = f"({bound.of} − {bound.above:f}) ÷ {bound.every:f} × {bound.add:f}"
    if count is None:
        return _unknown(bound.of, what)
    over = max(count - bound.above, _ZERO)
    times = _rounded(
        Fraction(over) / Fraction(bound.every), bound.rounding, f"{over:f} ÷ {bound.every:f}"
    )
    low = times.low * bound.add
    high = None if times.high is None else times.high * bound.add
    value = f" = {low:f}" if low == high else ""
    return Reckoned(low, high, f"({times.sum}) × {bound.add:f}{value}", times.doubts)


@reckon.register
def _(bound: Linked, facts: Facts) -> Reckoned:
    kinds = "+".join(dict.fromkeys(one.item_class.value for one in bound.counts))
    units = facts.units(bound.counts)
    if units is None:
        return _unknown(f"units of {kinds}", f"{kinds} × {bound.each:f}")
    ends = [
        _rounded(Fraction(it * bound.each), bound.rounding, f"{it} {kinds} × {bound.each:f}")
        for it in dict.fromkeys(units)
    ]
    if len(ends) == 1:
        return ends[0]
    least, most = ends
    doubt = missing(f"attributes of the {kinds} counted")
    return Reckoned(least.low, most.high, f"{least.sum} | {most.sum}", _distinct((doubt,)))


@reckon.register
def _(bound: Unseen, _facts: Facts) -> Reckoned:
    need = Need(kind=NeedKind.LAW, fact=bound.note.en, source="standards-keeper")
    return Reckoned(_ZERO, None, "?", (Doubt("figure-not-seen", need),))


@reckon.register
def _(bound: Changed, facts: Facts) -> Reckoned:
    sign = "−" if bound.by < 0 else "+"
    if bound.earlier is None:
        return Reckoned(_ZERO, None, f"? {sign} {abs(bound.by):f}", (_EARLIER,))
    was = reckon(bound.earlier, facts)
    low = max(was.low + bound.by, _ZERO)
    high = None if was.high is None else max(was.high + bound.by, _ZERO)
    value = f" = {low:f}" if low == high else ""
    return Reckoned(low, high, f"{was.sum} {sign} {abs(bound.by):f}{value}", was.doubts)


@reckon.register
def _(bound: Consented, facts: Facts) -> Reckoned:
    sure, most = reckon(bound.limit, facts), reckon(bound.up_to, facts)
    doubts = (*sure.doubts, *most.doubts, judged(bound.question, bound.role))
    return Reckoned(sure.low, most.high, f"{sure.sum} | {most.sum}", _distinct(doubts))


@reckon.register
def _(bound: Combined, facts: Facts) -> Reckoned:
    parts = [reckon(part, facts) for part in bound.parts]
    return _total(parts) if bound.how == TOTAL else _extreme(parts, bound.how)


@reckon.register
def _(bound: Choice, facts: Facts) -> Reckoned:
    open_options: list[Reckoned] = []
    doubts: list[Doubt] = []
    for conditions, option in bound.options:
        met = [holds(condition, facts) for condition in conditions]
        if False in met:
            continue
        open_options.append(reckon(option, facts))
        if None not in met:
            break
        doubts.extend(
            _asked(name_of(condition))
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
        " | ".join(option.sum or _UNTOLD for option in open_options),
        _distinct(
            (*(doubt for option in open_options for doubt in option.doubts), *doubts),
        ),
    )


@reckon.register
def _(bound: AsNeeded, _facts: Facts) -> Reckoned:
    return Reckoned(_ZERO, None, "", (judged(bound.question, bound.role),))


def holds(test: Test, facts: Facts) -> bool | None:
    """Return whether a test holds, or ``None`` where the fact it asks for is not known."""
    if not isinstance(test, Within):
        said = facts.says(test.property)
        return None if said is None else said == test.value and type(said) is type(test.value)
    count = facts.count(test.of)
    if count is None:
        return None
    return (
        (test.least is None or count >= test.least)
        and (test.above is None or count > test.above)
        and (test.below is None or count < test.below)
        and (test.most is None or count <= test.most)
    )


def _unknown(of: str, text: str) -> Reckoned:
    return Reckoned(_ZERO, None, text, (_asked(of),))


def _asked(name: str) -> Doubt:
    """Return the doubt left by a fact nobody stated, named as an order or an agency states it."""
    if name.startswith(OF_LINE):
        return missing(f"attributes.{name.removeprefix(OF_LINE)}")
    return missing(name)


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
        case Rounding.EXACT:
            value = Decimal(exact.numerator) / Decimal(exact.denominator)
            return Reckoned(value, value, text if "=" in text else f"{text} = {value:f}")
        case Rounding.UNSTATED:
            return Reckoned(low, high, text, (_UNSTATED,))


def _total(parts: Iterable[Reckoned]) -> Reckoned:
    parts = tuple(parts)
    low = sum((part.low for part in parts), _ZERO)
    tops = [part.high for part in parts]
    high = None if None in tops else sum((top for top in tops if top is not None), _ZERO)
    text = "; ".join(part.sum or _UNTOLD for part in parts)
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
    text = f"{sign}({', '.join(part.sum or _UNTOLD for part in parts)})"
    doubts = () if low == high else tuple(doubt for part in parts for doubt in part.doubts)
    return Reckoned(low, high, text, _distinct(doubts))


def _greatest(tops: list[Decimal | None]) -> Decimal | None:
    return None if None in tops else max(top for top in tops if top is not None)


def _distinct(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    return tuple(dict.fromkeys(doubts))


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"
