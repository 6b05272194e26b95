"""What is installed on a delivered device is the maker's own system and no altered image. L30.

Source: the edition on acceptance, whose fourth usual fault is a cracked image from the network.
"""

from collections.abc import Iterator

from validators.bound import missing
from validators.case import Case
from validators.duty import Duty
from validators.finding import Finding, Message, Remedy
from validators.messages import say
from validators.rule import DateBasis, Gate, Rule, breach_of, open_duty


def _check(case: Case) -> Iterator[Finding]:
    for unit in case.evidence.units:
        _, _, kind = case.lines[unit.line]
        for duty in kind.duties[Duty.ORIGINAL_IMAGE].all:
            if unit.altered is False or duty.bound(case.footing.facts) is False:
                continue
            pointer, subject = f"{unit.pointer}/altered", say("subject-image", serial=unit.serial)
            doubts = duty.doubts(case.footing.facts)
            if unit.altered is None:
                doubts = (missing("installed.altered"), *doubts)
            for doubt in doubts:
                yield open_duty(RULE.id, duty, pointer, subject, doubt)
            if not doubts:
                yield breach_of(
                    RULE.id,
                    duty,
                    pointer,
                    say("image-altered", serial=unit.serial),
                    Remedy(pointer=pointer, value=None, message=say("send-back-device")),
                    observed="true",
                )


RULE = Rule(
    id="original-image",
    title=Message("所装系统不是破解或改装镜像", "the system is the maker's own image"),
    basis=DateBasis.APPROVED,
    gate=Gate.DELIVERY,
    check=_check,
)
