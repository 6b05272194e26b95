"""One examination of one order, with everything that follows from it, before anything is written.

The same for a first submission and for every later one: verdict, where it leaves the order, the
sealed receipt, what is taken of the quota, and the signed approval where one is due.
"""

from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct

from approvals.evidence import Gathered
from approvals.kinds import attributes_key
from approvals.legal_day import end_of, legal_day
from approvals.office import Office
from approvals.quota import Verb, ceilings, kind_of
from approvals.receipt import Sealed, seal
from approvals.sealing import claims_bytes
from approvals.statement import SANDBOX_TYP, TYP, Grounds, Window, claims, number_for
from approvals.states import Awaits, Disposition, OrderState, dispose
from catalog.books import Books
from ledger.canonical import digest
from ledger.jws import sign_compact
from validators.examine import Dates, examine
from validators.finding import Verdict
from validators.licensing import LicenceDraw, licence_draws
from validators.order import Order
from validators.resting import SpareDraw, resting
from validators.waiving import Draw, draws


class Placed(Struct, frozen=True, kw_only=True):
    """An order as it was placed.

    ``document`` is the canonical form of what was sent and ``content`` its digest; ``placed_by`` is
    the person who asked.
    """

    id: str
    order: Order
    document: bytes
    content: str
    placed_at: datetime
    placed_by: str


class Taking(Struct, frozen=True, kw_only=True):
    """What one line takes of the quota, and the ceiling of its kind, where a cap counts it."""

    line: int
    item_class: str
    attributes: str
    quantity: int
    ceiling: int | None
    cap: str | None
    excused: str | None


class Granted(Struct, frozen=True, kw_only=True):
    """An approval: its number, its window, the signed statement, and the claims it is of."""

    number: str
    window: Window
    statement: str
    claims: bytes
    kid: str
    status_index: int


class Examination(Struct, frozen=True, kw_only=True):
    """An examination and what follows from it.

    ``books`` are law and catalogue it was held under. ``verb`` is what happens to the quota, if
    anything; ``draws`` is what it then holds of waivers, ``licences`` of licence grants and
    ``spares`` of the agency's unused licences; ``listings`` are those its receipt names;
    ``lapses_at`` is when the order ends by itself if nobody acts.
    """

    placed: Placed
    books: Books
    verdict: Verdict
    disposition: Disposition
    sealed: Sealed
    receipt: str
    verb: Verb | None
    takings: tuple[Taking, ...]
    draws: tuple[Draw, ...]
    licences: tuple[LicenceDraw, ...]
    spares: tuple[SpareDraw, ...]
    listings: tuple[str, ...]
    granted: Granted | None
    lapses_at: datetime | None


def examine_order(
    placed: Placed,
    gathered: Gathered,
    books: Books,
    office: Office,
    now: datetime,
    *,
    decided: bool = False,
) -> Examination:
    """Examine an order and work out what follows; pure but for the signer and the identifiers.

    Args:
        placed: the order.
        gathered: what it rests on, read under the agency's lock.
        books: law and catalogue in force.
        office: terms, key and identifiers.
        now: the instant of the act.
        decided: an approver grants it, so that no further decision is waited for.
    """
    on, today = legal_day(placed.placed_at), legal_day(now)
    dates = Dates(
        placed_on=on,
        approved_on=None if today == on else today,
        valid_until=office.policy.valid_until(today),
    )
    verdict = examine(placed.order, gathered.evidence, books.law, dates)
    disposition = dispose(verdict, names_approvers=bool(gathered.approvers) and not decided)
    sealed = seal(
        placed.document, gathered.evidence, verdict, dates, books.law_digest, books.revision
    )
    receipt = digest(sealed.receipt)
    verb = _verb(disposition)
    granted = None
    if disposition.state is OrderState.APPROVED:
        granted = _grant(placed, gathered, verdict, receipt, books, office, now)
    return Examination(
        placed=placed,
        books=books,
        verdict=verdict,
        disposition=disposition,
        sealed=sealed,
        receipt=receipt,
        verb=verb,
        takings=() if verb is None else _takings(placed.order, gathered, verdict, books, dates),
        draws=() if verb is None else draws(verdict.findings),
        licences=()
        if verb is None
        else licence_draws(placed.order, gathered.evidence.licences, today),
        spares=() if verb is None else resting(placed.order, gathered.evidence, books.law, today),
        listings=gathered.evidence.listings,
        granted=granted,
        lapses_at=_lapse(disposition, office, now),
    )


def _verb(disposition: Disposition) -> Verb | None:
    if disposition.state is OrderState.APPROVED:
        return Verb.COMMIT
    return Verb.RESERVE if disposition.awaits is Awaits.DECISION else None


def _takings(
    order: Order, gathered: Gathered, verdict: Verdict, books: Books, dates: Dates
) -> tuple[Taking, ...]:
    above = [
        it.waiver.number
        for it in verdict.findings
        if it.waiver is not None and it.pointer.endswith("/quantity")
    ]
    limits = ceilings(order, gathered.evidence, books.law, dates.placed_on, above)
    found = []
    for place, line in enumerate(order.lines):
        limit = limits.get(kind_of(line))
        found.append(
            Taking(
                line=place,
                item_class=line.item_class.value,
                attributes=attributes_key(line.attributes),
                quantity=line.quantity,
                ceiling=None if limit is None else limit.units,
                cap=None if limit is None else limit.cap,
                excused=None if limit is None else limit.excused,
            )
        )
    return tuple(found)


def _grant(
    placed: Placed,
    gathered: Gathered,
    verdict: Verdict,
    receipt: str,
    books: Books,
    office: Office,
    now: datetime,
) -> Granted:
    used = [it.waiver for it in verdict.findings if it.waiver is not None]
    window = Window.opening(now, office.policy, used)
    number = number_for(office.ids(), window.valid_from.year)
    grounds = Grounds(
        number=number,
        order_id=placed.id,
        order=placed.content,
        receipt=receipt,
        law=books.law_digest,
        catalogue=books.catalogue.digest,
        revision=books.revision,
        status_index=gathered.status_index,
    )
    stating = partial(
        claims,
        placed.order,
        gathered.evidence,
        grounds=grounds,
        window=window,
        policy=office.policy,
    )
    stated = claims_bytes(verdict, stating)
    typ = SANDBOX_TYP if office.policy.sandbox else TYP
    return Granted(
        number=number,
        window=window,
        statement=sign_compact(stated, typ=typ, signer=office.signer),
        claims=stated,
        kid=office.signer.kid,
        status_index=gathered.status_index,
    )


def _lapse(disposition: Disposition, office: Office, now: datetime) -> datetime | None:
    """Return the end of the last day of law on which an open order waits."""
    if disposition.awaits is None:
        return None
    held = disposition.state is OrderState.HELD
    days = office.policy.hold_days if held else office.policy.referral_days
    return end_of(legal_day(now) + timedelta(days=days))
