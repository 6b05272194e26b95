"""Amend an order: fewer or cheaper keeps its approval, anything else replaces it as a whole.

A narrowing gives the units it drops back to the quota and leaves order and approval as they are.
Any other amendment is a new order, examined as a whole on what the old one no longer holds: the old
order and its approval are superseded by it. An amendment that is refused changes nothing, but stays
on record as an order that was refused. Source: insight 3, PO12, PO13.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from sqlalchemy import Connection

from approvals import entries, store
from approvals.amendment_store import (
    NARROWING,
    REPLACING,
    StoredAmendment,
    add_amendment,
    amendments_of,
)
from approvals.ending import holds_draws, release_units
from approvals.errors import LessThanDelivered, NothingAmended, PartlyDelivered, WrongState
from approvals.expire import end_due
from approvals.licence_draws import lock_named
from approvals.locking import lock_agency
from approvals.movements import Movement, move
from approvals.narrowing import narrowing
from approvals.office import Office
from approvals.quota import Verb
from approvals.receipt import differing
from approvals.spare_draws import draw_spares, rested
from approvals.stated import Stated
from approvals.states import ABSENT, ApprovalState, OrderState
from approvals.store import StoredApproval, StoredOrder
from approvals.submit import Prepared, Submission, place, prepare
from approvals.superseding import supersede
from catalog.books import Books
from ledger.canonical import digest
from ledger.entry import Actor, Tenant
from ledger.kinds import EntryKind
from ledger.store import append
from validators.reading import read_order
from validators.resting import given_back

_OPEN = (OrderState.APPROVED, OrderState.REFERRED, OrderState.HELD)


@unique
class AmendmentKind(StrEnum):
    """What became of an amendment."""

    NARROWING = "narrowing"
    """Fewer or cheaper: the approval stands."""
    REPLACING = "replacing"
    """The amended order took the place of the old one, whose approval is superseded."""
    REFUSED = "refused"
    """The amended order breaks the law; the old one stands as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What became of an amendment: ``changes`` are pointers into the order; ``leaf`` its entry's.

    ``made`` is what became of the amended order, where it is one of its own.
    """

    kind: AmendmentKind
    changes: tuple[str, ...]
    leaf: str
    made: Submission | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Who amends which order to what."""

    actor: Actor
    held: StoredOrder
    approval: StoredApproval | None
    stated: Stated
    changes: tuple[str, ...]
    office: Office
    now: datetime


def amend(
    connection: Connection,
    *,
    actor: Actor,
    order_id: str,
    stated: Stated,
    books: Books,
    office: Office,
    now: datetime,
) -> Amendment:
    """Amend an order that waits, or one whose approval is in force.

    Args:
        connection: a transaction of the caller's.
        actor: who asks, for the agency the order names.
        order_id: the order to be amended.
        stated: the whole order as it is to be, its syntax validated; one that is more than a
            narrowing needs a reference of its own.
        books: law and catalogue in force.
        office: terms, key and identifiers.
        now: the instant of the act.

    Raises:
        OrderNotFound: there is none, or it is not the actor's to see.
        WrongState: the order is over, or its approval is.
        NothingAmended: the order is that already.
        LessThanDelivered: a line keeps fewer units than were delivered on it, or are under way.
        PartlyDelivered: devices were delivered or are under way, and it is more than a narrowing.
        DuplicateReference, QuotaOverdrawn, AgencyBusy: as of `submit`.
    """
    lock_agency(connection, store.order(connection, order_id).agency)
    held = store.order(connection, order_id)
    state = held.state_at(now)
    if state not in _OPEN:
        raise WrongState.of_order(order_id, state, *_OPEN)
    approval = _approval(connection, held, now) if state is OrderState.APPROVED else None
    earlier = amendments_of(connection, order_id)
    document = json.loads(earlier[-1].document if earlier else held.document)
    changes = tuple(differing(document, json.loads(stated.document)))
    if not changes:
        raise NothingAmended(order_id)
    asked = _Asked(
        actor=actor,
        held=held,
        approval=approval,
        stated=stated,
        changes=changes,
        office=office,
        now=now,
    )
    lines = None
    # What drew of waivers or grants is examined as a whole: only that tells how much is needed.
    if approval is not None and not holds_draws(connection, order_id):
        lines = narrowing(read_order(document), stated.order)
    if lines is None:
        return _replace(connection, asked, books)
    if earlier:
        lines = {place: earlier[-1].lines[line] for place, line in lines.items()}
    return _narrow(connection, asked, lines)


def _approval(connection: Connection, held: StoredOrder, now: datetime) -> StoredApproval:
    found = store.approval_of_order(connection, held.id)
    state = None if found is None else found.state_at(now)
    if found is None or state is not ApprovalState.IN_FORCE:
        shown = ABSENT if state is None else state.value
        raise WrongState.of_approval(held.id, shown, ApprovalState.IN_FORCE)
    return found


