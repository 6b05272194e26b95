"""What is done for whoever asks: the steps every operation goes through, from any side.

One transaction: who asks, whether he may, whether it was asked before, what was asked, and the
commit with its answer kept. An API's request and a page come through here alike (DESIGN decision
7), and differ in how they say who asks.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from api.access import allow
from api.call import Call, Reply
from api.conditions import idempotency_key
from api.identity import Principal
from api.operation import Eyes, Operation
from api.rates import Standing, require_room
from api.services import Services
from approvals import idempotency
from storage.scope import SYSTEM, Scope

JSON = "application/json"
PUBLIC = Scope(role="public", person="public")
"""Whoever says not who he is."""

encode = msgspec.json.Encoder().encode
"""A document as the bytes every answer is made of."""

Identify = Callable[[Connection, datetime], Principal]
"""Finds out who asks, and enters his scope; refuses whoever is nobody."""


@dataclass(slots=True)
class Turn:
    """One request's turn: who asks is found out as often as need be, and counted once.

    A page that asks several operations has one turn for all of them; where there was no room for
    the first, there is none for the others.
    """

    services: Services
    identify: Identify
    standing: Standing | None = None
    who: Principal | None = None
    """Who asks, once that was found out."""
    _counted: bool = False

    def enter(self, operation: Operation, connection: Connection) -> Principal:
        """Return who asks, if he may do what the operation does.

        Raises:
            Refused: he is nobody, asked too much, or may not.
        """
        principal = self.who = self.identify(connection, self.services.key_time)
        if not self._counted:
            self._counted = True
            self.standing = self.services.rates.take(principal.key)
        require_room(self.standing, self.services.rates.wait)
        allow(operation.id, principal.role, principal.narrowed)
        return principal


def require_entry(operation: Operation, turn: Turn) -> None:
    """Turn away whoever may not ask at all, before he is told what is wrong with his question."""
    with _transaction(operation, turn.services) as connection:
        turn.enter(operation, connection)


def perform(operation: Operation, call: Call, turn: Turn) -> Reply:
    """Return the answer of an operation, whole.

    Raises:
        Exception: whatever its use case raises, or refuses; then nothing happened.
    """
    if operation.eyes is Eyes.NOBODY:
        return operation.view(call)
    with _transaction(operation, turn.services) as connection:
        reply = _act(operation, call, connection, turn)
    return reply if reply.later is None else reply.later()


def _transaction(operation: Operation, services: Services) -> AbstractContextManager[Connection]:
    database = services.database
    if operation.eyes is Eyes.OWN:
        # The scope follows from the key, which is read in the same statement that sets it.
        return database.engine.begin()
    return database.transaction(SYSTEM if operation.eyes is Eyes.OFFICE else PUBLIC)


def _act(operation: Operation, call: Call, connection: Connection, turn: Turn) -> Reply:
    call.enter(connection)
    if operation.eyes is not Eyes.OWN:
        return operation.view(call)
    principal = turn.enter(operation, connection)
    call.enter(connection, principal)
    if not operation.acts:
        return operation.view(call)
    claim = idempotency.Claim(
        person=principal.person,
        route=operation.id,
        key=idempotency_key(call.headers.get("Idempotency-Key")),
        digest=idempotency.request_hash(
            operation.method,
            call.url,
            call.query_string,
            call.body,
            secret=call.services.evidence_keys.lasting if operation.secret else None,
        ),
    )
    before = idempotency.claim(connection, claim)
    if before is not None:
        headers = {**before.headers, "Idempotent-Replayed": "true"}
        media = headers.pop("Content-Type", JSON)
        return Reply(status=before.status, content=before.body, media=media, headers=headers)
    reply = sealed(operation.view(call))
    call.closing.commit(connection, idempotency.answered(claim, kept_of(reply), call.now))
    return reply


def sealed(reply: Reply) -> Reply:
    """Return the answer to an act with the bytes it is sent and kept as."""
    content = encode(reply.document) if reply.content is None else reply.content
    headers = {**reply.headers, **({} if reply.etag is None else {"ETag": reply.etag})}
    return Reply(
        status=reply.status,
        content=content,
        media=reply.media,
        headers=headers,
        passages=reply.passages,
    )


def kept_of(reply: Reply) -> idempotency.Answer:
    """Return what is kept of an answer that was `sealed`."""
    assert reply.content is not None  # noqa: S101 - sealed
    typed = {} if reply.media == JSON else {"Content-Type": reply.media}
    return idempotency.Answer(
        reply.status, {**reply.headers, **typed}, reply.content, reply.passages
    )
