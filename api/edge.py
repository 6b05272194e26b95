"""From a Flask request to a view and back.

1. Size and media type of the body. 2. Path and query. 3. What `api.performing` does for everybody:
one transaction, and what takes long to write after it. What is raised on the way becomes a problem
document, and the transaction never happened.
"""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Request, Response, request
from sqlalchemy import Connection
from werkzeug.datastructures import Headers, MultiDict

from api.answering_documents import XML
from api.asked import read_path, read_query
from api.bodies import body_of, is_batch, lines_of
from api.call import Call, Reply
from api.conditions import matches
from api.identifiers import new_id
from api.identity import Principal, authenticate
from api.metrics import count_request
from api.operation import Eyes, Operation
from api.performing import JSON, Turn, encode, perform, require_entry
from api.problem import Problem
from api.problem_kinds import KINDS
from api.problems import problem_of
from api.safe_headers import SAFE_HEADERS, UNKEPT
from api.security_log import tell_refusal
from api.services import Services

PROBLEM = "application/problem+json"
_PLAIN = Headers(UNKEPT)

_NOTHING: MultiDict[str, str] = MultiDict()
_log = logging.getLogger(__name__)


def view_of(operation: Operation, services: Services) -> Callable[..., Response]:
    """Return the Flask view of an operation."""

    def view(**path: str) -> Response:
        began = time.perf_counter()
        turn = Turn(services, _bearer)
        try:
            response = _answer(operation, turn, path)
        except Exception as error:  # noqa: BLE001 - the edge answers whatever went wrong
            response = problem_response(error, operation.id, turn.who)
        if turn.standing is not None:
            response.headers.update(turn.standing.headers())
        count_request(operation.id, response.status_code, time.perf_counter() - began)
        return response

    return view


def _bearer(connection: Connection, now: datetime) -> Principal:
    return authenticate(connection, request.headers.get("Authorization"), now)


def problem_response(error: Exception, at: str = "", who: Principal | None = None) -> Response:
    """Return the problem document of what was raised; what nobody foresaw is logged with its id.

    Args:
        error: what was raised.
        at: the operation; blank where none was reached.
        who: who asked, if that was found out.
    """
    problem = problem_of(error)
    if problem is None:
        incident = new_id()
        _log.error("incident %s", incident, exc_info=error)
        problem = Problem(kind="internal", members={"incident": incident})
    remote = request.remote_addr or ""
    tell_refusal(problem, at, remote, request.headers.get("Authorization"), who)
    headers = {**SAFE_HEADERS, **problem.headers, "Cache-Control": "no-store"}
    body = encode(problem.document())
    return Response(body, KINDS[problem.kind].status, headers, content_type=PROBLEM)


def _answer(operation: Operation, turn: Turn, path: Mapping[str, str]) -> Response:
    try:
        call = _read(operation, turn, path)
    except Exception:
        if operation.eyes is Eyes.OWN:
            require_entry(operation, turn)
        raise
    return _respond(perform(operation, call, turn), request)


def _read(operation: Operation, turn: Turn, path: Mapping[str, str]) -> Call:
    batch = operation.batch and is_batch(request)
    if batch:
        # Much is read of a batch, so not before it is known that he may ask at all.
        require_entry(operation, turn)
    asked = bool(request.environ.get("QUERY_STRING"))
    return Call(
        services=turn.services,
        now=turn.services.clock(),
        path=read_path(path),
        query=read_query(operation, request.args if asked else _NOTHING),
        body=b"" if batch else body_of(operation, request),
        lines=lines_of(request) if batch else None,
        headers=request.headers,
        url=request.path,
        query_string=request.query_string.decode("latin-1"),
        raw_query=request.args if asked else _NOTHING,
        remote=request.remote_addr or "",
    )


def _respond(reply: Reply, received: Request) -> Response:
    if reply.plain:
        return Response(encode(reply.document), reply.status, _PLAIN.copy(), content_type=JSON)
    headers = {**SAFE_HEADERS, **reply.headers}
    headers["Cache-Control"] = (
        "no-store" if reply.max_age is None else f"public, max-age={reply.max_age}"
    )
    if reply.etag is not None:
        headers["ETag"] = reply.etag
        if reply.max_age is None:
            headers["Cache-Control"] = "private, no-cache"
        asked = received.headers.get("If-None-Match")
        if asked is not None and received.method in {"GET", "HEAD"} and matches(asked, reply.etag):
            return Response(status=304, headers=headers)
    if reply.status == 204:  # noqa: PLR2004 - No Content has none
        return Response(status=204, headers=headers)
    if reply.lines is not None:
        return Response(reply.lines, reply.status, headers, content_type=typed(reply.media))
    content = encode(reply.document) if reply.content is None else reply.content
    return Response(content, reply.status, headers, content_type=typed(reply.media))


def typed(media: str) -> str:
    """Return a media type as the header says it: XML with how its characters are written."""
    return f"{media}; charset=utf-8" if media == XML else media
