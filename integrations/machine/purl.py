"""Package URLs: what one says of the operating system it belongs to.

A purl names a package. One of type ``deb`` or ``rpm`` names, beside it, the distribution it is
made for; one of type ``swid`` or ``generic`` may name any software.
"""

from typing import Any, Final

from packageurl import PackageURL, normalize_qualifiers

from catalog.product_identifiers import parse_purl
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

_OF_A_DISTRIBUTION: Final = frozenset({"deb", "rpm", "apk"})
_OF_ANY_SOFTWARE: Final = frozenset({"swid", "generic"})


def remarks_on(names: tuple[Said, ...]) -> tuple[Remark, ...]:
    """Return what is wrong with package URLs that are said to be those of an operating system."""
    return tuple(
        remark("purl-malformed", name.place) for name in names if parse_purl(name.text) is None
    )


def document(data: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """Return ``read_purl`` as a JSON value."""
    return as_json(read_purl(data))


def read_purl(data: bytes) -> Reading:
    """Read a document that is one package URL.

    Raises:
        FileRefused: it is none.
    """
    text = decoded(data).strip()
    whole = said("purl", text, "line 1")
    purl = parse_purl(text)
    if whole is None or purl is None:
        raise refused(DocumentFault.PURL_MALFORMED, "line 1")
    package = remark("names-a-package", "line 1")
    if purl.type in _OF_A_DISTRIBUTION and purl.namespace:
        return assembled(DocumentFormat.PURL, (_distribution(purl, whole),), remarks=(package,))
    if purl.type in _OF_ANY_SOFTWARE:
        kind = remark("kind-not-stated", "line 1")
        return assembled(DocumentFormat.PURL, (_software(purl, whole),), remarks=(kind,))
    return assembled(DocumentFormat.PURL, (), remarks=(package,))


def _distribution(purl: PackageURL, whole: Said) -> OperatingSystemStated:
    return OperatingSystemStated(
        place="line 1",
        name=said("namespace", purl.namespace, "line 1"),
        version=said("distro", _qualifiers(purl).get("distro"), "line 1"),
        architecture=said("arch", _qualifiers(purl).get("arch"), "line 1"),
        purl=(whole,),
    )


def _software(purl: PackageURL, whole: Said) -> OperatingSystemStated:
    tag = said("tag_id", _qualifiers(purl).get("tag_id"), "line 1")
    return OperatingSystemStated(
        place="line 1",
        name=said("name", purl.name, "line 1"),
        version=said("version", purl.version, "line 1"),
        vendor=said("namespace", purl.namespace, "line 1"),
        purl=(whole,),
        swid_tag=() if tag is None else (tag,),
    )


def _qualifiers(purl: PackageURL) -> dict[str, str]:
    return normalize_qualifiers(purl.qualifiers, encode=False) or {}
