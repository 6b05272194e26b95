"""Writes the golden receipts of a new engine revision: `python -m tests.approvals.make_golden`.

Receipts that exist are never written again: those of each release stay as they were.
"""

import sys
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from approvals.receipt import seal
from ledger.canonical import canonical
from tests.approvals.builders import (
    GOLDEN,
    POLICY,
    TODAY,
    ExampleCatalogue,
    books,
    law,
    law_digest,
    line,
    order,
)
from validators.classes import ItemClass
from validators.evidence import (
    Agency,
    Answer,
    Asset,
    Count,
    Evidence,
    Holding,
    Level,
    Standing,
)
from validators.examine import ENGINE, Dates, examine
from validators.reading import read_order
from validators.waiver import Waiver

SYSTEM = {"preloaded": True, "name": "示例操作系统", "version": "V1", "kernel": "6.6"}

CASES: dict[str, dict[str, Any]] = {
    "conforming": order("G-1", line(5, operating_system=SYSTEM), line(2, of="laptop")),
    "refused": order(
        "G-2",
        line(60, "5200.00", operating_system={**SYSTEM, "version": "V0"}, replaces=["G-OLD"]),
        line(9, "7000.01", of="laptop"),
    ),
    "undetermined": order(
        "G-3",
        line(price="900.00", of="printer", attributes={"colour": True}),
        line(price="900.00", of="printer", attributes={}),
        line(),
        line(of="safe"),
    ),
    "announced": order(
        "G-5",
        line(operating_system={**SYSTEM, "name": "将到期操作系统"}),
        line(operating_system=SYSTEM),
    ),
    "waived": order(
        "G-6", line(8, "5200.00", operating_system=SYSTEM), line(3, operating_system=SYSTEM)
    ),
    "waived-in-part": order(
        "G-7",
        line(3, "5200.00", operating_system=SYSTEM),
        line(1, "6000.00", operating_system=SYSTEM),
        line(1, "6500.00", of="laptop"),
    ),
    "answered": order("G-4", line(price="900.00", of="printer", attributes={"colour": True})),
}


def waiver(number: str, rule: str, units: int, left: int, price: str | None = None) -> Waiver:
    """A waiver in force on the day of every golden case."""
    return Waiver(
        number=f"WV-2026-{number}",
        rule=rule,
        item_class=ItemClass.DESKTOP,
        edition="example-equipment",
        row="台式计算机" if price else None,
        units=units,
        left=left,
        unit_price=None if price is None else Decimal(price),
        valid_from=date(2026, 11, 1),
        valid_until=date(2026, 11, 30),
        granted_by="example-approver",
    )


WAIVERS = {
    "G-6": (
        waiver("A", "unit-price-ceiling", 10, 8, "5200.00"),
        waiver("B", "headcount-quota", 5, 1),
    ),
    "G-7": (waiver("A", "unit-price-ceiling", 10, 3, "5500.00"),),
}


def evidence(document: dict[str, Any]) -> Evidence:
    """The evidence of every golden case: forty heads, some stock, one young device."""
    answer = Answer(question="colour-printers-needed", granted=True, reason="charts", role="head")
    return Evidence(
        agency=Agency(
            uscc=document["agency"],
            name="示例机关",
            jurisdiction="ex",
            level=Level.CENTRAL,
            properties=MappingProxyType({"evaluation_bound": True, "field_duty": False}),
            counts=MappingProxyType(
                {"filled-establishment": Count(value=40, since=date(2026, 1, 1), source="roll")}
            ),
        ),
        holdings=(
            Holding(
                item_class=ItemClass.DESKTOP,
                attributes=(),
                standing=Standing.ON_HAND,
                quantity=30,
            ),
            Holding(
                item_class=ItemClass.LAPTOP,
                attributes=(),
                standing=Standing.COMMITTED,
                quantity=15,
            ),
        ),
        assets=MappingProxyType(
            {
                "G-OLD": Asset(
                    serial="G-OLD",
                    item_class=ItemClass.DESKTOP,
                    in_service_since=date(2024, 2, 29),
                    pages=10,
                )
            }
        ),
        registers=ExampleCatalogue().registers_for(read_order(document)),
        answers=MappingProxyType(
            {answer.question: answer} if document["reference"] == "G-4" else {}
        ),
        catalogue=ExampleCatalogue().digest,
        waivers=WAIVERS.get(document["reference"], ()),
    )


def main() -> None:
    """Write what is not there."""
    dates = Dates(TODAY, valid_until=POLICY.valid_until(TODAY))
    for name, document in CASES.items():
        path = GOLDEN / f"engine-{ENGINE}-{name}.receipt.json"
        facts = evidence(document)
        verdict = examine(read_order(document), facts, law(), dates)
        sealed = seal(canonical(document), facts, verdict, dates, law_digest(), books().revision)
        if not path.exists():
            path.write_bytes(sealed.receipt)
            sys.stdout.write(f"{path.name}: {verdict.outcome}\n")


if __name__ == "__main__":
    main()
