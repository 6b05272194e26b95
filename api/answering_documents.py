"""Answers an order document in its own format, for whoever asks for XML."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from api.call import Call, Reply
from api.identifiers import new_id
from approvals.states import OrderState
from approvals.submit import Submission
from integrations.documents.answer import AnswerKind, DocumentAnswer, LineAnswer
from integrations.documents.cxml_answer import write_cxml_answer
from integrations.documents.draft import Draft
from integrations.documents.order_response import write_order_response
from integrations.documents.stated import DocumentKind
from validators.finding import Conclusion, Finding, Message, Outcome, Verdict

XML: Final = "application/xml"
_OFFERED: Final = ("application/json", XML, "text/xml")
_CXML: Final = frozenset({DocumentKind.CXML_ORDER, DocumentKind.CXML_PUNCH_OUT})
_KINDS: Final = MappingProxyType(
    {OrderState.APPROVED: AnswerKind.APPROVED, OrderState.REFUSED: AnswerKind.REFUSED}
)
_SAID: Final = MappingProxyType(
    {
        AnswerKind.APPROVED: Message("订单已批准", "the order is approved"),
        AnswerKind.REFUSED: Message("订单被拒绝", "the order is refused"),
        AnswerKind.WAITING: Message(
            "订单已收到,尚未决定", "the order was received and is not decided yet"
        ),
        AnswerKind.TRIED_OUT: Message("试算结果,不是批准", "a dry run: this is no approval"),
    }
)
_OUTCOMES: Final = MappingProxyType(
    {
        Conclusion.CONFORMING: Message("审查结论:符合", "outcome: conforming"),
        Conclusion.REFUSED: Message("审查结论:不符合", "outcome: refused"),
        Conclusion.UNDETERMINED: Message("审查结论:尚不能确定", "outcome: undetermined"),
    }
)


def wants_xml(call: Call) -> bool:
    """Return whether a request prefers XML to JSON, which is the answer where nothing is said."""
    accepted = parse_accept_header(call.headers.get("Accept"), MIMEAccept)
    return accepted.best_match(_OFFERED, "application/json") != "application/json"


def tried_out_in_xml(
    draft: Draft, verdict: Verdict | None, outcome: Conclusion, call: Call
) -> Reply:
    """Return the answer to a document that was only read."""
    answer = _answer(draft, AnswerKind.TRIED_OUT, new_id(), verdict, outcome, call)
    return Reply(content=_written(draft, answer), media=XML)


def placed_in_xml(draft: Draft, made: Submission, call: Call, headers: Mapping[str, str]) -> Reply:
    """Return the answer to a document whose order was placed."""
    found = made.examination
    kind = _KINDS.get(found.disposition.state, AnswerKind.WAITING)
    approval = None if found.granted is None else found.granted.number
    verdict = found.verdict
    answer = _answer(draft, kind, found.placed.id, verdict, verdict.outcome, call, approval)
    return Reply(status=201, content=_written(draft, answer), media=XML, headers=headers)


def _written(draft: Draft, answer: DocumentAnswer) -> bytes:
    if draft.document.kind in _CXML:
        return write_cxml_answer(draft.document, answer)
    return write_order_response(draft.document, answer)


def _answer(
    draft: Draft,
    kind: AnswerKind,
    number: str,
    verdict: Verdict | None,
    outcome: Conclusion,
    call: Call,
    approval: str | None = None,
) -> DocumentAnswer:
    order = draft.order or {}
    said = draft.document.reference
    findings = () if verdict is None else verdict.findings
    whole = [it.message for it in draft.open]
    whole += [_message(it) for it in findings if _line_of(it) is None]
    if approval is not None:
        whole.insert(0, Message(f"批准编号 {approval}", f"approval {approval}"))
    return DocumentAnswer(
        kind=kind,
        number=number,
        at=call.now,
        reference=said.text if said is not None else str(order.get("reference", number)),
        agency=order.get("agency"),
        supplier=order.get("supplier"),
        notes=(_SAID[kind], _OUTCOMES[outcome], *whole),
        lines=tuple(_lines(draft, findings)),
        approval=approval,
    )


def _lines(draft: Draft, findings: tuple[Finding, ...]) -> Iterator[LineAnswer]:
    index = 0
    for number, it in enumerate(draft.lines, 1):
        own = [one for one in findings if it.line is not None and _line_of(one) == index]
        index += it.line is not None
        notes = [*(one.message for one in it.open), *map(_message, own)]
        stated = it.stated
        yield LineAnswer(
            id=str(number) if stated.id is None else stated.id.text,
            name=str(number) if stated.name is None else stated.name.text,
            disputed=bool(it.open) or any(one.outcome is Outcome.BREACH for one in own),
            notes=tuple(notes),
        )


def _line_of(finding: Finding) -> int | None:
    parts = finding.pointer.split("/")
    return int(parts[2]) if len(parts) > 2 and parts[1] == "lines" else None  # noqa: PLR2004 - /lines/N


def _message(finding: Finding) -> Message:
    return Message(finding.message.zh, finding.message.en)
