"""From a Flask request to a view and back: the steps every operation goes through, in one place.

1. Size and media type of the body. 2. Path and query. 3. One transaction: 4. who asks, 5. whether
he may, 6. whether it was asked before, 7. the view. 8. Commit, and its answer kept. 9. What takes
long to write is written, with no transaction open. What is raised on the way becomes a problem
document, and the transaction never happened.
"""

import logging
import re
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import msgspec
from flask import Request, Response, request
from marshmallow import ValidationError
from sqlalchemy import Connection
from werkzeug.datastructures import Headers

from api import limits
from api.access import allow
from api.bodies import body_of, is_batch, lines_of
from api.call import Call, Reply
from api.conditions import idempotency_key, matches
from api.faults import ContentFaults, Fault, Note
from api.identifiers import new_id
from api.identity import Principal, authenticate
from api.metrics import count_request
from api.operation import Eyes, Operation
from api.problem import Problem, refuse
from api.problem_kinds import KINDS
from api.problems import problem_of
from api.rates import Standing, require_room
from api.safe_headers import SAFE_HEADERS, UNKEPT
from api.services import Services
from approvals import idempotency
from storage.scope import SYSTEM, Scope

PROBLEM = "application/problem+json"
_JSON = "application/json"
_PLAIN = Headers(UNKEPT)
_STANDING = "procheck.standing"
"""Under which name a request remembers where its key stands."""
PUBLIC = Scope(role="public", person="public")
"""Whoever presents no key."""

_PATHS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.ASCII)
    for name, pattern in {
        **dict.fromkeys(limits.UUID_PARTS, limits.UUID_PATTERN),
        "suspension": limits.SUSPENSION_PATTERN,
        "proposal": r"[0-9a-f]{8,64}",
        "number": r"PC-[0-9]{4}(?:-[0-9A-Z]{4}){4}",
        "waiver": limits.WAIVER_PATTERN,
        "licence": limits.LICENCE_PATTERN,
        "entry": limits.FREE_SOFTWARE_PATTERN,
        "uscc": limits.USCC_PATTERN,
        "edition": limits.CODE_PATTERN,
        "kind": limits.CODE_PATTERN,
        "listing": limits.LISTING_PATTERN,
        "leaf": r"[0-9a-f]{64}",
    }.items()
}
"""What the parts of a path look like; anything else names nothing."""

_encode = msgspec.json.Encoder().encode
_log = logging.getLogger(__name__)


def view_of(operation: Operation, services: Services) -> Callable[..., Response]:
    """Return the Flask view of an operation."""

    def view(**path: str) -> Response:
        began = time.perf_counter()
        try:
            response = _answer(operation, services, path)
        except Exception as error:  # noqa: BLE001 - the edge answers whatever went wrong
            response = problem_response(error)
        standing: Standing | None = request.environ.get(_STANDING)
        if standing is not None:
            response.headers.extend(standing.headers())
        count_request(operation.id, response.status_code, time.perf_counter() - began)
        return response

    return view


def problem_response(error: Exception) -> Response:
    """Return the problem document of what was raised; what nobody foresaw is logged with its id."""
    problem = problem_of(error)
    if problem is None:
        incident = new_id()
        _log.error("incident %s", incident, exc_info=error)
        problem = Problem(kind="internal", members={"incident": incident})
    headers = {**SAFE_HEADERS, **problem.headers, "Cache-Control": "no-store"}
    body = _encode(problem.document())
    return Response(body, KINDS[problem.kind].status, headers, content_type=PROBLEM)


def _answer(operation: Operation, services: Services, path: Mapping[str, str]) -> Response:
    try:
        call = _read(operation, services, path)
    except Exception:
        if operation.eyes is Eyes.OWN:
            _require_entry(operation, services)
        raise
    if operation.eyes is Eyes.NOBODY:
        return _respond(operation.view(call), request)
    with _transaction(operation, services) as connection:
        reply = _act(operation, call, connection)
    return _respond(reply if reply.later is None else reply.later(), request)


def _read(operation: Operation, services: Services, path: Mapping[str, str]) -> Call:
    batch = operation.batch and is_batch(request)
    if batch:
        # Much is read of a batch, so not before it is known that he may ask at all.
        _require_entry(operation, services)
    return Call(
        services=services,
        now=services.clock(),
        path=_path(path),
        query=_query(operation, request),
        body=b"" if batch else body_of(operation, request),
        lines=lines_of(request) if batch else None,
        headers=request.headers,
        url=request.path,
        raw_query=request.args if request.environ.get("QUERY_STRING") else {},
    )


