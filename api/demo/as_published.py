"""Part (a): the real purchase as it was published, examined under the law of its day."""

from collections.abc import Iterable, Iterator
from datetime import date
from types import MappingProxyType
from typing import Any

from api.demo.purchase import EXAMPLE_HEADS, Purchase, packages_order, systems_order
from api.demo.screen import Screen
from api.examples import AGENCY
from catalog.catalogue import Catalogue
from validators.evidence import Agency, Count, Evidence, Level
from validators.examine import Dates
from validators.finding import Conclusion, Finding, Outcome, Verdict
from validators.gates import examine_at
from validators.law import Law
from validators.reading import read_order
from validators.rule import Gate

_SHOWN = 4
"""How many near misses of a text the table shows; the verdict names them all."""


class Surprise(Exception):  # noqa: N818 - a result that must stop the demonstration
    """The service did not say what the public facts make it say."""


def show_as_published(screen: Screen, purchase: Purchase, law: Law, catalogue: Catalogue) -> None:
    """Show the six packages and the five operating-system texts, and what the law says of them.

    Raises:
        Surprise: a line is refused on price, or conforms although no system is named exactly.
    """
    screen.heading("a", f"{purchase.project}: {purchase.title}")
    units = sum(package.units for package in purchase.packages)
    screen.say(
        f"Published {purchase.published}, {units} desktop computers. Source: {purchase.source}\n"
        f"Examined for one example agency of {EXAMPLE_HEADS} posts, not a real one."
    )
    verdict = examined(packages_order(purchase, AGENCY), purchase.published, law, catalogue)
    _must_stay_open(verdict)
    screen.outcome(
        verdict.outcome.value,
        "the six packages as lines; which system goes with which package is not public",
    )
    screen.table(
        ("package", "processor as published", "units", "yuan", "price", "processor", "system"),
        [
            (
                package.number,
                package.processor,
                str(package.units),
                package.award,
                _price(verdict, place),
                _told(_of(verdict, place, "listed-processor")),
                _told(_of(verdict, place, "listed-operating-system")),
            )
            for place, package in enumerate(purchase.packages)
        ],
    )
    verdict = examined(systems_order(purchase, AGENCY), purchase.published, law, catalogue)
    _must_stay_open(verdict)
    screen.outcome(verdict.outcome.value, "the five operating-system texts, each on its own")
    screen.table(
        ("text in the purchase", "units", "verdict", "why", "could mean"),
        [
            (system.text, str(system.units), "undetermined", *_system(verdict, place))
            for place, system in enumerate(purchase.systems)
        ],
    )


def examined(
    document: dict[str, Any],
    on: date,
    law: Law,
    catalogue: Catalogue,
    gate: Gate = Gate.ORDER,
) -> Verdict:
    """Return what is found of an order of the example agency at a gate."""
    order = read_order(document)
    headcount = Count(value=EXAMPLE_HEADS, since=date(2026, 1, 1), source="example")
    agency = Agency(
        uscc=AGENCY,
        name="Example agency, not a real one",
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
    registers = catalogue.registers_for(order, on)
    evidence = Evidence(agency=agency, registers=registers, catalogue=catalogue.digest)
    return examine_at(gate, order, evidence, law, Dates(placed_on=on))


def _must_stay_open(verdict: Verdict) -> None:
    if verdict.outcome is not Conclusion.UNDETERMINED:
        raise Surprise(verdict.outcome.value)
    for finding in verdict.findings:
        if finding.outcome is Outcome.BREACH:
            raise Surprise(finding.message.en)


def _of(verdict: Verdict, place: int, rule: str) -> Iterator[Finding]:
    for finding in verdict.findings:
        here = finding.pointer == f"/lines/{place}" or finding.pointer.startswith(
            f"/lines/{place}/"
        )
        if here and finding.rule == rule:
            yield finding


def _price(verdict: Verdict, place: int) -> str:
    found = list(_of(verdict, place, "unit-price-ceiling"))
    return _told(found) if found else "within the ceiling"


def _told(findings: Iterable[Finding]) -> str:
    lines = []
    for finding in findings:
        lines.append(f"{finding.outcome.value}: {finding.code}")
        lines += _some(finding.near)
    return "\n".join(lines) or "listed, in force"


def _some(near: tuple[str, ...]) -> list[str]:
    more = [f"and {len(near) - _SHOWN} more"] if len(near) > _SHOWN else []
    return [*(f"~ {name}" for name in near[:_SHOWN]), *more]


def _system(verdict: Verdict, place: int) -> tuple[str, str]:
    for finding in _of(verdict, place, "listed-operating-system"):
        return finding.code, "\n".join(_some(finding.near)) or "—"
    raise Surprise(str(place))
