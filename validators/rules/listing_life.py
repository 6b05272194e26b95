"""An operating system whose listing ends before the device's minimum life is over (CK7): a notice.

A device is bought for its whole minimum life, and its system is listed for a shorter time: whoever
buys it should know that support or certificate has to be looked after meanwhile. It is never a
breach, for the law asks that the system is listed when it is bought. Only schemes whose keepers say
that their listings are to outlast the device (``outlast``) are looked at, so that nothing is said
on evidence sealed before there was such a thing. An order is told once, of the listing that ends
first: lists stand for three years and computers for six, and the same on every line tells nobody
more. Source: insight 10; the life column of editions.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from validators.case import Case, LineCase
from validators.duty import Duty
from validators.finding import Finding, Message, Outcome
from validators.life_end import after_years
from validators.listing import Identity, ListingKind
from validators.listing_best import Held, best_of, held_in
from validators.listing_state import on_day
from validators.matching import Stated, Validity, match, shown
from validators.messages import say_terms
from validators.provisions import LifeInForce, RequirementInForce, doubts_of
from validators.rule import DateBasis, Rule


class _Outlived(NamedTuple):
    """A listing that ends before the life of the line that has its system is over."""

    end: date
    line: LineCase
    product: str
    life: LifeInForce
    begins: date
    over: date


def _check(case: Case) -> Iterator[Finding]:
    # Told at once where no scheme asks for it.
    if not [it for it in case.evidence.registers.values() if it.outlast]:
        return
    found: dict[object, _Outlived | None] = {}
    for laid in case.bound:
        _, line, law = laid
        system = line.operating_system
        if system is None or system.name is None:
            continue
        for duty in law.duties[_LISTED_OS].all:
            # Lines of one system and kind fare alike: one of them is looked at.
            stated = (system.name, system.version, system.kernel)
            about = (stated, duty.register, id(law), line.deliver_by)
            if about not in found:
                found[about] = _outlived(case, LineCase(*laid), duty, stated)
    short = [it for it in found.values() if it is not None]
    if short:
        yield _finding(short)


def _outlived(
    case: Case, line: LineCase, duty: RequirementInForce, identity: Identity
) -> _Outlived | None:
    """Return by how much a line's listing falls short, if it does."""
    register = case.evidence.registers.get(duty.register)
    if register is None or not register.outlast or not duty.bound(case.footing.facts):
        return None
    only = register.only.get(identity)
    if only is not None:
        held: Held | None = held_in(only, case)
    else:
        stated = Stated(*identity)
        candidates = on_day(register.candidates.get(stated.name, ()), case.acted)
        held = best_of(match(stated, ListingKind.OPERATING_SYSTEM, candidates).exact, case)
    if held is None or held.validity is not Validity.IN_FORCE or held.end is None:
        return None
    # The earliest day on which its life may begin: if the listing falls short of that life, it
    # does of every later one.
    begins = line.line.deliver_by or case.on
    for life in line.kind.lives:
        years = life.life.years
        if years is None or doubts_of(life.source, life.life.citation, life.row.title.zh):
            continue
        over = after_years(begins, years)
        if held.end < over:
            return _Outlived(held.end, line, shown(held.listing), life, begins, over)
    return None


def _finding(short: Sequence[_Outlived]) -> Finding:
    """Return what is told of an order: the system whose listing ends first, and which others."""
    worst = min(short, key=lambda it: (it.end, it.line.position))
    products = tuple(dict.fromkeys((worst.product, *(it.product for it in short))))
    others = len(products) - 1
    return Finding(
        rule=RULE.id,
        code="listing-ends-before-life",
        outcome=Outcome.NOTICE,
        pointer=f"{worst.line.pointer}/operating_system",
        message=say_terms(
            "listings-end-before-life" if others else "listing-ends-before-life",
            {},
            observed=worst.product,
            end=worst.end,
            limit=worst.life.text,
            due=worst.over,
            others=others,
        ),
        observed=worst.end.isoformat(),
        limit=worst.over.isoformat(),
        over=f"{(worst.over - worst.end).days} days",
        unit="day",
        sum=(
            f"{worst.begins} + {worst.life.life.years!s} years = {worst.over};"
            f" {worst.over} > {worst.end}"
        ),
        citation=worst.life.life.citation,
        near=products,
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
