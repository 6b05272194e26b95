"""One order laid beside the law in force for it: what every rule is given."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from validators.duty import Duty, Point
from validators.evidence import Evidence
from validators.in_force import LawInForce
from validators.law import Law
from validators.order import Order, OrderLine
from validators.provisions import Footing, KindLaw, Laid, RequirementInForce


class LineCase(NamedTuple):
    """One line, its place in the order, and what the law in force says about its kind."""

    position: int
    line: OrderLine
    kind: KindLaw

    @property
    def pointer(self) -> str:
        """Return the line's JSON pointer (RFC 6901)."""
        return f"/lines/{self.position}"


class Case(Struct, frozen=True):
    """An order, the evidence, and the law in force on the day ``on`` in the agency's place.

    ``footing`` is where the agency stands under that law: its facts and its limits. ``lines``,
    ``bound`` and ``about`` are what ``Beside`` says. ``until`` is the last day an
    approval of it would be valid, and ``acted`` the day of the act itself, whichever day's law
    ``on`` asks for.
    """

    order: Order
    evidence: Evidence
    law: Law
    held: LawInForce
    on: date
    footing: Footing
    lines: Sequence[Laid]
    bound: Sequence[Laid]
    about: frozenset[Duty | Point]
    until: date | None
    acted: date


def imposed(case: Case, duty: Duty) -> tuple[RequirementInForce, ...]:
    """Return the duties of one sort on an order as a whole, each once, whatever lines it is on."""
    found = {
        (it.source.edition.id, it.requirement.id): it
        for _, _, kind in case.lines
        for it in kind.duties[duty].all
    }
    return tuple(found.values())


def once(duties: tuple[RequirementInForce, ...]) -> tuple[RequirementInForce, ...]:
    """Return the first duty of each name: what several editions ask of one order is asked once."""
    first: dict[str, RequirementInForce] = {}
    for it in duties:
        first.setdefault(it.requirement.id, it)
    return tuple(first.values())


def lay(
    order: Order, evidence: Evidence, law: Law, on: date, until: date | None, acted: date
) -> Case:
    """Lay ``order`` beside the law in force on the day ``on``; its approval would end ``until``.

    Args:
        order: what is to be bought.
        evidence: what the examination rests on.
        law: every edition the service knows.
        on: the day whose law and facts are asked for.
        until: the last day an approval would be valid.
        acted: the day of the act: that of the decision, where it comes later than the order.

    Raises:
        KeyError: the agency's jurisdiction is unknown to the law.
    """
    agency = evidence.agency
    held = law.in_force(agency.jurisdiction, agency.level, on, agency.properties)
    footing, beside = held.footing(agency), held.beside(order.lines)
    return Case(order, evidence, law, held, on, footing, *beside, until, acted)
