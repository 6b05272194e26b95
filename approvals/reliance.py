"""What rests on a listing: open orders, approvals in force, and devices in service.

An order rests on a listing where a line of it names the very product, by its latest receipt.
Source: CK5, FA14, insight 12.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, text

from approvals.reviewing import Decided
from approvals.second_look import SealedCase
from approvals.states import ApprovalState, Awaits, OrderState
from storage.packed import Packed
from validators.listing import ListingKind
from validators.listing_state import on_day
from validators.matching import Stated, match
from validators.order import OrderLine

PAGE = 50
"""Orders looked at in one query."""

# A receipt names every listing its order's texts could mean, and which those are is written with
# it; what a listing is to the order is told from the receipt itself.
TOUCHED = text("""
    select o.id, o.agency, o.reference, o.state, o.awaits, latest.body, a.number,
        a.state as approval_state, a.valid_until, a.expires_at,
        (select jsonb_object_agg(u.line, u.committed) from procheck.order_line u
            where u.order_id = o.id) as committed,
        (select jsonb_object_agg(d.line, d.units) from (
            select s.line, count(*) as units from procheck.asset s
            where s.number = a.number
                and not exists (select from procheck.asset_disposal g where g.serial = s.serial)
            group by s.line) d) as in_service
    from procheck.receipt_listing named
    join procheck.purchase_order o on o.id = named.order_id
    cross join lateral (
        select r.body from procheck.receipt r where r.order_id = o.id
        order by r.examination desc limit 1
    ) as latest
    left join procheck.approval a on a.order_id = o.id
    where named.listing = :listing and named.order_id > :after
        and (o.state = 'approved' or (o.awaits is not null and o.lapses_at > :now)
            or exists (select from procheck.asset s where s.number = a.number
                and not exists (select from procheck.asset_disposal g where g.serial = s.serial)))
    order by named.order_id limit :limit
""").columns(body=Packed)
"""Orders whose receipts name a listing, with what there is of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliance:
    """An order that rests on a listing, and how far it came.

    ``lines`` are those that name the product. Of their units ``outstanding`` are approved and not
    delivered, and ``in_service`` are devices not disposed of. ``approval`` is its number and state
    as of now, where one was granted.
    """

    order_id: str
    agency: str
    reference: str
    state: OrderState
    awaits: Awaits | None
    lines: tuple[int, ...]
    approval: str | None
    approval_state: ApprovalState | None
    valid_until: date | None
    outstanding: int
    in_service: int
    receipt: Mapping[str, Any]

    @property
    def decided(self) -> Decided:
        """Return it as a decision that review cases are about."""
        return Decided(self.order_id, self.agency, dict(self.receipt))

    @property
    def open(self) -> bool:
        """Return whether the order itself waits for something."""
        return self.awaits is not None

    @property
    def in_force(self) -> bool:
        """Return whether its approval is in force."""
        return self.approval_state is ApprovalState.IN_FORCE

    @property
    def lives(self) -> bool:
        """Return whether anything of it can still be acted on."""
        return self.open or self.in_force or self.in_service > 0


def relying_on(
    connection: Connection, listing: str, *, now: datetime, after: str = "", limit: int = PAGE
) -> tuple[Reliance, ...]:
    """Return up to ``limit`` orders that rest on a listing, by identifier, behind ``after``.

    Args:
        connection: a transaction; its scope decides whose orders are seen.
        listing: the id of the listing.
        now: what has lapsed or expired by then is over.
        after: begin behind this order.
        limit: most orders returned.
    """
    found: list[Reliance] = []
    while len(found) < limit:
        asked = {"after": after, "now": now, "listing": listing, "limit": limit}
        rows = connection.execute(TOUCHED, asked).mappings().all()
        made = (_reliance(row, listing, now) for row in rows)
        found += [it for it in made if it is not None and it.lives]
        if len(rows) < limit:
            break
        after = rows[-1]["id"]
    return tuple(found[:limit])


def all_relying_on(connection: Connection, listing: str, *, now: datetime) -> Iterator[Reliance]:
    """Yield every order that rests on a listing, a page at a time; see `relying_on`."""
    after = ""
    while True:
        page = relying_on(connection, listing, now=now, after=after)
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].order_id


def _reliance(row: RowMapping, listing: str, now: datetime) -> Reliance | None:
    receipt = json.loads(row["body"])
    lines = _lines(SealedCase.of(receipt), listing)
    if not lines:
        return None
    state = None if row["approval_state"] is None else ApprovalState(row["approval_state"])
    if state is ApprovalState.IN_FORCE and row["expires_at"] <= now:
        state = ApprovalState.EXPIRED
    committed, in_service = row["committed"] or {}, row["in_service"] or {}
    in_force = state is ApprovalState.IN_FORCE
    return Reliance(
        order_id=row["id"],
        agency=row["agency"],
        reference=row["reference"],
        state=OrderState(row["state"]),
        awaits=None if row["awaits"] is None else Awaits(row["awaits"]),
        lines=lines,
        approval=row["number"],
        approval_state=state,
        valid_until=row["valid_until"],
        outstanding=sum(committed.get(str(it), 0) for it in lines) if in_force else 0,
        in_service=sum(in_service.get(str(it), 0) for it in lines),
        receipt=receipt,
    )


def _lines(case: SealedCase, listing: str) -> tuple[int, ...]:
    """Return the lines of an order that name the very product of a listing, by its receipt."""
    return tuple(
        place
        for place, line in enumerate(case.order.lines)
        if any(_names(case, stated, kind, listing) for stated, kind in _stated(line))
    )


def _stated(line: OrderLine) -> Iterator[tuple[Stated, ListingKind]]:
    system, processor = line.operating_system, line.processor
    if system is not None and system.name is not None:
        stated = Stated(system.name, system.version, system.kernel)
        yield stated, ListingKind.OPERATING_SYSTEM
    if processor is not None:
        yield Stated(processor.name), ListingKind.PROCESSOR


def _names(case: SealedCase, stated: Stated, kind: ListingKind, listing: str) -> bool:
    """Return whether a product was taken to be a listing's on the day it was examined.

    What the listing was corrected to since does not matter: the order was passed by what it was.
    """
    return any(
        it.id == listing
        for register in case.evidence.registers.values()
        if register.kind == kind
        for it in match(
            stated, kind, on_day(register.candidates.get(stated.name, ()), case.day)
        ).exact
    )
