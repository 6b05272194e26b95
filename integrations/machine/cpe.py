"""Reads a document that is one CPE name, and tells which names in other documents are none."""

from typing import Any

from catalog.cpe_name import FORMATTED, UNSAID, parse_cpe
from integrations.machine.assembling import assembled
from integrations.machine.faults import DocumentFault, refused
from integrations.machine.interchange import as_json
from integrations.machine.plain_text import decoded, said
from integrations.machine.remarks import remark
from integrations.machine.stated import (
    DocumentFormat,
    OperatingSystemStated,
    Reading,
    Remark,
    Said,
)


def remarks_on(names: tuple[Said, ...]) -> tuple[Remark, ...]:
    """Return what is wrong with CPE names that are said to be those of an operating system."""
    found = []
    for name in names:
        cpe = parse_cpe(name.text)
        if cpe is None:
            found.append(remark("cpe-malformed", name.place))
        elif cpe.part != "o":
            found.append(remark("cpe-not-of-a-system", name.place))
    return tuple(found)


def document(data: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """Return ``read_cpe`` as a JSON value."""
    return as_json(read_cpe(data))


def read_cpe(data: bytes) -> Reading:
    """Read a document that is one CPE name.

    Raises:
        FileRefused: it is none.
    """
    text = decoded(data).strip()
    cpe = parse_cpe(text)
    whole = said("cpe", text, "line 1")
    if cpe is None or whole is None:
        raise refused(DocumentFault.CPE_MALFORMED, "line 1")
    form = "2.3" if text.startswith(FORMATTED) else "2.2"
    if cpe.part != "o":
        note = remark("cpe-not-of-a-system", "line 1")
        return assembled(DocumentFormat.CPE, (), format_version=form, remarks=(note,))
    stated = OperatingSystemStated(
        place="line 1",
        name=_attribute("product", cpe.product),
        version=_attribute("version", cpe.version),
        edition=_attribute("sw_edition", cpe.sw_edition),
        architecture=_attribute("target_hw", cpe.target_hw),
        vendor=_attribute("vendor", cpe.vendor),
        cpe=(whole,),
    )
    return assembled(DocumentFormat.CPE, (stated,), format_version=form)


def _attribute(key: str, value: str) -> Said | None:
    return None if value in UNSAID else said(key, value, "line 1")
