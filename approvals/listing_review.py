"""Review cases where a notice ended or stopped a listing that an approval rests on (CK5, FA14).

The decision stands as it was made. A case names it, the listing and what it would be now, until a
person has closed it; orders that are still open need none, for nothing is approved without an
examination on the day of the act.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from msgspec import structs
from sqlalchemy import Connection, update

from approvals.reliance import Reliance, all_relying_on
from approvals.reviewing import Cause, open_case
from approvals.second_look import Doubted, SealedCase
from approvals.states import Awaits, OrderState
from approvals.tables import purchase_order
from catalog.books import Books
from catalog.catalogue import Catalogue, Held
from validators.examine import examine
from validators.finding import Conclusion, Finding, Outcome
from validators.listing_state import State

STOPPING = frozenset(
    {"listing-withdrawn", "listing-superseded", "listing-suspended", "listing-event-open"}
)
"""The codes of findings that a notice brings about."""

_STOPPED = (State.WITHDRAWN, State.SUPERSEDED, State.SUSPENDED, State.UNCERTAIN)


def noticed(catalogue: Catalogue, on: date) -> Iterator[Held]:
    """Yield the listings of which a notice says anything, with their standing on a day."""
    if catalogue.notices:
        yield from (it for it in catalogue.as_of(on).listings() if it.entry.listing.events)


def doubt_by_listing(
    reliance: Reliance, listing: Held, books: Books, today: date
) -> Doubted | None:
    """Return what a decision would be today by what notices say of the listings it rests on.

    Args:
        reliance: the decided order.
        listing: the listing that was stopped, as it stands today.
        books: law and catalogue in force.
        today: the day of law.
    """
    case = SealedCase.of(reliance.receipt)
    registers = books.catalogue.registers_for(case.order, today)
    evidence = structs.replace(case.evidence, registers=registers)
    dates = structs.replace(case.dates, approved_on=today)
    verdict = examine(case.order, evidence, books.law, dates)
    new = [
        it
        for it in verdict.findings
        if it.code in STOPPING and (it.code, it.pointer) not in case.found
    ]
    would_be = _conclusion(new)
    if would_be is None or would_be is case.outcome:
        return None
    return Doubted(was=case.outcome, now=would_be, first=new[0], changes=(change(listing),))


def change(listing: Held) -> str:
    """Return what is known otherwise of a listing: the same words as long as the same is known."""
    notices = ", ".join(dict.fromkeys(it.notice for it in listing.standing.rests_on))
    return f"{listing.entry.listing.id}: {listing.standing.state.value} ({notices})"


def review_listing(
    connection: Connection,
    listing: Held,
    books: Books,
    *,
    ids: Callable[[], str],
    now: datetime,
    today: date,
) -> int:
    """Open a case for every approval that rests on a stopped listing; return how many are new.

    Args:
        connection: a transaction whose scope is the service's own.
        listing: as it stands today.
        books: law and catalogue in force.
        ids: draws a fresh identifier.
        now: the instant of the act.
        today: its day of law.
    """
    if listing.standing.state not in _STOPPED:
        return 0
    opened = 0
    for it in all_relying_on(connection, listing.entry.listing.id, now=now):
        if it.state is not OrderState.APPROVED:
            continue
        doubted = doubt_by_listing(it, listing, books, today)
        if doubted is not None:
            made = open_case(connection, it.decided, doubted, Cause.LISTING, ids=ids, now=now)
            opened += made is not None
    return opened


def wake_held(connection: Connection, listing: Held, *, now: datetime) -> int:
    """Mark held orders that a suspension, now over, kept waiting; return how many.

    A suspension may end by its own last day, without any publication: whoever catches up with
    marked orders (`approvals.outdated`) examines them again.
    """
    if listing.standing.state is not State.LISTED:
        return 0
    waiting = [
        it.order_id
        for it in all_relying_on(connection, listing.entry.listing.id, now=now)
        if it.awaits is Awaits.FACTS and _stopped(it)
    ]
    columns = purchase_order.c
    marked = connection.execute(
        update(purchase_order)
        .where(columns.id.in_(waiting), columns.awaits == Awaits.FACTS.value)
        .values(overtaken=True)
    )
    return marked.rowcount


def _stopped(reliance: Reliance) -> bool:
    return any(it["code"] in STOPPING for it in reliance.receipt["verdict"]["findings"])


def _conclusion(findings: list[Finding]) -> Conclusion | None:
    outcomes = {it.outcome for it in findings}
    if Outcome.BREACH in outcomes:
        return Conclusion.REFUSED
    return Conclusion.UNDETERMINED if Outcome.UNDETERMINED in outcomes else None
