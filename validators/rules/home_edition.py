"""No edition for the home runs on a computer of an organisation, whoever makes it. L05.

Source: a county's own form for checking genuine software leaves editions for the home out of what
an organisation counts as genuine; it names no maker. What the terms of one maker say of editions
for the home stands with those terms, and is told once. A text that holds such a word beside others
("非家庭版", or in the name alone) says two things, and is asked about.
"""

from collections.abc import Iterator
from functools import lru_cache

from validators.bound import missing
from validators.case import Case
from validators.duty import Duty
from validators.finding import Finding, Message, Remedy
from validators.in_force import KEPT
from validators.matching import folded, words_in
from validators.messages import say
from validators.order import OperatingSystem
from validators.provisions import Duties, RequirementInForce
from validators.rule import DateBasis, Rule, breach_of, need_fact, open_duty


def _check(case: Case) -> Iterator[Finding]:
    for position, line, kind in case.bound:
        system = line.operating_system
        if system is None:
            continue
        for duty in kind.duties[_HOME].all:
            # Told quickly for nearly all: no text has anything to do with it.
            if _concerned(duty.refused, duty.names, system.name, system.version, system.edition):
                told = kind.duties[_QUALIFYING]
                yield from _of(case, duty, told, system, f"/lines/{position}/operating_system")


def _of(
    case: Case,
    duty: RequirementInForce,
    told: Duties,
    system: OperatingSystem,
    pointer: str,
) -> Iterator[Finding]:
    if duty.bound(case.footing.facts) is False:
        return
    members = [("edition", system.edition)]
    if not _has_terms(told, system):
        members += [("name", system.name), ("version", system.version)]
    for member, text in members:
        words = () if text is None else words_in(text, duty.refused)
        if text is None or not words or _told(told, system, text):
            continue
        here, doubts = f"{pointer}/{member}", duty.doubts(case.footing.facts)
        if not doubts and (member != "edition" or not _says_nothing_else(duty.refused, text)):
            doubts = (_BESIDE,)
        for doubt in doubts:
            near = next(it for it in duty.requirement.refused_names if folded(it) == words[0])
            subject = say("subject-qualifying")
            yield open_duty(RULE.id, duty, here, subject, doubt, observed=text, near=(near,))
        if not doubts:
            yield breach_of(
                RULE.id,
                duty,
                here,
                say("edition-holds-home", observed=text),
                Remedy(pointer=here, value=None, message=say("take-edition-for-organisations")),
                observed=text,
            )
        return
    if system.edition is None and system.name is not None and _sold(duty.names, system.name):
        # What is sold in an edition for the home too says nothing without its edition.
        doubt = missing("operating_system.edition", "supplier")
        yield open_duty(RULE.id, duty, f"{pointer}/edition", say("subject-qualifying"), doubt)


@lru_cache(maxsize=KEPT)
def _concerned(
    refused: frozenset[str],
    sold: frozenset[str],
    name: str | None,
    version: str | None,
    edition: str | None,
) -> bool:
    """Return whether a text holds a word for such an edition, or has to say which one it is."""
    if edition is None and name is not None and _sold(sold, name):
        return True
    texts = (name, version, edition)
    return any(text is not None and bool(words_in(text, refused)) for text in texts)


def _sold(words: frozenset[str], name: str) -> bool:
    """Return whether a name is that of a product which is sold for the home as well."""
    return bool(words_in(name, words))


def _has_terms(told: Duties, system: OperatingSystem) -> bool:
    """Return whether the terms of the maker speak of a system, and of its name."""
    name = folded(system.name or "")
    return any(word in name for duty in told.all for word in duty.names)


def _told(told: Duties, system: OperatingSystem, text: str) -> bool:
    """Return whether the terms of the maker refuse just this edition."""
    return _has_terms(told, system) and any(folded(text) in duty.refused for duty in told.all)


@lru_cache(maxsize=KEPT)
def _says_nothing_else(refused: frozenset[str], text: str) -> bool:
    """Return whether a text is an edition for the home, and says no more than how wide it is."""
    left = folded(text)
    for word in words_in(text, refused):
        left = left.replace(word, "")
    return "".join(it for it in left if it.isalpha()) in _WIDTHS


_WIDTHS = frozenset({"", "位", "bit", "x"})
_BESIDE = need_fact("home-beside-others", "operating_system.edition", "supplier")

# Enum looks up its members in Python.
_HOME, _QUALIFYING = Duty.NO_HOME_EDITION, Duty.QUALIFYING_LICENCE

RULE = Rule(
    id="no-home-edition",
    title=Message("家庭版不得用于单位", "no edition for the home in an organisation"),
    basis=DateBasis.PLACED,
    check=_check,
    about=_HOME,
)
