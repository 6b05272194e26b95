"""A tender demands no more than is needed, and no reports where a commitment answers. L23.

Source: the demand standards of 2023 (more or stricter indicators are allowed and never beyond real
need; for databases suppliers answer with a letter of commitment, and no test or certification
report may be demanded). What is demanded is a question about the buyer; not to say is a missing
fact. The tender's own text nobody lays before this service.
"""

from collections.abc import Iterator

from validators.bound import judged, missing
from validators.case import Case, imposed, once
from validators.duty import Duty
from validators.finding import Finding, Message, Remedy
from validators.judgement import still_open
from validators.messages import say, say_terms
from validators.order import Demand
from validators.provisions import RequirementInForce
from validators.rule import DateBasis, Gate, Rule, breach_of, open_duty

_POINTER = "/contract/tender_demands"


def _check(case: Case) -> Iterator[Finding]:
    contract = case.order.contract
    demanded = None if contract is None else contract.tender_demands
    for duty in once(imposed(case, Duty.NO_OVER_DEMAND)):
        if duty.bound(case.footing.facts) is False:
            continue
        if demanded is None:
            for doubt in (missing("contract.tender_demands"), *duty.doubts(case.footing.facts)):
                yield open_duty(RULE.id, duty, _POINTER, say("subject-demands"), doubt)
        for it in duty.requirement.demands:
            if demanded is not None and it in demanded:
                yield from _demanded(case, duty, it)


def _demanded(case: Case, duty: RequirementInForce, demand: Demand) -> Iterator[Finding]:
    requirement, terms = duty.requirement, {"demand": demand.value}
    question = judged(f"{requirement.id}/{demand.value}", requirement.role or "")
    for doubt, denied in still_open(case, duty.doubts(case.footing.facts) or (question,)):
        if denied:
            yield breach_of(
                RULE.id,
                duty,
                _POINTER,
                say_terms("demand-beyond-need", terms),
                Remedy(_POINTER, None, say("drop-demand")),
                observed=demand.value,
            )
        else:
            subject = say_terms("subject-demand", terms)
            yield open_duty(RULE.id, duty, _POINTER, subject, doubt, observed=demand.value)


RULE = Rule(
    id="no-over-demand",
    title=Message("采购需求不得超出实际需要", "a tender demands no more than is needed"),
    basis=DateBasis.APPROVED,
    gate=Gate.CONTRACT,
    check=_check,
)
