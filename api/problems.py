"""From what went wrong to the problem document that says so (RFC 9457), in one table.

Exceptions of the packages below carry data and know no protocol; here each gets its kind, its
sentence in two languages and the members that tell what it is about.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NoReturn

from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from api.faults import ContentFaults, Fault, Note, Words
from api.problem_kinds import KINDS
from api.strict_json import BROKEN_OFF, MalformedJson
from approvals import errors as approving
from approvals.states import STATE_WORDS
from catalog import errors as cataloguing
from storage import faults as storing
from validators.standards_fault import StandardsFault

MOST_FAULTS = 100
"""Most faults told in one answer; how many there are in all is told beside them."""
_RETRY = MappingProxyType({"Retry-After": "2"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem as a value: its kind, one sentence in two languages, further members, headers."""

    kind: str
    zh: str | None = None
    en: str | None = None
    members: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return KINDS[self.kind].status

    def document(self) -> dict[str, Any]:
        """Return the problem document."""
        kind = KINDS[self.kind]
        return {
            "type": kind.type,
            "title": kind.en,
            "status": kind.status,
            "detail": self.en or kind.en,
            "message": {"zh": self.zh or kind.zh, "en": self.en or kind.en},
            "advice": {"zh": kind.advice_zh, "en": kind.advice_en},
            **self.members,
        }


