"""A device with a licence of its maker's carries a label, of the edition that is installed. L30.

Source: the edition on acceptance, three of whose four usual faults are about the label: a licence
of the maker's and no label; a label, and another edition installed; a label for the home, and an
edition for organisations installed.
"""

from collections.abc import Iterator

from validators.bound import Doubt, missing
from validators.case import Case
from validators.delivery import DeliveredUnit
from validators.duty import Duty
from validators.finding import Finding, Message, Remedy
from validators.matching import folded
from validators.messages import say
from validators.order import OrderLine
from validators.product_fit import same_edition
from validators.provisions import RequirementInForce
from validators.rule import DateBasis, Gate, Rule, breach_of, need_fact, open_duty


def _check(case: Case) -> Iterator[Finding]:
    for unit in case.evidence.units:
        _, line, kind = case.lines[unit.line]
        for duty in kind.duties[Duty.GENUINE_LABEL].all:
            if duty.bound(case.footing.facts) is not False and _is_about(duty, line, unit):
                yield from _of(case, duty, line, unit)


def _is_about(duty: RequirementInForce, line: OrderLine, unit: DeliveredUnit) -> bool:
    """Return whether the system approved, or the one that is really there, is one it speaks of."""
    names = [it.name for it in (line.operating_system, unit.system) if it is not None and it.name]
    return any(folded(word) in folded(name) for word in duty.requirement.names for name in names)


def _of(
    case: Case, duty: RequirementInForce, line: OrderLine, unit: DeliveredUnit
) -> Iterator[Finding]:
    approved, label = line.operating_system, unit.label
    licence = None if approved is None else approved.licence
    if licence is None or licence.channel is None:
        lacking = missing("operating_system.licence.channel", "supplier")
        yield _open(duty, unit, "label", lacking)
        return
    if licence.channel not in duty.requirement.channels:
        return
    if label.present is None:
        yield _open(duty, unit, "label/present", missing("label.present"))
    elif not label.present:
        yield from _breach(case, duty, unit, "label/present", "label-absent")
    elif label.edition is None:
        yield _open(duty, unit, "label/edition", missing("label.edition"))
    elif unit.system is None or unit.system.edition is None:
        yield _open(duty, unit, "operating_system/edition", missing("installed.edition"))
    else:
        yield from _editions(case, duty, unit, label.edition, unit.system.edition)


def _editions(
    case: Case, duty: RequirementInForce, unit: DeliveredUnit, label: str, installed: str
) -> Iterator[Finding]:
    same = same_edition(label, installed, case.held.edition_words)
    if same is None:
        yield _open(duty, unit, "label/edition", _NEAR, label, installed)
    elif not same:
        code = "label-for-the-home" if folded(label) in duty.refused else "label-edition-differs"
        yield from _breach(case, duty, unit, "label/edition", code, label, installed)


def _open(
    duty: RequirementInForce,
    unit: DeliveredUnit,
    member: str,
    doubt: Doubt,
    observed: str | None = None,
    limit: str | None = None,
) -> Finding:
    subject = say("subject-label", serial=unit.serial)
    pointer = f"{unit.pointer}/{member}"
    return open_duty(RULE.id, duty, pointer, subject, doubt, observed=observed, limit=limit)


def _breach(
    case: Case,
    duty: RequirementInForce,
    unit: DeliveredUnit,
    member: str,
    code: str,
    observed: str | None = None,
    limit: str | None = None,
) -> Iterator[Finding]:
    doubts = duty.doubts(case.footing.facts)
    for doubt in doubts:
        yield _open(duty, unit, member, doubt, observed, limit)
    if not doubts:
        yield breach_of(
            RULE.id,
            duty,
            f"{unit.pointer}/{member}",
            say(code, serial=unit.serial, observed=observed, limit=limit),
            Remedy(pointer=f"{unit.pointer}/{member}", value=None, message=say("send-back-device")),
            observed=observed,
            limit=limit,
        )


_NEAR = need_fact("installed-text-near", "exact product name", "agency")

RULE = Rule(
    id="genuine-label",
    title=Message("设备贴有与所装系统一致的正版标签", "the label is there, of what is installed"),
    basis=DateBasis.APPROVED,
    gate=Gate.DELIVERY,
    check=_check,
)
