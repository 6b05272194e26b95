"""From stated licence evidence to its digests: behind this door nobody knows a value."""

from collections.abc import Iterable, Mapping
from typing import Any

from api.call import Call
from api.faults import ContentFaults, Fault, fault
from approvals.fingerprint import (
    SHORTEST,
    Claim,
    DeviceEvidence,
    DeviceEvidenceKind,
    EvidenceKey,
    claims_of,
)

_NAME = "licence_evidence"


def device_evidence(
    call: Call, devices: list[dict[str, Any]], pointer: str
) -> list[tuple[DeviceEvidence, ...]]:
    """Return the evidence each device of a request states, and take it out of what was read.

    Args:
        call: the request.
        devices: as they were read, each with its serial.
        pointer: where they stand in the body.

    Raises:
        ContentFaults: a value says too little, whichever; none is said again.
    """
    reading = _Reading(call.services.evidence_keys.all)
    found = []
    for place, device in enumerate(devices):
        stated = device.pop(_NAME, ())
        where = f"{pointer}/{place}/{_NAME}"
        serial = device["serial"]
        found.append(
            tuple(
                reading.read(place, serial, it, f"{where}/{position}")
                for position, it in enumerate(stated)
            )
        )
    reading.end()
    return found


def licensed_devices(
    call: Call, stated: Iterable[Mapping[str, Any]], pointer: str
) -> list[DeviceEvidence]:
    """Return evidence of devices that are recorded already; arguments and errors as above."""
    reading = _Reading(call.services.evidence_keys.all)
    found = [
        reading.read(place, it["serial"], it, f"{pointer}/{place}")
        for place, it in enumerate(stated)
    ]
    reading.end()
    return found


class _Reading:
    """Reads values under the keys of one moment, and gathers what is wrong with them."""

    def __init__(self, keys: tuple[EvidenceKey, ...]) -> None:
        self._keys = keys
        self._faults: list[Fault] = []

    def read(
        self, place: int, serial: str, stated: Mapping[str, Any], pointer: str
    ) -> DeviceEvidence:
        claims: tuple[Claim, ...] = ()
        try:
            claims = claims_of(stated["value"], self._keys)
        except ValueError:
            self._faults.append(fault(f"{pointer}/value", "evidence-too-short", limit=SHORTEST))
        return DeviceEvidence(place, serial, DeviceEvidenceKind(stated["kind"]), claims)

    def end(self) -> None:
        if self._faults:
            raise ContentFaults(self._faults)
