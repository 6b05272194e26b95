"""From what went wrong to the problem document that says so (RFC 9457), in one table.

Exceptions of the packages below carry data and know no protocol; here each gets its kind, its
sentence in two languages and the members that tell what it is about.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from api.document_faults import DocumentFaults
from api.faults import ContentFaults, Fault, Note, Words
from api.problem import MOST_FAULTS, RETRY, Problem, Refused, content_problem, plain
from api.problem_kinds import KINDS
from api.problems_of_acts import OF_ACTS
from api.problems_of_events import OF_EVENTS
from api.problems_of_people import OF_PEOPLE
from api.problems_of_substitutions import OF_SUBSTITUTIONS
from api.strict_json import BROKEN_OFF, MalformedJson
from catalog import errors as cataloguing
from integrations.errors import FileRefused
from integrations.list_notes import ListRefused
from integrations.office_doubts import TableDoubted
from storage import faults as storing
from validators.finding import Message
from validators.standards_fault import StandardsFault


def _malformed(error: MalformedJson) -> Problem:
    zh, en = error.sentences()
    place: dict[str, Any] = {"line": error.place.line, "column": error.place.column}
    if error.place.pointer is not None:
        place["pointer"] = error.place.pointer
    members = {"code": error.code, **({} if error.code == BROKEN_OFF else place)}
    return Problem(kind="malformed-json", zh=zh, en=en, members=members)


def _http(error: HTTPException) -> Problem:
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        return Problem(kind="method-not-allowed", headers={"Allow": allowed})
    if isinstance(error, NotFound):
        return Problem(kind="not-found")
    return Problem(
        kind="too-large" if error.code == KINDS["too-large"].status else "malformed-json"
    )


def _stale_revision(error: cataloguing.StaleRevisionError) -> Problem:
    return Problem(
        kind="wrong-state",
        zh=f"{error.identity} 已公布第 {error.published} 版,第 {error.revision} 版不能接续",
        en=str(error),
        members={"state": f"revision {error.published}", "wanted": ["a higher revision"]},
    )


def _failed_cases(error: cataloguing.LawCasesFailedError) -> Problem:
    return _document_problem(
        [
            _told_document(
                f"{it.file} 第 {it.line} 行的判例“{it.case}”未通过:{it.message.zh}",
                f"{it.file}:{it.line}: {it.case}: {it.message.en}",
            )
            for it in error.failures
        ]
    )


def _faulty_document(error: StandardsFault) -> Problem:
    return _document_problem(
        [
            _told_document(f"第 {it.line} 行 {it.key}:{it.message.zh}", it.message.en)
            | {"file": it.file, "line": it.line, "key": it.key}
            for it in error.faults
        ]
    )


def _refused_file(error: FileRefused) -> Problem:
    place = "" if error.place is None else str(error.place)
    return _document_problem([_told_row(error.code, place, error.message)])


def _refused_list(error: ListRefused) -> Problem:
    return _document_problem([_told_row(it.code, str(it.place), it.message) for it in error.notes])


def _doubted(error: TableDoubted) -> Problem:
    return _document_problem(
        [_told_row(str(it.code), str(it.place), it.message) for it in error.doubts]
    )


def _told_row(code: str, place: str, message: Message) -> dict[str, Any]:
    told = {"code": code, "message": {"zh": message.zh, "en": message.en}}
    return told | ({"place": place} if place else {})


def _told_document(zh: str, en: str) -> dict[str, Any]:
    return Fault("", Note("malformed-document", {"reason": Words(zh, en)})).document()


def _document_problem(errors: list[dict[str, Any]]) -> Problem:
    total = len(errors)
    return Problem(
        kind="faulty-document",
        zh=f"共 {total} 处有误,未生效",
        en=f"{total} fault{'' if total == 1 else 's'} found; nothing took effect",
        members={"errors": errors[:MOST_FAULTS], "errors_total": total},
    )


_PASSING = frozenset({storing.Fault.RETRY, storing.Fault.BUSY, storing.Fault.AWAY})


TABLE: Mapping[type[Exception], Callable[[Any], Problem]] = MappingProxyType(
    {
        Refused: lambda error: error.problem,
        ContentFaults: lambda error: content_problem(error.faults),
        MalformedJson: _malformed,
        **OF_ACTS,
        **OF_EVENTS,
        **OF_SUBSTITUTIONS,
        **OF_PEOPLE,
        cataloguing.UnknownProposalError: plain("not-found"),
        cataloguing.UnknownDocumentError: plain("not-found"),
        cataloguing.NotTheKeeperError: plain("forbidden"),
        cataloguing.SamePersonError: plain("same-person"),
        cataloguing.StaleRevisionError: _stale_revision,
        cataloguing.LawCasesFailedError: _failed_cases,
        StandardsFault: _faulty_document,
        FileRefused: _refused_file,
        TableDoubted: _doubted,
        ListRefused: _refused_list,
        DocumentFaults: lambda error: _document_problem(list(error.errors)),
        HTTPException: _http,
    }
)
"""Exception → problem. What is not here is a fault of the service itself, and an ``internal``."""


def problem_of(error: Exception) -> Problem | None:
    """Return the problem an exception is, or ``None`` for one nobody foresaw."""
    for kind in type(error).__mro__:
        told = TABLE.get(kind)
        if told is not None:
            return told(error)
    if isinstance(error, SQLAlchemyError) and storing.fault_of(error) in _PASSING:
        return Problem(kind="unavailable", headers=RETRY)
    return None
