"""The responses of an operation: its answers, and the problems its shape brings with it.

How each kind of problem reads is a component of its own, which every response refers to.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from api.access_table import ACCESS
from api.hosts import OPEN
from api.openapi.forms import Form, integer, reference, text
from api.operation import Answer, Eyes, Operation
from api.problem import Problem
from api.problem_kinds import KINDS
from api.rates import RATE_HEADERS

_HEADERS: Mapping[str, tuple[str, Form]] = {
    "ETag": ("names this representation; for If-Match and If-None-Match", text(200)),
    "Location": ("where it can be read", text(200, format="uri-reference")),
    "Content-Disposition": ("under which name to save it, where it is a file", text(400)),
    "Link": ('the next page, as rel="next", where there is one (RFC 8288)', text()),
    "Retry-After": ("seconds after which to try again", integer(0, 86_400)),
    "WWW-Authenticate": ("how to present a key (RFC 6750)", text(200)),
    "RateLimit": (
        "what the key may still ask, and in how many seconds all of it is back",
        text(200),
    ),
    "RateLimit-Policy": (
        "how many requests a key may make in how many seconds",
        text(200),
    ),
}
_BEFORE_THE_KEY = frozenset({"unknown-host", "unauthenticated"})
"""Problems told before anybody knows whose key it is, and so where it stands."""
_LATER = frozenset({"in-progress", "not-recorded-yet"})
"""Conflicts that are over soon, and say when to try again."""
_OF_STATUS: Mapping[int, tuple[str, ...]] = {
    401: ("WWW-Authenticate",),
    429: ("Retry-After", *RATE_HEADERS),
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
    # A query parameter nobody declared is a fault of content everywhere.
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


def problem_examples(operations: Iterable[Operation]) -> dict[str, Any]:
    """Return how each kind of problem reads that these can answer with, by its name."""
    met = frozenset().union(*map(problems_of, operations))
    return {
        name: {"summary": kind.en, "value": Problem(kind=name).document()}
        for name, kind in KINDS.items()
        if name in met
    }


def header_forms() -> dict[str, Any]:
    """Return what each header of an answer says, by its name."""
    return {
        name: {"description": about, "schema": form} for name, (about, form) in _HEADERS.items()
    }


def responses(operation: Operation, links: Mapping[str, Any]) -> dict[str, Any]:
    """Return the responses of an operation, by status; its good answers lead on by ``links``."""
    rates = () if ACCESS[operation.id].public else RATE_HEADERS
    told: dict[str, Any] = {
        str(status): _answer(answer, rates, links if status < HTTPStatus.BAD_REQUEST else {})
        for status, answer in operation.answers.items()
    }
    if operation.method == "GET" and any("ETag" in it.headers for it in operation.answers.values()):
        told["304"] = {
            "description": "not changed since the ETag in If-None-Match",
            "headers": _headers(("ETag", *rates)),
        }
    by_status: defaultdict[int, list[str]] = defaultdict(list)
    for name in sorted(problems_of(operation)):
        by_status[KINDS[name].status].append(name)
    for status, names in sorted(by_status.items()):
        counted = () if _BEFORE_THE_KEY.issuperset(names) else rates
        later = () if _LATER.isdisjoint(names) else ("Retry-After",)
        problem = {
            "description": "; ".join(f"{KINDS[name].type}: {KINDS[name].en}" for name in names),
            "headers": _headers((*_OF_STATUS.get(status, ()), *later, *counted)),
            "content": {
                "application/problem+json": {
                    "schema": reference("Problem"),
                    "examples": {name: {"$ref": f"#/components/examples/{name}"} for name in names},
                }
            },
        }
        known = told.get(str(status))
        if known is None:
            told[str(status)] = problem
        else:
            known["description"] += f"; {problem['description']}"
            known["headers"].update(problem["headers"])
            known["content"].update(problem["content"])
    return told


def _answer(answer: Answer, rates: tuple[str, ...], links: Mapping[str, Any]) -> dict[str, Any]:
    declared: dict[str, Any] = {
        "description": answer.description,
        "headers": _headers((*answer.headers, *rates)),
    }
    if answer.schema is not None:
        bodies = {answer.media: answer.schema, **answer.also}
        declared["content"] = {
            media: {"schema": reference(schema)} for media, schema in bodies.items()
        }
    if links:
        declared["links"] = dict(links)
    return declared


def _headers(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
