"""Writes a newly placed order with everything that follows from it, in one statement.

One statement is one trip to the database, and it is whole or not there at all: order, lines, quota,
receipt, approval and ledger entries.
"""

from datetime import datetime
from functools import partial

import msgspec
from sqlalchemy import Connection

from approvals.examination import Examination, Taking
from approvals.facets import edition_set, facets_of
from approvals.idempotency import ANSWERING
from approvals.kinds import attributes_key
from approvals.locking import database_refusals
from ledger.entry import Actor, SealedEntry
from storage.closing import Closing
from storage.driver import Asked, Statement, first_row
from storage.packed import pack
from storage.packed_jws import pack_jws

_encode = msgspec.json.Encoder().encode

_PARTS = """
l as materialized (
  select * from json_to_recordset(%(lines)s::json) as l(
    line integer, class text, attributes text, model text, quantity integer, unit_price numeric,
    ceiling integer, cap text, excused text)
), placed as (
  insert into procheck.purchase_order (id, agency, supplier, reference, state, awaits, outcome,
    placed_on, placed_at, placed_by, document, content_hash, lapses_at, changed_at)
  values (%(id)s, %(agency)s, %(supplier)s, %(reference)s, %(state)s, %(awaits)s, %(outcome)s,
    %(placed_on)s, %(now)s, %(placed_by)s, %(document)s, %(content)s, %(lapses_at)s, %(now)s)
), lined as (
  insert into procheck.order_line (order_id, line, agency, supplier, class, attributes, model,
    quantity, unit_price, reserved, committed)
  select %(id)s::text, line, %(agency)s::text, %(supplier)s::text, class, attributes, model,
    quantity, unit_price, quantity * %(reserve)s::integer, quantity * %(commit)s::integer
  from l
), balanced as (
  insert into procheck.quota_balance as b (agency, class, attributes, reserved, committed)
  select %(agency)s::text, class, attributes,
    sum(quantity) * %(reserve)s::integer, sum(quantity) * %(commit)s::integer
  from l where %(reserve)s::integer + %(commit)s::integer > 0
  group by class, attributes order by class, attributes
  on conflict (agency, class, attributes) do update
    set reserved = b.reserved + excluded.reserved, committed = b.committed + excluded.committed
  returning class, attributes, reserved + committed + on_hand as taken
), moved as (
  insert into procheck.quota_movement (agency, class, attributes, verb, reserved_change,
    committed_change, order_id, line, taken_after, ceiling, cap, excused, recorded_at, recorded_by)
  select %(agency)s::text, class, attributes, %(verb)s::text,
    l.quantity * %(reserve)s::integer, l.quantity * %(commit)s::integer, %(id)s::text, l.line,
    b.taken, l.ceiling, l.cap, l.excused, %(now)s::timestamptz, %(person)s::text
  from l join balanced b using (class, attributes)
), sealed as (
  insert into procheck.receipt (order_id, examination, agency, digest, body, recorded_at)
  values (%(id)s, 1, %(agency)s, %(receipt_digest)s, %(receipt)s, %(now)s)
), named as (
  insert into procheck.receipt_listing (listing, order_id, agency)
  select listing, %(id)s::text, %(agency)s::text
  from json_array_elements_text(%(listings)s::json) as listing
), searched as (
  insert into procheck.order_search (order_id, agency, supplier, examination, outcome, placed_on,
    number, amount, fen)
  select %(id)s::text, %(agency)s::text, %(supplier)s::text, 1, %(outcome)s::text,
    %(placed_on)s::date, %(number)s::text, amount, floor(amount * 100)
  from (select sum(quantity * unit_price) as amount from l) as summed
), faceted as (
  insert into procheck.order_facet (facet, order_id, examination, agency)
  select facet, %(id)s::text, 1, %(agency)s::text
  from json_array_elements_text(%(facets)s::json) as facet
), rested as (
  insert into procheck.edition_set (edition, digest, revision)
  select it ->> 0, %(edition_set)s::text, (it ->> 1)::integer
  from json_array_elements(%(editions)s::json) as it
  where not exists (select from procheck.edition_set where digest = %(edition_set)s::text)
  on conflict do nothing
), granted as (
  insert into procheck.approval (number, order_id, agency, supplier, statement, kid, granted_at,
    granted_by, valid_from, valid_until, expires_at, status_index)
  select %(number)s::text, %(id)s::text, %(agency)s::text, %(supplier)s::text,
    %(statement)s::bytea, %(kid)s::text, %(now)s::timestamptz, %(person)s::text,
    %(valid_from)s::date, %(valid_until)s::date, %(expires_at)s::timestamptz,
    %(status_index)s::bigint
  where %(number)s::text is not null
)
insert into procheck.ledger_event (kind, recorded_at, agency, supplier, body)
select e.kind, %(now)s::timestamptz, %(agency)s::text, %(supplier)s::text, e.body
from (values (1, %(kind)s::text, %(entry)s::bytea), (2, %(grant_kind)s, %(grant)s))
  as e(place, kind, body)
where e.body is not null order by e.place
"""
_PLACE = Statement.of(f"with {_PARTS}")
_PLACE_ANSWERED = Statement.of(f"with kept as ({ANSWERING}), {_PARTS}")


