"""Products that reach the threshold are bought in a package without services of integration. L24.

Source: the demand standards of 2023. The threshold is that of decentralised procurement, which each
budget sets: an edition that prints it has it as ``value``, and under one that does not, products
bought together with services are left open, with what they come to.
"""

from collections.abc import Iterator
from decimal import Decimal

from validators.amount import money
from validators.bound import Doubt, missing
from validators.case import Case, imposed, once
from validators.duty import Duty
from validators.finding import Finding, Message, Remedy
from validators.messages import say
from validators.pricing import with_tax
from validators.provisions import RequirementInForce
from validators.rule import DateBasis, Gate, Rule, breach_of, need_law, open_duty

_POINTER = "/contract/services_included"


def _check(case: Case) -> Iterator[Finding]:
    contract = case.order.contract
    mixed = None if contract is None else contract.services_included
    if mixed is not False:
        for duty in once(imposed(case, Duty.SEPARATE_PACKAGES)):
            if duty.bound(case.footing.facts) is not False:
                yield from _of(case, duty, mixed=mixed)


def _of(case: Case, duty: RequirementInForce, *, mixed: bool | None) -> Iterator[Finding]:
    threshold, products = duty.requirement.value, _products(case)
    total = with_tax(case.order.price_basis, products)
    # Without the tax it is at least so much.
    if threshold is not None and total is not None and total < threshold:
        return
    lacking: list[Doubt] = []
    if mixed is None:
        lacking.append(missing("contract.services_included"))
    elif threshold is None:
        lacking.append(_THRESHOLD)
    elif total is None and products < threshold:
        lacking.append(missing("tax rate", "supplier"))
    doubts = (*lacking, *duty.doubts(case.footing.facts))
    observed = money(products if total is None else total)
    limit = None if threshold is None else money(threshold)
    for doubt in doubts:
        yield open_duty(
            RULE.id,
            duty,
            _POINTER,
            say("subject-packages", observed=observed),
            doubt,
            observed=observed,
            limit=limit,
            unit="CNY",
        )
    if not doubts:
        yield breach_of(
            RULE.id,
            duty,
            _POINTER,
            say("packages-mixed", observed=observed, limit=limit),
            Remedy(_POINTER, value=False, message=say("split-packages")),
            observed=observed,
            limit=limit,
            unit="CNY",
        )


def _products(case: Case) -> Decimal:
    """Return what the lines come to that some edition wants bought apart, at the order's prices."""
    lines = (line for _, line, kind in case.lines if kind.duties[Duty.SEPARATE_PACKAGES].all)
    return sum((it.unit_price * it.quantity for it in lines), Decimal(0))


_THRESHOLD = need_law("figure-not-seen", "decentralised threshold")

RULE = Rule(
    id="separate-packages",
    title=Message("产品与集成服务分包采购", "products are bought apart from services"),
    basis=DateBasis.APPROVED,
    gate=Gate.CONTRACT,
    check=_check,
)
