"""Answers what is as it usually is in front of the framework, for few routes.

Finding a route and making request and response objects takes longer than examining an order. A
glance decides nothing on its own: it reads, examines and writes by the functions of the view it
stands for, and leaves to that view whatever is unusual, wrong or unknown, with the body as it came.
(docs/adr/0008-glances.md)
"""

import io
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NoReturn

from api.hosts import Hosts
from api.limits import BODY_BYTES
from api.metrics import count_request
from api.rates import Standing
from api.safe_headers import UNKEPT
from api.services import Services

Environment = dict[str, Any]
Application = Callable[[Environment, Callable[..., Any]], Iterable[bytes]]

_HEADERS = (*UNKEPT, ("Content-Type", "application/json"))
_LONGEST = len(str(BODY_BYTES))
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a request of the usual kind sends: its body, and the headers that glances go by."""

    body: bytes
    authorization: str | None
    idempotency_key: str | None


@dataclass(frozen=True, slots=True)
class Glance:
    """What may be answered at a glance: the operation, and what makes its answer.

    ``look`` returns ``None`` where the view has to be asked, and then did nothing.
    """

    operation: str
    look: Callable[[Services, Sent], "Seen | None"]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is answered at a glance, and where the key then stands."""

    content: bytes
    standing: Standing | None
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


def glancing(
    application: Application, glances: Mapping[str, Glance], services: Services, hosts: Hosts
) -> Application:
    """Return a WSGI application that tries the glances, by path, before it asks ``application``."""

    def answer(environ: Environment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        glance = glances.get(environ["PATH_INFO"])
        if glance is None or not (_is_usual(environ) and hosts.take(environ["HTTP_HOST"])):
            return application(environ, start_response)
        began = time.perf_counter()
        sent = Sent(
            _body(environ),
            environ.get("HTTP_AUTHORIZATION"),
            environ.get("HTTP_IDEMPOTENCY_KEY"),
        )
        seen = _looked(glance, services, sent)
        if seen is None:
            return application(environ, start_response)
        standing = () if seen.standing is None else seen.standing.headers()
        length = ("Content-Length", str(len(seen.content)))
        start_response(
            f"{seen.status.value} {seen.status.phrase}",
            [*_HEADERS, *seen.headers.items(), *standing, length],
        )
        count_request(glance.operation, seen.status, time.perf_counter() - began)
        return [seen.content]

    return answer


def _looked(glance: Glance, services: Services, sent: Sent) -> Seen | None:
    try:
        return glance.look(services, sent)
    except Exception:  # noqa: BLE001 - the view answers whatever went wrong
        # What nobody foresaw is told as the view tells it, with its incident, if it happens again.
        _log.exception("a glance at %s failed and its view is asked", glance.operation)
        return None


def _is_usual(environ: Environment) -> bool:
    """Return whether a request is the plain kind: a JSON body of a known, allowed length."""
    length = environ.get("CONTENT_LENGTH", "")
    return (
        environ["REQUEST_METHOD"] == "POST"
        and environ.get("CONTENT_TYPE") == "application/json"
        and not environ.get("QUERY_STRING")
        and "HTTP_HOST" in environ
        and "HTTP_CONTENT_ENCODING" not in environ
        and "HTTP_TRANSFER_ENCODING" not in environ
        and len(length) <= _LONGEST
        and length.isdecimal()
        and int(length) <= BODY_BYTES
    )


def _body(environ: Environment) -> bytes:
    """Return the body, and put it back for whoever reads it again."""
    length = int(environ["CONTENT_LENGTH"])
    try:
        # One byte more than there is, so that the end is seen, where asking does not wait for more.
        ends = environ.get("wsgi.input_terminated", False)
        data: bytes = environ["wsgi.input"].read(length + 1 if ends else length)
    except Exception as error:  # noqa: BLE001 - in the server's own kinds of error
        environ["wsgi.input"] = _Broken(error)
        return b""
    environ["wsgi.input"] = io.BytesIO(data)
    return data


class _Broken:
    """A body that could not be read: whoever reads it again is told the same."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def read(self, _: int = -1) -> NoReturn:
        raise self._error
