"""A computer is bought with a genuine operating system preloaded, one licence a device.

Source: 国办发〔2013〕88号 article 6 and 国权联〔2006〕1号 (preload); 财行〔2013〕98号 (one licence
a computer). Bare, DOS-only and trial systems are breaches; no word about one is a missing fact.
"""

from collections.abc import Iterator

from validators.bound import Doubt, missing
from validators.case import Case, LineCase
from validators.duty import Duty
from validators.finding import Citation, Finding, Message, Remedy
from validators.matching import folded
from validators.messages import say
from validators.order import LicenceChannel, OperatingSystem, OrderLine
from validators.provisions import Duties, RequirementInForce, doubts_of
from validators.rule import DateBasis, Rule, breach_of, open_point


def _check(case: Case) -> Iterator[Finding]:
    for laid in case.bound:
        _, line, kind = laid
        duties = kind.duties[_PRELOADED]
        if duties.all and not _shown(line, duties):
            yield from _preloaded(LineCase(*laid), duties)


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
        and folded(system.name) not in duties.refused
    )


def _preloaded(line: LineCase, duties: Duties) -> Iterator[Finding]:
    """Yield each breach of each duty, then what is missing: a fact is asked for once."""
    system = line.line.operating_system or OperatingSystem()
    pointer = f"{line.pointer}/operating_system"
    hopeless = False
    asked: dict[Doubt, Citation] = {}
    for duty in duties.all:
        citation = duty.requirement.citation
        figure = doubts_of(duty.source, citation, duty.requirement.id)
        breaches = () if figure else tuple(_breaches(line, duty, system))
        yield from breaches
        # What is no system at all lacks no further fact.
        hopeless = hopeless or any(it.code != "licence-short" for it in breaches)
        if not hopeless:
            for doubt in (*figure, *_missing(system)):
                asked.setdefault(doubt, citation)
    if hopeless:
        return
    for doubt, citation in asked.items():
        yield open_point(RULE.id, pointer, say("subject-os"), doubt, citation=citation)


def _breaches(
    line: LineCase, duty: RequirementInForce, system: OperatingSystem
) -> Iterator[Finding]:
    pointer = f"{line.pointer}/operating_system"
    if system.preloaded is False:
        yield _breach(duty, f"{pointer}/preloaded", "os-not-preloaded", pointer, "preload-os")
    elif system.name is not None and folded(system.name) in duty.refused:
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


def _missing(system: OperatingSystem) -> Iterator[Doubt]:
    """Yield each fact about the system that nobody stated, by name and source."""
    if system.preloaded is None:
        yield _ASKED["preloaded"]
    if system.name is None:
        yield _ASKED["name"]
    licence = system.licence
    if licence is None or licence.channel is None:
        yield _ASKED["licence.channel"]
    if licence is None or licence.copies is None:
        yield _ASKED["licence.count"]
    if licence is None or not licence.proven:
        yield _ASKED["licence.evidence"]


_ASKED = {
    member: missing(f"operating_system.{member}", "supplier")
    for member in ("preloaded", "name", "licence.channel", "licence.count", "licence.evidence")
}


# Enum looks up its members in Python.
_PRELOADED, _TRIAL = Duty.PRELOADED_OS, LicenceChannel.TRIAL

RULE = Rule(
    id="preloaded-genuine-os",
    title=Message("须预装正版操作系统", "a genuine operating system must be preloaded"),
    basis=DateBasis.PLACED,
    check=_check,
    about=_PRELOADED,
)
