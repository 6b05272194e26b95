"""The service itself: its keys, its contract, its health."""

from typing import Any

from api.call import Call, Reply
from api.metrics import MEDIA, exposition
from api.operation import Answer, Eyes, Resource
from api.problem import refuse
from api.problem_kinds import KINDS
from ledger.jws import jwks
from ledger.store import latest_checkpoint, pending_age
from storage.migrating import current, head

SERVICE = Resource("service", "Keys, contract and health.")

PENDING_SECONDS = 10
"""No entry waits longer for its place (DESIGN decision 6); if one does, something is wrong."""
_HOUR = 3600


@SERVICE.operation(
    "GET",
    "/.well-known/jwks.json",
    id="getJwks",
    summary="Public keys of approvals and of the ledger (RFC 7517)",
    eyes=Eyes.NOBODY,
    answers={200: Answer(description="the keys", schema="Jwks", media="application/jwk-set+json")},
)
def get_jwks(call: Call) -> Reply:
    """Return the public keys with their states."""
    document = jwks(call.services.keys, sandbox=call.services.settings.sandbox)
    return Reply(document=document, media="application/jwk-set+json", max_age=_HOUR)


@SERVICE.operation(
    "GET",
    "/openapi.json",
    id="getOpenApi",
    summary="This contract (OpenAPI 3.1)",
    eyes=Eyes.NOBODY,
    answers={200: Answer(description="the contract", schema="AnyObject", headers=("ETag",))},
)
def get_openapi(call: Call) -> Reply:
    """Return the contract, made once a process."""
    contract = call.services.contract
    return Reply(content=contract.data, etag=contract.etag, max_age=_HOUR)


@SERVICE.operation(
    "GET",
    "/problems/<kind>",
    id="getProblem",
    summary="What a problem type means, and what to do",
    eyes=Eyes.NOBODY,
    answers={200: Answer(description="the kind of problem", schema="ProblemKind")},
)
def get_problem(call: Call) -> Reply:
    """Return one kind of problem."""
    kind = KINDS.get(call.path["kind"])
    if kind is None:
        refuse("not-found")
    return Reply(
        document={
            "type": kind.type,
            "status": kind.status,
            "title": {"zh": kind.zh, "en": kind.en},
            "advice": {"zh": kind.advice_zh, "en": kind.advice_en},
        },
        max_age=_HOUR,
    )


@SERVICE.operation(
    "GET",
    "/healthz",
    id="getHealth",
    summary="The process is alive",
    eyes=Eyes.NOBODY,
    answers={200: Answer(description="alive", schema="Health")},
)
def get_health(_: Call) -> Reply:
    """Return that the process answers; no database is asked."""
    return Reply(document={"status": "ok"})


@SERVICE.operation(
    "GET",
    "/readyz",
    id="getReadiness",
    summary="The service can do its work",
    description="503 where the schema is not this release's, or the ledger falls behind.",
    eyes=Eyes.OFFICE,
    answers={
        200: Answer(description="ready", schema="Readiness"),
        503: Answer(description="not ready, and why", schema="Readiness"),
    },
)
def get_readiness(call: Call) -> Reply:
    """Return whether database, schema and ledger are as they should be."""
    revision, signed = current(call.connection), latest_checkpoint(call.connection)
    waiting = pending_age(call.connection, call.now).total_seconds()
    checks: dict[str, Any] = {
        "schema": {"ok": revision == head(), "found": revision, "expected": head()},
        "checkpoint": {
            "ok": signed is not None,
            "size": 0 if signed is None else signed.checkpoint.size,
            "age_seconds": None
            if signed is None
            else round(max((call.now - signed.signed_at).total_seconds(), 0.0), 1),
        },
        "pending": {"ok": waiting <= PENDING_SECONDS, "age_seconds": round(waiting, 1)},
    }
    ready = all(check["ok"] for check in checks.values())
    return Reply(
        status=200 if ready else 503,
        document={"status": "ready" if ready else "not-ready", "checks": checks},
    )


@SERVICE.operation(
    "GET",
    "/metrics",
    id="getMetrics",
    summary="Numbers for those who watch the service (Prometheus)",
    eyes=Eyes.OFFICE,
    answers={200: Answer(description="the numbers", schema="Text", media=MEDIA)},
)
def get_metrics(call: Call) -> Reply:
    """Return counters of all web processes and the state of the ledger."""
    return Reply(content=exposition(call.connection, call.now), media=MEDIA)
