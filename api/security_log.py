"""What the log says of who came in, and of who was turned away from where.

One line an event: what happened, then who and whence as far as it is known. No secret and nothing
a stranger typed beside his own address stands there (docs/security.md).
"""

import json
import logging
from collections.abc import Mapping
from typing import Final

from api.identity import Principal, is_public_half
from api.problem import Problem

_log: Final = logging.getLogger(__name__)

_TELLING: Final = frozenset({401, 403, 429})
"""Statuses that say that somebody asked for what is not his, or for too much."""
_KINDS: Final = frozenset({"unknown-host", "malformed-json", "malformed-document"})
"""Further kinds of problems that nobody meets who uses the service as it is meant."""
_LONGEST: Final = 500
"""Characters of a value: a person is a provider's address with a name behind it."""
_HOSTILE: Final = "hostile-character"
"""The code of a text that shows otherwise than it reads."""


def tell_refusal(
    problem: Problem, at: str, remote: str, authorization: str | None, who: Principal | None
) -> None:
    """Log that a request was refused, where that is worth looking at.

    Args:
        problem: what was answered.
        at: the operation or the page; blank where the request had none yet.
        remote: the address it came from.
        authorization: the header of that name; only the public half of a key is told.
        who: who asked, if that was found out.
    """
    if problem.status not in _TELLING and problem.kind not in _KINDS and not _is_hostile(problem):
        return
    about: dict[str, str | None] = {"at": at}
    if who is None:
        about["key"] = _presented(authorization or "")
    else:
        about |= {"person": who.person, "role": who.role.value, "by": who.proof, "key": who.key}
    _tell(logging.WARNING, f"refused {problem.kind}", remote, about)


def tell(event: str, remote: str, **about: str | None) -> None:
    """Log that somebody came in, went, or proved who he is; what is ``None`` is left out."""
    _tell(logging.INFO, event, remote, about)


def tell_failure(event: str, remote: str, **about: str | None) -> None:
    """Log that somebody did not come in, or did not prove who he is."""
    _tell(logging.WARNING, event, remote, about)


def _tell(level: int, event: str, remote: str, about: Mapping[str, str | None]) -> None:
    told = " ".join(
        f"{name}={json.dumps(value[:_LONGEST], ensure_ascii=False)}"
        for name, value in {"from": remote, **about}.items()
        if value
    )
    _log.log(level, "%s: %s", event, told)


def _presented(header: str) -> str | None:
    """Return the public half of the key or token that was presented, if it has the form of one."""
    _, _, rest = header.partition("_")
    public = rest.partition("_")[0]
    return public if is_public_half(public) else None


def _is_hostile(problem: Problem) -> bool:
    return any(it.get("code") == _HOSTILE for it in problem.members.get("errors", ()))
