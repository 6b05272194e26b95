"""Seeded example orders of eight lines, about a third of them with breaches, and their evidence.

Every order is decided by the law alone (no fact is missing), so that each contestant can be held
to the same verdict. Nothing in here is real: the agency is an example.
"""

import random
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any

from validators.classes import ItemClass
from validators.evidence import (
    Agency,
    Asset,
    Count,
    Evidence,
    Holding,
    Level,
    Register,
    Standing,
)
from validators.listing import Listing, ListingKind

PLACED_ON = date(2026, 11, 23)
HEADS = 200
AGENCY = "11100000EXAMPLE01N"
ORDERS, LINES, SEED = 1000, 8, 20161
BREACH_SHARE = 0.045  # of lines; gives about 30 % of orders

_SYSTEMS = (
    ("银河麒麟桌面操作系统", "V11", "Linux 6.6"),
    ("统信桌面操作系统", "V25", "Linux 6.6"),
    ("方德桌面操作系统Pro版", "V5.0", "Linux 6.6"),
)
_PROCESSORS = ("龙芯3B6000", "麒麟X90", "兆芯KX-U6980S", "飞腾腾云S5000C-E")
_KINDS: tuple[tuple[str, dict[str, str | bool], int, int], ...] = (
    ("desktop", {}, 3000, 5000),
    ("laptop", {}, 4500, 7000),
    ("printer", {"paper": "a4", "colour": False}, 800, 1200),
    ("copier", {}, 20000, 35000),
    ("mfp", {}, 1500, 3000),
)
_CODES = {"desktop": "A02010105", "laptop": "A02010108"}
_WRONG_CODE = "A02010104"
_COMPUTERS = ("desktop", "laptop")
_FAULTS = ("price", "bare", "trial", "licences", "early", "code")


def orders(count: int = ORDERS, lines: int = LINES, seed: int = SEED) -> list[dict[str, Any]]:
    """Return ``count`` order documents of ``lines`` lines each, the same ones for one seed."""
    draw = random.Random(seed)
    return [_order(draw, number, lines) for number in range(count)]


def _order(draw: random.Random, number: int, lines: int) -> dict[str, Any]:
    return {
        "agency": AGENCY,
        "reference": f"BENCH-{number:06d}",
        "price_basis": {"currency": "CNY", "tax": "included", "includes": ["operating-system"]},
        "lines": [_line(draw, number, position) for position in range(lines)],
    }


def _line(draw: random.Random, number: int, position: int) -> dict[str, Any]:
    item_class, attributes, low, high = draw.choice(_KINDS)
    quantity = draw.randint(1, 3)
    line: dict[str, Any] = {
        "class": item_class,
        "attributes": attributes,
        "model": f"Example {item_class} {draw.randint(1, 40)}",
        "quantity": quantity,
        "unit_price": f"{draw.randint(low * 100, high * 100) / 100:.2f}",
        "deliver_by": "2026-12-20",
    }
    if item_class in _COMPUTERS:
        _equip(draw, line, item_class, quantity)
    if draw.random() < 0.2:  # noqa: PLR2004 - one line in five replaces something
        line["replaces"] = [f"OLD-{number:06d}-{position}"]
    if draw.random() < BREACH_SHARE:
        _spoil(draw, line, high)
    return line


def _equip(draw: random.Random, line: dict[str, Any], item_class: str, quantity: int) -> None:
    name, version, kernel = draw.choice(_SYSTEMS)
    line["codes"] = [{"scheme": "cn2022", "code": _CODES[item_class]}]
    line["processor"] = {"name": draw.choice(_PROCESSORS)}
    line["operating_system"] = {
        "preloaded": True,
        "name": name,
        "version": version,
        "kernel": kernel,
        "licence": {
            "channel": "oem",
            "count": quantity,
            "evidence": [{"kind": "oem-agreement", "number": f"OEM-{draw.randint(1, 99)}"}],
        },
    }


