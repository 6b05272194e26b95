"""Where a text allows renewal only, each unit bought takes the place of a device that goes.

Source: practice under 闽财资〔2021〕3号 at a university (one item bought for one scrapped); which
editions ask for it is theirs to say.
"""

from collections.abc import Iterator

from validators.case import Case, LineCase
from validators.duty import Duty
from validators.finding import Finding, Message, Outcome, Remedy
from validators.messages import say
from validators.order import OrderLine
from validators.provisions import RequirementInForce
from validators.rule import DateBasis, Rule, open_duty
from validators.serial import serial_form


def _check(case: Case) -> Iterator[Finding]:
    for laid in case.bound:
        _, line, kind = laid
        for duty in kind.duties[_ONE_FOR_ONE].all:
            if line.quantity > _named(line):
                yield from _lacking(case, LineCase(*laid), duty)


def _lacking(case: Case, line: LineCase, duty: RequirementInForce) -> Iterator[Finding]:
    """Yield what a line amounts to that buys more than it replaces."""
    if duty.bound(case.footing.facts) is False:
        return
    doubts, pointer = duty.doubts(case.footing.facts), f"{line.pointer}/replaces"
    for doubt in doubts:
        yield open_duty(RULE.id, duty, pointer, say("subject-renewal"), doubt)
    if not doubts:
        named, quantity = _named(line.line), line.line.quantity
        pointer = f"{line.pointer}/quantity"
        yield Finding(
            rule=RULE.id,
            code="not-one-for-one",
            outcome=Outcome.BREACH,
            pointer=pointer,
            message=say("not-one-for-one", observed=quantity, limit=named),
            observed=str(quantity),
            limit=str(named),
            over=str(quantity - named),
            unit="unit",
            sum=f"{quantity} − {named} = {quantity - named}",
            citation=duty.requirement.citation,
            remedy=Remedy(
                pointer=pointer if named else line.pointer,
                value=named or None,
                message=say("lower-quantity", quantity=named) if named else say("drop-line"),
            ),
        )


def _named(line: OrderLine) -> int:
    """Return how many devices a line replaces, each once however often its serial is written."""
    return len({serial_form(it) for it in line.replaces})


# Enum looks up its members in Python.
_ONE_FOR_ONE = Duty.ONE_FOR_ONE

RULE = Rule(
    id="one-for-one-renewal",
    title=Message("须以旧换新,一件换一件", "each unit bought takes the place of one that goes"),
    basis=DateBasis.PLACED,
    check=_check,
    about=_ONE_FOR_ONE,
)
