"""Which version and which kernel: as lists print them, where the statements allow no doubt.

Kylin V10 and V10 SP1 both state ``VERSION_ID="v10"``: what tells them apart is ``PRETTY_NAME`` and
``PROJECT_CODENAME``. Kylin's servers tell service packs of V10 by codenames (``V10 (Sword)``) that
no list prints. A service pack is only ever derived from words that name it, and where one may hide
no version is derived.
"""

import re
from collections.abc import Iterable
from typing import Final

from integrations.machine.products import FANGDE, KYLIN, UOS, Found, listed_name
from integrations.machine.remarks import remark
from integrations.machine.stated import Derived, Fact, OperatingSystemStated, Remark, Rule, Said
from integrations.machine.wordings import Wording, further, naming, plain

_KYLIN_MAJOR: Final = re.compile(r"(?<![a-z0-9])v(\d+)(?![\d.])")
_SERVICE_PACK: Final = re.compile(r"(?<![a-z])sp ?-?(\d+)(?!\d)")
_CODENAME: Final = re.compile(r"\(((?!sp ?-?\d)[a-z][a-z0-9 -]*)\)")
_UOS_MAJOR: Final = re.compile(r"(?:^|操作系统|desktop |server )v?(\d+)(?=[.\s(]|[^\x00-\x7f]|$)")
_PLAIN: Final = re.compile(r"v?(\d+(?:\.\d+)*)(?![\d.])")
_LINUX: Final = re.compile(r"(?:linux )?(\d+)\.(\d+)(?:[.+_-].*)?")
UNAME: Final = "uname"
"""Key of what the ``uname`` of a Linux system printed."""
_WITH_HIDDEN_PACKS: Final = "10"


def versions(stated: OperatingSystemStated, family: str | None) -> Found:
    """Return version and service pack by the family's rules, and the kernel."""
    kernels = _kernel(stated.kernel, family)
    match family:
        case "kylin":
            facts, notes = _kylin(stated)
        case "uos":
            facts, notes = _numbered(_uos_majors(stated), Rule.UOS_VERSION)
        case "fangde" | "harmonyos":
            facts, notes = _numbered(_plain_versions(stated), Rule.VERSION_AS_STATED)
        case _:
            facts, notes = [], []
    return [*facts, *kernels], notes


def _kernel(said: Said | None, family: str | None) -> list[Derived]:
    """Return the series of a Linux kernel; other kernels have numbers too, and are left alone."""
    if said is None:
        return []
    text = plain(said.text)
    linux = _LINUX.fullmatch(text)
    if linux is None or not (
        text.startswith("linux") or said.key == UNAME or family in {KYLIN, UOS, FANGDE}
    ):
        return []
    series = f"Linux {int(linux[1])}.{int(linux[2])}"
    return [Derived(fact=Fact.KERNEL_SERIES, value=series, rule=Rule.LINUX_SERIES, grounds=(said,))]


def _kylin(stated: OperatingSystemStated) -> Found:
    texts = (*naming(stated), *further(stated, "PROJECT_CODENAME"))
    majors = _all(texts, _KYLIN_MAJOR)
    packs = _all(texts, _SERVICE_PACK)
    if len(majors) != 1:
        return [], [remark("version-unclear")] if majors else []
    if len(packs) > 1:
        return [], [remark("service-pack-unclear")]
    ((major, grounds),) = majors.items()
    if packs:
        ((pack, of_pack),) = packs.items()
        told = Derived(
            fact=Fact.SERVICE_PACK,
            value=f"SP{pack}",
            rule=Rule.SERVICE_PACK,
            grounds=tuple(of_pack),
        )
        return [told, _version(f"V{major} SP{pack}", Rule.KYLIN_VERSION, (*grounds, *of_pack))], []
    doubt = _hidden_pack(stated, grounds) if major == _WITH_HIDDEN_PACKS else None
    if doubt is not None:
        return [], [doubt]
    return [_version(f"V{major}", Rule.KYLIN_VERSION, grounds)], []


def _hidden_pack(stated: OperatingSystemStated, grounds: Iterable[Said]) -> Remark | None:
    """Return why a version without a service pack may still have one."""
    for said, text in naming(stated):
        codename = _CODENAME.search(text)
        if codename is not None:
            return remark("service-pack-by-codename", said.place, codename=codename[1])
    if all(said.key == "VERSION_ID" for said in grounds):
        return remark("service-pack-not-stated")
    return None


def _uos_majors(stated: OperatingSystemStated) -> dict[str, list[Said]]:
    return _all(naming(stated), _UOS_MAJOR)


def _plain_versions(stated: OperatingSystemStated) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for said, text in naming(stated):
        listed = listed_name(said.text)
        if said is stated.version or listed is not None:
            number = _PLAIN.match(text if listed is None else plain(listed[1]))
            if number is not None:
                found.setdefault(number[1], []).append(said)
    return found


def _numbered(found: dict[str, list[Said]], rule: Rule) -> Found:
    if len(found) > 1:
        return [], [remark("version-unclear")]
    return [_version(f"V{number}", rule, grounds) for number, grounds in found.items()], []


def _version(value: str, rule: Rule, grounds: Iterable[Said]) -> Derived:
    rests_on = tuple(dict.fromkeys(grounds))
    return Derived(fact=Fact.PRODUCT_VERSION, value=value, rule=rule, grounds=rests_on)


def _all(texts: Iterable[Wording], pattern: re.Pattern[str]) -> dict[str, list[Said]]:
    """Return every number the pattern finds, with the statements it stands in."""
    found: dict[str, list[Said]] = {}
    for said, text in texts:
        for number in pattern.findall(text):
            found.setdefault(number.lstrip("0") or "0", []).append(said)
    return found
