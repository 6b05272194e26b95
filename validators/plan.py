"""A plan of purchases over time against cumulative caps, before any order exists (PO18).

Each step is examined on its own day, under the law of that day, as if every step before it had been
bought: what was planned counts as reserved, and a device that a step disposes of no longer counts.
Nothing is reserved by it. Pure, like `examine`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from msgspec import structs

from validators.classes import ItemClass
from validators.evidence import Evidence, Holding, Standing
from validators.examine import Dates, examine
from validators.finding import Verdict
from validators.law import Law
from validators.order import Attributes, Order
from validators.serial import serial_form

_Kind = tuple[ItemClass, Attributes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is to be bought on a day, on the facts known for that day; ``disposes`` are serials.

    The devices named are to be gone before the step is bought; ``evidence`` holds them.
    """

    on: date
    order: Order
    evidence: Evidence
    disposes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """What a step was examined on, and the verdict on it."""

    evidence: Evidence
    verdict: Verdict


def examine_plan(steps: tuple[Step, ...], law: Law) -> tuple[Stepped, ...]:
    """Return the verdict on each step, each resting on those before it.

    Args:
        steps: in the order of their days.
        law: every edition the service knows.

    Raises:
        KeyError: the agency's jurisdiction is unknown to the law, or a step disposes of a device
            that its evidence does not hold.
    """
    planned: Counter[_Kind] = Counter()
    gone: dict[str, date] = {}
    claimed: dict[str, str] = {}
    found = []
    for place, step in enumerate(steps, 1):
        gone |= {serial: step.on for serial in step.disposes if serial not in gone}
        evidence = _claimed(_after(step.evidence, planned, gone), claimed)
        verdict = examine(step.order, evidence, law, Dates(placed_on=step.on))
        found.append(Stepped(evidence=evidence, verdict=verdict))
        for line in step.order.lines:
            planned[line.item_class, line.attributes] += line.quantity
            for serial in line.replaces:
                claimed.setdefault(serial_form(serial), f"{step.order.reference} {place}")
    return tuple(found)


def after_plan(step: Step, stepped: Stepped) -> Evidence:
    """Return the evidence of the last step with what that step itself plans."""
    bought = Counter[_Kind]()
    for line in step.order.lines:
        bought[line.item_class, line.attributes] += line.quantity
    return _after(stepped.evidence, bought, {})


def _claimed(evidence: Evidence, claimed: Mapping[str, str]) -> Evidence:
    """Return evidence in which devices that earlier steps replace are taken: each goes once."""
    if not claimed:
        return evidence
    assets = {
        serial: replace(it, replaced_by=it.replaced_by or claimed.get(serial_form(serial)))
        for serial, it in evidence.assets.items()
    }
    return structs.replace(evidence, assets=MappingProxyType(assets))


def _after(evidence: Evidence, planned: Counter[_Kind], gone: Mapping[str, date]) -> Evidence:
    """Return evidence with what is planned reserved, and without what is gone."""
    freed: Counter[_Kind] = Counter()
    assets = dict(evidence.assets)
    for serial, day in gone.items():
        asset = assets.get(serial)
        # A device already disposed of counts no longer as it is.
        if asset is not None and asset.disposed_on is None:
            freed[asset.item_class, asset.attributes] += 1
            assets[serial] = replace(asset, disposed_on=day)
    holdings = []
    for holding in evidence.holdings:
        kind = (holding.item_class, holding.attributes)
        less = 0
        if holding.standing is Standing.ON_HAND:
            less = min(freed[kind], holding.quantity)
            freed[kind] -= less
        if holding.quantity > less:
            holdings.append(structs.replace(holding, quantity=holding.quantity - less))
    holdings += [
        Holding(
            item_class=item_class,
            attributes=attributes,
            standing=Standing.RESERVED,
            quantity=quantity,
        )
        for (item_class, attributes), quantity in planned.items()
    ]
    return structs.replace(evidence, holdings=tuple(holdings), assets=MappingProxyType(assets))
