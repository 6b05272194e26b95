"""What was found on a device, as it is stated of one under way and of one taken over by hand."""

from collections.abc import Mapping
from typing import Any

from approvals.fingerprint import DeviceEvidence
from approvals.inspection_store import Inspected
from validators.delivery import NOT_LOOKED_AT, Marked
from validators.order import OperatingSystem


def inspected(document: Mapping[str, Any], evidence: tuple[DeviceEvidence, ...]) -> Inspected:
    """Return what a device's members say was found on it, with the digests of its evidence."""
    return Inspected(
        serial=document["serial"],
        system=OperatingSystem(**document.get("operating_system", {})),
        label=_marked(document.get("label")),
        media=_marked(document.get("media")),
        altered=document.get("altered"),
        kinds=tuple(sorted(it.kind.value for it in evidence)),
        evidence=evidence,
    )


def _marked(document: Mapping[str, Any] | None) -> Marked:
    return NOT_LOOKED_AT if document is None else Marked(**document)
