"""Of software no more is bought than is lacking beside the licences held and not in use. L17.

Source: 正版软件管理工作指南, configuration rules 3 (what is planned for purchase is the gap between
need and licences). What is held is the larger of two figures, never their sum, for one may be part
of the other: the number the agency states from its summary ledger, less what other orders rest on
of it, and the copies left of licence grants on record. More than is lacking is a question; who
cannot tell what is held, lacks a fact.
"""

from collections.abc import Iterator

from validators.bound import judged, missing
from validators.case import Case, imposed
from validators.classes import ItemClass
from validators.duty import Duty
from validators.finding import Finding, Message, Remedy
from validators.judgement import still_open
from validators.messages import say, say_terms
from validators.papers import spare
from validators.provisions import RequirementInForce
from validators.purchases import Purchase, buys_software, purchases
from validators.resting import Unused, unused
from validators.rule import DateBasis, Rule, breach_of, open_duty


def _check(case: Case) -> Iterator[Finding]:
    if not buys_software(case.order):
        return
    for duty in imposed(case, _SHORTFALL):
        if duty.bound(case.footing.facts) is not False:
            for covered in duty.requirement.covers:
                yield from _of(case, duty, covered)


def _of(case: Case, duty: RequirementInForce, covered: ItemClass) -> Iterator[Finding]:
    """Lay what an order buys of one class beside what is held of it, member by member."""
    stated = unused(case.evidence, covered)
    free = 0 if stated is None else stated.free
    used, asked = 0, False
    for it in purchases(case.order, case.evidence.licences, case.on):
        if it.item_class is not covered:
            continue
        granted = sum(grant.left for grant in it.spared)
        served = max(min(max(free, granted) - used, it.copies), 0)
        used += served
        if served:
            yield from _beyond(case, duty, it, served, stated if free >= granted else None)
        if stated is None and served < it.copies and not asked:
            asked = True
            yield from _unknown(case, duty, it)


def _beyond(
    case: Case, duty: RequirementInForce, it: Purchase, served: int, stated: Unused | None
) -> Iterator[Finding]:
    """``stated``: the number the agency states, where that is what serves."""
    requirement, lacking = duty.requirement, it.copies - served
    question = judged(f"{requirement.id}/{it.item_class.value}", requirement.role or "")
    terms = {"covered": it.item_class.value}
    over = served if stated is None else stated.serving(served)
    values = {"observed": it.copies, "over": over, "limit": lacking}
    sums = f"{it.copies} − {served} = {lacking}"
    for doubt, denied in still_open(case, duty.doubts(case.footing.facts) or (question,)):
        if denied:
            yield breach_of(
                RULE.id,
                duty,
                it.pointer,
                say_terms("licences-held-unused", terms, **values),
                Remedy(it.pointer, lacking or None, say("buy-shortfall", limit=lacking)),
                observed=str(it.copies),
                limit=str(lacking),
                over=str(served),
                unit="licence",
                arithmetic=sums,
            )
        else:
            yield open_duty(
                RULE.id,
                duty,
                it.pointer,
                say_terms("subject-shortfall", terms, **values),
                doubt,
                observed=str(it.copies),
                limit=str(lacking),
                unit="licence",
                arithmetic=sums,
                near=tuple(f"{grant.number} ({grant.left})" for grant in it.spared),
            )


def _unknown(case: Case, duty: RequirementInForce, it: Purchase) -> Iterator[Finding]:
    subject = say_terms("subject-unused", {"covered": it.item_class.value}, observed=it.copies)
    for doubt in (missing(spare(it.item_class)), *duty.doubts(case.footing.facts)):
        yield open_duty(
            RULE.id, duty, it.pointer, subject, doubt, observed=str(it.copies), unit="licence"
        )


# Enum looks up its members in Python.
_SHORTFALL = Duty.SHORTFALL_ONLY

RULE = Rule(
    id="licence-shortfall",
    title=Message("只购缺口部分的授权", "only the licences that are lacking are bought"),
    basis=DateBasis.APPROVED,
    check=_check,
    about=_SHORTFALL,
)
