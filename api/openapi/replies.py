"""The responses of an operation: its answers, and the problems its shape brings with it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from api.access import ACCESS
from api.hosts import OPEN
from api.openapi.forms import reference, text
from api.operation import Answer, Eyes, Operation
from api.problem_kinds import KINDS

_HEADERS: Mapping[str, str] = {
    "ETag": "names this representation; for If-Match and If-None-Match",
    "Location": "where it can be read",
    "Content-Disposition": "under which name to save it, where it is a file",
    "Link": 'the next page, as rel="next", where there is one (RFC 8288)',
    "Retry-After": "seconds after which to try again",
    "RateLimit": "what the key may still ask, and in how many seconds all of it is back",
    "RateLimit-Policy": "how many requests a key may make in how many seconds",
    "WWW-Authenticate": "how to present a key (RFC 6750)",
}
_RATES = ("RateLimit", "RateLimit-Policy")
"""What every answer to a key tells of its limit (draft-ietf-httpapi-ratelimit-headers)."""
_OF_STATUS: Mapping[int, tuple[str, ...]] = {
    401: ("WWW-Authenticate",),
    429: ("Retry-After", *_RATES),
    503: ("Retry-After",),
}


def problems_of(operation: Operation) -> frozenset[str]:
    """Return the kinds of problem an operation can answer with."""
    return frozenset(_problems(operation))


def _problems(operation: Operation) -> Iterator[str]:
    yield from operation.problems
    yield "internal"
    if operation.path not in OPEN:
        yield "unknown-host"
    if operation.eyes is not Eyes.NOBODY:
        yield "unavailable"
    if "<" in operation.path:
        yield "not-found"
    if operation.path.startswith("/v1/"):
        yield "invalid-content"
    if operation.has_body:
        yield from ("malformed-json", "body-overdue", "too-large", "unsupported-media-type")
    if ACCESS[operation.id].roles is not None:
        yield from ("unauthenticated", "forbidden", "too-many-requests")
    if operation.acts:
        yield from (
            "idempotency-key-missing",
            "idempotency-key-malformed",
            "key-reused",
            "in-progress",
        )
    if operation.conditional is not None:
        yield "stale"
        if operation.conditional:
            yield "precondition-required"


def responses(operation: Operation) -> dict[str, Any]:
    """Return the responses of an operation, by status."""
    told: dict[str, Any] = {
        str(status): _answer(operation, answer) for status, answer in operation.answers.items()
    }
    if operation.method == "GET" and any("ETag" in it.headers for it in operation.answers.values()):
        told["304"] = {"description": "not changed since the ETag in If-None-Match"}
    by_status: defaultdict[int, list[str]] = defaultdict(list)
    for name in sorted(problems_of(operation)):
        by_status[KINDS[name].status].append(name)
    for status, names in sorted(by_status.items()):
        problem = {
            "description": "; ".join(f"{KINDS[name].type}: {KINDS[name].en}" for name in names),
            "headers": _headers(_OF_STATUS.get(status, ())),
            "content": {"application/problem+json": {"schema": reference("Problem")}},
        }
        known = told.get(str(status))
        if known is None:
            told[str(status)] = problem
        else:
            known["content"].update(problem["content"])
    return told


def _answer(operation: Operation, answer: Answer) -> dict[str, Any]:
    declared: dict[str, Any] = {
        "description": answer.description,
        "headers": _headers((*answer.headers, *(() if ACCESS[operation.id].public else _RATES))),
    }
    if answer.schema is not None:
        bodies = {answer.media: answer.schema, **answer.also}
        declared["content"] = {
            media: {"schema": reference(schema)} for media, schema in bodies.items()
        }
    if operation.links:
        declared["links"] = {
            name: {
                "operationId": link.operation,
                "description": link.description,
                "parameters": dict(link.parameters),
            }
            for name, link in operation.links.items()
        }
    return declared


def _headers(names: tuple[str, ...]) -> dict[str, Any]:
    return {name: {"description": _HEADERS[name], "schema": text()} for name in names}
