"""Remembers the answer to a request, so that the same request again gets the same bytes.

The key is claimed by the first statement of the transaction and answered by one of the last; what
rolls back was never claimed. A second request with the key waits at the claim until the first has
ended. Refusals that are results are kept too: repeated, they must not turn into approvals.
(RELIABILITY §4.2; the Idempotency-Key header of the IETF HTTPAPI working group.)
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from psycopg import errors as postgres
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from approvals.errors import KeyInUse, KeyReused
from approvals.tables import idempotency
from storage.driver import Asked, Statement, first_row

_CLAIM = Statement.of(
    """
insert into procheck.idempotency (person, route, key, request_hash, recorded_at)
values (%(person)s, %(route)s, %(key)s, %(request_hash)s, %(now)s)
on conflict do nothing
returning key
""",
)

_COMPLETE = Statement.of(
    """
update procheck.idempotency set status = %(status)s, headers = %(headers)s, body = %(body)s
where person = %(person)s and route = %(route)s and key = %(key)s
""",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Whose key it is: the person who asks, and the route; each has keys of its own."""

    person: str
    route: str
    key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was sent: status, headers, and the very bytes of the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def request_hash(method: str, path: str, query: str, body: bytes) -> str:
    """Return what tells one request from another under the same key.

    Every part goes in with its length, so that no two requests run together into the same text.
    """
    state = hashlib.sha256()
    for part in (method.encode(), path.encode(), query.encode(), body):
        state.update(b"%d:" % len(part))
        state.update(part)
    return "sha256:" + state.hexdigest()


def claim(connection: Connection, wanted: Claim, digest: str, now: datetime) -> Answer | None:
    """Claim a key, or return the answer given to it before.

    Raises:
        KeyReused: the key came before with another request.
        KeyInUse: the request before it is still at work after the time the database waits.
    """
    parameters = {
        "person": wanted.person,
        "route": wanted.route,
        "key": wanted.key,
        "request_hash": digest,
        "now": now,
    }
    try:
        fresh = first_row(connection, _CLAIM, parameters)
    except DBAPIError as error:
        if isinstance(error.orig, postgres.LockNotAvailable | postgres.QueryCanceled):
            raise KeyInUse(wanted.key) from error
        raise
    if fresh is not None:
        return None
    columns = idempotency.c
    row = connection.execute(
        select(columns.request_hash, columns.status, columns.headers, columns.body).where(
            columns.person == wanted.person,
            columns.route == wanted.route,
            columns.key == wanted.key,
        )
    ).one()
    if row.request_hash != digest:
        raise KeyReused(wanted.key)
    if row.status is None:
        # Committed without an answer: an edge that forgot to give one. Nothing can be repeated.
        raise KeyInUse(wanted.key)
    return Answer(row.status, json.loads(row.headers), row.body)


def answered(claimed: Claim, answer: Answer) -> Asked:
    """Return the statement that keeps the answer to a key claimed in the same transaction."""
    return _COMPLETE, {
        "person": claimed.person,
        "route": claimed.route,
        "key": claimed.key,
        "status": answer.status,
        "headers": json.dumps(dict(answer.headers), sort_keys=True),
        "body": answer.body,
    }
