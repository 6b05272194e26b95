"""The unit price may not be over the ceiling in force.

Source: the price column of each edition; 财资〔2016〕27号 article 4 (ceilings must not be exceeded;
buying above needs the prescribed approval).
"""

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from msgspec import structs

from validators.agency_facts import LineFacts
from validators.amount import money, percent
from validators.bound import Reckoned
from validators.case import Case, LineCase
from validators.finding import Finding, Message, Outcome, Remedy
from validators.judgement import still_open
from validators.messages import say, say_points, say_terms
from validators.names import Codes
from validators.order import Tax
from validators.pricing import Stated, in_terms_of
from validators.provisions import PriceInForce, doubts_of
from validators.reckoning import reckon
from validators.rule import DateBasis, Rule, Takes, Waivable, open_point

_YUAN = "CNY"


def _check(case: Case) -> Iterator[Finding]:
    basis = case.order.price_basis
    gross = basis.tax is Tax.INCLUDED
    for position, line, kind in case.lines:
        # The common case first: a gross price within the strictest ceiling, none in doubt.
        if gross and kind.ceiling is not None and line.unit_price <= kind.ceiling:
            continue
        held = LineCase(position, line, kind)
        for limit in kind.prices:
            yield from _compare(case, held, limit)


def _compare(case: Case, held: LineCase, limit: PriceInForce) -> Iterator[Finding]:
    """Yield a breach, the open points, or nothing, for one line against one ceiling."""
    stated = in_terms_of(limit.price, case.order.price_basis, held.line.unit_price)
    if limit.fixed is not None:
        if stated.least > limit.fixed:
            yield _over(case, held, limit, stated, limit.fixed, limit.text)
        return
    facts = LineFacts(case.evidence.agency, held.line.attributes)
    ceiling = reckon(limit.price.ceiling, facts)
    citation = limit.price.citation
    figure_doubts = doubts_of(limit.source, citation, f"{limit.row.title.zh} {ceiling.sum}")
    pointer = f"{held.pointer}/unit_price"
    if not figure_doubts and ceiling.high is not None and stated.least > ceiling.high:
        over = _over(case, held, limit, stated, ceiling.high, money(ceiling.high))
        yield structs.replace(over, remedy=_lower(case, limit, over, ceiling))
        return
    # What is within the least the ceiling can be asks for nothing that would raise it.
    doubts = figure_doubts or (() if stated.least <= ceiling.low else ceiling.doubts)
    edition = limit.source.edition
    subject = say_terms(
        "subject-price",
        {},
        edition.facts,
        edition,
        observed=money(stated.least),
        limit=Codes(_shown(ceiling)),
    )
    for doubt, denied in still_open(case, doubts):
        if denied:
            yield _over(case, held, limit, stated, ceiling.low, money(ceiling.low))
            continue
        yield open_point(
            RULE.id,
            pointer,
            subject,
            doubt,
            citation=citation,
            observed=money(stated.least),
            limit=None if ceiling.high is None else money(ceiling.high),
            unit=_YUAN,
            arithmetic=stated.sum,
            law=edition,
        )


def _over(
    case: Case, held: LineCase, limit: PriceInForce, stated: Stated, ceiling: Decimal, shown: str
) -> Finding:
    excess = stated.least - ceiling
    observed, over, share = money(stated.least), money(excess), percent(excess, ceiling)
    pointer = f"{held.pointer}/unit_price"
    basis = case.order.price_basis
    plain = basis.tax is Tax.INCLUDED or basis.tax_rate is None
    allowed = shown if plain else _allowed(case, ceiling)
    return Finding(
        rule=RULE.id,
        code="price-over-ceiling",
        outcome=Outcome.BREACH,
        pointer=pointer,
        message=say(
            "price-over-ceiling" if share != _NONE else "price-just-over-ceiling",
            observed=observed,
            limit=shown,
            over=over,
            percent=share,
        ),
        observed=observed,
        limit=shown,
        over=over,
        unit=_YUAN,
        sum=f"{stated.sum} − {shown} = {over}",
        citation=limit.price.citation,
        remedy=Remedy(
            pointer=pointer,
            value=allowed,
            message=say("lower-price", limit=allowed),
        ),
    )


def _lower(case: Case, limit: PriceInForce, over: Finding, ceiling: Reckoned) -> Remedy | None:
    """Return the smallest change that passes, or else one with what it leaves to be settled."""
    remaining = tuple(still_open(case, ceiling.doubts))
    if over.remedy is None or ceiling.low == ceiling.high or not remaining:
        return over.remedy
    most, pointer = over.remedy.value, over.remedy.pointer
    if ceiling.low > 0 or any(denied for _, denied in remaining):
        least = _allowed(case, ceiling.low)
        how = say("lower-price-surely", limit=least, most=most)
        return Remedy(pointer=pointer, value=least, message=how)
    told = say_points([doubt for doubt, _ in remaining], limit.source.edition)
    how = say_terms("lower-price-then", {}, limit=most, points=told)
    return Remedy(pointer=pointer, value=most, message=how)


def _allowed(case: Case, ceiling: Decimal) -> str:
    """Return the highest price within a ceiling, in the terms of the order."""
    basis = case.order.price_basis
    if basis.tax is Tax.EXCLUDED and basis.tax_rate is not None:
        return money(_net(ceiling, basis.tax_rate))
    return money(ceiling)


def _net(gross: Decimal, rate: Decimal) -> Decimal:
    """Return the highest net price in whole cents whose gross price is within ``gross``."""
    return (gross / (1 + rate)).quantize(_CENT, rounding=ROUND_DOWN)


def _shown(ceiling: Reckoned) -> str:
    if ceiling.high is None:
        return ceiling.sum or "—"
    if ceiling.low == ceiling.high:
        return money(ceiling.high)
    return f"{money(ceiling.low)}–{money(ceiling.high)}"


_CENT = Decimal("0.01")
_NONE = percent(Decimal(0), Decimal(1))
"""How a share is written that rounds to none."""

RULE = Rule(
    id="unit-price-ceiling",
    title=Message("单价不得超过价格上限", "the unit price may not be over the ceiling"),
    basis=DateBasis.PLACED,
    check=_check,
    waivable=Waivable(codes=frozenset({"price-over-ceiling"}), takes=Takes.EVERY_UNIT, priced=True),
)
