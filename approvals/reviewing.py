"""Review cases: a correction that casts a doubt on a decision opens one, and leaves it as it was.

Source: SK10, insight 4. A corrected headcount or property is laid beside every decision of its
agency, an erratum or a late edition beside every decision, and a notice beside every approval that
rests on its listing (`approvals.listing_review`); where the outcome would be another, a
case names the decision, the cause and the first finding, until a person has closed it with a
reason. What is open anyway (held, referred) is examined again by other ways.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Any, NamedTuple

from sqlalchemy import Connection, select, text, update
from sqlalchemy.dialects.postgresql import insert

from approvals import agency_store, store
from approvals.entries import order_entry
from approvals.errors import ReviewNotFound, SamePerson, WrongState
from approvals.review_tables import review_case
from approvals.second_look import Doubted, SealedCase, on_facts, on_law
from catalog.books import Books
from ledger.entry import Actor, Tenant
from ledger.kinds import EntryKind
from ledger.store import Leaf, append
from storage.own_rows import own_rows
from storage.packed import Packed
from storage.scope import Scope
from validators.evidence import Count

REVIEWER = Actor(person="system:review", role="system", authentication="review")
"""Who opens cases."""

PAGE = 50
"""Decisions looked at in one transaction."""


@unique
class Cause(StrEnum):
    """What cast the doubt."""

    FACTS = "facts"
    LAW = "law"
    LISTING = "listing"
    """A notice ended or stopped a listing it rests on."""


@unique
class Disposition(StrEnum):
    """What a person made of a case."""

    STANDS = "stands"
    """The decision stands as it is."""
    ACTED_ON = "acted-on"
    """Something was done: the approval was revoked, or the order placed again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A case as it is stored."""

    id: str
    agency: str
    order_id: str
    cause: str
    changes: str
    was: str
    would_be: str
    code: str | None
    pointer: str | None
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    disposition: str | None
    reason: str | None


class Decided(NamedTuple):
    """A decided order and its latest receipt."""

    order_id: str
    agency: str
    receipt: dict[str, Any]


_DECIDED = text("""
    select o.id, o.agency, latest.body from procheck.purchase_order o
    cross join lateral (
        select r.body from procheck.receipt r where r.order_id = o.id
        order by r.examination desc limit 1
    ) as latest
    where o.state in ('approved', 'refused') and o.id > :after
        and (cast(:agency as text) is null or o.agency = :agency)
    order by o.id limit :limit
""").columns(body=Packed)


def decided(connection: Connection, *, agency: str | None, after: str = "") -> tuple[Decided, ...]:
    """Return up to `PAGE` decided orders by identifier, behind ``after``.

    Args:
        connection: a transaction whose scope sees every agency.
        agency: only this agency's; ``None``: all.
        after: begin behind this order.
    """
    values = {"agency": agency, "after": after, "limit": PAGE}
    rows = connection.execute(_DECIDED, values)
    return tuple(Decided(row.id, row.agency, json.loads(row.body)) for row in rows)


def doubt_by_facts(connection: Connection, one: Decided, books: Books) -> Doubted | None:
    """Return whether a decision would be another on the agency's facts as they are known now.

    ``books`` are those it was examined under.
    """
    case = SealedCase.of(one.receipt)
    counts = {
        it.basis: Count(value=it.value, since=it.valid_from, source=it.source)
        for it in agency_store.headcounts(connection, one.agency, on=case.day)
    }
    properties = {
        it.property: it.value for it in agency_store.properties(connection, one.agency, on=case.day)
    }
    return on_facts(case, books.law, counts, properties)


def doubt_by_law(one: Decided, books: Books) -> Doubted | None:
    """Return whether a decision would be another under the law in ``books``."""
    return on_law(SealedCase.of(one.receipt), books.law)


def open_case(
    connection: Connection,
    one: Decided,
    doubted: Doubted,
    cause: Cause,
    *,
    ids: Callable[[], str],
    now: datetime,
) -> Leaf | None:
    """Open a case, unless the same changes opened one of the order before.

    Args:
        connection: a transaction whose scope is the service's own.
        one: the decision.
        doubted: what it would be.
        cause: what cast the doubt.
        ids: draws a fresh identifier.
        now: the instant of the act.
    """
    first, changes = doubted.first, "; ".join(doubted.changes)
    identifier = ids()
    values = {
        "id": identifier,
        "agency": one.agency,
        "order_id": one.order_id,
        "cause": cause.value,
        "changes": changes,
        "was": doubted.was.value,
        "would_be": doubted.now.value,
        "code": None if first is None else first.code,
        "pointer": None if first is None else first.pointer,
        "opened_at": now,
    }
    made = connection.execute(
        insert(review_case).values(values).on_conflict_do_nothing().returning(review_case.c.id)
    )
    if made.first() is None:
        return None
    body: dict[str, object] = {
        "case": identifier,
        "cause": cause.value,
        "changes": changes,
        "was": doubted.was.value,
        "would_be": doubted.now.value,
        **({} if first is None else {"code": first.code, "pointer": first.pointer}),
    }
    return _append(
        connection, EntryKind.REVIEW_OPENED, one.agency, one.order_id, body, REVIEWER, ids, now
    )


def close_case(
    connection: Connection,
    *,
    actor: Actor,
    case: str,
    disposition: Disposition,
    reason: str,
    ids: Callable[[], str],
    now: datetime,
) -> Leaf:
    """Close a case with a reason; whoever placed the order can never close it.

    Raises:
        ReviewNotFound: there is none, or it is not the actor's to see.
        SamePerson: the actor placed the order.
        WrongState: it is closed already.
    """
    held = review(connection, case)
    if store.order(connection, held.order_id).placed_by == actor.person:
        raise SamePerson(actor.person)
    columns = review_case.c
    closed = connection.execute(
        update(review_case)
        .where(columns.id == case, columns.closed_at.is_(None))
        .values(closed_at=now, closed_by=actor.person, disposition=disposition.value, reason=reason)
        .returning(columns.id)
    )
    if closed.first() is None:
        raise WrongState.of_review(case)
    body: dict[str, object] = {
        "case": case,
        "disposition": disposition.value,
        "reason": reason,
    }
    return _append(
        connection, EntryKind.REVIEW_CLOSED, held.agency, held.order_id, body, actor, ids, now
    )


def review(connection: Connection, case: str) -> Review:
    """Return a case.

    Raises:
        ReviewNotFound: there is none, or it is not the reader's to see.
    """
    row = connection.execute(select(review_case).where(review_case.c.id == case)).mappings().first()
    if row is None:
        raise ReviewNotFound(case)
    return Review(**{name: row[name] for name in Review.__slots__})


def reviews_page(
    connection: Connection,
    *,
    limit: int,
    reader: Scope | None = None,
    before: str | None = None,
    open_only: bool = False,
) -> tuple[Review, ...]:
    """Return up to ``limit`` cases the reader may see, the newest first."""
    query = own_rows(select(review_case), review_case, reader)
    if before is not None:
        query = query.where(review_case.c.id < before)
    if open_only:
        query = query.where(review_case.c.closed_at.is_(None))
    rows = connection.execute(query.order_by(review_case.c.id.desc()).limit(limit)).mappings()
    return tuple(Review(**{name: row[name] for name in Review.__slots__}) for row in rows)


def _append(
    connection: Connection,
    kind: EntryKind,
    agency: str,
    order_id: str,
    body: dict[str, object],
    actor: Actor,
    ids: Callable[[], str],
    now: datetime,
) -> Leaf:
    return append(
        connection,
        order_entry(kind, ids(), order_id, Tenant(agency=agency), body, actor, now),
    )
