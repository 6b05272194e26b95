"""Software bought for itself is entered on an asset card of its own, from some value or term on.

Source: 国管资〔2011〕280号 article 3 (of some value each, or in batches licensed for years), L32; a
preloaded system is part of its machine and has none (财行〔2011〕7号). Figures are the edition's.
"""

from collections.abc import Iterator

from validators.amount import money
from validators.bound import Doubt, missing
from validators.case import Case
from validators.delivery import DeliveredUnit
from validators.duty import Duty
from validators.finding import Finding, Message
from validators.messages import say
from validators.order import Order, OrderLine
from validators.papers import products
from validators.pricing import with_tax
from validators.provisions import RequirementInForce
from validators.rule import DateBasis, Gate, Rule, need_fact, open_duty
from validators.term_years import runs_for


def _check(case: Case) -> Iterator[Finding]:
    for unit in case.evidence.units:
        position, line, kind = case.lines[unit.line]
        for duty in kind.duties[Duty.ASSET_CARD].all:
            if unit.card is None and duty.bound(case.footing.facts) is not False:
                yield from _of(case, duty, position, line, unit)


def _of(
    case: Case, duty: RequirementInForce, position: int, line: OrderLine, unit: DeliveredUnit
) -> Iterator[Finding]:
    lacking = _lacking(case.order, duty, position, line)
    if lacking is None:
        return
    price = with_tax(case.order.price_basis, line.unit_price)
    for doubt in (lacking, *duty.doubts(case.footing.facts)):
        yield open_duty(
            RULE.id,
            duty,
            f"{unit.pointer}/card",
            say("subject-card", serial=unit.serial),
            doubt,
            observed=None if price is None else money(price),
            limit=None if duty.requirement.value is None else money(duty.requirement.value),
            unit="CNY",
        )


def _lacking(
    order: Order, duty: RequirementInForce, position: int, line: OrderLine
) -> Doubt | None:
    """Return what is missing: the card, or what tells whether one is due; ``None``: none is due."""
    price, least = with_tax(order.price_basis, line.unit_price), duty.requirement.value
    if price is None:
        return missing("tax rate", "supplier")
    if least is not None and price >= least:
        return missing("asset_card")
    # One alone is no batch.
    batch = line.quantity > 1 and duty.requirement.years is not None
    return _by_term(position, line, duty.requirement.years or 0) if batch else None


def _by_term(position: int, line: OrderLine, years: int) -> Doubt | None:
    for it in products(position, line):
        if it.licence is None or it.licence.term is None:
            return missing("software.licence.term", "supplier")
        long = runs_for(it.licence.term, years)
        if long is None:
            return need_fact("term-not-plain", "software.licence.term", "supplier")
        if long:
            return missing("asset_card")
    return None


RULE = Rule(
    id="asset-card",
    title=Message("单独购置的软件应登记资产卡片", "software bought for itself has its asset card"),
    basis=DateBasis.APPROVED,
    gate=Gate.LEDGER,
    check=_check,
)
