"""Answers what is as it usually is in front of the framework, for few routes.

Finding a route and making request and response objects takes longer than examining an order. A
glance decides nothing on its own: it reads, examines and writes by the functions of the view it
stands for, and leaves to that view whatever is unusual, wrong or unknown, with the body as it came.
(docs/adr/0008-glances.md)
"""

import io
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import msgspec

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
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Glance:
    """What may be answered at a glance: the operation, and what makes its document.

    ``look`` is given the services, the body and the ``Authorization`` header, and returns ``None``
    where the view has to be asked.
    """

    operation: str
    look: Callable[[Services, bytes, str | None], "Seen | None"]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is answered at a glance, and where the key then stands."""

    document: Mapping[str, Any]
    standing: Standing | None


def glancing(
    application: Application, glances: Mapping[str, Glance], services: Services, hosts: Hosts
) -> Application:
    """Return a WSGI application that tries the glances, by path, before it asks ``application``."""

    def answer(environ: Environment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        glance = glances.get(environ["PATH_INFO"])
        if glance is None or not (_is_usual(environ) and hosts.take(environ["HTTP_HOST"])):
            return application(environ, start_response)
        began = time.perf_counter()
        data = _body(environ)
        seen = glance.look(services, data, environ.get("HTTP_AUTHORIZATION"))
        if seen is None:
            return application(environ, start_response)
        content = _encode(seen.document)
        told = () if seen.standing is None else seen.standing.headers()
        start_response("200 OK", [*_HEADERS, *told, ("Content-Length", str(len(content)))])
        count_request(glance.operation, 200, time.perf_counter() - began)
        return [content]

    return answer


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
