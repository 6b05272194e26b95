"""Computers are covered with the office and antivirus software they need: one licence each.

Source: 国办发〔2013〕88号 article 6 (planned at the same time) and 财行〔2013〕98号 (one licence of
each class a computer). What an agency holds already may cover them, so too few in the order is a
missing fact; more than one a computer is a question.
"""

from collections.abc import Iterator

from validators.bound import Doubt, judged, missing
from validators.case import Case, imposed
from validators.classes import ItemClass
from validators.duty import Duty
from validators.finding import Finding, Message, Remedy
from validators.judgement import still_open
from validators.messages import say, say_terms
from validators.order import LicenceChannel, OrderLine
from validators.papers import Product, products, spare
from validators.provisions import RequirementInForce
from validators.purchases import licences_in
from validators.rule import DateBasis, Gate, Rule, breach_of, open_duty


def _check(case: Case) -> Iterator[Finding]:
    for duty in imposed(case, Duty.COVERAGE):
        if duty.bound(case.footing.facts) is False:
            continue
        devices = sum(
            line.quantity
            for _, line, _ in case.lines
            if line.item_class in duty.requirement.classes
        )
        for covered in duty.requirement.covers:
            yield from _covered(case, duty, covered, devices)


def _covered(
    case: Case, duty: RequirementInForce, covered: ItemClass, devices: int
) -> Iterator[Finding]:
    requirement = duty.requirement
    licences = sum(_licences(place, line, covered) for place, line, _ in case.lines)
    held = case.footing.facts.count(spare(covered))
    if licences == devices or (licences < devices <= licences + (held or 0)):
        return
    open_doubts = duty.doubts(case.footing.facts)
    question = judged(f"{requirement.id}/{covered.value}", requirement.role or "")
    doubts: tuple[Doubt, ...]
    if licences < devices:
        # Licences the agency holds may cover the rest: only it can say so, and too few are too few.
        doubts = (*(() if held is not None else (missing(spare(covered)),)), *open_doubts)
        if not doubts:
            yield _short(duty, covered, licences, int(held or 0), devices)
            return
    else:
        doubts = open_doubts or (question,)
    sums = f"{licences} {covered.value} : {devices}"
    subject = say_terms(
        "subject-coverage", {"covered": covered.value}, observed=licences, limit=devices
    )
    for doubt, denied in still_open(case, doubts):
        if denied:
            yield _surplus(duty, covered, licences, devices, sums)
            continue
        yield open_duty(
            RULE.id,
            duty,
            "/lines",
            subject,
            doubt,
            observed=str(licences),
            limit=str(devices),
            unit="licence",
            arithmetic=sums,
        )


def _short(
    duty: RequirementInForce, covered: ItemClass, licences: int, held: int, devices: int
) -> Finding:
    over = devices - licences - held
    return breach_of(
        RULE.id,
        duty,
        "/lines",
        say_terms(
            "software-uncovered",
            {"covered": covered.value},
            observed=licences,
            held=held,
            limit=devices,
            over=over,
        ),
        Remedy(pointer="/lines", value=None, message=say("more-licences", quantity=over)),
        observed=str(licences + held),
        limit=str(devices),
        over=str(over),
        unit="licence",
        arithmetic=f"{devices} − {licences} − {held} = {over}",
    )


def _surplus(
    duty: RequirementInForce, covered: ItemClass, licences: int, devices: int, sums: str
) -> Finding:
    over = licences - devices
    return breach_of(
        RULE.id,
        duty,
        "/lines",
        say_terms(
            "licences-beyond-need",
            {"covered": covered.value},
            observed=licences,
            limit=devices,
            over=over,
        ),
        Remedy(pointer="/lines", value=None, message=say("fewer-licences", quantity=devices)),
        observed=str(licences),
        limit=str(devices),
        over=str(over),
        unit="licence",
        arithmetic=sums,
    )


def _licences(position: int, line: OrderLine, covered: ItemClass) -> int:
    """Return how many licences of a class a line brings: as stated, or one for each unit.

    A trial is no licence (国办发〔2013〕88号 article 3: genuine software, of all three classes).
    """
    found = (it for it in products(position, line) if it.item_class is covered and not _trial(it))
    return sum(licences_in(it, line) for it in found)


def _trial(it: Product) -> bool:
    return it.licence is not None and it.licence.channel is LicenceChannel.TRIAL


RULE = Rule(
    id="software-coverage",
    title=Message(
        "办公和杀毒软件须随计算机配齐", "computers are covered with office and antivirus software"
    ),
    basis=DateBasis.APPROVED,
    gate=Gate.CONTRACT,
    check=_check,
)