class Refused(Exception):  # noqa: N818 - a request refused at the edge itself
    """A request the edge refuses: it carries its problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.kind)


def refuse(kind: str, zh: str | None = None, en: str | None = None, **members: object) -> NoReturn:
    """Refuse a request with a problem of that kind.

    Raises:
        Refused: always.
    """
    raise Refused(Problem(kind=kind, zh=zh, en=en, members=members))


def content_problem(faults: tuple[Fault, ...], kind: str = "invalid-content") -> Problem:
    """Return the problem that tells faults of content, the first hundred of them."""
    total = len(faults)
    return Problem(
        kind=kind,
        zh=f"共 {total} 处有误",
        en=f"{total} fault{'' if total == 1 else 's'} found",
        members={
            "errors": [fault.document() for fault in faults[:MOST_FAULTS]],
            "errors_total": total,
        },
    )


def _malformed(error: MalformedJson) -> Problem:
    zh, en = error.sentences()
    place: dict[str, Any] = {"line": error.place.line, "column": error.place.column}
    if error.place.pointer is not None:
        place["pointer"] = error.place.pointer
    members = {"code": error.code, **({} if error.code == BROKEN_OFF else place)}
    return Problem(kind="malformed-json", zh=zh, en=en, members=members)


def _wrong_state(error: approving.WrongState) -> Problem:
    shown = [error.state] if error.awaits is None else [error.state, error.awaits]
    zh, en = _words(shown)
    wanted_zh, wanted_en = _words(error.wanted)
    return Problem(
        kind="wrong-state",
        zh=f"状态为{'、'.join(zh)},应为{'、'.join(wanted_zh)}",
        en=f"the {error.subject} is {', '.join(en)}; this needs it {' or '.join(wanted_en)}",
        members={
            "state": error.state,
            **({} if error.awaits is None else {"awaits": error.awaits}),
            "wanted": list(error.wanted),
        },
    )


def _words(states: Iterable[str]) -> tuple[list[str], list[str]]:
    pairs = [STATE_WORDS[it] for it in states]
    return [zh for zh, _ in pairs], [en for _, en in pairs]


def _duplicate_reference(error: approving.DuplicateReference) -> Problem:
    return Problem(
        kind="duplicate",
        zh=f"编号“{error.reference}”已用于另一订单",
        en=f'the reference "{error.reference}" belongs to another order of the agency',
        members={"order": error.order, "pointer": "/reference"},
    )


def _out_of_range(error: approving.DayOutOfRange) -> Problem:
    earliest, latest = error.earliest or "—", error.latest or "—"
    return _fact(
        f"/{error.name}",
        f"{error.day} 应在 {earliest} 至 {latest} 之间",
        f"{error.day} is not between {earliest} and {latest}",
    )


def _more(error: approving.MoreThanApproved) -> Problem:
    return _fact(
        f"/lines/{error.line}",
        f"第 {error.line} 行批准余量为 {error.remaining},收到 {error.delivered}",
        f"line {error.line} still covers {error.remaining}, {error.delivered} were delivered",
    )


def _fact(pointer: str, zh: str, en: str) -> Problem:
    shown = {"pointer": pointer, "code": "does-not-fit", "message": {"zh": zh, "en": en}}
    return Problem(
        kind="not-acceptable-fact", zh=zh, en=en, members={"errors": [shown], "errors_total": 1}
    )


def _serials(error: approving.SerialTaken) -> Problem:
    shown = ", ".join(error.serials[:10])
    return Problem(
        kind="duplicate",
        zh=f"序列号已有记录:{shown}",
        en=f"these serials are recorded already: {shown}",
        members={"serials": list(error.serials[:MOST_FAULTS])},
    )


def _busy(_: Exception) -> Problem:
    return Problem(
        kind="unavailable",
        zh="该单位的额度正被另一操作占用,稍后重试",
        en="another act on the agency's quota is under way: try again shortly",
        headers=_RETRY,
    )


def _plain(kind: str) -> Callable[[Any], Problem]:
    return lambda _: Problem(kind=kind)


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


def _in_progress(_: Exception) -> Problem:
    return Problem(kind="in-progress", headers=_RETRY)


_PASSING = frozenset({storing.Fault.RETRY, storing.Fault.BUSY, storing.Fault.AWAY})


TABLE: Mapping[type[Exception], Callable[[Any], Problem]] = MappingProxyType(
    {
        Refused: lambda error: error.problem,
        ContentFaults: lambda error: content_problem(error.faults),
        MalformedJson: _malformed,
        approving.UnknownAgency: _plain("not-found"),
        approving.OrderNotFound: _plain("not-found"),
        approving.ReceiptNotFound: _plain("not-found"),
        approving.ApprovalNotFound: _plain("not-found"),
        approving.ReviewNotFound: _plain("not-found"),
        approving.WaiverNotFound: _plain("not-found"),
        approving.AssetNotFound: _plain("not-found"),
        approving.ReplayNotFound: _plain("not-found"),
        approving.WrongState: _wrong_state,
        approving.SamePerson: _plain("same-person"),
        approving.NotNamed: _plain("not-named"),
        approving.DuplicateReference: _duplicate_reference,
        approving.AgencyExists: _plain("duplicate"),
        approving.SerialTaken: _serials,
        approving.AlreadyDisposed: lambda error: Problem(
            kind="wrong-state",
            zh=f"已于 {error.disposed_on} 处置",
            en=f"it was disposed of on {error.disposed_on}",
            members={"state": "disposed", "wanted": ["in-service"]},
        ),
        approving.WrongItem: lambda error: _fact(
            "/assets",
            f"{error.serial} 不是所批准的物品",
            f"{error.serial} is not what was approved",
        ),
        approving.MoreThanApproved: _more,
        approving.DayOutOfRange: _out_of_range,
        approving.QuestionNotOpen: lambda error: _fact(
            "/question",
            f"没有待答问题“{error.question}”",
            f'no question "{error.question}" is open',
        ),
        approving.QuotaOverdrawn: _plain("quota-taken"),
        approving.AgencyBusy: _busy,
        approving.KeyReused: _plain("key-reused"),
        approving.KeyInUse: _in_progress,
        cataloguing.UnknownProposalError: _plain("not-found"),
        cataloguing.UnknownDocumentError: _plain("not-found"),
        cataloguing.NotTheKeeperError: _plain("forbidden"),
        cataloguing.SamePersonError: _plain("same-person"),
        cataloguing.StaleRevisionError: _stale_revision,
        cataloguing.LawCasesFailedError: _failed_cases,
        StandardsFault: _faulty_document,
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
        return Problem(kind="unavailable", headers=_RETRY)
    return None
