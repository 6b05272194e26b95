"""Replays that the service carries on by itself: asked for, stopped, and taken a stretch further.

A replay is no act on an order: nothing of the ledger, of orders or of quota is written. Each
stretch is kept with where it leads to in one transaction, so that whoever goes on, does from there.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, insert, select, update

from approvals.errors import WrongState
from approvals.history_store import Place
from approvals.rehearsal_question import Question
from approvals.rehearsal_tally import ChangedOrder
from approvals.replay_errors import ReplayNotFound
from approvals.replay_tables import replay, replay_order
from approvals.states import CHANGED, ReplayState


@unique
class Failure(StrEnum):
    """Why a replay cannot be carried on."""

    HISTORY = "history"
    """The record cannot be read as it has to be."""
    LAW = "law"
    """The law that decisions were made under is not to be had."""
    DRAFT = "draft"
    """The draft contradicts the law that is in force by now."""


UNDER_WAY: Final = (ReplayState.WAITING, ReplayState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReplay:
    """A replay as it stands in the database.

    ``through`` is the last event it reads (``None`` before it began), ``place`` how far it is, and
    ``orders`` how many came out otherwise so far. ``sums`` are there once it is done.
    """

    id: str
    question: Question
    asked_by: str
    asked_at: datetime
    state: ReplayState
    through: int | None
    place: Place
    orders: int
    sums: dict[str, Any] | None
    failure: Failure | None
    detail: str | None
    changed_at: datetime


def ask(
    connection: Connection, question: Question, *, person: str, identifier: str, now: datetime
) -> StoredReplay:
    """Keep a question for a job to answer, once its draft was found to be without fault.

    Args:
        connection: a transaction of the caller's.
        question: what is asked.
        person: who asks.
        identifier: a fresh one.
        now: the instant.

    Raises:
        StandardsFault: the draft has faults, is no edition, or contradicts the law in force.
    """
    question.edition(connection)
    connection.execute(
        insert(replay).values(
            id=identifier,
            name=question.name,
            draft=question.draft,
            as_if_from=question.as_if_from,
            since=question.since,
            until=question.until,
            asked_by=person,
            asked_at=now,
            state=ReplayState.WAITING.value,
            event=0,
            begun=False,
            orders=0,
            changed_at=now,
        )
    )
    return find(connection, identifier)


def find(connection: Connection, identifier: str) -> StoredReplay:
    """Return a replay.

    Raises:
        ReplayNotFound: there is none, or it is not the reader's to see.
    """
    row = connection.execute(_all().where(replay.c.id == identifier)).first()
    if row is None:
        raise ReplayNotFound(identifier)
    return _stored(row)


def page_of(
    connection: Connection, *, limit: int, before: str | None = None
) -> tuple[StoredReplay, ...]:
    """Return up to ``limit`` replays, the newest first, older than ``before``."""
    query = _all().order_by(replay.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(replay.c.id < before)
    return tuple(map(_stored, connection.execute(query)))


def orders_of(
    connection: Connection, identifier: str, *, limit: int, after: int = -1
) -> tuple[tuple[int, dict[str, Any]], ...]:
    """Return up to ``limit`` orders that come out otherwise, by their place, behind ``after``."""
    columns = replay_order.c
    query = select(columns.place, columns.body).where(
        columns.replay == identifier, columns.place > after
    )
    rows = connection.execute(query.order_by(columns.place).limit(limit))
    return tuple((place, json.loads(body)) for place, body in rows)


def under_way(connection: Connection, *, idle_since: datetime) -> tuple[str, ...]:
    """Return the replays that nobody took further since an instant, the oldest first."""
    columns = replay.c
    query = select(columns.id).where(
        columns.state.in_([it.value for it in UNDER_WAY]), columns.changed_at <= idle_since
    )
    return tuple(connection.scalars(query.order_by(columns.id)))


def stand_of(connection: Connection, identifier: str) -> dict[str, Any] | None:
    """Return where the pure replay stood (`approvals.rehearsal_saving`); ``None`` at its start."""
    body = connection.scalar(select(replay.c.stand).where(replay.c.id == identifier))
    return None if body is None else json.loads(body)


def stop(connection: Connection, identifier: str, *, now: datetime) -> StoredReplay:
    """Stop a replay that is under way; what it found so far stays.

    Raises:
        ReplayNotFound: there is none, or it is not the reader's to see.
        WrongState: it is over.
    """
    held = find(connection, identifier)
    if held.state not in UNDER_WAY:
        raise WrongState.of_replay(identifier, held.state, *UNDER_WAY)
    _change(connection, held, now, state=ReplayState.STOPPED)
    return find(connection, identifier)


def fail(
    connection: Connection, identifier: str, why: Failure, detail: str, *, now: datetime
) -> None:
    """Keep that a replay cannot be carried on, why, and what was found in detail."""
    held = find(connection, identifier)
    if held.state in UNDER_WAY:
        _change(connection, held, now, state=ReplayState.FAILED, failure=why.value, detail=detail)


def keep(
    connection: Connection,
    held: StoredReplay,
    *,
    place: Place,
    through: int,
    found: Sequence[ChangedOrder],
    stand: dict[str, Any] | None = None,
    sums: dict[str, Any] | None = None,
    now: datetime,
) -> None:
    """Keep a stretch: what came out otherwise on it and where it leads to; ``sums`` at the end.

    Raises:
        WrongState: somebody stopped the replay meanwhile, or took it further.
    """
    _change(
        connection,
        held,
        now,
        state=ReplayState.RUNNING if sums is None else ReplayState.DONE,
        through=through,
        event=place.event,
        begun=place.begun,
        orders=held.orders + len(found),
        stand=None if stand is None else _bytes(stand),
        sums=None if sums is None else _bytes(sums),
    )
    if found:
        connection.execute(insert(replay_order), list(_rows(held, found)))


def _rows(held: StoredReplay, found: Iterable[ChangedOrder]) -> Iterable[dict[str, Any]]:
    for place, changed in enumerate(found, held.orders):
        yield {"replay": held.id, "place": place, "body": _bytes(changed.document())}


def _change(
    connection: Connection,
    held: StoredReplay,
    now: datetime,
    *,
    state: ReplayState,
    **values: Any,  # noqa: ANN401 - columns
) -> None:
    columns = replay.c
    changed = connection.execute(
        update(replay)
        .where(
            columns.id == held.id,
            columns.state == held.state.value,
            columns.event == held.place.event,
            columns.orders == held.orders,
        )
        .values(state=state.value, changed_at=now, **values)
    )
    if changed.rowcount != 1:
        raise WrongState.of_replay(held.id, CHANGED, held.state)


def _bytes(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


_SHOWN = tuple(column for column in replay.c if column.name != "stand")


def _all() -> Select[*tuple[Any, ...]]:
    return select(*_SHOWN)


def _stored(row: Row[*tuple[Any, ...]]) -> StoredReplay:
    sums: bytes | None = row.sums
    return StoredReplay(
        id=row.id,
        question=Question(
            name=row.name,
            draft=None if row.draft is None else bytes(row.draft),
            as_if_from=row.as_if_from,
            since=row.since,
            until=row.until,
        ),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        state=ReplayState(row.state),
        through=row.through,
        place=Place(event=row.event, begun=row.begun),
        orders=row.orders,
        sums=None if sums is None else json.loads(sums),
        failure=None if row.failure is None else Failure(row.failure),
        detail=row.detail,
        changed_at=row.changed_at,
    )
