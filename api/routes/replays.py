"""Rehearsals: what would have become of the recorded orders under a draft. Nothing is decided."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from api import examples, limits
from api.call import Call, Reply
from api.conditions import etag_of, require_match
from api.deferring import defer_replay
from api.faults import ContentFaults, Fault, fault
from api.identifiers import new_id
from api.instants import instant
from api.operation import Answer, Link, Resource
from api.paging import bad_cursor, cursor, limit_of, page, page_queries
from api.schemas.replays import REPLAY, ReplayIn
from approvals import replays
from approvals.rehearsal_question import Question
from approvals.rehearsal_tally import KIND, NOTICE
from approvals.replay_errors import WrongDays
from approvals.replays import Failure, StoredReplay
from catalog.documents import DocumentKind
from catalog.errors import UnknownProposalError
from catalog.store import proposals_of

REPLAYS = Resource(
    "replays", "Rehearsals: recorded history under a draft. They decide nothing, and say so."
)

_FAILURES: Mapping[Failure, tuple[str, str]] = MappingProxyType(
    {
        Failure.HISTORY: ("记录无法按要求读取", "the record cannot be read as it has to be"),
        Failure.LAW: (
            "无法取得当时所依据的标准",
            "the law that decisions were made under is not to be had",
        ),
        Failure.DRAFT: (
            "草案与现行标准相抵触",
            "the draft contradicts the law that is in force by now",
        ),
    }
)


@REPLAYS.operation(
    "POST",
    "/v1/replays",
    id="startReplay",
    summary="Let recorded history happen again under a draft edition",
    description=(
        "A job answers it, from an empty quota in recorded order; nothing is decided and nothing "
        "else is written. Without a draft, history has to come out as it did."
    ),
    body=ReplayIn,
    body_limit=limits.DOCUMENT_BYTES,
    acts=True,
    answers={
        202: Answer(
            description="asked; a job begins", schema="Replay", headers=("Location", "ETag")
        )
    },
    problems=frozenset({"faulty-document", "not-found"}),
    examples={"the law of then": dict(examples.REPLAY)},
    links={
        "replay": Link(
            operation="getReplay",
            description="how far it is, and what it comes to",
            parameters={"replay": "$response.body#/id"},
        ),
        "cancellation": Link(
            operation="cancelReplay",
            description="stop it",
            parameters={"replay": "$response.body#/id"},
        ),
    },
)
def start(call: Call) -> Reply:
    """Keep a question, and have a job answer it."""
    question = _question(call)
    made = replays.ask(
        call.connection, question, person=call.actor.person, identifier=new_id(), now=call.now
    )
    defer_replay(call.connection, made.id)
    where = {"Location": f"/v1/replays/{made.id}"}
    return Reply(status=202, document=_document(made), headers=where, etag=_etag(made))


@REPLAYS.operation(
    "GET",
    "/v1/replays",
    id="listReplays",
    summary="Rehearsals, the newest first",
    query=page_queries(),
    answers={200: Answer(description="a page of them", schema="ReplayPage", headers=("Link",))},
)
def list_replays(call: Call) -> Reply:
    """Return a page of replays."""
    limit, after = limit_of(call), call.query.get("after")
    before = None if after is None else str(after[0])
    found = replays.page_of(call.connection, limit=limit + 1, before=before)
    following = cursor(found[limit - 1].id) if len(found) > limit else None
    return page(call, [_document(it) for it in found[:limit]], following, kind=KIND)


@REPLAYS.operation(
    "GET",
    "/v1/replays/<replay>",
    id="getReplay",
    summary="One rehearsal: how far it is, and what it comes to",
    answers={200: Answer(description="the rehearsal", schema="Replay", headers=("ETag",))},
)
def get_replay(call: Call) -> Reply:
    """Return a replay."""
    return _replay(replays.find(call.connection, call.path["replay"]))


@REPLAYS.operation(
    "GET",
    "/v1/replays/<replay>/orders",
    id="listReplayOrders",
    summary="The orders that come out otherwise, each with its first cause",
    query=page_queries(),
    answers={
        200: Answer(description="a page of them", schema="ReplayOrderPage", headers=("Link",))
    },
)
def list_replay_orders(call: Call) -> Reply:
    """Return a page of orders that changed, in the order in which history was done with them."""
    limit, after = limit_of(call), call.query.get("after")
    held = replays.find(call.connection, call.path["replay"])
    last = -1 if after is None else _place(after[0])
    found = replays.orders_of(call.connection, held.id, limit=limit + 1, after=last)
    following = cursor(str(found[limit - 1][0])) if len(found) > limit else None
    return page(call, [it for _, it in found[:limit]], following, kind=KIND, notice=dict(NOTICE))


@REPLAYS.operation(
    "POST",
    "/v1/replays/<replay>/cancellation",
    id="cancelReplay",
    summary="Stop a rehearsal that is under way",
    description=(
        "What it found so far stays. Its ETag changes with each stretch it gets further: "
        "`If-Match: *` stops it wherever it is."
    ),
    acts=True,
    conditional=True,
    answers={200: Answer(description="stopped", schema="Replay", headers=("ETag",))},
    problems=frozenset({"wrong-state"}),
)
def cancel(call: Call) -> Reply:
    """Stop a replay."""
    held = replays.find(call.connection, call.path["replay"])
    require_match(call.headers.get("If-Match"), _etag(held))
    return _replay(replays.stop(call.connection, held.id, now=call.now))


def _replay(held: StoredReplay) -> Reply:
    return Reply(document=_document(held), etag=_etag(held))


def _etag(held: StoredReplay) -> str:
    return etag_of("replay", _document(held))


def _place(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _PLACE_DIGITS):
        raise bad_cursor()
    return int(text)


_PLACE_DIGITS = 18


def _question(call: Call) -> Question:
    stated = call.read(REPLAY)
    draft, name = stated.get("draft"), stated.get("name", "draft.yaml")
    if "proposal" in stated:
        if draft is not None:
            raise ContentFaults([fault("/draft", "either-or", other="/proposal")])
        found = proposals_of(call.connection, [stated["proposal"]])
        if not found or found[0].document.kind is not DocumentKind.EDITION:
            raise UnknownProposalError(stated["proposal"])
        draft, name = found[0].document.data, found[0].document.name
    days = {it: date.fromisoformat(stated[it]) for it in _DAYS if it in stated}
    try:
        return Question(name="" if draft is None else name, draft=draft, **days)
    except WrongDays as error:
        raise ContentFaults([_wrong_day(error)]) from error


def _wrong_day(error: WrongDays) -> Fault:
    pointer = f"/{error.member}"
    if error.first is None:
        return fault(pointer, "no-draft")
    return fault(pointer, "before-the-first", day=error.first.isoformat())


_DAYS = ("as_if_from", "since", "until")


def _document(held: StoredReplay) -> dict[str, Any]:
    progress: dict[str, Any] = {"read": held.place.event, "changed_orders": held.orders}
    if held.through is not None:
        progress["of"] = held.through
    document: dict[str, Any] = {
        "kind": KIND,
        "notice": dict(NOTICE),
        "id": held.id,
        "state": held.state.value,
        "question": held.question.document(),
        "asked_by": held.asked_by,
        "asked_at": instant(held.asked_at),
        "changed_at": instant(held.changed_at),
        "progress": progress,
    }
    if held.sums is not None:
        document["sums"] = held.sums
    if held.failure is not None:
        zh, en = _FAILURES[held.failure]
        document["failure"] = {
            "code": held.failure.value,
            "message": {"zh": zh, "en": en},
            "detail": held.detail or "",
        }
    return document
