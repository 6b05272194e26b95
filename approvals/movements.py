"""Moves quota: writes movements, and lets the database add them to its own balances.

The caller holds the agency's lock. Nothing here reads a sum: what is taken after a movement is what
the database's balance says, and it is that figure the ceiling is held against.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct, structs
from sqlalchemy import Connection

from approvals.examination import Examination, Taking
from approvals.locking import database_refusals
from approvals.quota import Verb

_OPEN = """
insert into procheck.quota_balance (agency, class, attributes)
select distinct %(agency)s::text, m.class, m.attributes
from json_to_recordset(%(movements)s::json) as m(class text, attributes text)
order by m.class, m.attributes
on conflict do nothing
"""

_MOVE = """
with m as materialized (
  select * from json_to_recordset(%(movements)s::json) as m(
    verb text, class text, attributes text, reserved integer, committed integer, on_hand integer,
    order_id text, line integer, serial text, ceiling integer, cap text, excused text)
), drawn as (
  update procheck.order_line o set
    reserved = o.reserved + d.reserved, committed = o.committed + d.committed,
    consumed = o.consumed + d.consumed, released = o.released + d.released
  from (
    select order_id, line, sum(reserved) as reserved, sum(committed) as committed,
      sum(case verb when 'consume' then on_hand else 0 end) as consumed,
      sum(case verb when 'release' then -reserved - committed else 0 end) as released
    from m where order_id is not null group by order_id, line) d
  where o.order_id = d.order_id and o.line = d.line
), balanced as (
  update procheck.quota_balance b set
    reserved = b.reserved + d.reserved, committed = b.committed + d.committed,
    on_hand = b.on_hand + d.on_hand
  from (
    select class, attributes, sum(reserved) as reserved, sum(committed) as committed,
      sum(on_hand) as on_hand
    from m group by class, attributes) d
  where b.agency = %(agency)s and b.class = d.class and b.attributes = d.attributes
  returning b.class, b.attributes, b.reserved + b.committed + b.on_hand as taken
)
insert into procheck.quota_movement (agency, class, attributes, verb, reserved_change,
  committed_change, on_hand_change, order_id, line, serial, taken_after, ceiling, cap, excused,
  recorded_at, recorded_by)
select %(agency)s::text, m.class, m.attributes, m.verb, m.reserved, m.committed, m.on_hand,
  m.order_id, m.line, m.serial, b.taken, m.ceiling, m.cap, m.excused,
  %(now)s::timestamptz, %(person)s::text
from m join balanced b on b.class = m.class and b.attributes = m.attributes
"""


class Movement(Struct, frozen=True, kw_only=True):
    """By how much one act changes the balance of one kind; see the ledger's four verbs."""

    verb: Verb
    item_class: str
    attributes: str
    reserved: int = 0
    committed: int = 0
    on_hand: int = 0
    order_id: str | None = None
    line: int | None = None
    serial: str | None = None
    ceiling: int | None = None
    cap: str | None = None
    excused: str | None = None


def taking(order_id: str, take: Taking, verb: Verb, *, reserved: int = 0) -> Movement:
    """Return the movement of a line that reserves, or commits afresh or from ``reserved`` units."""
    return Movement(
        verb=verb,
        item_class=take.item_class,
        attributes=take.attributes,
        reserved=take.quantity if verb is Verb.RESERVE else -reserved,
        committed=take.quantity if verb is Verb.COMMIT else 0,
        order_id=order_id,
        line=take.line,
        ceiling=take.ceiling,
        cap=take.cap,
        excused=take.excused,
    )


def first_takings(found: Examination) -> tuple[Movement, ...]:
    """Return what an order takes that held nothing before; `approvals.placing` writes the same."""
    verb = found.verb
    if verb is None:
        return ()
    return tuple(taking(found.placed.id, take, verb) for take in found.takings)


def move(
    connection: Connection, agency: str, movements: Sequence[Movement], person: str, now: datetime
) -> None:
    """Write movements and add them to the balances.

    Raises:
        QuotaOverdrawn: the database's own balance refuses one of them; none was done.
    """
    if not movements:
        return
    packed = _packed(movements)
    with database_refusals(agency):
        connection.exec_driver_sql(_OPEN, {"agency": agency, "movements": packed})
        parameters = {"agency": agency, "movements": packed, "person": person, "now": now}
        connection.exec_driver_sql(_MOVE, parameters)


def _packed(movements: Iterable[Movement]) -> str:
    rows = []
    for movement in movements:
        row = structs.asdict(movement)
        row["class"] = row.pop("item_class")
        rows.append(row)
    return json.dumps(rows, ensure_ascii=False)