def _require_entry(operation: Operation, services: Services) -> None:
    """Turn away whoever may not ask at all, before he is told what is wrong with his question."""
    with _transaction(operation, services) as connection:
        authorization = request.headers.get("Authorization")
        principal = authenticate(connection, authorization, services.key_time)
        _count(services, principal)
        allow(operation.id, principal.role, principal.narrowed)


def _transaction(operation: Operation, services: Services) -> AbstractContextManager[Connection]:
    database = services.database
    if operation.eyes is Eyes.OWN:
        # The scope follows from the key, which is read in the same statement that sets it.
        return database.engine.begin()
    return database.transaction(SYSTEM if operation.eyes is Eyes.OFFICE else PUBLIC)


def _act(operation: Operation, call: Call, connection: Connection) -> Reply:
    call.enter(connection)
    if operation.eyes is not Eyes.OWN:
        return operation.view(call)
    asked_at = call.services.key_time
    principal = authenticate(connection, call.headers.get("Authorization"), asked_at)
    call.enter(connection, principal)
    _count(call.services, principal)
    allow(operation.id, principal.role, principal.narrowed)
    if not operation.acts:
        return operation.view(call)
    claim = idempotency.Claim(
        person=principal.person,
        route=operation.id,
        key=idempotency_key(call.headers.get("Idempotency-Key")),
        digest=idempotency.request_hash(
            operation.method,
            request.path,
            request.query_string.decode("latin-1"),
            call.body,
            secret=call.services.evidence_keys.lasting if operation.secret else None,
        ),
    )
    before = idempotency.claim(connection, claim)
    if before is not None:
        headers = {**before.headers, "Idempotent-Replayed": "true"}
        media = headers.pop("Content-Type", _JSON)
        return Reply(status=before.status, content=before.body, media=media, headers=headers)
    reply = operation.view(call)
    content = _encode(reply.document) if reply.content is None else reply.content
    headers = {**reply.headers, **({} if reply.etag is None else {"ETag": reply.etag})}
    typed = {} if reply.media == _JSON else {"Content-Type": reply.media}
    answer = idempotency.Answer(reply.status, {**headers, **typed}, content)
    call.closing.commit(connection, idempotency.answered(claim, answer, call.now))
    return Reply(status=reply.status, content=content, media=reply.media, headers=headers)


def _count(services: Services, principal: Principal) -> None:
    """Count a request of a key once, before anything is done for it."""
    if _STANDING in request.environ:
        return
    standing = services.rates.take(principal.key)
    request.environ[_STANDING] = standing
    require_room(standing, services.rates.wait)


def _path(path: Mapping[str, str]) -> Mapping[str, str]:
    for name, value in path.items():
        if not _PATHS[name].fullmatch(value):
            refuse("not-found")
    return path


def _query(operation: Operation, received: Request) -> dict[str, Any]:
    if not received.environ.get("QUERY_STRING") and not any(
        query.required for query in operation.query
    ):
        return {}
    known = {query.name: query for query in operation.query}
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    for name, texts in received.args.lists():
        query = known.get(name)
        if query is None:
            # Answers hold no NUL, whatever was sent.
            shown = name[:80].replace("\0", "\ufffd")
            faults.append(Fault("", Note("unknown-member"), shown))
            continue
        try:
            if len(texts) > 1:
                faults.append(Fault("", Note("too-many", {"limit": 1}), name))
            values[name] = query.field.read(texts[0])
        except ValidationError as error:
            faults += [Fault("", note, name) for note in error.messages]  # type: ignore[arg-type]  # our fields raise notes
    faults += [
        Fault("", Note("required"), query.name)
        for query in operation.query
        if query.required and query.name not in values and query.name not in received.args
    ]
    if faults:
        raise ContentFaults(faults)
    return values


def _respond(reply: Reply, received: Request) -> Response:
    if reply.plain:
        return Response(_encode(reply.document), reply.status, _PLAIN.copy(), content_type=_JSON)
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
        return Response(reply.lines, reply.status, headers, content_type=reply.media)
    content = _encode(reply.document) if reply.content is None else reply.content
    return Response(content, reply.status, headers, content_type=reply.media)