def _spoil(draw: random.Random, line: dict[str, Any], ceiling: int) -> None:
    fault = draw.choice(_FAULTS if line["class"] in _COMPUTERS else ("price", "early"))
    match fault:
        case "price":
            line["unit_price"] = f"{ceiling + draw.randint(1, 90000) / 100:.2f}"
        case "bare":
            line["operating_system"] = {"preloaded": False}
            line["operating_system"] |= {"name": "银河麒麟桌面操作系统", "version": "V11"}
            line["operating_system"]["kernel"] = "Linux 6.6"
        case "trial":
            line["operating_system"]["licence"]["channel"] = "trial"
        case "licences":
            line["operating_system"]["licence"]["count"] = line["quantity"] - 1
        case "early":
            line["replaces"] = ["YOUNG-1"]
        case _:
            line["codes"] = [{"scheme": "cn2022", "code": _WRONG_CODE}]


def evidence(order: dict[str, Any], heads: int = HEADS) -> Evidence:
    """Return the evidence for an order: a large example agency with some stock of everything."""
    assets = {
        serial: _asset(serial, line["class"], line["attributes"])
        for line in order["lines"]
        for serial in line.get("replaces", ())
    }
    return Evidence(
        agency=_agency(heads),
        holdings=_HOLDINGS,
        assets=MappingProxyType(assets),
        registers=_REGISTERS,
        catalogue="sha256:" + "0" * 64,
    )


@cache
def _agency(heads: int) -> Agency:
    headcount = Count(value=heads, since=date(2026, 1, 1), source="example")
    return Agency(
        uscc=AGENCY,
        name="Example agency",
        jurisdiction="cn",
        level=Level.CENTRAL,
        properties=MappingProxyType(
            {
                "classified": False,
                "field_duty": False,
                "evaluation_bound": True,
            }
        ),
        counts=MappingProxyType({"filled-establishment": headcount}),
    )


def _asset(serial: str, item_class: str, attributes: dict[str, Any]) -> Asset:
    years = 2 if serial.startswith("YOUNG") else 7
    return Asset(
        serial=serial,
        item_class=ItemClass(item_class),
        attributes=tuple(sorted(attributes.items())),
        in_service_since=PLACED_ON - timedelta(days=366 * years),
        pages=1000,
    )


def _holding(item_class: str, attributes: dict[str, Any], quantity: int) -> Holding:
    return Holding(
        item_class=ItemClass(item_class),
        attributes=tuple(sorted(attributes.items())),
        standing=Standing.ON_HAND,
        quantity=quantity,
    )


def _listing(kind: ListingKind, name: str, version: str | None, kernel: str | None) -> Listing:
    return Listing(
        id=f"example-{name}",
        scheme="anke",
        kind=kind,
        publication="anke-2025-3",
        name=name,
        names=(name,),
        version=version,
        kernel=kernel,
        valid_from=date(2025, 9, 12),
        valid_until=date(2028, 9, 12),
        proves=True,
    )


def _register(kind: ListingKind, listings: list[Listing]) -> Register:
    return Register(
        scheme="anke",
        kind=kind.value,
        candidates=MappingProxyType({listing.name: (listing,) for listing in listings}),
    )


_HOLDINGS = tuple(
    _holding(item_class, attributes, quantity)
    for (item_class, attributes, _, _), quantity in zip(_KINDS, (150, 82, 140, 0, 40), strict=True)
)
_REGISTERS = MappingProxyType(
    {
        "anke/operating-system": _register(
            ListingKind.OPERATING_SYSTEM,
            [_listing(ListingKind.OPERATING_SYSTEM, *system) for system in _SYSTEMS],
        ),
        "anke/processor": _register(
            ListingKind.PROCESSOR,
            [_listing(ListingKind.PROCESSOR, name, None, None) for name in _PROCESSORS],
        ),
    }
)
