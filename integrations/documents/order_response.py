"""Writes UBL order responses (OrderResponse, UBL 2.1 and later), for UBL orders and for tables.

An order that keeps Peppol BIS Ordering 3 is answered as that asks: a code for the whole, no lines,
one note. Elsewhere every finding has a note of its own, and every line stands there with its own.
Codes are those of UN/EDIFACT 4343. A dry run is never answered as accepted.
"""

from datetime import UTC
from types import MappingProxyType
from typing import Final
from xml.etree.ElementTree import Element

from integrations.documents.answer import AnswerKind, DocumentAnswer, LineAnswer
from integrations.documents.stated import CodeSaid, DocumentStated
from integrations.documents.xml_writing import basic, part, ubl_root, written
from integrations.machine.stated import Said
from validators.finding import Message

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
    peppol = is_peppol(document)
    root = ubl_root("OrderResponse")
    if not peppol:
        basic(root, "UBLVersionID", "2.1")
    basic(root, "CustomizationID", _PEPPOL_RESPONSE if peppol else _OWN)
    if peppol:
        basic(root, "ProfileID", _PEPPOL_PROFILE)
    basic(root, "ID", answer.number)
    at = answer.at.astimezone(UTC)
    basic(root, "IssueDate", at.date().isoformat())
    basic(root, "IssueTime", f"{at:%H:%M:%S}Z" if not peppol else f"{at:%H:%M:%S}")
    basic(root, "OrderResponseCode", CODES[answer.kind])
    if peppol:
        said = " / ".join(f"{it.zh} / {it.en}" for it in (*answer.notes, *_of_lines(answer)))
        basic(root, "Note", said)
    else:
        for note in answer.notes:
            _note(root, note)
    basic(part(root, "OrderReference"), "ID", answer.reference)
    if answer.approval is not None and not peppol:
        reference = part(root, "AdditionalDocumentReference")
        basic(reference, "ID", answer.approval)
        basic(reference, "DocumentType", "procurement approval")
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
    return written(root)


def is_peppol(document: DocumentStated) -> bool:
    """Return whether a document says that it keeps the rules of Peppol BIS Ordering 3."""
    said = document.customisation
    return said is not None and said.text.startswith(PEPPOL_ORDER)


def _of_lines(answer: DocumentAnswer) -> list[Message]:
    return [
        Message(f"第{line.id}行:{note.zh}", f"line {line.id}: {note.en}")
        for line in answer.lines
        for note in line.notes
    ]


def _line(root: Element, line: LineAnswer) -> None:
    item = part(root, "OrderLine/LineItem")
    basic(item, "ID", line.id)
    for note in line.notes:
        _note(item, note)
    status = basic(item, "LineStatusCode", "Disputed" if line.disputed else "NoStatus")
    status.set("listAgencyID", "UBL")
    status.set("listName", "Line Status")
    basic(part(item, "Item"), "Name", line.name)


def _party(
    root: Element,
    whose: str,
    address: CodeSaid | None,
    code: str | None,
    names: tuple[Said, ...],
    *,
    peppol: bool,
) -> None:
    party = part(root, f"{whose}/Party")
    if address is not None:
        endpoint = basic(party, "EndpointID", address.code.text)
        if address.scheme is not None:
            endpoint.set("schemeID", address.scheme.text)
    if code is not None:
        basic(part(party, "PartyIdentification"), "ID", code)
    name = next((it.text for it in names), code)
    if name is not None and not peppol:
        basic(part(party, "PartyName"), "Name", name)
    elif name is not None:
        basic(part(party, "PartyLegalEntity"), "RegistrationName", name)


def _note(to: Element, note: Message) -> None:
    for language, text in (("zh", note.zh), ("en", note.en)):
        basic(to, "Note", text).set("languageID", language)
