"""Examine an open order again: the fact arrived, the question was answered, the approver grants.

The same gate as the first time, on today's facts under the agency's lock, without the units the
order itself holds, of quota and of waivers. The new receipt stands beside the old ones; nothing is
rewritten.
"""

import json
from dataclasses import replace
from datetime import datetime
from functools import partial

from msgspec import structs
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects import postgresql

from approvals import store
from approvals.answers import answers_of
from approvals.draws import Held, changes, draw, held_draws
from approvals.entries import Draws
from approvals.errors import WrongState
from approvals.evidence import (
    Gathered,
    answered,
    gather_for_act,
    undrawn,
    without,
    without_licences,
)
from approvals.examination import Examination, Placed, examine_order
from approvals.expire import end_due
from approvals.finding import find_by
from approvals.legal_day import legal_day
from approvals.licence_draws import (
    draw_licences,
    held_licences,
    licence_changes,
    lock_licences,
)
from approvals.line_units import LineUnits
from approvals.locking import lock_agency
from approvals.movements import Movement, move, taking
from approvals.office import Office
from approvals.quota import Verb
from approvals.receipt_store import receipt_of
from approvals.spare_draws import draw_spares, rested
from approvals.states import Awaits, Disposition
from approvals.store import StoredOrder
from approvals.submit import Submission, seal_entries, submission
from approvals.tables import approval, receipt, receipt_listing
from catalog.books import Books
from ledger.canonical import parse
from ledger.entry import Actor, SealedEntry
from ledger.store import insert_event
from storage.driver import first_row
from validators.licensing import LicenceDraw, named_grants
from validators.reading import read_order
from validators.resting import changed

DECLINED = "declined"
"""Why an order was refused that an approver turned down."""


def reexamine(
    connection: Connection,
    *,
    actor: Actor,
    order_id: str,
    books: Books,
    office: Office,
    now: datetime,
) -> Submission:
    """Examine an order again that waits for a fact or for answers.

    Raises:
        OrderNotFound: there is none, or it is not the actor's to see.
        WrongState: it does not wait for facts or answers.
        AgencyBusy: the agency's quota was locked for too long.
    """
    held = lock_open(connection, order_id, (Awaits.FACTS, Awaits.ANSWERS), now)
    return examine_again(connection, held, actor, books, office, now)


def lock_open(
    connection: Connection, order_id: str, wanted: tuple[Awaits, ...], now: datetime
) -> StoredOrder:
    """Lock an order's agency and return the order, which waits for one of ``wanted``.

    Raises:
        OrderNotFound: there is none, or it is not the actor's to see.
        WrongState: it waits for something else, is over, or has lapsed.
        AgencyBusy: the agency's quota was locked for too long.
    """
    held = lock_order(connection, order_id)
    check_open(held, wanted, now)
    return held


def lock_order(connection: Connection, order_id: str) -> StoredOrder:
    """Lock an order's agency and return the order, in whatever state it is.

    Raises:
        OrderNotFound: there is none, or it is not the actor's to see.
        AgencyBusy: the agency's quota was locked for too long.
    """
    lock_agency(connection, store.order(connection, order_id).agency)
    return store.order(connection, order_id)


def check_open(held: StoredOrder, wanted: tuple[Awaits, ...], now: datetime) -> None:
    """Make sure that an order waits for one of ``wanted``.

    Raises:
        WrongState: it waits for something else, is over, or has lapsed.
    """
    state = held.state_at(now)
    if state is not held.state or held.awaits not in wanted:
        names = tuple(it.value for it in wanted)
        raise WrongState.of_order(held.id, state.value, *names, awaits=held.awaits)


def examine_again(
    connection: Connection,
    held: StoredOrder,
    actor: Actor,
    books: Books,
    office: Office,
    now: datetime,
    *,
    decided: bool = False,
) -> Submission:
    """Examine an open order again; the caller holds the lock. ``decided``: an approver grants it.

    Raises:
        QuotaOverdrawn: the database's second wall refused what the examination allowed.
    """
    placed = _placed(held)
    units = store.line_units(connection, held.id)
    drawn = held_draws(connection, held.id)
    licences: tuple[LicenceDraw, ...] = ()
    named = named_grants(placed.order)
    if named:
        lock_licences(connection, (held.agency,), now, named=named, orders=(held.id,))
        licences = held_licences(connection, held.id)
    gathered = _gather(connection, placed, units, drawn, books, office, now)
    evidence = without_licences(gathered.evidence, licences)
    gathered = replace(gathered, evidence=evidence)
    found = examine_order(placed, gathered, books, office, now, decided=decided)
    if found.disposition == Disposition(held.state, held.awaits):
        # It ends when it was first promised to end: publications and facts come for ever.
        found = structs.replace(found, lapses_at=held.lapses_at)
    movements = _movements(held.id, found, units)
    draws = Draws(
        changes(drawn, found.draws),
        licence_changes(licences, found.licences),
        changed(rested(units), found.spares),
    )
    sealed = seal_entries(found, movements, draws, actor, office, now)
    move(connection, held.agency, movements, actor.person, now)
    draw(connection, held.agency, held.id, draws.waivers, actor.person, now)
    draw_licences(connection, held.agency, held.id, draws.licences, actor.person, now)
    draw_spares(connection, held.agency, held.id, draws.spares, actor.person, now)
    _write(connection, held, found, sealed, actor, now)
    return submission(found, sealed)


