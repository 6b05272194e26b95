"""The facts of the real purchase as orders: the six packages as lines, and each system text alone.

What the public record does not say (which operating system goes with which package, licences) is
left out, and so is a missing fact. The agency is an example and labelled as one.
"""

from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

EXAMPLE_HEADS = 6000


class Package(NamedTuple):
    """One package of the award: its number, processor, units and award price in yuan."""

    number: str
    processor: str
    units: int
    award: str


class SystemText(NamedTuple):
    """What delivery lines write in the operating-system column, and on how many units."""

    text: str
    units: int


class Purchase(NamedTuple):
    """The purchase as far as it is public, and made-up papers that show what papers settle."""

    project: str
    title: str
    published: date
    source: str
    packages: tuple[Package, ...]
    systems: tuple[SystemText, ...]
    example_evidence: Mapping[str, Any]


def read_purchase() -> Purchase:
    """Return the facts that stand beside this module."""
    text = files("api.demo").joinpath("purchase.yaml").read_text(encoding="utf-8")
    facts: dict[str, Any] = yaml.safe_load(text)
    return Purchase(
        project=facts["project"],
        title=facts["title"],
        published=date.fromisoformat(facts["published"]),
        source=facts["source"],
        packages=tuple(
            Package(it["package"], it["processor"], int(it["units"]), it["award"])
            for it in facts["packages"]
        ),
        systems=tuple(
            SystemText(it["text"], int(it["units"])) for it in facts["operating_systems"]
        ),
        example_evidence=facts["example_evidence"],
    )


def packages_order(purchase: Purchase, agency: str) -> dict[str, Any]:
    """Return the six packages as lines of one order; no line names an operating system."""
    return _order(
        purchase,
        agency,
        "packages",
        [
            {**_desktop(package.units, package.award), "processor": {"name": package.processor}}
            for package in purchase.packages
        ],
    )


def systems_order(purchase: Purchase, agency: str) -> dict[str, Any]:
    """Return the five operating-system texts as lines of one order, at the cap of 5,000 yuan."""
    return _order(
        purchase,
        agency,
        "systems",
        [
            {
                **_desktop(system.units, "5000"),
                "operating_system": {"preloaded": True, "name": system.text},
            }
            for system in purchase.systems
        ],
    )


def _desktop(units: int, price: str) -> dict[str, Any]:
    return {"class": "desktop", "quantity": units, "unit_price": price}


def _order(
    purchase: Purchase, agency: str, part: str, lines: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "agency": agency,
        "reference": f"{purchase.project}-{part}",
        "price_basis": {"currency": "CNY", "tax": "included", "includes": ["operating-system"]},
        "lines": lines,
    }


def example_order(
    agency: str, supplier: str, reference: str, quantity: int, price: str
) -> dict[str, Any]:
    """Return an order of desktops whose processor and system are named exactly as listed.

    An example: the product names are those of read rows of the catalogue, the rest is made up.
    """
    return {
        "agency": agency,
        "supplier": supplier,
        "reference": reference,
        "price_basis": {"currency": "CNY", "tax": "included", "includes": ["operating-system"]},
        "lines": [
            {
                "class": "desktop",
                "model": "Example desktop",
                "quantity": quantity,
                "unit_price": price,
                "codes": [{"scheme": "cn2022", "code": "A02010105"}],
                "processor": {"name": "龙芯3B6000"},
                "operating_system": {
                    "preloaded": True,
                    "name": "银河麒麟桌面操作系统",
                    "version": "V11",
                    "kernel": "Linux 6.6",
                    "licence": {
                        "channel": "oem",
                        "count": quantity,
                        "evidence": [{"kind": "oem-agreement", "number": "EXAMPLE-1"}],
                    },
                },
            }
        ],
    }


def bare_order(agency: str, supplier: str, reference: str) -> dict[str, Any]:
    """Return one computer at 5,200 yuan without an operating system."""
    order = example_order(agency, supplier, reference, 1, "5200.00")
    order["lines"][0]["operating_system"] = {"preloaded": False}
    return order
