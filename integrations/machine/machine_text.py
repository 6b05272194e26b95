"""Reads what a Linux machine prints of itself: ``os-release``, UOS ``os-version`` and ``uname``.

They may follow each other in one text, as of ``cat /etc/os-release /etc/os-version; uname -srm``,
and then speak of one machine. UOS keeps its edition and build in ``os-version`` alone, and the
kernel stands in none of the files. Where a text holds the ``os-release`` of two systems, both are
told and neither is given the kernel.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from integrations.machine import cpe
from integrations.machine.assembling import assembled
from integrations.machine.faults import DocumentFault, refused
from integrations.machine.interchange import as_json
from integrations.machine.plain_text import decoded, said
from integrations.machine.quoting import unquoted
from integrations.machine.remarks import remark
from integrations.machine.stated import (
    DocumentFormat,
    OperatingSystemStated,
    Reading,
    Remark,
    Said,
)
from integrations.machine.versions import UNAME

MOST_LINES: Final = 2_000
"""Lines of a text; the files have some twenty."""

_ASSIGNMENT: Final = re.compile(r"([A-Z][A-Z0-9_]*)[ \t]*=(.*)")
_OS_VERSION: Final = re.compile(r"([A-Z][A-Za-z]*(?:\[[A-Za-z_@.]+\])?)[ \t]*=[ \t]*(.*)")
_SECTION: Final = re.compile(r"\[[^\]]*\]")
_KERNEL: Final = re.compile(r"\d+\.\d+\S*")
_IDENTIFYING: Final = frozenset({"ID", "NAME", "PRETTY_NAME", "VERSION", "VERSION_ID"})
_OF_OS_RELEASE: Final = (
    "ID",
    "ID_LIKE",
    "VERSION_ID",
    "PRETTY_NAME",
    "VERSION_US",
    "VARIANT_ID",
    "VERSION_CODENAME",
    "PROJECT_CODENAME",
    "UBUNTU_CODENAME",
    "PLATFORM_ID",
    "KYLIN_RELEASE_ID",
)
_OF_OS_VERSION: Final = (
    "SystemName",
    "SystemName[zh_CN]",
    "ProductType",
    "ProductType[zh_CN]",
    "EditionName[zh_CN]",
    "MajorVersion",
    "MinorVersion",
)

_FULL_LINE: Final = 2
"""Words after "Linux" in ``uname -srm``; more are ``uname -a`` or ``/proc/version``."""

Keys = dict[str, Said]


def document(data: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """Return ``read_machine_text`` as a JSON value."""
    return as_json(read_machine_text(data))


def read_machine_text(data: bytes) -> Reading:
    """Read what a machine prints of itself.

    Raises:
        FileRefused: it is no UTF-8 text, or has lines without end.
    """
    text = _Text()
    lines = decoded(data).split("\n")
    if len(lines) > MOST_LINES:
        raise refused(DocumentFault.TOO_MANY_LINES, most=MOST_LINES)
    for number, line in enumerate(lines, 1):
        text.take(line.strip(), f"line {number}")
    systems = text.systems()
    for system in systems:
        text.remarks += cpe.remarks_on(system.cpe)
    return assembled(DocumentFormat.MACHINE_TEXT, systems, remarks=text.remarks)


class _Text:
    """The statements of a text, gathered line by line: each system's, and the machine's."""

    def __init__(self) -> None:
        self.releases: list[Keys] = []
        self.machine: Keys = {}
        self.remarks: list[Remark] = []

    def take(self, line: str, place: str) -> None:
        """Take a line's statement."""
        if not line or line[0] in "#;" or _SECTION.fullmatch(line):
            return
        if assignment := _ASSIGNMENT.fullmatch(line):
            self._release(assignment[1], assignment[2], place)
        elif version := _OS_VERSION.fullmatch(line):
            self._keep(self.machine, said(version[1], version[2], place))
        elif not self._uname(line, place):
            self.remarks.append(remark("line-not-read", place))

    def systems(self) -> list[OperatingSystemStated]:
        """Return the systems that the text speaks of."""
        if len(self.releases) == 1:
            return [_stated({**self.machine, **self.releases[0]})]
        found = [_stated(it) for it in self.releases]
        return [*found, _stated(self.machine)] if self.machine else found

    def _release(self, key: str, value: str, place: str) -> None:
        text, closed, clean = unquoted(value)
        if not clean:
            self.remarks.append(remark("line-not-read", place))
            return
        if not closed:
            self.remarks.append(remark("quote-not-closed", place))
        statement = said(key, text, place)
        if not self.releases or (
            key in _IDENTIFYING and _differs(self.releases[-1].get(key), statement)
        ):
            self.releases.append({})
        self._keep(self.releases[-1], statement)

    def _uname(self, line: str, place: str) -> bool:
        name, *words = line.split()
        if name != "Linux" or not words:
            return False
        whole = len(words) > _FULL_LINE
        kernel = words[1] if whole else words[0]
        if not _KERNEL.fullmatch(kernel):
            return False
        self._keep(self.machine, said(UNAME, kernel, place), "kernel")
        # ``uname -a`` ends in the machine and "GNU/Linux"; other long lines do not tell it.
        end = words[-2:-1] if whole and words[-1] == "GNU/Linux" else words[1:_FULL_LINE]
        architecture = "" if whole and words[-1] != "GNU/Linux" else "".join(end)
        self._keep(self.machine, said(UNAME, architecture, place), "architecture")
        return True

    def _keep(self, keys: Keys, statement: Said | None, key: str | None = None) -> None:
        """Keep a statement under its key; of two, the later holds, as in a shell."""
        if statement is None:
            return
        key = key or statement.key
        if _differs(keys.get(key), statement):
            self.remarks.append(remark("key-stated-twice", statement.place, key=key))
        keys[key] = statement


def _differs(before: Said | None, now: Said | None) -> bool:
    return before is not None and now is not None and before.text != now.text


def _stated(keys: Mapping[str, Said]) -> OperatingSystemStated:
    name = _first(keys, ("NAME", "SystemName"))
    version = _first(keys, ("VERSION", "VERSION_ID", "MajorVersion"))
    edition = _first(keys, ("EditionName", "VARIANT"))
    taken = {it.key for it in (name, version, edition) if it is not None}
    cpe_name = keys.get("CPE_NAME")
    return OperatingSystemStated(
        place=next(iter(keys.values())).place if keys else "",
        name=name,
        version=version,
        edition=edition,
        kernel=keys.get("kernel"),
        architecture=_first(keys, ("architecture", "ARCHITECTURE")),
        build=_first(keys, ("OsBuild", "BUILD_ID")),
        vendor=_first(keys, ("VENDOR_NAME",)),
        cpe=() if cpe_name is None else (cpe_name,),
        further=tuple(
            keys[key]
            for key in (*_OF_OS_RELEASE, *_OF_OS_VERSION)
            if key in keys and key not in taken
        ),
    )


def _first(keys: Mapping[str, Said], names: Iterable[str]) -> Said | None:
    return next((keys[name] for name in names if name in keys), None)
