"""What a refusal says, as a value: a problem document (RFC 9457) before it has the form of one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NoReturn

from api.faults import Fault
from api.problem_kinds import KINDS

MOST_FAULTS = 100
"""Most faults told in one answer; how many there are in all is told beside them."""
RETRY = MappingProxyType({"Retry-After": "2"})
"""Headers of what is worth trying again shortly."""


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


def plain(kind: str) -> Callable[[Any], Problem]:
    """Return what makes a problem that says no more than its kind."""
    return lambda _: Problem(kind=kind)


def unfit(pointer: str, zh: str, en: str) -> Problem:
    """Return the problem of one member that does not fit what is there."""
    shown = {"pointer": pointer, "code": "does-not-fit", "message": {"zh": zh, "en": en}}
    return Problem(
        kind="not-acceptable-fact", zh=zh, en=en, members={"errors": [shown], "errors_total": 1}
    )
