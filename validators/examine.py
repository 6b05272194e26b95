"""Examine an order: lay it beside the law in force, run every rule, gather every finding."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from msgspec import Struct

from validators.case import Case, lay
from validators.duty import Duty, Point
from validators.evidence import Evidence
from validators.finding import Finding, Verdict, conclude
from validators.first_words import as_first
from validators.in_force import KEPT
from validators.law import Law
from validators.order import Order
from validators.rule import Check, DateBasis
from validators.rulebook import RULES, WAIVABLE
from validators.waiving import waive

ENGINE = "2"
"""Revision of the rules' behaviour. A change of behaviour is a new revision beside the old one."""

FIRST_ENGINE = "1"


@lru_cache(maxsize=KEPT)
def _asked(about: frozenset[Duty | Point]) -> tuple[Check, ...]:
    """Return the checks that can have something to say where this is to be looked at."""
    return tuple(rule.check for rule in RULES if rule.about in {None, *about})


def _on_two_days(cases: Mapping[DateBasis, Case]) -> Iterator[Finding]:
    for rule in RULES:
        case = cases[rule.basis]
        if rule.about in {None, *case.about}:
            yield from rule.check(case)


class Dates(Struct, frozen=True):
    """The days an examination turns on, fixed once at its top; dates of law in Asia/Shanghai.

    ``valid_until`` is the last day of an approval granted on this examination: until then a line
    that states no day of delivery may be delivered. ``None`` where no approval is thought of.
    """

    placed_on: date
    approved_on: date | None = None
    valid_until: date | None = None


def examine(order: Order, evidence: Evidence, law: Law, dates: Dates) -> Verdict:
    """Return the verdict of ``law`` on ``order``, resting on ``evidence``.

    Pure: the same four values give the same verdict, for ever. Every rule sees every line, and
    every finding is kept; those that a waiver covers are told as waived.

    Args:
        order: what is to be bought, syntax already validated.
        evidence: the facts of the agency and of the catalogue.
        law: every edition the service knows.
        dates: the day the order was placed, the day it is approved if later, and the last day
            an approval would be valid.

    Raises:
        KeyError: the agency's jurisdiction is unknown to the law.
    """
    acted = dates.approved_on or dates.placed_on
    placed = approved = lay(order, evidence, law, dates.placed_on, dates.valid_until, acted)
    if acted != dates.placed_on:
        approved = lay(order, evidence, law, acted, dates.valid_until, acted)
    if approved is placed:
        found = tuple([it for check in _asked(placed.about) for it in check(placed)])
    else:
        cases = {DateBasis.PLACED: placed, DateBasis.APPROVED: approved}
        found = tuple(_on_two_days(cases))
    if evidence.waivers:
        # In force on the day of the act, whatever day's law a rule looks at.
        found = waive(found, order, evidence.waivers, acted, WAIVABLE)
    return Verdict(conclude(found), dates.placed_on, ENGINE, placed.held.used, found)


def examine_first(order: Order, evidence: Evidence, law: Law, dates: Dates) -> Verdict:
    """Return the verdict as the first engine told it: the same findings, with codes in their words.

    Arguments and errors as of `examine`.
    """
    verdict = examine(order, evidence, law, dates)
    editions = tuple([it._replace(why=it.first or it.why) for it in verdict.editions])
    found = as_first(verdict.findings)
    return Verdict(conclude(found), verdict.examined_on, FIRST_ENGINE, editions, found)
