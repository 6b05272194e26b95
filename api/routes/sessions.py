"""Sessions of people at browsers, and keys of systems: shown, and ended at once."""

from typing import Any

from api import examples
from api.access_keys import withdraw
from api.call import Call, Reply
from api.instants import instant
from api.operation import Answer, Link, Resource
from api.problem import refuse
from api.roles import Role
from api.schemas.acts import REASON, ReasonIn
from api.session_acts import KnownSession, end_sessions, sessions_known

SESSIONS = Resource("sessions", "Sessions of people at the pages.")
_WHY = {"why": dict(examples.REASON)}
_ENDED = {200: Answer(description="how many were ended", schema="Ended")}


@SESSIONS.operation(
    "GET",
    "/v1/sessions",
    id="listSessions",
    summary="The open sessions of whoever asks, or everybody's for a security administrator",
    answers={200: Answer(description="the sessions", schema="SessionList")},
    links={
        "end": Link(
            operation="endSession",
            description="end the first one",
            parameters={"session": "$response.body#/items/0/id"},
        )
    },
)
def list_sessions(call: Call) -> Reply:
    """Return the sessions that are open."""
    found = sessions_known(call.connection, call.services.key_time, person=_whose(call))
    return Reply(document={"items": [_shown(call, it) for it in found]})


@SESSIONS.operation(
    "POST",
    "/v1/sessions/end",
    id="endSessions",
    summary="End every session of one's own",
    body=ReasonIn,
    acts=True,
    answers=_ENDED,
    examples=_WHY,
)
def end_all(call: Call) -> Reply:
    """End every session of whoever asks."""
    call.read(REASON)
    return Reply(document={"ended": _end(call, None, call.principal.person)})


@SESSIONS.operation(
    "POST",
    "/v1/sessions/<session>/end",
    id="endSession",
    summary="End a session of one's own, or anybody's for a security administrator",
    body=ReasonIn,
    acts=True,
    answers=_ENDED,
    examples=_WHY,
    links={"left": Link(operation="listSessions", description="those left", parameters={})},
)
def end_one(call: Call) -> Reply:
    """End a session."""
    call.read(REASON)
    return Reply(document={"ended": _end(call, call.path["session"], _whose(call))})


@SESSIONS.operation(
    "POST",
    "/v1/keys/<key>/withdrawal",
    id="withdrawKey",
    summary="Withdraw an access key, with its tokens and sessions, at once",
    body=ReasonIn,
    acts=True,
    answers={200: Answer(description="withdrawn", schema="KeyWithdrawn")},
    problems=frozenset({"same-person"}),
    examples=_WHY,
    links={"left": Link(operation="listKeys", description="those left", parameters={})},
)
def withdraw_key(call: Call) -> Reply:
    """Withdraw a key of somebody else's."""
    call.read(REASON)
    key = call.path["key"]
    if key == call.principal.key:
        refuse("same-person", "不得收回自己正在使用的密钥", "this is the key you are using")
    withdraw(call.connection, key, actor=call.actor, ids=call.services.office.ids, now=call.now)
    return Reply(document={"key": key, "revoked_at": instant(call.now)})


def _whose(call: Call) -> str | None:
    everybody = call.principal.role is Role.SECURITY_ADMINISTRATOR
    return None if everybody else call.principal.person


def _end(call: Call, session: str | None, person: str | None) -> int:
    return end_sessions(
        call.connection,
        actor=call.actor,
        ids=call.services.office.ids,
        now=call.now,
        wall=call.services.key_time,
        session=session,
        person=person,
    )


def _shown(call: Call, it: KnownSession) -> dict[str, Any]:
    return {
        "id": it.id,
        "person": it.person,
        "role": it.role,
        "proof": it.proof,
        "opened_at": instant(it.opened_at),
        "seen_at": instant(it.seen_at),
        "expires_at": instant(it.expires_at),
        "this": it.id == call.principal.key,
    }
