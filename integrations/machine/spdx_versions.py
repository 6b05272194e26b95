"""What SPDX documents of both forms have in common: versions, purposes, identifiers, suppliers."""

from typing import Final

from integrations.machine.faults import DocumentFault, refused
from integrations.machine.plain_text import said
from integrations.machine.stated import Said

VERSIONS: Final = ("SPDX-2.2", "SPDX-2.3")
"""Versions of SPDX that are read."""
PURPOSES: Final = ("OPERATING_SYSTEM", "OPERATING-SYSTEM")
"""The purpose that is an operating system, as JSON and as tag-value spell it."""
CPE_TYPES: Final = frozenset({"cpe22Type", "cpe23Type"})
"""Types of external references that are CPE names."""
_NOTHING: Final = ("NOASSERTION", "NONE")


def check_version(version: Said | None, place: str) -> None:
    """Let through the versions that are read.

    Raises:
        FileRefused: it is another, or none is stated.
    """
    if version is None or version.text not in VERSIONS:
        shown = "?" if version is None else version.text
        known = ", ".join(VERSIONS)
        raise refused(
            DocumentFault.VERSION_NOT_READ, place, format="SPDX", version=shown, known=known
        )


def vendor_of(key: str, value: object, place: str) -> Said | None:
    """Return a supplier as stated, unless the document asserts nothing."""
    return None if value in _NOTHING else said(key, value, place)
