"""Writes UBL order responses (OrderResponse, UBL 2.1 and later), for UBL orders and for tables.

An order that keeps Peppol BIS Ordering 3 is answered as that asks: a code for the whole, no lines,
one note. Elsewhere every finding has a note of its own, and every line stands there with its own.
Codes are those of UN/EDIFACT 4343. A dry run is never answered as accepted.
"""

from datetime import UTC
from types import MappingProxyType
from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from integrations.documents.answer import AnswerKind, DocumentAnswer, LineAnswer
from integrations.documents.stated import CodeSaid, DocumentStated
from integrations.machine.stated import Said
from validators.finding import Message

_SPACE: Final = "urn:oasis:names:specification:ubl:schema:xsd:"
_ROOT: Final = f"{{{_SPACE}OrderResponse-2}}"
_CAC: Final = f"{{{_SPACE}CommonAggregateComponents-2}}"
_CBC: Final = f"{{{_SPACE}CommonBasicComponents-2}}"
_PREFIXES: Final = (("", _ROOT), ("cac", _CAC), ("cbc", _CBC))

PEPPOL_ORDER: Final = "urn:fdc:peppol.eu:poacc:trns:order:3"
_PEPPOL_RESPONSE: Final = "urn:fdc:peppol.eu:poacc:trns:order_response:3"
_PEPPOL_PROFILE: Final = "urn:fdc:peppol.eu:poacc:bis:ordering:3"
_OWN: Final = "urn:procheck:order-response:1"

CODES: Final = MappingProxyType(
    {
        AnswerKind.APPROVED: "AP",
        AnswerKind.REFUSED: "RE",
        AnswerKind.WAITING: "AB",
        AnswerKind.TRIED_OUT: "AB",
    }
)
"""What became of the order → UN/EDIFACT 4343: accepted, rejected, acknowledged."""


def write_order_response(document: DocumentStated, answer: DocumentAnswer) -> bytes:
    """Return an OrderResponse as UTF-8.

    Args:
        document: what is answered.
        answer: what is said.
    """
    for prefix, space in _PREFIXES:
        register_namespace(prefix, space[1:-1])
    peppol = is_peppol(document)
    root = Element(f"{_ROOT}OrderResponse")
    if not peppol:
        _basic(root, "UBLVersionID", "2.1")
    _basic(root, "CustomizationID", _PEPPOL_RESPONSE if peppol else _OWN)
    if peppol:
        _basic(root, "ProfileID", _PEPPOL_PROFILE)
    _basic(root, "ID", answer.number)
    at = answer.at.astimezone(UTC)
    _basic(root, "IssueDate", at.date().isoformat())
    _basic(root, "IssueTime", f"{at:%H:%M:%S}Z" if not peppol else f"{at:%H:%M:%S}")
    _basic(root, "OrderResponseCode", CODES[answer.kind])
    if peppol:
        said = " / ".join(f"{it.zh} / {it.en}" for it in (*answer.notes, *_of_lines(answer)))
        _basic(root, "Note", said)
    else:
        for note in answer.notes:
            _note(root, note)
    _basic(SubElement(root, f"{_CAC}OrderReference"), "ID", answer.reference)
    if answer.approval is not None and not peppol:
        reference = SubElement(root, f"{_CAC}AdditionalDocumentReference")
        _basic(reference, "ID", answer.approval)
        _basic(reference, "DocumentType", "procurement approval")
    _party(
        root,
        "SellerSupplierParty",
        document.seller_address,
        answer.supplier,
        document.seller_names,
        peppol=peppol,
    )
    _party(
        root,
        "BuyerCustomerParty",
        document.buyer_address,
        answer.agency,
        document.buyer_names,
        peppol=peppol,
    )
    if not peppol:
        for line in answer.lines:
            _line(root, line)
    written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def is_peppol(document: DocumentStated) -> bool:
    """Return whether a document says that it keeps the rules of Peppol BIS Ordering 3."""
    said = document.customization
    return said is not None and said.text.startswith(PEPPOL_ORDER)


def _of_lines(answer: DocumentAnswer) -> list[Message]:
    return [
        Message(f"第{line.id}行:{note.zh}", f"line {line.id}: {note.en}")
        for line in answer.lines
        for note in line.notes
    ]


def _line(root: Element, line: LineAnswer) -> None:
    item = SubElement(SubElement(root, f"{_CAC}OrderLine"), f"{_CAC}LineItem")
    _basic(item, "ID", line.id)
    for note in line.notes:
        _note(item, note)
    status = _basic(item, "LineStatusCode", "Disputed" if line.disputed else "NoStatus")
    status.set("listAgencyID", "UBL")
    status.set("listName", "Line Status")
    _basic(SubElement(item, f"{_CAC}Item"), "Name", line.name)


def _party(
    root: Element,
    whose: str,
    address: CodeSaid | None,
    code: str | None,
    names: tuple[Said, ...],
    *,
    peppol: bool,
) -> None:
    party = SubElement(SubElement(root, f"{_CAC}{whose}"), f"{_CAC}Party")
    if address is not None:
        endpoint = _basic(party, "EndpointID", address.code.text)
        if address.scheme is not None:
            endpoint.set("schemeID", address.scheme.text)
    if code is not None:
        _basic(SubElement(party, f"{_CAC}PartyIdentification"), "ID", code)
    name = next((it.text for it in names), code)
    if name is not None and not peppol:
        _basic(SubElement(party, f"{_CAC}PartyName"), "Name", name)
    elif name is not None:
        _basic(SubElement(party, f"{_CAC}PartyLegalEntity"), "RegistrationName", name)


def _note(to: Element, note: Message) -> None:
    for language, text in (("zh", note.zh), ("en", note.en)):
        _basic(to, "Note", text).set("languageID", language)


def _basic(to: Element, name: str, text: str) -> Element:
    element = SubElement(to, f"{_CBC}{name}")
    element.text = text
    return element
