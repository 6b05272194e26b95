"""What the reading process runs on an XML document: any of the orders that are read here."""

from typing import Any, Final

import msgspec

from integrations.documents.cxml import is_cxml, read_cxml
from integrations.documents.faults import MOST_LINES, OrderDocumentFault, refused
from integrations.documents.nodes import Node, root_of
from integrations.documents.stated import DocumentStated
from integrations.documents.ubl import SPACES, read_ubl

_LONGEST_NAME: Final = 60


def document(data: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """Return ``read_xml`` of a document as a JSON value."""
    return msgspec.to_builtins(read_xml(data))


def read_xml(data: bytes) -> DocumentStated:
    """Return what an XML order states.

    Raises:
        FileRefused: it is no XML that is taken, or no order, or has no lines or too many.
    """
    root = root_of(data)
    stated = _stated(root)
    if not stated.lines:
        raise refused(OrderDocumentFault.NO_LINES, root.place)
    if len(stated.lines) > MOST_LINES:
        found = len(stated.lines)
        raise refused(OrderDocumentFault.TOO_MANY_LINES, root.place, found=found, most=MOST_LINES)
    return stated


def _stated(root: Node) -> DocumentStated:
    if is_cxml(root):
        return read_cxml(root)
    kind = SPACES.get(root.space)
    if kind is None:
        found = f"XML {root.name[:_LONGEST_NAME]}"
        raise refused(OrderDocumentFault.NOT_AN_ORDER, root.place, found=found)
    return read_ubl(root, kind)
