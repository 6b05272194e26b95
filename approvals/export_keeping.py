"""The lists keepers look after: listings, editions, what waits, what ends, and rehearsals.

Each is read by what the page of the same name is read by.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select

from approvals import replays
from approvals.exported import Asked, CellKind, Column, ExportList, Row, picked
from approvals.impact import acts
from approvals.legal_day import legal_day
from approvals.listing_tables import listing_expiry
from approvals.reliance import all_relying_on
from catalog.store import open_proposals

_COUNT, _MONEY = CellKind.COUNT, CellKind.MONEY
_DAY, _INSTANT, _YES_NO = CellKind.DAY, CellKind.INSTANT, CellKind.YES_NO
_PAGE = 200


def _listings(_: Connection, asked: Asked) -> Iterator[Row]:
    for held in asked.reached.held():
        it, standing = held.entry.listing, held.standing
        yield (
            *(it.id, it.scheme, it.kind.value, it.publication, it.name, it.version, it.kernel),
            *(it.vendor, it.level, standing.state.value, held.validity.value, it.proves),
            *(standing.end, held.loaded),
        )


def _editions(_: Connection, asked: Asked) -> Iterator[Row]:
    law = asked.reached.books.law
    for it in law.editions:
        last = law.last_day(it)
        yield (
            *(it.id, it.revision, it.digest, it.series, it.title.zh, it.title.en, it.document),
            *(it.jurisdiction, it.status.value, it.since.text, None if last is None else last.text),
            *(" ".join(it.supersedes), it.amends),
        )


def _proposals(connection: Connection, asked: Asked) -> Iterator[Row]:
    for it in open_proposals(connection, asked.reached.kinds):
        document = it.document
        yield (
            *(it.id, document.kind.value, document.identity, document.revision, document.digest),
            *(document.name, it.proposed_by, it.proposed_at),
        )


def _expiries(_: Asked) -> Select[*tuple[Any, ...]]:
    told = listing_expiry.c
    columns = (
        *(told.listing, told.last_day, told.days, told.noticed_at),
        *(told.approvals, told.open_orders, told.leaf),
    )
    key = (told.noticed_at, told.listing, told.days)
    return picked(columns, listing_expiry).order_by(*key)


def _impact(connection: Connection, asked: Asked) -> Iterator[Row]:
    name = asked.own["listing"]
    held = asked.reached.books.catalogue.as_of(legal_day(asked.now)).held(name)
    if held is None:
        raise LookupError(name)
    for it in all_relying_on(connection, name, now=asked.now):
        required = acts(held.standing.state, it)
        yield (
            *(name, it.order_id, it.agency, it.reference, it.state.value, it.approval),
            *(None if it.approval_state is None else it.approval_state.value, it.valid_until),
            *(it.outstanding, it.in_service, " ".join(act.value for act in required)),
        )


def _replays(connection: Connection, _: Asked) -> Iterator[Row]:
    before = None
    while found := replays.page_of(connection, limit=_PAGE, before=before):
        for it in found:
            asked = it.question
            yield (
                *(it.id, it.asked_at, it.asked_by, it.state.value, asked.name),
                *(asked.as_if_from, asked.since, asked.until, it.orders),
            )
        before = found[-1].id


def _replay_orders(connection: Connection, asked: Asked) -> Iterator[Row]:
    held, after = replays.find(connection, asked.own["replay"]), -1
    while found := replays.orders_of(connection, held.id, limit=_PAGE, after=after):
        for place, it in found:
            cause = it["first_cause"]
            finding = cause.get("finding", {})
            yield (
                *(held.id, place, it["order"], it["agency"], date.fromisoformat(it["placed_on"])),
                *(Decimal(it["amount"]), it["tax"]),
                *(it["history"]["outcome"], it["history"]["state"]),
                *(it["replay"]["outcome"], it["replay"]["state"]),
                *(cause["through"], finding.get("rule"), finding.get("code")),
            )
        after = found[-1][0]


LISTINGS = ExportList(
    name="listings",
    zh="认证产品",
    en="listings of certified products",
    columns=(
        *map(Column, ("listing", "scheme", "kind", "publication", "name", "version", "kernel")),
        *map(Column, ("vendor", "level", "state", "validity")),
        Column("proves", _YES_NO),
        Column("last_day", _DAY),
        Column("loaded"),
    ),
    rows=_listings,
    own=frozenset({"as_of", "known", "scheme", "kind", "in_force", "text"}),
)
"""As they stand on a day, by what was known on a day."""

EDITIONS = ExportList(
    name="editions",
    zh="标准",
    en="editions of the law",
    columns=(
        Column("edition"),
        Column("revision", _COUNT),
        *map(Column, ("digest", "series", "title_zh", "title_en", "document", "jurisdiction")),
        *map(Column, ("status", "since", "until", "supersedes", "amends")),
    ),
    rows=_editions,
)
"""Every edition in its latest revision; days are as exact as they are known."""

PROPOSALS = ExportList(
    name="proposals",
    zh="待公布的文件",
    en="documents that wait for a second person",
    columns=(
        *map(Column, ("proposal", "kind", "identity")),
        Column("revision", _COUNT),
        *map(Column, ("digest", "name", "proposed_by")),
        Column("proposed_at", _INSTANT),
    ),
    rows=_proposals,
)
"""Those the reader keeps."""

EXPIRIES = ExportList(
    name="expiries",
    zh="临近到期的认证产品",
    en="listings that came near their last day",
    columns=(
        Column("listing"),
        Column("last_day", _DAY),
        Column("days", _COUNT),
        Column("noticed_at", _INSTANT),
        Column("approvals", _COUNT, summed=True),
        Column("open_orders", _COUNT, summed=True),
        Column("leaf"),
    ),
    query=_expiries,
)
"""As they were told, with what rested on them then."""

IMPACT = ExportList(
    name="impact",
    zh="依赖某认证产品的订单与批准",
    en="what rests on a listing",
    columns=(
        *map(Column, ("listing", "order", "agency", "reference", "order_state")),
        *map(Column, ("approval", "approval_state")),
        Column("valid_until", _DAY),
        Column("outstanding", _COUNT, summed=True),
        Column("in_service", _COUNT, summed=True),
        Column("acts"),
    ),
    rows=_impact,
    own=frozenset({"listing"}),
    needs=frozenset({"listing"}),
)
"""With the acts required today."""

REPLAYS = ExportList(
    name="replays",
    zh="预演",
    en="rehearsals",
    columns=(
        Column("replay"),
        Column("asked_at", _INSTANT),
        *map(Column, ("asked_by", "state", "draft")),
        *(Column(name, _DAY) for name in ("as_if_from", "since", "until")),
        Column("changed_orders", _COUNT, summed=True),
    ),
    rows=_replays,
)
"""Every rehearsal and how many orders came out otherwise so far."""

REPLAY_ORDERS = ExportList(
    name="replay-orders",
    zh="预演结果不同的订单",
    en="orders that come out otherwise in a rehearsal",
    columns=(
        Column("replay"),
        Column("place", _COUNT),
        *map(Column, ("order", "agency")),
        Column("placed_on", _DAY),
        Column("amount", _MONEY, summed=True),
        *map(Column, ("tax", "outcome", "state", "rehearsed_outcome", "rehearsed_state")),
        *map(Column, ("through", "rule", "code")),
    ),
    rows=_replay_orders,
    own=frozenset({"replay"}),
    needs=frozenset({"replay"}),
)
"""A rehearsal is no decision."""
