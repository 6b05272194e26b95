"""An order document instead of an order in JSON, as the command ``check`` takes it."""

import argparse
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from marshmallow import ValidationError

from api import limits
from api.commands.line import BadData
from api.document_faults import DocumentFaults, order_made, place_of, placed
from api.faults import Fault, Note
from api.presenting_documents import document_document, outcome_of
from api.schemas.documents import ClassesText, IncludesText
from api.schemas.fields import Share
from api.schemas.strict import Strict
from api.vocabulary import Vocabulary
from integrations.documents.door import read_order_document
from integrations.documents.draft import Draft, Given
from integrations.documents.drafting import drafted
from integrations.errors import FileRefused
from integrations.office_doubts import TableDoubted
from validators.finding import Conclusion, Verdict
from validators.law import Law
from validators.order import Order, Tax

_FILLER: Final = "offline-check"


def drafted_document(
    arguments: argparse.Namespace, data: bytes, agency: str | None, law: Law
) -> Draft:
    """Return the order that a document makes.

    Args:
        arguments: of the command.
        data: the document.
        agency: whose facts were given, for a document that names no buyer.
        law: whose code tables tell classes.

    Raises:
        BadData: it is no order that is read, or what is said beside it is none of the choices.
    """
    path: Path = arguments.file
    given = _given(arguments, agency)
    if len(data) > limits.FILE_BYTES:
        most = limits.FILE_BYTES
        raise BadData([f"{path}: 文件超过 {most} 字节 / it is longer than {most} bytes"])
    try:
        stated = read_order_document(data)
    except FileRefused as error:
        place = "" if error.place is None else f" {error.place}:"
        raise BadData([f"{path}:{place} {error.message.zh} / {error.message.en}"]) from error
    except TableDoubted as error:
        raise BadData(
            [f"{path}: {it.place}: {it.message.zh} / {it.message.en}" for it in error.doubts]
        ) from error
    return drafted(stated, given, law.codes)


def order_of(path: Path, draft: Draft, law: Law, on: date) -> Order | None:
    """Return the order of the lines that could be made, or ``None`` where none could.

    Raises:
        BadData: a member is not as an order may have it.
    """
    if draft.order is None:
        return None
    try:
        order = order_made(draft).order
        with placed(draft.places):
            Vocabulary.of(law).check(order, on)
    except DocumentFaults as error:
        raise BadData([_told(path, it) for it in error.errors]) from error
    return order


def read_from(draft: Draft, outcome: Conclusion | None) -> dict[str, Any]:
    """Return what was read, beside the verdict on what it makes."""
    return document_document(draft, outcome_of(draft, outcome), None)


def document_lines(draft: Draft) -> list[str]:
    """Return what is open, and what to know, in lines for people."""
    lines = [
        f"待补 open  {it.place}  [{it.code}]\n  {it.message.zh}\n  {it.message.en}"
        for it in draft.all_open
    ]
    remarks = (*draft.remarks, *(it for line in draft.lines for it in line.remarks))
    return lines + [
        f"说明 remark  {it.place}  [{it.code}]\n  {it.message.zh}\n  {it.message.en}"
        for it in remarks
    ]


def place_lines(draft: Draft, verdict: Verdict) -> list[str]:
    """Return, for what each finding is about, where in the document it stands."""
    pointers = dict.fromkeys(it.pointer for it in verdict.findings)
    found = ((it, place_of(it, draft.places)) for it in pointers)
    return [f"位置 place  {pointer} → {place}" for pointer, place in found if place is not None]


def _given(arguments: argparse.Namespace, agency: str | None) -> Given:
    rate = _read("--tax-rate", Share(), arguments.tax_rate)
    return Given(
        tax=None if arguments.tax is None else Tax(arguments.tax),
        tax_rate=None if rate is None else Decimal(rate),
        includes=_read("--includes", IncludesText(), arguments.includes) or (),
        scheme=arguments.scheme,
        classes=_read("--classes", ClassesText(), arguments.classes) or {},
        own_agency=agency,
        filler=_FILLER,
    )


def _read(name: str, field: Strict, text: str | None) -> Any:  # noqa: ANN401 - what the field reads
    if text is None:
        return None
    try:
        return field.read(text)
    except ValidationError as error:
        notes = [it for it in error.messages if isinstance(it, Note)]
        told = [Fault("", note, name).document()["message"] for note in notes]
        raise BadData([f"{name}: {it['zh']} / {it['en']}" for it in told]) from error


def _told(path: Path, error: Any) -> str:  # noqa: ANN401 - a member of a problem document
    message = error["message"]
    place = error.get("place") or error.get("pointer") or "/"
    return f"{path}: {place}: {message['zh']} / {message['en']}"
