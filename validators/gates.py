"""What holds back the steps after an order: the same order, law and evidence, by later rules.

An order is examined by the rules of its own gate; those of a later one never refuse it. They say
what has to be there before that step is taken, and the step waits for it.
"""

from validators.case import lay
from validators.evidence import Evidence
from validators.examine import ENGINE, Dates, examine
from validators.finding import Verdict, conclude
from validators.law import Law
from validators.order import Order
from validators.rule import Gate
from validators.rulebook import AT


def examine_at(gate: Gate, order: Order, evidence: Evidence, law: Law, dates: Dates) -> Verdict:
    """Return what the rules of ``gate`` say of an order on the day the step is taken.

    Pure, as `examine` is, which answers for the order itself. At a later gate waivers cover
    nothing: what is lacking there can be supplied.

    Args:
        gate: the step asked about.
        order: with all that is stated by now.
        evidence: the facts of the agency and of the catalogue.
        law: every edition the service knows.
        dates: ``approved_on`` is the day of the step, or else ``placed_on``.

    Raises:
        KeyError: the agency's jurisdiction is unknown to the law.
    """
    if gate is Gate.ORDER:
        return examine(order, evidence, law, dates)
    on = dates.approved_on or dates.placed_on
    case = lay(order, evidence, law, on, dates.valid_until, on)
    found = tuple(finding for rule in AT[gate] for finding in rule.check(case))
    return Verdict(conclude(found), on, ENGINE, case.held.used, found)
