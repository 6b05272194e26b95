"""A licence fits an organisation: a volume licence stands on a full one, and of an edition for it.

Source: the rights holder's terms as published (volume agreements cover upgrades only, each machine
needs a qualifying full licence first; editions for the home are no such licence). L04 and L05.
"""

from collections.abc import Iterator
from functools import lru_cache

from validators.bound import Doubt, missing
from validators.case import Case
from validators.duty import Duty
from validators.finding import Finding, Message, Remedy
from validators.in_force import KEPT
from validators.matching import folded, words_in
from validators.messages import say
from validators.names import Codes
from validators.order import OperatingSystem
from validators.provisions import RequirementInForce
from validators.rule import DateBasis, Rule, breach_of, need_fact, open_duty, open_point


def _check(case: Case) -> Iterator[Finding]:
    for position, line, kind in case.bound:
        system = line.operating_system
        if system is None or system.name is None:
            continue
        for duty in kind.duties[_QUALIFYING].all:
            if _is_about(duty.names, system.name):
                yield from _of(case, duty, system, f"/lines/{position}/operating_system")


@lru_cache(maxsize=KEPT)
def _is_about(words: frozenset[str], name: str) -> bool:
    text = folded(name)
    return any(word in text for word in words)


def _of(
    case: Case, duty: RequirementInForce, system: OperatingSystem, pointer: str
) -> Iterator[Finding]:
    found = (*_edition(duty, system, pointer), *_base(duty, system, pointer))
    doubts = duty.doubts(case.footing.facts)
    if found and doubts:
        yield from (_open(duty, pointer, doubt) for doubt in doubts)
    elif duty.bound(case.footing.facts):
        yield from found


def _edition(duty: RequirementInForce, system: OperatingSystem, pointer: str) -> Iterator[Finding]:
    if system.edition is not None and folded(system.edition) in duty.refused:
        yield _breach(duty, f"{pointer}/edition", "edition-for-the-home", system.edition)
        return
    in_name = words_in(system.name or "", duty.refused)
    if in_name:
        # The name says one thing and the edition another, or nothing: which holds, nobody can tell.
        yield open_point(
            RULE.id,
            f"{pointer}/name",
            say("subject-qualifying"),
            _IN_NAME,
            citation=duty.requirement.citation,
            observed=system.name,
            near=(_as_the_law_has_it(duty, in_name[0]),),
        )
    elif system.edition is None:
        # What is sold in an edition for the home too says nothing without its edition.
        yield _open(duty, f"{pointer}/edition", missing("operating_system.edition", "supplier"))


def _as_the_law_has_it(duty: RequirementInForce, word: str) -> str:
    """Return a folded word as the edition writes it: Home, not home."""
    return next(it for it in duty.requirement.refused_names if folded(it) == word)


def _base(duty: RequirementInForce, system: OperatingSystem, pointer: str) -> Iterator[Finding]:
    licence, requirement = system.licence, duty.requirement
    if licence is None or licence.channel not in requirement.on_base:
        return
    base, where = licence.base, f"{pointer}/licence/base"
    if base is None or base.channel is None:
        yield _open(duty, where, missing("operating_system.licence.base.channel"))
    elif base.channel not in requirement.bases:
        yield _breach(duty, f"{where}/channel", "licence-without-base", Codes(base.channel.value))
    elif base.edition is None:
        yield _open(duty, where, missing("operating_system.licence.base.edition"))
    elif folded(base.edition) in duty.refused:
        yield _breach(duty, f"{where}/edition", "base-for-the-home", base.edition)
    elif words := words_in(base.edition, duty.refused):
        yield open_point(
            RULE.id,
            f"{where}/edition",
            say("subject-qualifying"),
            _BASE_BESIDE,
            citation=requirement.citation,
            observed=base.edition,
            near=(_as_the_law_has_it(duty, words[0]),),
        )


def _open(duty: RequirementInForce, pointer: str, doubt: Doubt) -> Finding:
    return open_duty(RULE.id, duty, pointer, say("subject-qualifying"), doubt)


def _breach(duty: RequirementInForce, pointer: str, code: str, observed: str) -> Finding:
    return breach_of(
        RULE.id,
        duty,
        pointer,
        say(code, observed=observed),
        Remedy(pointer=pointer, value=None, message=say("take-full-licence")),
        observed=observed,
    )


_BASE_BESIDE = need_fact("home-beside-others", "operating_system.licence.base.edition", "supplier")
_IN_NAME = need_fact("edition-in-name", "exact product name", "supplier")

# Enum looks up its members in Python.
_QUALIFYING = Duty.QUALIFYING_LICENCE

RULE = Rule(
    id="qualifying-licence",
    title=Message("授权须适合单位使用", "the licence must be one for an organisation"),
    basis=DateBasis.PLACED,
    check=_check,
    about=_QUALIFYING,
)
