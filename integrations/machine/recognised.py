"""What a document is, told by a look at its first bytes and by words that only it can hold.

The look is cheap and believes nothing: it chooses the reader, which then insists on its format.
File names and media types are whatever a supplier's browser made of them, and are not asked.
"""

import codecs
import re
from typing import Final

from integrations.machine.faults import DocumentFault, refused
from integrations.machine.stated import DocumentFormat

_OTHER_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_TAG_VALUE: Final = re.compile(rb"^[ \t]*SPDXVersion:", re.MULTILINE)
_MACHINE_TEXT: Final = re.compile(
    rb"^[ \t]*(?:(?:NAME|ID|VERSION|VERSION_ID|PRETTY_NAME)[ \t]*=|\[Version\]|Linux \S)",
    re.MULTILINE,
)


def recognised(data: bytes) -> DocumentFormat:
    """Return what the document is by its content.

    Raises:
        FileRefused: it is empty, no UTF-8 by its first bytes, of no known format, or of one that is
            known and not read.
    """
    if data.startswith(_OTHER_MARKS):
        raise refused(DocumentFault.NOT_UTF_8, byte=0)
    text = data.removeprefix(codecs.BOM_UTF8).lstrip()
    if not text:
        raise refused(DocumentFault.DOCUMENT_EMPTY)
    if text.startswith(b"{"):
        return _json(text)
    if text.startswith(b"<"):
        return _xml(text)
    if text.startswith(b"pkg:"):
        return DocumentFormat.PURL
    if text.startswith(b"cpe:"):
        return DocumentFormat.CPE
    if _TAG_VALUE.search(text):
        return DocumentFormat.SPDX_TAG_VALUE
    if _MACHINE_TEXT.search(text):
        return DocumentFormat.MACHINE_TEXT
    raise refused(DocumentFault.FORMAT_UNKNOWN)


def _json(text: bytes) -> DocumentFormat:
    if b'"bomFormat"' in text:
        return DocumentFormat.CYCLONEDX_JSON
    if b'"spdxVersion"' in text:
        return DocumentFormat.SPDX_JSON
    if b'"@context"' in text and b"spdx.org/rdf/3" in text:
        raise refused(DocumentFault.FORMAT_NOT_READ, format="SPDX 3", instead="SPDX 2.3, CycloneDX")
    raise refused(DocumentFault.FORMAT_UNKNOWN)


def _xml(text: bytes) -> DocumentFormat:
    if b"SoftwareIdentity" in text:
        return DocumentFormat.SWID
    if b"software_identification_tag" in text:
        known = "ISO/IEC 19770-2:2015, os-release"
        raise refused(DocumentFault.FORMAT_NOT_READ, format="SWID 2009", instead=known)
    if b"cyclonedx.org/schema/bom" in text:
        raise refused(
            DocumentFault.FORMAT_NOT_READ, format="CycloneDX XML", instead="CycloneDX JSON"
        )
    if b"spdx.org/rdf/terms" in text:
        raise refused(DocumentFault.FORMAT_NOT_READ, format="SPDX RDF", instead="SPDX 2.3 JSON")
    raise refused(DocumentFault.FORMAT_UNKNOWN)
