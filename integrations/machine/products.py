"""Which product is named: its family, its line, its package format and its name as lists print it.

Kylin's desktop and server systems both call themselves ``ID=kylin``; they are two products, one
made of deb packages and one of rpm. openKylin, Ubuntu Kylin, NeoKylin and the systems of KylinSec
are other makers' or other products, whatever their names hold.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Final

from integrations.machine.remarks import remark
from integrations.machine.stated import Derived, Fact, OperatingSystemStated, Remark, Rule, Said
from integrations.machine.wordings import Wording, further, naming, plain, word

KYLIN, UOS, FANGDE, HARMONY, WINDOWS = "kylin", "uos", "fangde", "harmonyos", "windows"

_FAMILIES: Final = MappingProxyType(
    {
        KYLIN: re.compile(rf"银河麒麟|{word('kylin').pattern}"),
        UOS: re.compile(rf"统信|{word('uniontech|uos').pattern}"),
        FANGDE: re.compile(rf"方德|{word('nfschina|nfsdesktop').pattern}"),
        HARMONY: re.compile(rf"鸿蒙|{word('harmonyos').pattern}"),
        WINDOWS: word("windows"),
    }
)
_OTHER_KYLINS: Final = re.compile(r"ubuntu ?kylin|优麒麟|中标麒麟|麒麟信安|kylinsec")

_LINES: Final = MappingProxyType(
    {
        "desktop": re.compile(rf"桌面|{word('desktop').pattern}"),
        "server": re.compile(rf"服务器|{word('server').pattern}"),
    }
)

_DEB: Final = word("debian|ubuntu|deepin")
_RPM: Final = word("rhel|fedora|centos|openeuler|anolis")

_LISTED_NAME: Final = re.compile(
    r"(?P<name>[^()\d]*?操作系统(?: ?pro版)?)(?P<rest>.*)", re.IGNORECASE
)
_WINDOWS_NAME: Final = re.compile(
    r"windows (?:server )?(?:\d+(?:\.\d+)?(?: r2)?|xp|vista)(?![\d.])"
)

# Each pair stands in one file of the maker: VERSION_US beside VERSION, SystemName beside
# SystemName[zh_CN]. The server pair is that of the maker's product pages.
_NAMES: Final = MappingProxyType(
    {
        "kylin linux desktop": "银河麒麟桌面操作系统",
        "kylin linux advanced server": "银河麒麟高级服务器操作系统",
        "uniontech os desktop": "统信桌面操作系统",
        "uniontech os server": "统信服务器操作系统",
    }
)

Found = tuple[list[Derived], list[Remark]]


def products(stated: OperatingSystemStated) -> Found:
    """Return family, package format, line and listed name, as far as each follows."""
    names = naming(stated)
    family, notes = _one(Fact.FAMILY, Rule.FAMILY_BY_NAME, _families(names), "families-disagree")
    # Two formats tell no line; what the names say of it stands.
    packages, _ = _one(Fact.PACKAGE_FORMAT, Rule.PACKAGE_FORMAT, _formats(stated), "line-unclear")
    lines, unclear = _line(names, family, packages)
    listed, doubtful = _one(Fact.PRODUCT_NAME, Rule.LISTED_NAME, _names(names), "name-unclear")
    return [*family, *packages, *lines, *listed], [*notes, *unclear, *doubtful]


def listed_name(text: str) -> tuple[str, str] | None:
    """Return the name and the rest of a text like ``银河麒麟桌面操作系统V10 (SP1)``."""
    found = _LISTED_NAME.match(unicodedata.normalize("NFKC", text).strip())
    return None if found is None else (found["name"].strip(), found["rest"].strip())


def _one(fact: Fact, rule: Rule, found: Iterable[tuple[str, Said]], unclear: str) -> Found:
    """Return the one value that is found, with all that it rests on, or what to say of several."""
    grounds: dict[str, list[Said]] = {}
    for value, said in found:
        grounds.setdefault(value, []).append(said)
    if len(grounds) > 1:
        return [], [remark(unclear)]
    return [
        Derived(fact=fact, value=value, rule=rule, grounds=tuple(said))
        for value, said in grounds.items()
    ], []


def _families(names: Iterable[Wording]) -> Iterator[tuple[str, Said]]:
    for said, text in names:
        for family, pattern in _FAMILIES.items():
            if pattern.search(text) and not (family == KYLIN and _OTHER_KYLINS.search(text)):
                yield family, said


def _formats(stated: OperatingSystemStated) -> Iterator[tuple[str, Said]]:
    for said, text in further(stated, "ID_LIKE"):
        if _DEB.search(text):
            yield "deb", said
        if _RPM.search(text):
            yield "rpm", said
    for said, _ in further(stated, "UBUNTU_CODENAME"):
        yield "deb", said
    for said, text in further(stated, "PLATFORM_ID"):
        if text.startswith("platform:"):
            yield "rpm", said
    for said in stated.purl:
        kind = plain(said.text).partition("/")[0].removeprefix("pkg:")
        if kind in {"deb", "rpm"}:
            yield kind, said


def _line(names: Iterable[Wording], family: list[Derived], packages: list[Derived]) -> Found:
    words = [
        (line, said)
        for said, text in names
        for line, pattern in _LINES.items()
        if pattern.search(text)
    ]
    lines, notes = _one(Fact.PRODUCT_LINE, Rule.LINE_BY_NAME, words, "line-unclear")
    if notes or not packages or [it.value for it in family] != [KYLIN]:
        return lines, notes
    by_packages = "desktop" if packages[0].value == "deb" else "server"
    if not lines:
        rests_on = (*family[0].grounds, *packages[0].grounds)
        rule = Rule.KYLIN_LINE_BY_PACKAGE_FORMAT
        line = Derived(fact=Fact.PRODUCT_LINE, value=by_packages, rule=rule, grounds=rests_on)
        return [line], []
    return (lines, []) if lines[0].value == by_packages else ([], [remark("line-unclear")])


def _names(names: Iterable[Wording]) -> Iterator[tuple[str, Said]]:
    for said, text in names:
        listed = listed_name(said.text)
        if listed is not None:
            yield listed[0], said
        for english, chinese in _NAMES.items():
            if word(re.escape(english)).search(text):
                yield chinese, said
        windows = _WINDOWS_NAME.search(text)
        if windows is not None:
            yield windows[0].title().replace("Xp", "XP"), said
