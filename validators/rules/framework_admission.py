"""What is bought under a framework agreement is admitted to it, and the admission is current. L29.

Source: the edition that tells until when products were admitted. An admission that has run out is
no breach: products are admitted again, and a current one settles it. The lists of what is admitted
were not recovered, so the order states it.
"""

from collections.abc import Iterator

from validators.bound import Doubt, missing
from validators.case import Case
from validators.duty import Duty
from validators.finding import Finding, Message
from validators.messages import say
from validators.order import OrderLine
from validators.provisions import RequirementInForce
from validators.rule import DateBasis, Gate, Rule, need_fact, open_duty


def _check(case: Case) -> Iterator[Finding]:
    for position, line, kind in case.lines:
        for duty in kind.duties[Duty.FRAMEWORK_ADMISSION].all:
            if duty.bound(case.footing.facts) is not False:
                yield from _of(case, duty, line, f"/lines/{position}/framework_admission")


def _of(case: Case, duty: RequirementInForce, line: OrderLine, pointer: str) -> Iterator[Finding]:
    held, last = line.framework_admission, duty.requirement.last_day
    # One that states no last day ends with the round that is known.
    until = last if held is None or held.valid_until is None else held.valid_until
    doubt: Doubt
    if until is not None and until < case.on:
        doubt = _LAPSED
    elif held is None:
        doubt = missing("framework_admission", "supplier")
    elif until is None:
        doubt = missing("framework_admission.valid_until", "supplier")
    else:
        return
    near = () if until is None else (until.isoformat(),)
    for one in (doubt, *duty.doubts(case.footing.facts)):
        yield open_duty(
            RULE.id,
            duty,
            pointer,
            say("subject-admission"),
            one,
            observed=None if held is None else held.number,
            limit=None if until is None else until.isoformat(),
            unit=None if until is None else "day",
            near=near if one is _LAPSED else (),
        )


_LAPSED = need_fact("admission-lapsed", "framework_admission", "supplier")

RULE = Rule(
    id="framework-admission",
    title=Message("框架协议采购的产品须在入围有效期内", "what is bought by framework is admitted"),
    basis=DateBasis.APPROVED,
    gate=Gate.CONTRACT,
    check=_check,
)
