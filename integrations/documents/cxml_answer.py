"""Writes cXML answers: a ConfirmationRequest to an order that was decided, else a Response.

A cart, a dry run and an order that waits are answered with the status alone: nothing is confirmed.
The sender is whoever the order was sent to. Nothing of a shared secret is written; whoever passes
the answer on adds his own.
"""

from datetime import UTC
from types import MappingProxyType
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from integrations.documents.answer import AnswerKind, DocumentAnswer
from integrations.documents.stated import CodeSaid, DocumentKind, DocumentStated
from validators.finding import Message

_FULFIL: Final = "http://xml.cXML.org/schemas/cXML/1.2.050/Fulfill.dtd"
_CXML: Final = "http://xml.cXML.org/schemas/cXML/1.2.050/cXML.dtd"
_AGENT: Final = "procheck"

_CONFIRMED: Final = MappingProxyType({AnswerKind.APPROVED: "accept", AnswerKind.REFUSED: "reject"})
_STATUSES: Final = MappingProxyType(
    {
        AnswerKind.APPROVED: ("200", "OK"),
        AnswerKind.REFUSED: ("200", "OK"),
        AnswerKind.WAITING: ("202", "Accepted"),
        AnswerKind.TRIED_OUT: ("200", "OK"),
    }
)
"""The status of the message, as in HTTP; what the order came to stands in its text."""


def write_cxml_answer(document: DocumentStated, answer: DocumentAnswer) -> bytes:
    """Return a ConfirmationRequest or a Response as UTF-8.

    Args:
        document: what is answered.
        answer: what is said.
    """
    root = Element("cXML")
    root.set("payloadID", f"{answer.number}@{_AGENT}")
    root.set("timestamp", f"{answer.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S+00:00}")
    root.set("xml:lang", "zh-CN")
    confirmed = document.kind is DocumentKind.CXML_ORDER and answer.kind in _CONFIRMED
    if confirmed:
        _head(root, document)
        _confirmation(SubElement(root, "Request"), document, answer)
    else:
        _response(SubElement(root, "Response"), answer)
    system = _FULFIL if confirmed else _CXML
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE cXML SYSTEM "{system}">\n'
    body: bytes = tostring(root, encoding="UTF-8", xml_declaration=False)
    return head.encode() + body


def _head(root: Element, document: DocumentStated) -> None:
    """Write who answers whom: the seller of the order writes to its buyer."""
    header = SubElement(root, "Header")
    for name, address in (
        ("From", document.seller_address),
        ("To", document.buyer_address),
        ("Sender", document.seller_address),
    ):
        party = SubElement(header, name)
        _credential(party, address)
        if name == "Sender":
            SubElement(party, "UserAgent").text = _AGENT


def _credential(party: Element, address: CodeSaid | None) -> None:
    credential = SubElement(party, "Credential")
    scheme = None if address is None else address.scheme
    credential.set("domain", "NetworkId" if scheme is None else scheme.text)
    SubElement(credential, "Identity").text = "?" if address is None else address.code.text


def _confirmation(to: Element, document: DocumentStated, answer: DocumentAnswer) -> None:
    request = SubElement(to, "ConfirmationRequest")
    header = SubElement(request, "ConfirmationHeader")
    header.set("confirmID", answer.number)
    header.set("type", _CONFIRMED[answer.kind])
    header.set("noticeDate", f"{answer.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S+00:00}")
    header.set("operation", "new")
    for language, text in _texts(answer):
        comments = SubElement(header, "Comments")
        comments.set("xml:lang", language)
        comments.text = text
    if answer.approval is not None:
        extrinsic = SubElement(header, "Extrinsic")
        extrinsic.set("name", "procheck:approval")
        extrinsic.text = answer.approval
    order = SubElement(request, "OrderReference")
    order.set("orderID", answer.reference)
    payload = document.payload
    SubElement(order, "DocumentReference").set(
        "payloadID", answer.reference if payload is None else payload.text
    )


def _response(to: Element, answer: DocumentAnswer) -> None:
    status = SubElement(to, "Status")
    code, text = _STATUSES[answer.kind]
    status.set("code", code)
    status.set("text", text)
    status.set("xml:lang", "zh-CN")
    status.text = "\n".join(text for _, text in _texts(answer))


def _texts(answer: DocumentAnswer) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return all that is said, in Chinese and in English."""
    notes = [
        *answer.notes,
        *(
            Message(f"第{line.id}行:{note.zh}", f"line {line.id}: {note.en}")
            for line in answer.lines
            for note in line.notes
        ),
    ]
    return ("zh-CN", "\n".join(it.zh for it in notes)), ("en", "\n".join(it.en for it in notes))
