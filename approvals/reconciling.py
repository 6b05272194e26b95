"""Compares rows with what the ledger and the movements say of them, for who can alter any row.

The ledger's own reconciling (`ledger.reconciling`) shows that every event is in the tree; this,
that approvals are what was recorded of them, and that no counter of the quota moved by itself: each
is the sum of its movements, and what a replay of the ledger's entries gives; and the same of
waivers, licence grants and unused licences; and that deliveries stand where their entries leave
them. It reads only,
and names the object each time.
(RELIABILITY §2.4 O2, §3.5.)
"""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import Connection, select, text

from approvals.irregularity import Irregularity, Mismatch
from approvals.reconciling_approvals import ApprovalCheck
from approvals.reconciling_deliveries import DeliveryCheck
from approvals.reconciling_licences import LicenceCheck
from approvals.reconciling_spares import SpareCheck
from approvals.reconciling_waivers import WaiverCheck
from approvals.replaying import COUNTERS, Counted, Counters, count, moved_by
from approvals.tables import quota_balance, quota_movement
from ledger.entry import Entry, read_entry
from ledger.errors import MalformedEntryError
from ledger.store import every_body
from storage.external_sort import external_sort
from storage.keyset import PAGE, walk

_PATIENCE: Final = "5min"
"""How long the sort may take between two statements; a request may for a few seconds only."""

_WAIT = text("select set_config('idle_in_transaction_session_timeout', :patience, true)")


def reconcile(connection: Connection, *, page: int = PAGE) -> Iterator[Irregularity]:
    """Yield everything in which rows and record disagree.

    Reads every table once, a page a statement, and holds the counters of the quota, of waivers and
    of licence grants in memory: what it needs grows with agencies, their kinds of devices, their
    waivers and grants, not with orders or entries.

    Args:
        connection: a snapshot (`Database.snapshot`) whose scope sees every agency: what is written
            meanwhile would be seen on one side and not on the other.
        page: most rows read by a statement.
    """
    connection.execute(_WAIT, {"patience": _PATIENCE})
    recorded: dict[Counted, Counters] = {}
    with external_sort() as sides, external_sort() as others:
        check, waivers = ApprovalCheck(connection, sides, page), WaiverCheck(connection, page)
        licences, spares = LicenceCheck(connection, page), SpareCheck(connection, page)
        deliveries = DeliveryCheck(connection, others, page)
        for entry in _entries(connection, page):
            count(recorded, moved_by(entry.tenant.agency, entry.body))
            waivers.see(entry)
            licences.see(entry)
            spares.see(entry)
            deliveries.see(entry)
            yield from check.see(entry)
        yield from check.end()
        yield from deliveries.end()
    yield from waivers.end()
    yield from licences.end()
    yield from spares.end()
    yield from _counters(_balances(connection, page), _movements(connection, page), recorded)


def _entries(connection: Connection, page: int) -> Iterator[Entry]:
    for body in every_body(connection, page=page):
        try:
            yield read_entry(body)
        except MalformedEntryError:
            continue  # named by the ledger's own reconciling


def _balances(connection: Connection, page: int) -> dict[Counted, Counters]:
    columns = quota_balance.c
    key = (columns.agency, columns["class"], columns.attributes)
    query = select(*key, *(columns[name] for name in COUNTERS))
    rows = walk(connection, query, *key, page=page)
    return {Counted(*row[:3]): Counters(*row[3:]) for row in rows}


def _movements(connection: Connection, page: int) -> dict[Counted, Counters]:
    columns, found = quota_movement.c, dict[Counted, Counters]()
    about = (columns.agency, columns["class"], columns.attributes)
    changes = (columns[f"{name}_change"] for name in COUNTERS)
    query = select(columns.id, *about, *changes)
    rows = walk(connection, query, columns.id, page=page)
    count(found, ((Counted(*row[1:4]), row[4:]) for row in rows))
    return found


def _counters(
    held: Mapping[Counted, Counters],
    moved: Mapping[Counted, Counters],
    recorded: Mapping[Counted, Counters],
) -> Iterator[Irregularity]:
    nothing = Counters()
    for about in sorted(held.keys() | moved.keys() | recorded.keys()):
        for mismatch, side in ((Mismatch.COUNTER, moved), (Mismatch.REPLAY, recorded)):
            ours, theirs = held.get(about, nothing), side.get(about, nothing)
            for name in COUNTERS:
                here, there = str(getattr(ours, name)), str(getattr(theirs, name))
                if here != there:
                    yield Irregularity(mismatch, " ".join(about), name, here, there)
