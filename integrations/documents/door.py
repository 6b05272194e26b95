"""The door for order documents: recognises one by its content, and reads it behind walls.

XML is read in a process of its own that can open nothing; of a workbook the values are, and the
table they make is understood here.
"""

import codecs
from typing import Final

import msgspec

from integrations.confined import DEFAULT_BOUNDS, Bounds, ReaderName, confined
from integrations.documents.faults import OrderDocumentFault, refused
from integrations.documents.plan_table import read_plan
from integrations.documents.stated import DocumentStated
from integrations.file_faults import FileFault, refusal
from integrations.workbook_confined import read_confined

# By name, since what it imports is for the reading process alone.
_XML: Final = ReaderName("integrations.documents.xml_order", "document")
_EDI: Final = {b"ISA": "X12", b"UNA": "EDIFACT", b"UNB": "EDIFACT"}


def read_order_document(data: bytes, *, bounds: Bounds = DEFAULT_BOUNDS) -> DocumentStated:
    """Return what an order document states.

    Args:
        data: UBL or cXML, XLSX or CSV; what it is, is told by its content.
        bounds: what reading it may cost.

    Raises:
        FileRefused: it is of no kind that is read, breaks the rules of reading, or costs more than
            it may.
        TableDoubted: it is a table with anything doubtful in it.
        OSError: the machine has no room for another process.
    """
    begin = data[:_LOOKED_AT].removeprefix(codecs.BOM_UTF8).lstrip()
    if not data.strip():
        raise refused(OrderDocumentFault.EMPTY)
    if begin.startswith(b"<"):
        return _stated(confined(_XML, data, bounds))
    other = "JSON" if begin[:1] in {b"{", b"["} else _EDI.get(begin[:3])
    if other is not None:
        raise refused(OrderDocumentFault.NOT_AN_ORDER, found=other)
    return read_plan(read_confined(data, bounds))


_LOOKED_AT: Final = 4096


def _stated(value: object) -> DocumentStated:
    try:
        return msgspec.convert(value, DocumentStated)
    except msgspec.ValidationError as error:
        raise refusal(FileFault.UNREADABLE) from error
