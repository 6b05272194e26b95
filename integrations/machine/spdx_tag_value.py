"""Reads SPDX 2.2 and 2.3 in tag-value form, line by line.

``PackageName`` begins a package; what follows belongs to it until the next begins. A value between
``<text>`` and ``</text>`` may go over lines; tags inside it are none.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from integrations.machine import cpe, purl
from integrations.machine.assembling import assembled, bounded
from integrations.machine.interchange import as_json
from integrations.machine.plain_text import decoded, said
from integrations.machine.remarks import remark
from integrations.machine.spdx_versions import CPE_TYPES, PURPOSES, check_version, vendor_of
from integrations.machine.stated import (
    DocumentFormat,
    OperatingSystemStated,
    Reading,
    Remark,
    Said,
)

_TAG: Final = re.compile(r"[ \t]*([A-Za-z]+):[ \t]*(.*)")
_OTHER_ELEMENTS: Final = frozenset({"FileName", "SnippetSPDXID", "LicenseID", "Relationship"})
_EXTERNAL: Final = 3
"""Parts of an external reference: category, type, locator."""


class _Tag(NamedTuple):
    name: str
    value: str
    line: int


def document(data: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """Return ``read_spdx_tag_value`` as a JSON value."""
    return as_json(read_spdx_tag_value(data))


def read_spdx_tag_value(data: bytes) -> Reading:
    """Read an SPDX document in tag-value form.

    Raises:
        FileRefused: it is none, or of a version not read.
    """
    tags = list(_tags(decoded(data)))
    first = next((it for it in tags if it.name == "SPDXVersion"), None)
    place = "" if first is None else f"line {first.line}"
    version = None if first is None else said("SPDXVersion", first.value, place)
    check_version(version, place)
    systems = bounded(
        _stated(package)
        for package in _packages(tags)
        if any(it.name == "PrimaryPackagePurpose" and it.value in PURPOSES for it in package)
    )
    remarks: list[Remark] = [remark("not-validated")]
    for system in systems:
        remarks += cpe.remarks_on(system.cpe) + purl.remarks_on(system.purl)
    return assembled(
        DocumentFormat.SPDX_TAG_VALUE,
        systems,
        format_version=None if version is None else version.text.removeprefix("SPDX-"),
        remarks=remarks,
    )


def _tags(text: str) -> Iterator[_Tag]:
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if inside:
            inside = "</text>" not in line
            continue
        found = _TAG.match(line.rstrip("\r"))
        if found is None:
            continue
        value = found[2].strip()
        if value.startswith("<text>"):
            inside = "</text>" not in value
            value = value.removeprefix("<text>").partition("</text>")[0]
        yield _Tag(found[1], value, number)


def _packages(tags: Iterable[_Tag]) -> Iterator[list[_Tag]]:
    package: list[_Tag] = []
    for tag in tags:
        if tag.name == "PackageName" or tag.name in _OTHER_ELEMENTS:
            if package:
                yield package
            package = [tag] if tag.name == "PackageName" else []
        elif package:
            package.append(tag)
    if package:
        yield package


def _stated(package: list[_Tag]) -> OperatingSystemStated:
    def at(name: str) -> Said | None:
        found = next((it for it in package if it.name == name), None)
        return None if found is None else said(name, found.value, f"line {found.line}")

    references = list(_references(package))
    vendors = (
        vendor_of(it.name, it.value, f"line {it.line}")
        for name in ("PackageSupplier", "PackageOriginator")
        for it in package
        if it.name == name
    )
    return OperatingSystemStated(
        place=f"line {package[0].line}",
        name=at("PackageName"),
        version=at("PackageVersion"),
        vendor=next((it for it in vendors if it is not None), None),
        cpe=tuple(it for it in references if it.key in CPE_TYPES),
        purl=tuple(it for it in references if it.key == "purl"),
        swid_tag=tuple(it for it in references if it.key == "swid"),
        further=tuple(it for it in (at("PackageSummary"), at("PackageFileName")) if it is not None),
    )


def _references(package: Iterable[_Tag]) -> Iterator[Said]:
    for tag in package:
        parts = tag.value.split(maxsplit=_EXTERNAL - 1)
        if tag.name == "ExternalRef" and len(parts) == _EXTERNAL:
            stated = said(parts[1], parts[2], f"line {tag.line}")
            if stated is not None:
                yield stated