def write_new(
    connection: Connection,
    found: Examination,
    entries: tuple[SealedEntry, ...],
    actor: Actor,
    now: datetime,
    closing: Closing | None = None,
) -> None:
    """Write an order that was just examined; the caller holds the agency's lock.

    Args:
        connection: the caller's transaction.
        found: the examination.
        entries: its ledger entries.
        actor: who placed the order.
        now: the instant of the act.
        closing: takes the statement, where nothing else is written after it; it then raises.

    Raises:
        QuotaOverdrawn: the database's own balance refuses what the order takes.
        DuplicateReference: the agency has another order of this reference.
    """
    asked = written(found, entries, actor, now)
    order = found.placed.order
    refusals = partial(database_refusals, order.agency, reference=order.reference)
    if closing is not None:
        closing.take(asked, refusals)
        return
    with refusals():
        first_row(connection, *asked)


def written(
    found: Examination, entries: tuple[SealedEntry, ...], actor: Actor, now: datetime
) -> Asked:
    """Return the statement that writes an order, as `write_new` runs it; arguments as of that."""
    placed, granted = found.placed, found.granted
    examined, grant = entries[0], entries[1] if len(entries) > 1 else None
    order, window = placed.order, None if granted is None else granted.window
    rested = edition_set(found.verdict.editions)
    verb = None if found.verb is None else found.verb.value
    return _PLACE, {
        "id": placed.id,
        "agency": order.agency,
        "supplier": order.supplier,
        "reference": order.reference,
        "state": found.disposition.state.value,
        "awaits": None if found.disposition.awaits is None else found.disposition.awaits.value,
        "outcome": found.verdict.outcome.value,
        "placed_on": found.verdict.examined_on,
        "placed_by": placed.placed_by,
        "person": actor.person,
        "document": placed.document,
        "content": placed.content,
        "lapses_at": found.lapses_at,
        "now": now,
        "lines": _lines(found),
        "verb": verb,
        "reserve": int(verb == "reserve"),
        "commit": int(verb == "commit"),
        "receipt": pack(found.sealed.receipt),
        "receipt_digest": found.receipt,
        "listings": _encode(found.listings).decode(),
        "facets": _encode(facets_of(order, found.verdict)).decode(),
        "edition_set": rested.digest,
        "editions": _encode(rested.editions).decode(),
        "number": None if granted is None else granted.number,
        "statement": None if granted is None else pack_jws(granted.statement, granted.claims),
        "kid": None if granted is None else granted.kid,
        "status_index": None if granted is None else granted.status_index,
        "valid_from": None if window is None else window.valid_from,
        "valid_until": None if window is None else window.valid_until,
        "expires_at": None if window is None else window.expires_at,
        "kind": examined.entry.kind.value,
        "entry": examined.data,
        "grant_kind": None if grant is None else grant.entry.kind.value,
        "grant": None if grant is None else grant.data,
    }


def written_with(placing: Asked, answered: Asked) -> Asked:
    """Return one statement that writes an order and keeps the answer to it.

    One less to begin and to end: that takes the server longer than to write the row.

    Args:
        placing: what `written` returned.
        answered: what `approvals.idempotency.answered` did, of the same person and instant.
    """
    return _PLACE_ANSWERED, {**answered[1], **placing[1]}


def _lines(found: Examination) -> str:
    takings: dict[int, Taking] = {take.line: take for take in found.takings}
    rows = []
    for place, line in enumerate(found.placed.order.lines):
        take = takings.get(place)
        rows.append(
            {
                "line": place,
                "class": line.item_class.value,
                "attributes": attributes_key(line.attributes),
                "model": line.model,
                "quantity": line.quantity,
                "unit_price": f"{line.unit_price:f}",
                "ceiling": None if take is None else take.ceiling,
                "cap": None if take is None else take.cap,
                "excused": None if take is None else take.excused,
            }
        )
    return _encode(rows).decode()
