"""Reads CycloneDX in JSON, versions 1.4 to 1.7 (ECMA-424).

An operating system stands in either of two places: as what the document is about
(``metadata.component``), or among ``components``, at any depth. The tools that made the document
have components of their own, which say nothing of the machine and are not looked at.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from integrations.machine import cpe, purl
from integrations.machine.assembling import assembled, bounded
from integrations.machine.cyclonedx_schema import VERSIONS, breaches
from integrations.machine.faults import DocumentFault, refused
from integrations.machine.interchange import as_json
from integrations.machine.plain_text import said
from integrations.machine.stated import (
    DocumentFormat,
    OperatingSystemStated,
    Reading,
    Remark,
    Said,
)
from integrations.machine.strict_json import load, pointer

_OPERATING_SYSTEM: Final = "operating-system"
_PROPERTIES: Final = MappingProxyType(
    {
        "kernel": "kernel",
        "kernel_version": "kernel",
        "kernel_release": "kernel",
        "architecture": "architecture",
        "arch": "architecture",
        "build": "build",
        "build_number": "build",
        "edition": "edition",
        "edition_name": "edition",
    }
)
"""Last part of a property's name → what it states; makers prefix them as they like."""

Path = tuple[str | int, ...]


def document(data: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """Return ``read_cyclonedx`` as a JSON value."""
    return as_json(read_cyclonedx(data))


def read_cyclonedx(data: bytes) -> Reading:
    """Read a CycloneDX document.

    Raises:
        FileRefused: it is none, of a version not read, or no strict JSON.
    """
    bom = load(data)
    if not isinstance(bom, dict) or bom.get("bomFormat") != "CycloneDX":
        raise refused(DocumentFault.FORMAT_UNKNOWN, "/bomFormat")
    version = said("specVersion", bom.get("specVersion"), "/specVersion")
    if version is None or version.text not in VERSIONS:
        shown = "?" if version is None else version.text
        known = ", ".join(VERSIONS)
        raise refused(
            DocumentFault.VERSION_NOT_READ,
            "/specVersion",
            format="CycloneDX",
            version=shown,
            known=known,
        )
    systems = bounded(_stated(it, path) for it, path in _components(bom))
    remarks: list[Remark] = [*breaches(bom, version.text)]
    for system in systems:
        remarks += cpe.remarks_on(system.cpe) + purl.remarks_on(system.purl)
    return assembled(
        DocumentFormat.CYCLONEDX_JSON, systems, format_version=version.text, remarks=remarks
    )


def _components(bom: Mapping[str, object]) -> Iterator[tuple[Mapping[str, object], Path]]:
    """Yield the components that are operating systems, in the document's order."""
    metadata = bom.get("metadata")
    if isinstance(metadata, dict):
        yield from _systems(metadata.get("component"), ("metadata", "component"))
    yield from _each(bom.get("components"), ("components",))


def _each(value: object, path: Path) -> Iterator[tuple[Mapping[str, object], Path]]:
    if isinstance(value, list):
        for number, it in enumerate(value):
            yield from _systems(it, (*path, number))


def _systems(value: object, path: Path) -> Iterator[tuple[Mapping[str, object], Path]]:
    if isinstance(value, dict):
        if value.get("type") == _OPERATING_SYSTEM:
            yield value, path
        yield from _each(value.get("components"), (*path, "components"))


def _stated(component: Mapping[str, object], path: Path) -> OperatingSystemStated:
    def at(*steps: str) -> Said | None:
        value: object = component
        for step in steps:
            value = value.get(step) if isinstance(value, dict) else None
        return said(steps[-1], value, pointer(*path, *steps))

    roles = _properties(component.get("properties"), path)
    vendors = (at("supplier", "name"), at("manufacturer", "name"), at("publisher"), at("group"))
    return OperatingSystemStated(
        place=pointer(*path),
        name=at("name") or at("swid", "name"),
        version=at("version") or at("swid", "version"),
        vendor=next((it for it in vendors if it is not None), None),
        cpe=_some(at("cpe")),
        purl=_some(at("purl")),
        swid_tag=_some(at("swid", "tagId")),
        further=_some(at("description")),
        **roles,
    )


def _properties(value: object, path: Path) -> dict[str, Said]:
    """Return what named properties state of kernel, architecture, build and edition."""
    roles: dict[str, Said] = {}
    for number, it in enumerate(value if isinstance(value, list) else ()):
        name = it.get("name") if isinstance(it, dict) else None
        if not isinstance(name, str):
            continue
        role = _PROPERTIES.get(name.rpartition(":")[2].casefold().replace("-", "_"))
        stated = said(name, it.get("value"), pointer(*path, "properties", number, "value"))
        if role is not None and stated is not None:
            roles.setdefault(role, stated)
    return roles


def _some(statement: Said | None) -> tuple[Said, ...]:
    return () if statement is None else (statement,)
