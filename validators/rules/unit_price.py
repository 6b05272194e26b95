"""The unit price may not be over the ceiling in force.

Source: the price column of each edition; 财资〔2016〕27号 article 4 (ceilings must not be exceeded;
buying above needs the prescribed approval).
"""

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from validators.agency_facts import LineFacts
from validators.amount import money, percent
from validators.bound import Reckoned
from validators.case import Case, LineCase
from validators.finding import Finding, Message, Outcome, Remedy
from validators.judgement import still_open
from validators.messages import say
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
        yield _over(case, held, limit, stated, ceiling.high, money(ceiling.high))
        return
    # What is within the least the ceiling can be asks for nothing that would raise it.
    doubts = figure_doubts or (() if stated.least <= ceiling.low else ceiling.doubts)
    subject = say("subject-price", observed=money(stated.least), limit=_shown(ceiling))
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
            titles=limit.source.edition.facts,
        )


def _over(
    case: Case, held: LineCase, limit: PriceInForce, stated: Stated, ceiling: Decimal, shown: str
) -> Finding:
    excess = stated.least - ceiling
    observed, over = money(stated.least), money(excess)
    pointer = f"{held.pointer}/unit_price"
    basis = case.order.price_basis
    allowed = shown
    if basis.tax is Tax.EXCLUDED and basis.tax_rate is not None:
        allowed = money(_net(ceiling, basis.tax_rate))
    return Finding(
        rule=RULE.id,
        code="price-over-ceiling",
        outcome=Outcome.BREACH,
        pointer=pointer,
        message=say(
            "price-over-ceiling",
            observed=observed,
            limit=shown,
            over=over,
            percent=percent(excess, ceiling),
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

RULE = Rule(
    id="unit-price-ceiling",
    title=Message("单价不得超过价格上限", "the unit price may not be over the ceiling"),
    basis=DateBasis.PLACED,
    check=_check,
    waivable=Waivable(codes=frozenset({"price-over-ceiling"}), takes=Takes.EVERY_UNIT, priced=True),
)
