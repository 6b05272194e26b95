"""The door for machine documents: recognises one, and reads it in a process of its own."""

from types import MappingProxyType
from typing import Final

from integrations.confined import DEFAULT_BOUNDS, Bounds, ReaderName, confined
from integrations.machine.interchange import from_json
from integrations.machine.recognised import recognised
from integrations.machine.stated import DocumentFormat, Reading
from integrations.machine.trust import Trust, framed

# By name, since what the readers import is for the reading process alone.
READERS: Final = MappingProxyType(
    {
        DocumentFormat.CYCLONEDX_JSON: "cyclonedx_json",
        DocumentFormat.SPDX_JSON: "spdx_json",
        DocumentFormat.SPDX_TAG_VALUE: "spdx_tag_value",
        DocumentFormat.SWID: "swid",
        DocumentFormat.MACHINE_TEXT: "machine_text",
        DocumentFormat.PURL: "purl",
        DocumentFormat.CPE: "cpe",
    }
)
"""The module that reads each format; its function is called ``document``."""


def read_machine_document(
    data: bytes, *, trust: Trust | None = None, bounds: Bounds = DEFAULT_BOUNDS
) -> Reading:
    """Return what a document says of a machine's operating system.

    Args:
        data: the document; what it is, is told by its content.
        trust: whose signatures are believed; without it none is verified.
        bounds: what reading it may cost.

    Raises:
        FileRefused: it is of no format that is read, breaks the rules of reading, or costs more
            than it may.
        OSError: the machine has no room for another process.
    """
    document = recognised(data)
    reader = ReaderName(f"integrations.machine.{READERS[document]}", "document")
    sent = framed(data, trust) if document is DocumentFormat.SWID else data
    return from_json(confined(reader, sent, bounds))


def of_one_machine(*texts: bytes) -> bytes:
    """Return what one machine printed, in one text to be read as of one machine.

    Places of statements are then lines of this text. The texts are those of ``os-release``, of
    ``os-version`` where the system has it, and of ``uname -srm``.
    """
    return b"\n".join(it.removeprefix(b"\xef\xbb\xbf") for it in texts)
