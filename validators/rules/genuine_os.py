"""A computer is bought with a genuine operating system preloaded, one licence a device.

Source: 国办发〔2013〕88号 article 6 and 国权联〔2006〕1号 (preload); 财行〔2013〕98号 (one licence
a computer). Bare, DOS-only and trial systems are breaches; no word about one is a missing fact.
A text that holds such a word beside others ("UOS 试用版") says two things, and a brand without a
version names no product (L02): both are asked about. Which version it is, the rule on listings asks
bound buyers.
"""

from collections.abc import Iterator
from functools import lru_cache

from validators.blank_texts import names_nothing, tells_no_version
from validators.bound import Doubt, missing
from validators.case import Case, LineCase
from validators.duty import Duty
from validators.finding import Finding, Message, Remedy
from validators.in_force import KEPT
from validators.matching import folded, words_in
from validators.messages import say
from validators.order import LicenceChannel, OperatingSystem, OrderLine
from validators.provisions import Duties, RequirementInForce
from validators.rule import DateBasis, Rule, breach_of, need_fact, open_duty, open_point


def _check(case: Case) -> Iterator[Finding]:
    for laid in case.bound:
        _, line, kind = laid
        duties = kind.duties[_PRELOADED]
        if duties.all and not _shown(line, duties):
            yield from _preloaded(case, LineCase(*laid), duties)


def _shown(line: OrderLine, duties: Duties) -> bool:
    """Return whether the line shows all its duties ask for: the common case, told quickly."""
    system = line.operating_system
    if system is None or system.preloaded is not True or system.name is None:
        return False
    licence = system.licence
    return (
        licence is not None
        and licence.channel is not None
        and licence.channel is not _TRIAL
        and licence.copies is not None
        and licence.copies >= line.quantity
        and licence.proven
        and duties.plain
        and _plain(duties.refused, system.name, system.version, system.edition)
    )


@lru_cache(maxsize=KEPT)
def _plain(refused: frozenset[str], name: str, version: str | None, edition: str | None) -> bool:
    """Return whether texts name a product with its version, and hold none of the refused words."""
    if names_nothing(name) or (_unversioned(version) and not _numbered(name)):
        return False
    texts = (name, version, edition)
    return not any(text is not None and words_in(text, refused) for text in texts)


def _numbered(name: str) -> bool:
    return any(it.isdigit() for it in name)


def _unversioned(version: str | None) -> bool:
    return version is None or tells_no_version(version)


@lru_cache(maxsize=KEPT)
def _is_none(refused: frozenset[str], name: str) -> bool:
    """Return whether a name says nothing but words for none: "裸机(不含系统)", "FreeDOS 1.3"."""
    text = folded(name)
    for word in words_in(name, refused):
        text = text.replace(word, "")
    letters = "".join(it for it in text if it.isalpha())
    return folded(name) in refused or (text != folded(name) and letters in {"", *refused})


def _preloaded(case: Case, line: LineCase, duties: Duties) -> Iterator[Finding]:
    """Yield each breach of each duty, then what is missing: a fact is asked for once."""
    system, facts = line.line.operating_system or OperatingSystem(), case.footing.facts
    listed = any(duty.bound(facts) is not False for duty in line.kind.duties[_LISTED].all)
    pointer = f"{line.pointer}/operating_system"
    hopeless = False
    asked: dict[Doubt, RequirementInForce] = {}
    told: set[str] = set()
    for duty in duties.all:
        if duty.bound(facts) is False:
            continue
        figure = duty.doubts(facts)
        breaches = () if figure else tuple(_breaches(line, duty, system))
        yield from _doubtful(duty, system, pointer, told)
        yield from breaches
        # What is no system at all lacks no further fact.
        hopeless = hopeless or any(it.code != "licence-short" for it in breaches)
        if not hopeless:
            for doubt in (*figure, *_missing(system, listed=listed)):
                asked.setdefault(doubt, duty)
    if hopeless:
        return
    for doubt, duty in asked.items():
        yield open_duty(RULE.id, duty, pointer, say("subject-os"), doubt)


