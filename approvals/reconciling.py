"""Compares rows with what the ledger and the movements say of them, for who can alter any row.

The ledger's own reconciling (`ledger.reconciling`) shows that every event is in the tree; this,
that approvals are what was recorded of them, and that no counter of the quota moved by itself: each
is the sum of its movements, and what a replay of the ledger's entries gives. It
reads only, and names the object each time. (RELIABILITY §2.4 O2, §3.5.)
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any

from sqlalchemy import Connection, select, text

from approvals.replaying import COUNTERS, Counted, Counters, replay
from approvals.states import ApprovalState
from approvals.tables import approval, quota_balance
from ledger.canonical import digest, parse
from ledger.kinds import EntryKind
from ledger.store import bodies_of, every_body

_ENDS = {
    EntryKind.APPROVAL_REVOKED: ApprovalState.REVOKED,
    EntryKind.APPROVAL_EXPIRED: ApprovalState.EXPIRED,
}

_COUNTERS = text("""
    with moved as (
        select agency, class, attributes, sum(reserved_change) as reserved,
            sum(committed_change) as committed, sum(on_hand_change) as on_hand
        from procheck.quota_movement group by agency, class, attributes)
    select coalesce(b.agency, m.agency) as agency, coalesce(b.class, m.class) as class,
        coalesce(b.attributes, m.attributes) as attributes,
        coalesce(b.reserved, 0) as held_reserved, coalesce(m.reserved, 0) as reserved,
        coalesce(b.committed, 0) as held_committed, coalesce(m.committed, 0) as committed,
        coalesce(b.on_hand, 0) as held_on_hand, coalesce(m.on_hand, 0) as on_hand
    from procheck.quota_balance b full join moved m
        on (m.agency, m.class, m.attributes) = (b.agency, b.class, b.attributes)
    order by 1, 2, 3
""")


@unique
class Mismatch(StrEnum):
    """What a row can disagree in."""

    UNRECORDED = "approval-unrecorded"
    """An approval of whose grant the ledger knows nothing."""
    GONE = "approval-gone"
    """The ledger records a grant whose approval is not there."""
    ALTERED = "approval-altered"
    """A member of an approval is not what the ledger records."""
    STATE = "approval-state"
    """An approval is in another state than the ledger records."""
    COUNTER = "quota-counter"
    """A counter is not the sum of its movements."""
    REPLAY = "quota-replay"
    """A counter is not what a replay of the ledger's entries gives."""


@dataclass(frozen=True, slots=True)
class Irregularity:
    """One thing found: what it is, the object (approval or counter), and both values."""

    mismatch: Mismatch
    subject: str
    member: str
    held: str
    recorded: str


def reconcile(connection: Connection) -> Iterator[Irregularity]:
    """Yield everything in which rows and record disagree.

    Args:
        connection: a snapshot (`Database.snapshot`) whose scope sees every agency: what is written
            meanwhile would be seen on one side and not on the other.
    """
    yield from _approvals(connection)
    yield from _counters(connection)
    yield from _replayed(connection)


def _approvals(connection: Connection) -> Iterator[Irregularity]:
    granted = {
        it["subjects"]["approval"]: it for it in _entries(connection, EntryKind.APPROVAL_GRANTED)
    }
    ended = {
        it["subjects"]["approval"]: state
        for kind, state in _ENDS.items()
        for it in _entries(connection, kind)
    }
    for row in connection.execute(select(approval).order_by(approval.c.number)).mappings():
        number = row["number"]
        entry = granted.pop(number, None)
        if entry is None:
            yield Irregularity(Mismatch.UNRECORDED, number, "number", number, "")
            continue
        held, recorded = _held(row), _recorded(entry)
        for member, value in recorded.items():
            if held[member] != value:
                yield Irregularity(Mismatch.ALTERED, number, member, held[member], value)
        state = ended.get(number, ApprovalState.IN_FORCE).value
        if row["state"] != state:
            yield Irregularity(Mismatch.STATE, number, "state", row["state"], state)
    for number in sorted(granted):
        yield Irregularity(Mismatch.GONE, number, "number", "", number)


def _entries(connection: Connection, kind: EntryKind) -> Iterator[Any]:
    return _parsed(bodies_of(connection, kind))


def _parsed(bodies: Iterable[bytes]) -> Iterator[Any]:
    return (parse(it) for it in bodies)


def _held(row: Any) -> dict[str, str]:  # noqa: ANN401 - a row of the library's
    return {
        "statement": digest(row["statement"].encode()),
        "kid": row["kid"],
        "valid_from": row["valid_from"].isoformat(),
        "valid_until": row["valid_until"].isoformat(),
        "status_index": str(row["status_index"]),
        "order": row["order_id"],
        "agency": row["agency"],
        "supplier": row["supplier"] or "",
        "granted_by": row["granted_by"],
    }


def _recorded(entry: Any) -> dict[str, str]:  # noqa: ANN401 - a JSON value
    body = entry["body"]
    return {
        "statement": body["statement"],
        "kid": body["kid"],
        "valid_from": body["valid_from"],
        "valid_until": body["valid_until"],
        "status_index": str(body["status_index"]),
        "order": entry["subjects"]["order"],
        "agency": entry["tenant"]["agency"],
        "supplier": entry["tenant"]["supplier"] or "",
        "granted_by": entry["actor"]["person"],
    }


def _counters(connection: Connection) -> Iterator[Irregularity]:
    for row in connection.execute(_COUNTERS).mappings():
        subject = f"{row['agency']} {row['class']} {row['attributes']}"
        for member in COUNTERS:
            held, recorded = str(row[f"held_{member}"]), str(row[member])
            if held != recorded:
                yield Irregularity(Mismatch.COUNTER, subject, member, held, recorded)


def _replayed(connection: Connection) -> Iterator[Irregularity]:
    recorded = replay(_parsed(every_body(connection)))
    held = {
        Counted(row["agency"], row["class"], row["attributes"]): Counters(
            **{name: row[name] for name in COUNTERS}
        )
        for row in connection.execute(select(quota_balance)).mappings()
    }
    for about in sorted(held.keys() | recorded.keys()):
        ours, theirs = held.get(about, Counters()), recorded.get(about, Counters())
        for name in COUNTERS:
            here, there = str(getattr(ours, name)), str(getattr(theirs, name))
            if here != there:
                yield Irregularity(Mismatch.REPLAY, " ".join(about), name, here, there)
