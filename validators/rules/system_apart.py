"""A preloaded operating system is not priced apart: it is inside the price of its computer. L16.

Source: 财行〔2013〕98号 (the system is preloaded and not priced apart). A line of systems beside
computers that come with one is a question for whoever answers for the price.
"""

from collections.abc import Iterator

from validators.bound import judged
from validators.case import Case
from validators.duty import Duty
from validators.finding import Finding, Message, Remedy
from validators.judgement import still_open
from validators.messages import say
from validators.provisions import RequirementInForce
from validators.rule import DateBasis, Rule, breach_of, open_duty


def _check(case: Case) -> Iterator[Finding]:
    for position, line, kind in case.bound:
        duties = kind.duties[_INSIDE]
        if duties.all and line.unit_price and _preloaded(case):
            for duty in duties.all:
                yield from _of(case, duty, f"/lines/{position}/unit_price")


def _preloaded(case: Case) -> bool:
    """Return whether the order has devices that come with a system."""
    systems = [line.operating_system for _, line, _ in case.lines]
    return any(it is not None and it.preloaded is True for it in systems)


def _of(case: Case, duty: RequirementInForce, pointer: str) -> Iterator[Finding]:
    if duty.bound(case.footing.facts) is False:
        return
    requirement = duty.requirement
    question = judged(requirement.id, requirement.role or "")
    doubts = duty.doubts(case.footing.facts) or (question,)
    for doubt, denied in still_open(case, doubts):
        if denied:
            yield breach_of(
                RULE.id,
                duty,
                pointer,
                say("system-priced-apart"),
                Remedy(pointer=pointer, value=None, message=say("drop-system-line")),
            )
        else:
            yield open_duty(RULE.id, duty, pointer, say("subject-apart"), doubt)


# Enum looks up its members in Python.
_INSIDE = Duty.SYSTEM_INSIDE_PRICE

RULE = Rule(
    id="system-inside-price",
    title=Message("操作系统不单独计价", "the operating system is not priced apart"),
    basis=DateBasis.PLACED,
    check=_check,
    about=_INSIDE,
)
