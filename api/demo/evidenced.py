"""The orders of the real purchase with papers laid beside them, and without anything stated.

The papers are made up and say so (`purchase.yaml`): they show what each of them settles. The orders
that state nothing show what is asked at all.
"""

from collections.abc import Mapping
from typing import Any

from api.demo.purchase import Purchase, packages_order, systems_order

Document = dict[str, Any]


def packages_with_evidence(purchase: Purchase, agency: str) -> Document:
    """Return the packages, with processors named as listed where a listing can be, and papers."""
    papers, order = purchase.example_evidence, packages_order(purchase, agency)
    system = papers["systems"][papers["package_system"]]
    lines = [
        {
            **line,
            "processor": papers["processors"].get(package.number, line["processor"]),
            "operating_system": _licensed(system, papers, package.units),
            "energy_certificate": papers["energy_certificate"],
        }
        for package, line in zip(purchase.packages, order["lines"], strict=True)
    ]
    return {**order, "contract": papers["contract"], "lines": lines}


def systems_with_evidence(purchase: Purchase, agency: str) -> Document:
    """Return the system texts, each as the listed product its supplier would name, with licences.

    A text for which the example has no product stays as it is.
    """
    papers, order = purchase.example_evidence, systems_order(purchase, agency)
    lines = [
        {**line, "operating_system": _licensed(papers["systems"][text.text], papers, text.units)}
        if text.text in papers["systems"]
        else line
        for text, line in zip(purchase.systems, order["lines"], strict=True)
    ]
    return {**order, "contract": papers["contract"], "lines": lines}


def stating_nothing(order: Document) -> Document:
    """Return an order whose lines say what is bought, how many and at what price, and no more."""
    kept = ("class", "quantity", "unit_price")
    lines = [{name: line[name] for name in kept} for line in order["lines"]]
    return {**{name: it for name, it in order.items() if name != "contract"}, "lines": lines}


def _licensed(system: Mapping[str, Any], papers: Mapping[str, Any], units: int) -> Document:
    return {"preloaded": True, **system, "licence": {**papers["licence"], "count": units}}