def _placed(held: StoredOrder) -> Placed:
    return Placed(
        id=held.id,
        order=read_order(json.loads(held.document)),
        document=held.document,
        content=held.content_hash,
        placed_at=held.placed_at,
        placed_by=held.placed_by,
    )


def _gather(
    connection: Connection,
    placed: Placed,
    units: tuple[LineUnits, ...],
    drawn: Held,
    books: Books,
    office: Office,
    now: datetime,
) -> Gathered:
    ask, today = partial(first_row, connection), legal_day(now)
    gathered = gather_for_act(ask, placed.order, books, today, now, placed.placed_by)
    if gathered.due:
        end_due(connection, placed.order.agency, ids=office.ids, now=now)
        gathered = gather_for_act(ask, placed.order, books, today, now, placed.placed_by)
    own: dict[tuple[str, str], int] = {}
    for it in units:
        kind = (it.item_class, it.attributes)
        own[kind] = own.get(kind, 0) + it.reserved
    evidence = undrawn(without(gathered.evidence, own), drawn)
    evidence = answered(evidence, answers_of(connection, placed.id))
    return replace(gathered, evidence=evidence)


def _write(
    connection: Connection,
    held: StoredOrder,
    found: Examination,
    sealed: tuple[SealedEntry, ...],
    actor: Actor,
    now: datetime,
) -> None:
    store.change_order(
        connection,
        held,
        found.disposition.state,
        now=now,
        awaits=found.disposition.awaits,
        outcome=found.verdict.outcome.value,
        lapses_at=found.lapses_at,
    )
    last = select(func.max(receipt.c.examination)).where(receipt.c.order_id == held.id)
    examination = connection.execute(last).scalar_one() + 1
    connection.execute(
        insert(receipt).values(
            order_id=held.id,
            examination=examination,
            agency=held.agency,
            digest=found.receipt,
            body=found.sealed.receipt,
            recorded_at=now,
        )
    )
    named = [{"listing": it, "order_id": held.id, "agency": held.agency} for it in found.listings]
    if named:
        known = postgresql.insert(receipt_listing).on_conflict_do_nothing()
        connection.execute(known, named)
    find_by(connection, held, examination, found)
    _write_approval(connection, held, found, actor, now)
    for it in sealed:
        connection.execute(insert_event(it))


def _movements(
    order_id: str, found: Examination, units: tuple[LineUnits, ...]
) -> tuple[Movement, ...]:
    """Return what the new examination changes about what each line holds."""
    takings = {take.line: take for take in found.takings}
    made = []
    for it in units:
        take = takings.get(it.line)
        if take is None or found.verb is None:
            if it.reserved:
                made.append(
                    Movement(
                        verb=Verb.RELEASE,
                        item_class=it.item_class,
                        attributes=it.attributes,
                        reserved=-it.reserved,
                        order_id=order_id,
                        line=it.line,
                    )
                )
        elif found.verb is Verb.COMMIT or not it.reserved:
            made.append(taking(order_id, take, found.verb, reserved=it.reserved))
    return tuple(made)


def _write_approval(
    connection: Connection, held: StoredOrder, found: Examination, actor: Actor, now: datetime
) -> None:
    granted = found.granted
    if granted is None:
        return
    connection.execute(
        insert(approval).values(
            number=granted.number,
            order_id=held.id,
            agency=held.agency,
            supplier=held.supplier,
            statement=granted.statement,
            kid=granted.kid,
            granted_at=now,
            granted_by=actor.person,
            valid_from=granted.window.valid_from,
            valid_until=granted.window.valid_until,
            expires_at=granted.window.expires_at,
            status_index=granted.status_index,
        )
    )


def open_questions(connection: Connection, order_id: str) -> dict[str, str]:
    """Return the questions of judgement the latest examination left open, and whose they are."""
    sealed = parse(receipt_of(connection, order_id).body)
    findings = sealed["verdict"]["findings"]  # type: ignore[index]  # our own receipt
    needs = [it["needs"] for it in findings if "needs" in it]
    return {it["fact"]: it["from"] for it in needs if it["kind"] == "judgement"}
