"""Reads SPDX 2.2 and 2.3 in JSON (ISO/IEC 5962): the packages whose purpose is a system.

Only ``primaryPackagePurpose`` says so, and only 2.3 has it. A package named ``alpine`` without it
may as well be a base image as somebody's tool.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from integrations.machine import cpe, purl
from integrations.machine.assembling import assembled, bounded
from integrations.machine.faults import DocumentFault, refused
from integrations.machine.interchange import as_json
from integrations.machine.plain_text import said
from integrations.machine.spdx_rules import breaches
from integrations.machine.spdx_versions import CPE_TYPES, PURPOSES, check_version, vendor_of
from integrations.machine.stated import (
    DocumentFormat,
    OperatingSystemStated,
    Reading,
    Remark,
    Said,
)
from integrations.machine.strict_json import load, pointer


def document(data: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """Return ``read_spdx_json`` as a JSON value."""
    return as_json(read_spdx_json(data))


def read_spdx_json(data: bytes) -> Reading:
    """Read an SPDX document in JSON.

    Raises:
        FileRefused: it is none, of a version not read, or no strict JSON.
    """
    sbom = load(data)
    if not isinstance(sbom, dict):
        raise refused(DocumentFault.FORMAT_UNKNOWN)
    version = said("spdxVersion", sbom.get("spdxVersion"), "/spdxVersion")
    check_version(version, "/spdxVersion")
    packages = sbom.get("packages")
    systems = bounded(
        _stated(package, number)
        for number, package in enumerate(packages if isinstance(packages, list) else ())
        if isinstance(package, dict) and package.get("primaryPackagePurpose") in PURPOSES
    )
    remarks: list[Remark] = [*breaches(sbom)]
    for system in systems:
        remarks += cpe.remarks_on(system.cpe) + purl.remarks_on(system.purl)
    return assembled(
        DocumentFormat.SPDX_JSON,
        systems,
        format_version=None if version is None else version.text.removeprefix("SPDX-"),
        remarks=remarks,
    )


def _stated(package: Mapping[str, object], number: int) -> OperatingSystemStated:
    path = ("packages", number)

    def at(key: str) -> Said | None:
        return said(key, package.get(key), pointer(*path, key))

    references = list(_references(package.get("externalRefs"), number))
    vendors = (
        vendor_of(key, package.get(key), pointer(*path, key)) for key in ("supplier", "originator")
    )
    return OperatingSystemStated(
        place=pointer(*path),
        name=at("name"),
        version=at("versionInfo"),
        vendor=next((it for it in vendors if it is not None), None),
        cpe=tuple(it for it in references if it.key in CPE_TYPES),
        purl=tuple(it for it in references if it.key == "purl"),
        swid_tag=tuple(it for it in references if it.key == "swid"),
        further=tuple(it for it in (at("summary"), at("packageFileName")) if it is not None),
    )


def _references(value: object, package: int) -> Iterator[Said]:
    for number, it in enumerate(value if isinstance(value, list) else ()):
        kind = it.get("referenceType") if isinstance(it, dict) else None
        if isinstance(kind, str):
            path = ("packages", package, "externalRefs", number, "referenceLocator")
            stated = said(kind, it.get("referenceLocator"), pointer(*path))
            if stated is not None:
                yield stated
