"""Which edition, and whether a trial: from words that say so, never from their absence.

"Enterprise" in "Red Hat Enterprise Linux" is part of a name: names are searched only where the
maker is known to tell its editions by them.
"""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from catalog.cpe_name import parse_cpe
from integrations.machine.products import KYLIN, UOS, WINDOWS, Found
from integrations.machine.remarks import remark
from integrations.machine.stated import Derived, Fact, OperatingSystemStated, Rule, Said
from integrations.machine.wordings import PROSE, Wording, further, naming, plain, word

_CLASSES: Final = MappingProxyType(
    {
        "home": re.compile(rf"家庭|家用|个人版|消费者版|{word('home|personal|consumer').pattern}"),
        "professional": re.compile(rf"专业|{word('pro|professional').pattern}"),
        "enterprise": re.compile(rf"企业|{word('enterprise').pattern}"),
        "education": re.compile(rf"教育|{word('edu|education').pattern}"),
        "government": re.compile(rf"政府|{word('government').pattern}"),
        "community": re.compile(rf"社区|{word('community').pattern}"),
    }
)
_TRIAL: Final = re.compile(rf"试用|评估版|{word('trial|eval|evaluation').pattern}")
_TOLD_BY_NAME: Final = frozenset({KYLIN, UOS, WINDOWS})


def editions(stated: OperatingSystemStated, family: str | None, line: str | None) -> Found:
    """Return the class of the edition, and that it is a trial where a statement says so."""
    found: dict[str, list[Said]] = {}
    for said, text in _texts(stated, family):
        for edition, pattern in _CLASSES.items():
            if pattern.search(text):
                found.setdefault(edition, []).append(said)
    notes = []
    if len(found) > 1:
        notes.append(remark("edition-unclear"))
        found = {}
    elif not found and family == WINDOWS and line != "server":
        notes.append(remark("edition-not-stated"))
    classes = [
        Derived(
            fact=Fact.EDITION_CLASS, value=edition, rule=Rule.EDITION_WORDS, grounds=_once(said)
        )
        for edition, said in found.items()
    ]
    return [*classes, *_trial(stated)], notes


def _texts(stated: OperatingSystemStated, family: str | None) -> Iterator[Wording]:
    if family in _TOLD_BY_NAME:
        yield from naming(stated)
    elif stated.edition is not None:
        yield Wording(stated.edition, plain(stated.edition.text))
    yield from further(stated, "EditionName[zh_CN]")
    yield from _of_identifiers(stated)


def _of_identifiers(stated: OperatingSystemStated) -> Iterator[Wording]:
    for it in stated.cpe:
        cpe = parse_cpe(it.text)
        if cpe is not None and cpe.editions:
            yield Wording(it, plain(cpe.editions))


def _trial(stated: OperatingSystemStated) -> list[Derived]:
    texts = (*naming(stated), *further(stated, *PROSE), *_of_identifiers(stated))
    grounds = _once([said for said, text in texts if _TRIAL.search(text)])
    if not grounds:
        return []
    return [Derived(fact=Fact.TRIAL, value="true", rule=Rule.TRIAL_WORDS, grounds=grounds)]


def _once(said: list[Said]) -> tuple[Said, ...]:
    return tuple(dict.fromkeys(said))