def _narrow(connection: Connection, asked: _Asked, lines: Mapping[int, int]) -> Amendment:
    """Give back what a narrowing drops; ``lines``: which line of the order each line narrows."""
    wanted = {line: asked.stated.order.lines[place].quantity for place, line in lines.items()}
    places = {line: place for place, line in lines.items()}
    movements = []
    units = store.line_units(connection, asked.held.id)
    for it in units:
        keeps, sent = wanted.get(it.line, 0) - it.consumed, it.consumed + it.under_way
        if keeps < it.under_way:
            raise LessThanDelivered(places.get(it.line), sent)
        if it.committed > keeps:
            movements.append(
                Movement(
                    verb=Verb.RELEASE,
                    item_class=it.item_class,
                    attributes=it.attributes,
                    committed=keeps - it.committed,
                    order_id=it.order_id,
                    line=it.line,
                )
            )
    move(connection, asked.held.agency, movements, asked.actor.person, asked.now)
    assert asked.approval is not None  # noqa: S101 - only what is approved is narrowed
    identifier = asked.office.ids()
    # What it then needs and does not rest on yet, it rests on when its devices are accepted.
    rests = given_back(rested(units), wanted)
    draw_spares(connection, asked.held.agency, asked.held.id, rests, asked.actor.person, asked.now)
    drops = entries.taken(movements, entries.Draws(spares=rests))
    body = {"kind": AmendmentKind.NARROWING.value, **drops}
    leaf = _enter(connection, asked, identifier, body)
    _keep(connection, asked, identifier, lines=tuple(lines[place] for place in sorted(lines)))
    return Amendment(kind=AmendmentKind.NARROWING, changes=asked.changes, leaf=leaf)


def _replace(connection: Connection, asked: _Asked, books: Books) -> Amendment:
    """Examine the amended order on what the old one no longer holds; keep the old if it is refused.

    What was tried and is not to be goes back to the savepoint, the quota given back included.
    """
    held, actor, now = asked.held, asked.actor, asked.now
    if any(it.consumed + it.under_way for it in store.line_units(connection, held.id)):
        raise PartlyDelivered(held.id)
    # What is given back and what may be drawn, all at once: two acts cannot wait for each other.
    lock_named(connection, asked.stated.order, now, held=held.id)
    # Before the savepoint: what ended by itself stays ended, whatever becomes of the amendment.
    end_due(connection, held.agency, ids=asked.office.ids, now=now)
    with connection.begin_nested() as savepoint:
        released = release_units(connection, held.agency, held.id, actor.person, now)
        prepared = prepare(
            connection,
            actor=actor,
            stated=asked.stated,
            books=books,
            office=asked.office,
            now=now,
            instead_of=held.id,
        )
        if prepared.found.disposition.state is not OrderState.REFUSED:
            return _take_place(connection, asked, prepared, released)
        savepoint.rollback()
    made = place(connection, prepared, actor, now)
    return Amendment(kind=AmendmentKind.REFUSED, changes=asked.changes, leaf=made.leaf, made=made)


def _take_place(
    connection: Connection, asked: _Asked, prepared: Prepared, released: Mapping[str, object]
) -> Amendment:
    """Let the amended order take the place of the old one, whose units were given back."""
    by, identifier = prepared.found.placed.id, asked.office.ids()
    # Recorded before what takes its place: a replay gives the units back before it takes them.
    body = {"kind": AmendmentKind.REPLACING.value, "by": by, **released}
    leaf = _enter(connection, asked, identifier, body)
    store.change_order(connection, asked.held, OrderState.SUPERSEDED, now=asked.now, ended=_AMENDED)
    if asked.approval is not None:
        supersede(connection, asked.approval, by, asked.actor, asked.office.ids, asked.now)
    made = place(connection, prepared, asked.actor, asked.now)
    _keep(connection, asked, identifier, replaced_by=by)
    return Amendment(kind=AmendmentKind.REPLACING, changes=asked.changes, leaf=leaf, made=made)


_AMENDED = "amended"
"""Why an order ended that another took the place of."""


def _enter(
    connection: Connection, asked: _Asked, identifier: str, body: Mapping[str, object]
) -> str:
    """Record the amendment in the ledger; return the leaf."""
    held = asked.held
    tenant = Tenant(agency=held.agency, supplier=held.supplier)
    said = {
        "from": held.state.value,
        "content": digest(asked.stated.document),
        "changes": list(asked.changes),
        **body,
    }
    return append(
        connection,
        entries.order_entry(
            EntryKind.ORDER_AMENDED, identifier, held.id, tenant, said, asked.actor, asked.now
        ),
    ).text


def _keep(
    connection: Connection,
    asked: _Asked,
    identifier: str,
    *,
    lines: tuple[int, ...] = (),
    replaced_by: str | None = None,
) -> None:
    """Write the amendment down beside the order."""
    held, document = asked.held, asked.stated.document
    add_amendment(
        connection,
        StoredAmendment(
            id=identifier,
            agency=held.agency,
            supplier=held.supplier,
            order_id=held.id,
            kind=NARROWING if replaced_by is None else REPLACING,
            approval=None if asked.approval is None else asked.approval.number,
            replaced_by=replaced_by,
            document=document,
            content_hash=digest(document),
            lines=lines,
            changes=asked.changes,
            recorded_at=asked.now,
            recorded_by=asked.actor.person,
        ),
    )
