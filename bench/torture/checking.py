"""The invariants: what must hold of the rows and the ledger after any faults whatsoever."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, text

from approvals.errors import ActRefused
from approvals.passages import Cut, whole
from bench.torture.entries import Told, read_export
from bench.torture.observed import Act
from ledger.canonical import digest
from ledger.reconciling import reconcile
from storage.errors import PackedError
from storage.packed import unpack
from storage.packed_jws import unpacked_or_stored

_CREATED = 201
_DONE = frozenset({200, _CREATED})


class Fault(StrEnum):
    """A promise that was broken."""

    LOST = "acknowledged, and lost"
    ALTERED = "stored otherwise than acknowledged"
    DOUBLED = "done twice, or without being asked"
    REPLAY = "one key, different answers"
    REFUSED = "an act in order, refused"
    UNSETTLED = "never answered"
    OVERDRAWN = "quota over the cap"
    UNUSED = "refused while units were left"
    QUOTA = "quota differs from its movements"
    UNRECORDED = "a row without its ledger entry"
    UNFOUNDED = "a ledger entry without its row"
    LEDGER = "the ledger does not hold"
    PROCESS = "a process too many, or none"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise, and where."""

    fault: Fault
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a run left to be checked.

    Attributes:
        connection: sees every row of the service.
        acts: what the clients asked, and were answered.
        caps: the most units each capped agency may have.
        export: the ledger as it was exported at the end.
    """

    connection: Connection
    acts: Sequence[Act]
    caps: Mapping[str, int]
    export: Path


def violations(evidence: Evidence) -> Iterator[Violation]:
    """Yield every violation of an invariant."""
    told = read_export(evidence.export)
    yield from _acts(evidence, told)
    yield from _orders(evidence)
    yield from _quota(evidence, told)
    yield from _entries(evidence, told)
    for it in reconcile(evidence.connection):
        yield Violation(Fault.LEDGER, f"{it.mismatch} at event {it.event_id}: {it.detail}")


_STORED = text("""
    select o.id, o.agency, o.reference, o.content_hash, o.state, a.number, a.statement
    from procheck.purchase_order o left join procheck.approval a on a.order_id = o.id
    where o.agency = any(:agencies)
""")
_KEPT = text("select key, status, body, passages from procheck.idempotency where key = any(:keys)")


def _kept(connection: Connection, body: bytes, passages: str | None) -> bytes:
    """Return an answer as it would be given again; one that cannot be, as it is stored."""
    try:
        return whole(connection, Cut(unpack(body), passages))
    except (PackedError, ActRefused):
        return body


def _acts(evidence: Evidence, told: Told) -> Iterator[Violation]:
    """Hold every answer against the stored rows, the kept answer and the tree."""
    agencies = sorted({it.agency for it in evidence.acts})
    rows = evidence.connection.execute(_STORED, {"agencies": agencies})
    orders = {row.id: row for row in rows}
    keys = [it.key for it in evidence.acts]
    kept = {
        row.key: (row.status, _kept(evidence.connection, row.body or b"", row.passages))
        for row in evidence.connection.execute(_KEPT, {"keys": keys}).all()
    }
    for act in evidence.acts:
        if not act.answers:
            yield Violation(Fault.UNSETTLED, act.key)
        if len(act.answers) > 1:
            yield Violation(Fault.REPLAY, f"{act.key}: {sorted(it[0] for it in act.answers)}")
        for answer in act.answers:
            status, body = answer
            if status not in _DONE:
                # A repeated act that is called a duplicate, say: its answer was not kept with it.
                yield Violation(Fault.REFUSED, f"{act.key}: {status} {body[:200]!r}")
            elif act.key not in kept:
                yield Violation(Fault.LOST, f"the answer to {act.key}")
            elif kept[act.key] != answer:
                yield Violation(Fault.REPLAY, f"{act.key}: another answer is kept")
            if status == _CREATED:
                yield from _acknowledged(act, json.loads(body), orders, told)
            elif act.cancels is not None and orders[act.cancels].state != "cancelled":
                yield Violation(Fault.LOST, f"the cancellation of order {act.cancels}")


def _acknowledged(
    act: Act, made: dict[str, Any], orders: Mapping[str, Row[Any]], told: Told
) -> Iterator[Violation]:
    """Hold what was said of a placed order against its rows and the tree."""
    row = orders.get(made["id"])
    if row is None:
        yield Violation(Fault.LOST, f"order {made['id']} of {act.key}")
    else:
        approval = made.get("approval", {})
        said = [act.agency, act.reference, made["content"]]
        said += [approval.get("number"), approval.get("statement")]
        statement = row.statement and unpacked_or_stored(row.statement).decode(errors="replace")
        if said != [row.agency, row.reference, row.content_hash, row.number, statement]:
            yield Violation(Fault.ALTERED, f"order {row.id} of {act.key}")
    for name, leaf in made["ledger"].items():
        if leaf not in told.leaves:
            yield Violation(Fault.LEDGER, f"{name} {leaf} of {act.key} is not in the tree")


def _orders(evidence: Evidence) -> Iterator[Violation]:
    """Count the orders: one for each act that placed one, and none beside."""
    agencies = sorted({it.agency for it in evidence.acts})
    rows = evidence.connection.execute(_STORED, {"agencies": agencies}).all()
    asked = {(it.agency, it.reference) for it in evidence.acts if it.reference is not None}
    times = Counter((row.agency, row.reference) for row in rows)
    contents = Counter(row.content_hash for row in rows)
    for name, number in times.items():
        if number > 1 or name not in asked:
            yield Violation(Fault.DOUBLED, f"{number} of {name}, which was asked once or never")
    for content, number in contents.items():
        if number > 1:
            yield Violation(Fault.DOUBLED, f"{number} orders of the content {content}")


_UNEQUAL = text("""
    with b as (
      select agency, class, attributes, reserved, committed, on_hand from procheck.quota_balance
    ), m as (
      select agency, class, attributes, sum(reserved_change) as reserved,
        sum(committed_change) as committed, sum(on_hand_change) as on_hand
      from procheck.quota_movement group by agency, class, attributes
    ), l as (
      select agency, class, attributes, sum(reserved) as reserved, sum(committed) as committed
      from procheck.order_line group by agency, class, attributes
    )
    select agency, class, 'movements' as beside from b full join m using (agency, class, attributes)
    where (b.reserved, b.committed, b.on_hand) is distinct from (m.reserved, m.committed, m.on_hand)
      and coalesce(b.reserved, b.committed, b.on_hand, 0) + coalesce(m.committed, 0) <> 0
    union all
    select agency, class, 'order lines' from b full join l using (agency, class, attributes)
    where coalesce(b.reserved, 0) <> coalesce(l.reserved, 0)
      or coalesce(b.committed, 0) <> coalesce(l.committed, 0)