def _breaches(
    line: LineCase, duty: RequirementInForce, system: OperatingSystem
) -> Iterator[Finding]:
    pointer = f"{line.pointer}/operating_system"
    if system.preloaded is False:
        yield _breach(duty, f"{pointer}/preloaded", "os-not-preloaded", pointer, "preload-os")
    elif system.name is not None and _is_none(duty.refused, system.name):
        yield _breach(
            duty, f"{pointer}/name", "os-refused-name", pointer, "preload-os", observed=system.name
        )
    elif system.licence is not None and system.licence.channel is LicenceChannel.TRIAL:
        yield _breach(duty, f"{pointer}/licence/channel", "os-trial", pointer, "preload-os")
    elif system.licence is not None and system.licence.copies is not None:
        lacking = line.line.quantity - system.licence.copies
        if lacking > 0:
            yield _short(line, duty, system.licence.copies, lacking)


def _breach(
    duty: RequirementInForce,
    pointer: str,
    code: str,
    mend: str,
    remedy: str,
    observed: str | None = None,
) -> Finding:
    return breach_of(
        RULE.id,
        duty,
        pointer,
        say(code, observed=observed),
        Remedy(pointer=mend, value=None, message=say(remedy)),
        observed=observed,
    )


def _short(line: LineCase, duty: RequirementInForce, count: int, lacking: int) -> Finding:
    pointer = f"{line.pointer}/operating_system/licence/count"
    quantity = line.line.quantity
    return breach_of(
        RULE.id,
        duty,
        pointer,
        say("licence-short", observed=count, limit=quantity, over=lacking),
        Remedy(pointer=pointer, value=quantity, message=say("license-all", quantity=quantity)),
        observed=str(count),
        limit=str(quantity),
        over=str(lacking),
        unit="licence",
        arithmetic=f"{quantity} − {count} = {lacking}",
    )


def _doubtful(
    duty: RequirementInForce, system: OperatingSystem, pointer: str, told: set[str]
) -> Iterator[Finding]:
    """Yield a name that names nothing, and each text with a word for none or a trial beside others.

    ``told`` has the members that an earlier duty asked about, and is added to.
    """
    if system.preloaded is False:
        return
    refused = system.name is not None and _is_none(duty.refused, system.name)
    if (
        system.name is not None
        and "name" not in told
        and not refused
        and names_nothing(system.name)
    ):
        told.add("name")
        yield _asked_about(duty, f"{pointer}/name", _LEFT_OPEN, system.name, system.name)
    for member in ("name", "version", "edition"):
        text: str | None = getattr(system, member)
        words = () if text is None or member in told else words_in(text, duty.refused)
        if text is not None and words and not (member == "name" and refused):
            told.add(member)
            word = next(it for it in duty.requirement.refused_names if folded(it) == words[0])
            yield _asked_about(duty, f"{pointer}/{member}", _NONE_SAID, text, word)


def _asked_about(
    duty: RequirementInForce, pointer: str, doubt: Doubt, text: str, near: str
) -> Finding:
    return open_point(
        RULE.id,
        pointer,
        say("subject-os"),
        doubt,
        citation=duty.requirement.citation,
        observed=text,
        near=(near,),
    )


def _missing(system: OperatingSystem, *, listed: bool) -> Iterator[Doubt]:
    """Yield each fact about the system that nobody stated, by name and source.

    ``listed``: the agency may have to buy what is listed, so that rule asks for the version.
    """
    if system.preloaded is None:
        yield _ASKED["preloaded"]
    if system.name is None:
        yield _ASKED["name"]
    elif not listed and _unversioned(system.version) and not _numbered(system.name):
        yield _ASKED["version"]
    licence = system.licence
    if licence is None or licence.channel is None:
        yield _ASKED["licence.channel"]
    if licence is None or licence.copies is None:
        yield _ASKED["licence.count"]
    if licence is None or not licence.proven:
        yield _ASKED["licence.evidence"]


_ASKED = {
    member: missing(f"operating_system.{member}", "supplier")
    for member in (
        "preloaded",
        "name",
        "version",
        "licence.channel",
        "licence.count",
        "licence.evidence",
    )
}
_LEFT_OPEN = need_fact("name-left-open", "exact product name", "supplier")
_NONE_SAID = need_fact("none-in-name", "exact product name", "supplier")


# Enum looks up its members in Python.
_PRELOADED, _LISTED, _TRIAL = Duty.PRELOADED_OS, Duty.LISTED_OS, LicenceChannel.TRIAL

RULE = Rule(
    id="preloaded-genuine-os",
    title=Message("须预装正版操作系统", "a genuine operating system must be preloaded"),
    basis=DateBasis.PLACED,
    check=_check,
    about=_PRELOADED,
)
