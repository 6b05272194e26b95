"""Computers are covered with the office and antivirus software they need: one licence each.

Source: 国办发〔2013〕88号 article 6 (planned at the same time) and 财行〔2013〕98号 (one licence of
each class a computer). What an agency holds already may cover them, so too few in the order is a
missing fact; more than one a computer is a question. What another order rests on covers nothing
here: a licence is used once.
"""

from collections.abc import Iterator

from validators.bound import Doubt, judged, missing
from validators.case import Case, imposed
from validators.classes import ItemClass
from validators.duty import Duty
from validators.finding import Finding, Message, Remedy
from validators.judgement import still_open
from validators.messages import say, say_terms
from validators.papers import spare
from validators.provisions import RequirementInForce
from validators.resting import Unused, brought, devices, unused
from validators.rule import DateBasis, Gate, Rule, breach_of, open_duty


def _check(case: Case) -> Iterator[Finding]:
    for duty in imposed(case, Duty.COVERAGE):
        if duty.bound(case.footing.facts) is False:
            continue
        needing = sum(line.quantity for _, line in devices(case, duty))
        for covered in duty.requirement.covers:
            yield from _covered(case, duty, covered, needing)


def _covered(
    case: Case, duty: RequirementInForce, covered: ItemClass, needing: int
) -> Iterator[Finding]:
    requirement = duty.requirement
    licences, held = brought(case.lines, covered), unused(case.evidence, covered)
    if licences == needing or (licences < needing <= licences + (0 if held is None else held.left)):
        return
    open_doubts = duty.doubts(case.footing.facts)
    question = judged(f"{requirement.id}/{covered.value}", requirement.role or "")
    doubts: tuple[Doubt, ...]
    if licences < needing:
        # Licences the agency holds may cover the rest: only it can say so, and too few are too few.
        doubts = (*(() if held is not None else (missing(spare(covered)),)), *open_doubts)
        if held is not None and not doubts:
            yield _short(duty, covered, licences, held, needing)
            return
    else:
        doubts = open_doubts or (question,)
    sums = f"{licences} {covered.value} : {needing}"
    subject = say_terms(
        "subject-coverage", {"covered": covered.value}, observed=licences, limit=needing
    )
    for doubt, denied in still_open(case, doubts):
        if denied:
            yield _surplus(duty, covered, licences, needing, sums)
            continue
        yield open_duty(
            RULE.id,
            duty,
            "/lines",
            subject,
            doubt,
            observed=str(licences),
            limit=str(needing),
            unit="licence",
            arithmetic=sums,
        )


def _short(
    duty: RequirementInForce, covered: ItemClass, licences: int, held: Unused, needing: int
) -> Finding:
    over = needing - licences - held.left
    return breach_of(
        RULE.id,
        duty,
        "/lines",
        say_terms(
            "software-uncovered",
            {"covered": covered.value},
            observed=licences,
            held=held.told(held.left),
            limit=needing,
            over=over,
        ),
        Remedy(pointer="/lines", value=None, message=say("more-licences", quantity=over)),
        observed=str(licences + held.left),
        limit=str(needing),
        over=str(over),
        unit="licence",
        arithmetic=f"{needing} − {licences} − {held.sum} = {over}",
    )


def _surplus(
    duty: RequirementInForce, covered: ItemClass, licences: int, needing: int, sums: str
) -> Finding:
    over = licences - needing
    return breach_of(
        RULE.id,
        duty,
        "/lines",
        say_terms(
            "licences-beyond-need",
            {"covered": covered.value},
            observed=licences,
            limit=needing,
            over=over,
        ),
        Remedy(pointer="/lines", value=None, message=say("fewer-licences", quantity=needing)),
        observed=str(licences),
        limit=str(needing),
        over=str(over),
        unit="licence",
        arithmetic=sums,
    )


RULE = Rule(
    id="software-coverage",
    title=Message(
        "办公和杀毒软件须随计算机配齐", "computers are covered with office and antivirus software"
    ),
    basis=DateBasis.APPROVED,
    gate=Gate.CONTRACT,
    check=_check,
)
