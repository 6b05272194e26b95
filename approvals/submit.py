"""Submit an order: examine it, take quota, grant where it is due, and record it all.

The only way into the states of an order, whatever the path an order came by. (DESIGN decision 7.)
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from approvals import entries
from approvals.draws import draw
from approvals.errors import DuplicateReference
from approvals.evidence import Gathered, answered, gather_for_act
from approvals.examination import Examination, Placed, examine_order
from approvals.expire import end_due
from approvals.legal_day import legal_day
from approvals.licence_draws import draw_licences, locking
from approvals.locking import under_lock
from approvals.movements import Movement, first_takings
from approvals.names import named_devices
from approvals.office import Office
from approvals.placing import write_new
from approvals.replacements import note_replaced
from approvals.spare_draws import draw_spares
from approvals.stated import Stated
from catalog.books import Books
from ledger.canonical import digest
from ledger.entry import Actor, SealedEntry
from storage.closing import Closing
from storage.driver import first_row
from validators.evidence import Answer
from validators.licensing import named_grants


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What became of an act on an order.

    ``leaf`` is the leaf hash of the entry that records the act, in hexadecimal; ``approval_leaf``
    that of the grant, where there was one.
    """

    examination: Examination
    leaf: str
    approval_leaf: str | None


def submit(
    connection: Connection,
    *,
    actor: Actor,
    stated: Stated,
    books: Books,
    office: Office,
    now: datetime,
    closing: Closing | None = None,
) -> Submission:
    """Place an order today and examine it. A refused order is a result and no error.

    Args:
        connection: a transaction of the caller's; nothing is committed here.
        actor: who asks, for the agency the order names.
        stated: the order, its syntax validated.
        books: law and catalogue in force.
        office: terms, key and identifiers.
        now: the instant of the act; the order is placed on its day of law.
        closing: takes what can be written with the commit, where the caller reads nothing of it
            before; what the database refuses of that is raised then.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
        DuplicateReference: the agency has another order of this reference.
        AgencyBusy: the agency's quota was locked for too long.
        QuotaOverdrawn: the database's second wall refused what the examination allowed, of the
            quota, of a waiver, of a licence grant or of the unused licences stated.
    """
    prepared = prepare(connection, actor=actor, stated=stated, books=books, office=office, now=now)
    return place(connection, prepared, actor, now, closing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A buyer's consent to what a supplier proposed: it places the order and decides it at once.

    ``asker`` is the person who proposed it; ``order_id`` the order it comes of, and ``answers``
    those given for that one.
    """

    substitution: str
    order_id: str
    asker: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An order that was examined under the lock and is not written yet, with its entries."""

    found: Examination
    sealed: tuple[SealedEntry, ...]


def prepare(
    connection: Connection,
    *,
    actor: Actor,
    stated: Stated,
    books: Books,
    office: Office,
    now: datetime,
    instead_of: str | None = None,
    consent: Consent | None = None,
) -> Prepared:
    """Lock the agency and examine an order; `place` writes it. Arguments and errors as `submit`.

    ``instead_of`` is the order it is to replace, whose units were given back for it; ``consent`` is
    what it comes of where nobody of the agency asked for it.
    """
    # What needs no lock is done before it is taken.
    person = actor.person if consent is None else consent.asker
    placed = placed_of(stated, person, office, now)
    order, today = placed.order, legal_day(now)
    named = named_grants(order)
    more = (locking((order.agency,), now, named=named),) if named else ()
    ask = under_lock(connection, order.agency, *more)
    before = instead_of if consent is None else consent.order_id
    gathered = gather_for_act(ask, order, books, today, now, person, before)
    if gathered.duplicate is not None:
        raise DuplicateReference(order.reference, gathered.duplicate)
    if gathered.due:
        end_due(connection, order.agency, ids=office.ids, now=now)
        again = partial(first_row, connection)
        gathered = gather_for_act(again, order, books, today, now, person, before)
    if consent is not None:
        gathered = replace(gathered, evidence=answered(gathered.evidence, consent.answers))
    origin = entries.Origin(instead_of, None if consent is None else consent.substitution)
    return judged(placed, gathered, actor, books, office, now, origin)


def judged(
    placed: Placed,
    gathered: Gathered,
    actor: Actor,
    books: Books,
    office: Office,
    now: datetime,
    origin: entries.Origin = entries.ASKED_FOR,
) -> Prepared:
    """Examine an order on what was gathered under the lock, and seal its entries; pure.

    ``origin`` is what it comes of; what comes of a substitution was decided by the consent to it.
    Arguments else as `submit`.
    """
    decided = origin.substitution is not None
    found = examine_order(placed, gathered, books, office, now, decided=decided)
    takings = first_takings(found)
    draws = entries.Draws(found.draws, found.licences, found.spares)
    sealed = seal_entries(found, takings, draws, actor, office, now, origin)
    return Prepared(found=found, sealed=sealed)


def place(
    connection: Connection,
    prepared: Prepared,
    actor: Actor,
    now: datetime,
    closing: Closing | None = None,
) -> Submission:
    """Write an order that was prepared in this transaction; the agency's lock is still held.

    Arguments and errors as `submit`.
    """
    found, sealed = prepared.found, prepared.sealed
    placed = found.placed
    # What is drawn or replaced is written after the order it is drawn or replaced for.
    more = found.draws or found.licences or found.spares or named_devices(placed.order)
    write_new(connection, found, sealed, actor, now, None if more else closing)
    note_replaced(connection, placed.id, placed.order)
    agency, person = placed.order.agency, actor.person
    draw(connection, agency, placed.id, found.draws, person, now)
    draw_licences(connection, agency, placed.id, found.licences, person, now)
    draw_spares(connection, agency, placed.id, found.spares, person, now)
    return submission(found, sealed)


def seal_entries(
    found: Examination,
    movements: tuple[Movement, ...],
    draws: entries.Draws,
    actor: Actor,
    office: Office,
    now: datetime,
    origin: entries.Origin = entries.ASKED_FOR,
) -> tuple[SealedEntry, ...]:
    """Return the entries of an examination: it and what it moved, and the grant it led to."""
    made = [entries.examined(found, movements, draws, office.ids(), actor, now, origin)]
    if found.granted is not None:
        made.append(entries.granted(found.placed, found.granted, office.ids(), actor, now))
    return tuple(it.seal() for it in made)


def submission(found: Examination, sealed: tuple[SealedEntry, ...]) -> Submission:
    """Return what became of an act whose entries were written."""
    first, *rest = (it.leaf_hash.hex() for it in sealed)
    return Submission(examination=found, leaf=first, approval_leaf=rest[0] if rest else None)


def placed_of(stated: Stated, person: str, office: Office, now: datetime) -> Placed:
    """Return an order as it is placed now by a person."""
    return Placed(
        id=office.ids(),
        order=stated.order,
        document=stated.document,
        content=digest(stated.document),
        placed_at=now,
        placed_by=person,
    )
