"""An operating system whose listing ends before the device's minimum life is over (CK7): a notice.

A device is bought for its whole minimum life, and its system is listed for a shorter time: whoever
buys it should know that support or certificate has to be looked after meanwhile. It is never a
breach, for the law asks that the system is listed when it is bought. Only schemes whose keepers say
that their listings are to outlast the device (``outlast``) are looked at, so that nothing is said
on evidence sealed before there was such a thing. Source: insight 10; the life column of editions.
"""

from collections.abc import Iterator
from datetime import date

from validators.case import Case, LineCase
from validators.duty import Duty
from validators.evidence import Register
from validators.finding import Finding, Message, Outcome
from validators.life_end import after_years
from validators.listing import ListingKind
from validators.listing_best import Held, best_of
from validators.listing_state import on_day
from validators.matching import Stated, Validity, match, shown
from validators.messages import say_terms
from validators.provisions import LifeInForce, RequirementInForce, doubts_of
from validators.rule import DateBasis, Rule


def _check(case: Case) -> Iterator[Finding]:
    # Told at once for nearly every order: no scheme asks for it.
    if not [it for it in case.evidence.registers.values() if it.outlast]:
        return
    for laid in case.bound:
        _, line, law = laid
        if line.operating_system is None:
            continue
        for duty in law.duties[_LISTED_OS].all:
            register = case.evidence.registers.get(duty.register)
            if register is not None and register.outlast:
                yield from _outlived(case, LineCase(*laid), duty, register)


def _outlived(
    case: Case, line: LineCase, duty: RequirementInForce, register: Register
) -> Iterator[Finding]:
    """Yield that the listing of a line's system ends before a life of the line's class does."""
    system = line.line.operating_system
    if system is None or system.name is None or not duty.bound(case.footing.facts):
        return
    stated = Stated(system.name, system.version, system.kernel)
    candidates = on_day(register.candidates.get(stated.name, ()), case.acted)
    held = best_of(match(stated, ListingKind.OPERATING_SYSTEM, candidates).exact, case)
    if held is None or held.validity is not Validity.IN_FORCE or held.end is None:
        return
    # The earliest day on which its life may begin: if the listing falls short of that life, it
    # does of every later one.
    begins = line.line.deliver_by or case.on
    sure = [
        (life, years)
        for life in line.kind.lives
        if (years := life.life.years) is not None
        and not doubts_of(life.source, life.life.citation, life.row.title.zh)
    ]
    for life, years in sure:
        over = after_years(begins, years)
        if held.end < over:
            yield _finding(line, held, held.end, life, begins, over)
            return


def _finding(
    line: LineCase, held: Held, end: date, life: LifeInForce, begins: date, over: date
) -> Finding:
    product = shown(held.listing)
    return Finding(
        rule=RULE.id,
        code="listing-ends-before-life",
        outcome=Outcome.NOTICE,
        pointer=f"{line.pointer}/operating_system",
        message=say_terms(
            "listing-ends-before-life", {}, observed=product, end=end, limit=life.text, due=over
        ),
        observed=end.isoformat(),
        limit=over.isoformat(),
        over=f"{(over - end).days} days",
        unit="day",
        sum=f"{begins} + {life.life.years!s} years = {over}; {over} > {end}",
        citation=life.life.citation,
        near=(product,),
    )


# Enum looks up its members in Python.
_LISTED_OS = Duty.LISTED_OS

RULE = Rule(
    id="listing-outlasts-life",
    title=Message(
        "操作系统列名是否覆盖设备最低使用年限",
        "whether the listing of the operating system lasts as long as the device has to",
    ),
    basis=DateBasis.PLACED,
    check=_check,
    about=_LISTED_OS,
)
