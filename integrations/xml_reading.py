"""Reads XML of strangers as a stream of elements: no document types, no entities, no deep nesting.

Names are taken without prefix or namespace: producers of spreadsheets choose both freely, and the
local names alone are those of the format (ECMA-376, transitional and strict).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import defusedxml.sax
from defusedxml import DefusedXmlException

from integrations.file_faults import FileFault, refusal

if TYPE_CHECKING:
    from xml.sax.xmlreader import AttributesImpl

DEEPEST: Final = 40
"""Levels of elements; spreadsheets need a dozen."""


class Elements(ContentHandler):
    """Hears of elements as they open and close, with the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._text: list[str] | None = None

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """Hear that an element opens; ``listen`` begins to collect the text in it."""

    def closed(self, name: str, text: str) -> None:
        """Hear that an element closes, with the text collected since ``listen``."""

    def listen(self) -> None:
        """Collect text until the next element closes."""
        self._text = []

    def startElement(self, name: str, attrs: "AttributesImpl[str]") -> None:  # noqa: N802 - SAX's name
        """Count the levels, and pass the element on without its prefix."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise refusal(FileFault.UNREADABLE)
        self.opened(name.rpartition(":")[2], dict(attrs.items()))

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's name
        """Pass the element's end on with its text."""
        self._depth -= 1
        text, self._text = self._text, None
        self.closed(name.rpartition(":")[2], "" if text is None else "".join(text))

    def characters(self, content: str) -> None:
        """Keep text if somebody listens."""
        if self._text is not None:
            self._text.append(content)


def read_xml(xml: bytes, heard_by: Elements) -> None:
    """Read a document from beginning to end.

    Raises:
        FileRefused: it is not well formed, or declares a document type or entities.
    """
    try:
        defusedxml.sax.parseString(xml, heard_by, forbid_dtd=True)
    except DefusedXmlException as error:
        raise refusal(FileFault.XML_DECLARES) from error
    except (SAXException, LookupError, ValueError) as error:
        raise refusal(FileFault.UNREADABLE) from error
