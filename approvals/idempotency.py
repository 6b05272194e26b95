"""Remembers the answer to a request, so that the same request again gets the same bytes.

A request takes its key's lock before anything else, and its answer is written with the commit; what
rolls back was never there. A second request with the key waits at the lock until the first has
ended. Refusals that are results are kept too: repeated, they must not turn into approvals.
(RELIABILITY §4.2; the Idempotency-Key header of the IETF HTTPAPI working group.)
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec
from psycopg import errors as postgres
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from approvals.errors import KeyInUse, KeyReused
from approvals.passages import Cut, Passage, cut, whole
from storage.driver import Asked, Statement, first_rows
from storage.packed import pack, unpack

# Two keys that share a number wait for each other, and no more than that.
LOCKING = (
    "pg_advisory_xact_lock("
    "hashtextextended(concat_ws(' ', {person}, %(route)s::text, %(key)s::text), 0))"
)
"""Locks a key, where a statement has its person already; who that is has to be filled in."""
_LOCK = Statement.of("select " + LOCKING.format(person="%(person)s::text"))

_BEFORE = Statement.of(
    "select request_hash, status, headers, body, passages from procheck.idempotency"
    " where person = %(person)s and route = %(route)s and key = %(key)s"
)

ANSWERING = """
insert into procheck.idempotency
  (person, route, key, request_hash, status, headers, body, passages, recorded_at)
values (%(person)s, %(route)s, %(key)s, %(request_hash)s, %(status)s, %(headers)s, %(body)s,
  %(passages)s, %(now)s)
"""
"""Keeps an answer, also as a part of the statement that writes what it answers."""
_ANSWERED = Statement.of(ANSWERING)


_encode = msgspec.json.Encoder(order="sorted").encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A key and the request it came with: keys are a person's own, for each route.

    ``digest`` tells one request from another (`request_hash`).
    """

    person: str
    route: str
    key: str
    digest: str

    @property
    def parameters(self) -> dict[str, str]:
        """Return whose key it is, as the statements name it."""
        return {"person": self.person, "route": self.route, "key": self.key}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was sent: status, headers, and the very bytes of the body.

    ``passages`` are those of its bytes that the record holds as well.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    passages: tuple[Passage, ...] = ()


def request_hash(
    method: str, path: str, query: str, body: bytes, *, secret: bytes | None = None
) -> str:
    """Return what tells one request from another under the same key.

    Every part goes in with its length, so that no two requests run together into the same text.

    Args:
        method: the HTTP method.
        path: the path.
        query: the query string.
        body: the body.
        secret: a key, where the body holds what could be guessed from a plain digest of it.
    """
    state = hashlib.sha256()
    for part in (method.encode(), path.encode(), query.encode(), body):
        state.update(b"%d:" % len(part))
        state.update(part)
    if secret is None:
        return f"sha256:{state.hexdigest()}"
    keyed = hmac.new(secret, b"procheck/request/1\0" + state.digest(), hashlib.sha256)
    return f"hmac-sha256:{keyed.hexdigest()}"


def claim(connection: Connection, wanted: Claim) -> Answer | None:
    """Take a key's lock until the transaction ends; return the answer given to it before, if any.

    Raises:
        KeyReused: the key came before with another request.
        KeyInUse: the request before it is still at work after the time the database waits.
        ReceiptNotFound: he may no longer see what the answer told.
        ApprovalNotFound: as that.
    """
    mine = wanted.parameters
    try:
        _, before = first_rows(connection, (_LOCK, mine), (_BEFORE, mine))
    except DBAPIError as error:
        if isinstance(error.orig, postgres.LockNotAvailable | postgres.QueryCanceled):
            raise KeyInUse(wanted.key) from error
        raise
    if before is None:
        return None
    digest, status, headers, body, passages = before
    if digest != wanted.digest:
        raise KeyReused(wanted.key)
    return Answer(status, json.loads(headers), whole(connection, Cut(unpack(body), passages)))


def answered(claimed: Claim, answer: Answer, now: datetime) -> Asked:
    """Return the statement that keeps the answer to a key claimed in the same transaction."""
    kept = cut(answer.body, answer.passages)
    return _ANSWERED, {
        **claimed.parameters,
        "request_hash": claimed.digest,
        "status": answer.status,
        "headers": _encode(answer.headers).decode(),
        "body": pack(kept.body),
        "passages": kept.passages,
        "now": now,
    }
