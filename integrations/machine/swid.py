"""Reads SWID tags (ISO/IEC 19770-2:2015).

A tag names one product that is installed and says nowhere that it is an operating system: whoever
asked for the tag of one has to know. A tag of a package, a patch or a supplement names none.
"""

from itertools import islice
from typing import Any, Final

from lxml import etree

from integrations.machine.assembling import assembled
from integrations.machine.faults import DocumentFault, refused
from integrations.machine.interchange import as_json
from integrations.machine.plain_text import said
from integrations.machine.remarks import remark
from integrations.machine.stated import (
    DocumentFormat,
    OperatingSystemStated,
    Reading,
    Remark,
    Said,
    SignatureState,
)
from integrations.machine.swid_signature import checked
from integrations.machine.trust import Trust, unframed
from integrations.machine.xml_tree import tree

_SPACE: Final = "{http://standards.iso.org/iso/19770/-2/2015/schema.xsd}"
_ROOT: Final = "/SoftwareIdentity"
_PACKAGES: Final = frozenset({"rpm", "deb"})
_TRUE: Final = frozenset({"true", "1"})
_MOST_LOOKED_AT: Final = 100
"""Elements of a kind that are looked at; tags have one or two."""
_VERSION: Final = "2015"


def document(frame: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """Return ``read_swid`` of a framed tag (``trust.framed``) as a JSON value."""
    data, trust = unframed(frame)
    return as_json(read_swid(data, trust))


def read_swid(data: bytes, trust: Trust | None = None) -> Reading:
    """Read a SWID tag, and check its signature if it has one.

    Args:
        data: the tag.
        trust: whose signatures are believed; without it none is.

    Raises:
        FileRefused: it is none, or no XML that is taken, or it names nothing.
    """
    signature, root = checked(tree(data), trust)
    if root.tag != f"{_SPACE}SoftwareIdentity":
        raise refused(DocumentFault.FORMAT_UNKNOWN, "/")
    name = said("name", root.get("name"), f"{_ROOT}/@name")
    if name is None:
        raise refused(DocumentFault.TAG_INCOMPLETE, f"{_ROOT}/@name", attribute="name")
    remarks: list[Remark] = []
    if signature.state is SignatureState.BROKEN:
        remarks.append(remark("signature-broken"))
    elif signature.state is SignatureState.NOT_VERIFIABLE:
        remarks.append(remark("signature-not-verifiable"))
    of_no_system = _why_not_a_system(root)
    if of_no_system is None:
        remarks.append(remark("kind-not-stated"))
        remarks += _of_the_tag(root)
    else:
        remarks.append(of_no_system)
    return assembled(
        DocumentFormat.SWID,
        () if of_no_system is not None else (_stated(root, name),),
        format_version=_VERSION,
        remarks=remarks,
        signature=signature,
    )


def _why_not_a_system(root: etree._Element) -> Remark | None:
    if root.get("patch") in _TRUE:
        return remark("tag-of-a-patch", f"{_ROOT}/@patch")
    if root.get("supplemental") in _TRUE:
        return remark("tag-supplemental", f"{_ROOT}/@supplemental")
    if root.get("versionScheme") in _PACKAGES:
        return remark("names-a-package", f"{_ROOT}/@versionScheme")
    if any(it.get("type") in _PACKAGES for it in root.iter(f"{_SPACE}Resource")):
        return remark("names-a-package", "//Resource/@type")
    return None


def _of_the_tag(root: etree._Element) -> list[Remark]:
    found = []
    if root.get("corpus") in _TRUE:
        found.append(remark("tag-of-media", f"{_ROOT}/@corpus"))
    if not root.get("tagId"):
        found.append(remark("schema", f"{_ROOT}/@tagId", keyword="required"))
    if root.find(f"{_SPACE}Entity") is None:
        found.append(remark("schema", f"{_ROOT}/Entity", keyword="required"))
    return found


def _stated(root: etree._Element, name: Said) -> OperatingSystemStated:
    tag = said("tagId", root.get("tagId"), f"{_ROOT}/@tagId")
    further = (
        _meta(root, key) for key in ("product", "colloquialVersion", "revision", "productFamily")
    )
    return OperatingSystemStated(
        place=_ROOT,
        name=name,
        version=said("version", root.get("version"), f"{_ROOT}/@version"),
        edition=_meta(root, "edition"),
        architecture=_meta(root, "arch"),
        vendor=_vendor(root),
        swid_tag=() if tag is None else (tag,),
        further=tuple(it for it in further if it is not None),
    )


def _meta(root: etree._Element, key: str) -> Said | None:
    for number, meta in enumerate(islice(root.iterfind(f"{_SPACE}Meta"), _MOST_LOOKED_AT), 1):
        stated = said(key, meta.get(key), f"{_ROOT}/Meta[{number}]/@{key}")
        if stated is not None:
            return stated
    return None


def _vendor(root: etree._Element) -> Said | None:
    for number, entity in enumerate(islice(root.iterfind(f"{_SPACE}Entity"), _MOST_LOOKED_AT), 1):
        if "softwareCreator" in (entity.get("role") or "").split():
            return said("name", entity.get("name"), f"{_ROOT}/Entity[{number}]/@name")
    return None
