"""XML of strangers as a tree: no document type, no entity, no network, no encoding but UTF-8."""

import re
from typing import Final

from lxml import etree

from integrations.machine.faults import DocumentFault, refused
from integrations.machine.plain_text import decoded

_ENCODING: Final = re.compile(r"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)["']""")
_TAKEN: Final = frozenset({"utf-8", "utf8", "us-ascii"})


def parser() -> etree.XMLParser:
    """Return a parser that resolves, loads and expands nothing."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
    )


def tree(data: bytes) -> etree._Element:
    """Return the root element of an XML document.

    Raises:
        FileRefused: it is no UTF-8 or not well-formed, or holds what is never taken.
    """
    text = decoded(data)
    declared = _ENCODING.match(text)
    if declared is not None and declared[1].lower() not in _TAKEN:
        raise refused(DocumentFault.NOT_UTF_8, byte=0)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise refused(DocumentFault.XML_FORBIDDEN)
    try:
        root = etree.fromstring(text.strip().encode(), parser())
    except etree.XMLSyntaxError as error:
        raise refused(DocumentFault.XML_MALFORMED, line=error.lineno or 1) from error
    if any(it.tag in {etree.ProcessingInstruction, etree.Entity} for it in root.iter()):
        raise refused(DocumentFault.XML_FORBIDDEN)
    return root