""")
_OVER = text("""
    select agency, order_id, taken_after, ceiling from procheck.quota_movement
    where verb in ('reserve', 'commit') and excused is null and taken_after > ceiling
""")
_TAKEN = text("""
    select agency, sum(reserved + committed + on_hand)::integer as taken
    from procheck.quota_balance group by agency
""")


def _quota(evidence: Evidence, told: Told) -> Iterator[Violation]:
    """Compare balances with movements, lines, ledger and caps."""
    for row in evidence.connection.execute(_UNEQUAL):
        detail = f"{row.agency} {row[1]}: the balance and its {row.beside}"
        yield Violation(Fault.QUOTA, detail)
    for row in evidence.connection.execute(_OVER):
        detail = f"{row.agency}: {row.taken_after} over {row.ceiling} by order {row.order_id}"
        yield Violation(Fault.OVERDRAWN, detail)
    taken = {row.agency: row.taken for row in evidence.connection.execute(_TAKEN)}
    for agency in sorted(taken.keys() | told.taken.keys()):
        stored, recorded = taken.get(agency, 0), told.taken.get(agency, 0)
        if stored != recorded:
            detail = f"{agency}: {stored} are taken, {recorded} by the ledger"
            yield Violation(Fault.QUOTA, detail)
    refused = {it.agency for it in evidence.acts for answer in it.answers if _refused(answer)}
    for agency, cap in evidence.caps.items():
        if taken.get(agency, 0) > cap:
            yield Violation(Fault.OVERDRAWN, f"{agency}: {taken[agency]} over {cap}")
        if agency in refused and taken.get(agency, 0) < cap:
            yield Violation(Fault.UNUSED, f"{agency}: {taken.get(agency, 0)} of {cap}")


def _refused(answer: tuple[int, bytes]) -> bool:
    status, body = answer
    return status == _CREATED and json.loads(body)["state"] == "refused"


_ORDERS = text("select id, content_hash from procheck.purchase_order")
_APPROVALS = text("select number, statement from procheck.approval")
_PENDING = text("select count(*) from procheck.ledger_pending")


def _entries(evidence: Evidence, told: Told) -> Iterator[Violation]:
    """Pair orders and approvals with their entries, in both directions."""
    orders = {it.id: it.content_hash for it in evidence.connection.execute(_ORDERS)}
    approvals = {
        it.number: digest(unpacked_or_stored(it.statement))
        for it in evidence.connection.execute(_APPROVALS)
    }
    for rows, entries, what in (
        (orders, told.orders, "order"),
        (approvals, told.approvals, "approval"),
    ):
        for name in sorted(rows.keys() - entries.keys()):
            yield Violation(Fault.UNRECORDED, f"{what} {name}")
        for name in sorted(entries.keys() - rows.keys()):
            yield Violation(Fault.UNFOUNDED, f"{what} {name}")
        for name in sorted(rows.keys() & entries.keys()):
            if rows[name] != entries[name]:
                yield Violation(Fault.ALTERED, f"{what} {name}: row and entry differ")
    pending = evidence.connection.scalar(_PENDING)
    if pending:
        yield Violation(Fault.LEDGER, f"{pending} entries still have no place")
