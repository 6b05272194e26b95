"""What was read of an order document, as a JSON document: stated and derived kept apart."""

from collections.abc import Iterator, Mapping
from typing import Any

from integrations.documents.draft import DerivedMember, Draft, LineDraft
from integrations.documents.stated import CodeSaid, DocumentStated, LineStated, Property
from integrations.machine.stated import Remark, Said
from validators.finding import Conclusion
from validators.writing import message_document

_NOTICE = {
    "zh": "读取和试算结果:未保存,不占额度,不是批准",
    "en": "read and tried out: nothing is stored or reserved, and it is no approval",
}
_OF_THE_WHOLE = (
    "version",
    "customisation",
    "profile",
    "payload",
    "reference",
    "issued",
    "currency",
    "contract",
    "deliver_by",
    "total",
)
_OF_A_LINE = (
    "id",
    "quantity",
    "unit",
    "price",
    "currency",
    "per",
    "per_unit",
    "factor",
    "amount",
    "name",
    "model",
    "deliver_by",
    "department",
)


def outcome_of(draft: Draft, verdict: Conclusion | None) -> Conclusion:
    """Return what a document comes to: what was not examined is never a pass.

    Args:
        draft: what was read.
        verdict: the outcome for those of its lines that were examined.
    """
    if verdict is Conclusion.REFUSED or (verdict is not None and not draft.all_open):
        return verdict
    return Conclusion.UNDETERMINED


def document_document(
    draft: Draft, outcome: Conclusion, dry_run: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return what was read of a document, and the dry run of the order it makes."""
    return {
        "kind": "order-document",
        "notice": _NOTICE,
        "outcome": outcome.value,
        **read_document(draft),
        **({} if draft.order is None else {"order": draft.order}),
        **({} if dry_run is None else {"dry_run": dry_run}),
    }


def read_document(draft: Draft) -> dict[str, Any]:
    """Return what was read of a document, and what follows: nothing it says is left out."""
    stated = draft.document
    return {
        "format": stated.kind.value,
        "stated": list(_whole(stated)),
        "derived": [_derived(it) for it in draft.derived],
        "open": [remark_document(it) for it in draft.open],
        "remarks": [remark_document(it) for it in draft.remarks],
        "lines": list(_lines(draft)),
        "unread": [_said("unread", it) for it in stated.unread],
        # So that whoever reads a finding's pointer finds the cell or element it is about.
        "places": dict(sorted(draft.places.items())),
    }


def remark_document(remark: Remark) -> dict[str, Any]:
    """Return an open point or a remark."""
    return {
        "code": remark.code,
        **({"place": remark.place} if remark.place else {}),
        "message": message_document(remark.message),
    }


def _lines(draft: Draft) -> Iterator[dict[str, Any]]:
    index = 0
    for it in draft.lines:
        made = it.line is not None
        yield {
            **_line(it),
            # Findings point into the order, which has only the lines that could be made.
            **({"line": index} if made and draft.order is not None else {}),
        }
        index += made


def _line(draft: LineDraft) -> dict[str, Any]:
    return {
        "place": draft.stated.place,
        "stated": list(_of_line(draft.stated)),
        "derived": [_derived(it) for it in draft.derived],
        "open": [remark_document(it) for it in draft.open],
        "remarks": [remark_document(it) for it in draft.remarks],
    }


def _whole(stated: DocumentStated) -> Iterator[dict[str, str]]:
    for name in _OF_THE_WHOLE:
        yield from _told(name, getattr(stated, name))
    for name in ("buyer", "seller", "buyer_names", "seller_names"):
        for said in getattr(stated, name):
            yield _said(name, said)
    yield from _properties(stated.properties)


def _of_line(line: LineStated) -> Iterator[dict[str, str]]:
    for name in _OF_A_LINE:
        yield from _told(name, getattr(line, name))
    for name in ("descriptions", "items"):
        for said in getattr(line, name):
            yield _said(name, said)
    for code in line.codes:
        yield from _code(code)
    yield from _properties(line.properties)


def _told(member: str, said: Said | None) -> Iterator[dict[str, str]]:
    if said is not None:
        yield _said(member, said)


def _said(member: str, said: Said) -> dict[str, str]:
    return {"member": member, "key": said.key, "text": said.text, "place": said.place}


def _code(code: CodeSaid) -> Iterator[dict[str, str]]:
    yield _said("code", code.code)
    yield from _told("scheme", code.scheme)


def _properties(properties: tuple[Property, ...]) -> Iterator[dict[str, str]]:
    for it in properties:
        yield {
            "member": "property",
            "key": it.name.text,
            "text": it.value.text,
            "place": it.value.place,
        }


def _derived(it: DerivedMember) -> dict[str, Any]:
    return {
        "pointer": it.pointer,
        "value": it.value,
        "rule": it.rule.value,
        "grounds": list(it.grounds),
    }
