"""One order laid beside the law in force for it: what every rule is given."""

from datetime import date
from functools import partial
from itertools import count
from typing import NamedTuple

from validators.agency_facts import AgencyFacts
from validators.evidence import Evidence
from validators.in_force import LawInForce
from validators.law import Law
from validators.order import Order, OrderLine
from validators.provisions import Footing, KindLaw


class LineCase(NamedTuple):
    """One line, its place in the order, and what the law in force says about its kind."""

    position: int
    line: OrderLine
    kind: KindLaw

    @property
    def pointer(self) -> str:
        """Return the line's JSON pointer (RFC 6901)."""
        return f"/lines/{self.position}"


class Case(NamedTuple):
    """An order, the evidence, and the law in force on the day ``on`` in the agency's place.

    ``footing`` is where the agency stands under that law: its facts and its limits;
    ``bound`` are those of the lines that a duty of an edition is about.
    """

    order: Order
    evidence: Evidence
    law: Law
    held: LawInForce
    on: date
    footing: Footing
    lines: tuple[LineCase, ...]
    bound: tuple[LineCase, ...]


_line_case = partial(tuple.__new__, LineCase)
"""Makes a line case of three values without a Python call for each line of each order."""


def lay(order: Order, evidence: Evidence, law: Law, on: date) -> Case:
    """Lay ``order`` beside the law in force on the day ``on``.

    Raises:
        KeyError: the agency's jurisdiction is unknown to the law.
    """
    agency = evidence.agency
    held = law.in_force(agency.jurisdiction, agency.level, on)
    lines = tuple(map(_line_case, zip(count(), order.lines, held.kinds(order.lines))))
    footing = held.footing(AgencyFacts(agency))
    # Most lines have no duties; three rules look only at those that do.
    bound = tuple([it for it in lines if it[2].duties])
    return Case(order, evidence, law, held, on, footing, lines, bound)
