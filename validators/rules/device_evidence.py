"""What shows that a delivered device is licensed is stated, and belongs to no other device. L08.

Source: the handbook of the copyright bureau: a licence of the maker's is bound to the main board of
the machine it came on and is not moved to another. Whose the other device is, nobody is told.
"""

from collections.abc import Iterator

from validators.bound import missing
from validators.case import Case
from validators.delivery import DeliveredUnit
from validators.duty import Duty
from validators.finding import Finding, Message, Remedy
from validators.messages import say
from validators.order import OrderLine
from validators.provisions import RequirementInForce
from validators.rule import DateBasis, Gate, Rule, breach_of, open_duty


def _check(case: Case) -> Iterator[Finding]:
    for unit in case.evidence.units:
        _, line, kind = case.lines[unit.line]
        for duty in kind.duties[Duty.DEVICE_EVIDENCE].all:
            if duty.bound(case.footing.facts) is not False:
                yield from _of(case, duty, line, unit)


def _of(
    case: Case, duty: RequirementInForce, line: OrderLine, unit: DeliveredUnit
) -> Iterator[Finding]:
    system = line.operating_system
    licence = None if system is None else system.licence
    pointer, doubts = f"{unit.pointer}/licence_evidence", duty.doubts(case.footing.facts)
    if not unit.evidence:
        if licence is None or licence.channel not in duty.requirement.channels:
            return
        doubts = (missing("licence_evidence"), *doubts)
    elif not unit.evidence_used:
        return
    for doubt in doubts:
        subject = say("subject-device-evidence", serial=unit.serial)
        yield open_duty(RULE.id, duty, pointer, subject, doubt)
    if not doubts:
        yield breach_of(
            RULE.id,
            duty,
            pointer,
            say("evidence-of-another-device", serial=unit.serial),
            Remedy(pointer=pointer, value=None, message=say("send-back-device")),
        )


RULE = Rule(
    id="device-evidence",
    title=Message("授权凭据只属于一台设备", "licence evidence belongs to one device"),
    basis=DateBasis.APPROVED,
    gate=Gate.DELIVERY,
    check=_check,
)
