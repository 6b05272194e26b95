"""Why an order document is refused as a whole: one sentence for each code, in both languages.

The codes stay stable. What concerns every file of strangers stands in
``integrations.file_faults``, and what a table of an office lacks in ``integrations.office_doubts``.
"""

from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final

from integrations.errors import FileRefused, Place
from validators.wording import Sentences, worded

MOST_LINES: Final = 500
"""Lines a document may have: as many as an order."""


@unique
class OrderDocumentFault(StrEnum):
    """Why an order document is refused, by code."""

    EMPTY = "document-empty"
    NOT_UTF_8 = "not-utf-8"
    XML_MALFORMED = "xml-malformed"
    XML_DECLARES = "xml-declares"
    XML_TOO_DEEP = "xml-too-deep"
    NOT_AN_ORDER = "document-not-an-order"
    NOT_NEW = "document-not-a-new-order"
    NO_LINES = "document-without-lines"
    TOO_MANY_LINES = "document-too-many-lines"


SENTENCES: Final[Sentences] = MappingProxyType(
    {
        OrderDocumentFault.EMPTY: ("文件是空的", "the document is empty"),
        OrderDocumentFault.NOT_UTF_8: (
            "XML不是UTF-8编码(第{byte}字节):请另存为UTF-8",
            "the XML is not UTF-8 (byte {byte}): save it as UTF-8",
        ),
        OrderDocumentFault.XML_MALFORMED: (
            "不是正确的XML:第{line}行",
            "not well-formed XML at line {line}",
        ),
        OrderDocumentFault.XML_DECLARES: (
            "XML的DOCTYPE内不得有声明(实体等):只接受指向DTD的DOCTYPE,且不读取该DTD",
            (
                "the document type declares something of its own, such as entities: only one that"
                " names a DTD is taken, and the DTD is never read"
            ),
        ),
        OrderDocumentFault.XML_TOO_DEEP: (
            "XML嵌套超过{most}层",
            "the XML is nested more than {most} levels deep",
        ),
        OrderDocumentFault.NOT_AN_ORDER: (
            (
                "此文件为{found},不是订单:可接受UBL 2的Order和Quotation、cXML的OrderRequest和"
                "PunchOutOrderMessage、XLSX或CSV采购计划"
            ),
            (
                "this is {found} and no order: UBL 2 Order and Quotation, cXML OrderRequest and"
                " PunchOutOrderMessage, and purchase plans in XLSX or CSV are taken"
            ),
        ),
        OrderDocumentFault.NOT_NEW: (
            "此OrderRequest为{found},不是新订单:变更和取消请在本服务中办理",
            "this OrderRequest is of type {found} and no new order: amend or cancel it here",
        ),
        OrderDocumentFault.NO_LINES: ("订单没有明细行", "the order has no lines"),
        OrderDocumentFault.TOO_MANY_LINES: (
            "订单有{found}行,最多{most}行:请分成几份",
            "the order has {found} lines, at most {most} are taken: send several",
        ),
    }
)


def refused(code: OrderDocumentFault, path: str = "", /, **values: object) -> FileRefused:
    """Return the refusal of that code at that place, to be raised.

    Raises:
        KeyError: a value that its sentence shows is not given.
    """
    place = Place(path=path) if path else None
    return FileRefused(code, worded(SENTENCES, code, **values), place)
