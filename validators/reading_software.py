"""Software as plain JSON documents: systems, rights to use them, certificates, free software."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from validators.classes import ItemClass
from validators.free_software import FreeSoftware
from validators.order import (
    Certificate,
    EvidenceKind,
    Licence,
    LicenceBase,
    LicenceChannel,
    LicenceEvidence,
    OperatingSystem,
    Software,
)
from validators.spare import Spare

Document = Mapping[str, Any]
"""A JSON object whose syntax was validated at the edge; its values are told apart when read."""


def read_certificate(document: Document | None) -> Certificate | None:
    """Return the certificate, label or permit a document states."""
    if document is None:
        return None
    until = document.get("valid_until")
    return Certificate(
        number=document["number"],
        valid_until=None if until is None else date.fromisoformat(until),
    )


def read_right(document: Document | None) -> Licence | None:
    """Return the right to use software a document states."""
    if document is None:
        return None
    channel = document.get("channel")
    return Licence(
        channel=None if channel is None else LicenceChannel(channel),
        copies=document.get("count"),
        evidence=tuple(
            [
                LicenceEvidence(kind=EvidenceKind(item["kind"]), number=item.get("number"))
                for item in document.get("evidence", ())
            ]
        ),
        term=document.get("term"),
        base=_base(document.get("base")),
    )


def _base(document: Document | None) -> LicenceBase | None:
    if document is None:
        return None
    channel = document.get("channel")
    return LicenceBase(
        channel=None if channel is None else LicenceChannel(channel),
        edition=document.get("edition"),
    )


def read_system(document: Document) -> OperatingSystem:
    """Return the operating system a document states."""
    get = document.get
    return OperatingSystem(
        preloaded=get("preloaded"),
        name=get("name"),
        version=get("version"),
        kernel=get("kernel"),
        edition=get("edition"),
        licence=read_right(get("licence")),
    )


def read_software(document: Document) -> Software:
    """Return the piece of software a document states."""
    return Software(
        item_class=ItemClass(document["class"]),
        name=document["name"],
        version=document.get("version"),
        licence=read_right(document.get("licence")),
        permit=read_certificate(document.get("permit")),
    )


def read_free_software(document: Document) -> FreeSoftware:
    """Return the entry of an agency's list of free software a document describes."""
    off = document.get("off_from")
    plain = ("number", "name", "version", "edition", "department", "reason", "off_reason")
    return FreeSoftware(
        **{name: document[name] for name in plain if name in document},
        approved=document["approved"],
        valid_from=date.fromisoformat(document["valid_from"]),
        off_from=None if off is None else date.fromisoformat(off),
    )


def read_spare(document: Document) -> Spare:
    """Return what orders rest on of the unused licences of a class, as a document describes it."""
    return Spare(
        item_class=ItemClass(document["class"]),
        drawn=document.get("drawn", 0),
        used=document.get("used", 0),
        count=document.get("count", 0),
        orders=tuple(document.get("orders", ())),
    )
