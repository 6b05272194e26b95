"""Compares deliveries with what the ledger records of them, and with what the lines count.

Where a device stands is twice told: by its row, and by the entries of its delivery. How many units
of a line are under way, were returned or became devices is told by the line's counters and by the
devices themselves. Devices are many, so both sides of the first go through an external sort.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, select, text

from approvals.delivery_tables import delivery_unit
from approvals.irregularity import Irregularity, Mismatch
from approvals.unit_states import UNDER_WAY, UnitAct, UnitState, fold
from ledger.entry import Entry
from ledger.kinds import EntryKind
from storage.external_sort import ExternalSort, Record
from storage.keyset import walk

_HELD, _SENT, _TOLD = "held", "sent", "told"
"""Who says it: the row, the entry of the despatch, an entry of a later act."""

_COUNTERS: Final = text("""
    select l.order_id, l.line, l.under_way, l.returned,
        coalesce(u.under_way, 0) as units_under_way, coalesce(u.returned, 0) as units_returned
    from procheck.order_line l
    left join (
        select order_id, line,
            count(*) filter (where state = any(:open)) as under_way,
            count(*) filter (where state = 'returned') as returned
        from procheck.delivery_unit group by order_id, line) u using (order_id, line)
    where (l.under_way, l.returned)
        is distinct from (coalesce(u.under_way, 0), coalesce(u.returned, 0))
    order by l.order_id, l.line
""")

_NO_DEVICE: Final = text("""
    select u.delivery, u.serial from procheck.delivery_unit u
    join procheck.delivery d on d.id = u.delivery
    where u.state = 'accepted' and not exists (
        select from procheck.asset a
        where a.serial = u.serial and a.number = d.number and a.line = u.line)
    order by u.delivery, u.serial
""")


class DeliveryCheck:
    """One comparison: sees every entry, then every row, and tells what disagrees."""

    def __init__(self, connection: Connection, sides: ExternalSort, page: int) -> None:
        """Prepare; `page` is how many rows a statement reads at most."""
        self._connection, self._sides, self._page = connection, sides, page

    def see(self, entry: Entry) -> None:
        """Look at the next entry of the ledger, in whatever order they come."""
        identifier = entry.subjects.get("delivery")
        if identifier is not None:
            for serial, act in _acts(entry.kind, entry.body):
                side = _SENT if act is None else _TOLD
                self._sides.put(Record(f"{identifier} {serial}", side, act or ""))

    def end(self) -> Iterator[Irregularity]:
        """Go through the rows, once every entry was seen."""
        columns = delivery_unit.c
        query = select(columns.delivery, columns.position, columns.serial, columns.state)
        key = (columns.delivery, columns.position)
        for identifier, _, serial, state in walk(self._connection, query, *key, page=self._page):
            self._sides.put(Record(f"{identifier} {serial}", _HELD, state))
        for name, said in groupby(self._sides.records(), key=lambda it: it.key):
            yield from _unmatched(name, tuple(said))
        yield from self._counters()

    def _counters(self) -> Iterator[Irregularity]:
        states = [it.value for it in UNDER_WAY]
        for row in self._connection.execute(_COUNTERS, {"open": states}).mappings():
            subject = f"{row['order_id']} {row['line']}"
            for name in ("under_way", "returned"):
                ours, theirs = row[name], row[f"units_{name}"]
                if ours != theirs:
                    yield Irregularity(Mismatch.UNIT_COUNTER, subject, name, str(ours), str(theirs))
        for identifier, serial in self._connection.execute(_NO_DEVICE):
            yield Irregularity(Mismatch.UNIT_DEVICE, f"{identifier} {serial}", "serial", serial, "")


def _acts(kind: EntryKind, body: Mapping[str, Any]) -> Iterator[tuple[str, UnitAct | None]]:
    """Yield the devices an entry names, each with the act; the despatch is none of a device's."""
    match kind:
        case EntryKind.DELIVERY_DESPATCHED:
            yield from ((serial, None) for it in body["lines"] for serial in it["serials"])
        case EntryKind.DELIVERY_RECEIVED:
            for act in (UnitAct.RECEIVE, UnitAct.MISS, UnitAct.DAMAGE):
                yield from ((serial, act) for serial in body.get(act.value, ()))
        case EntryKind.DELIVERY_INSPECTED:
            yield from ((it["serial"], UnitAct.INSPECT) for it in body["units"])
        case EntryKind.DELIVERY_ACCEPTED:
            yield from ((serial, UnitAct.ACCEPT) for serial in body["accepted"])
        case EntryKind.DELIVERY_RETURNED:
            act = UnitAct.EXCHANGE if body["replacement"] else UnitAct.RETURN
            yield from ((serial, act) for serial in body["returned"])
        case EntryKind.DELIVERY_WITHDRAWN:
            yield from ((serial, UnitAct.WITHDRAW) for serial in body["withdrawn"])
        case _:
            pass


def _unmatched(name: str, said: tuple[Record, ...]) -> Iterator[Irregularity]:
    held = [it.value for it in said if it.side == _HELD]
    sent = any(it.side == _SENT for it in said)
    if not sent:
        yield Irregularity(Mismatch.UNIT_UNRECORDED, name, "serial", "".join(held), "")
    elif not held:
        yield Irregularity(Mismatch.UNIT_GONE, name, "serial", "", name)
    else:
        recorded = _recorded(UnitAct(it.value) for it in said if it.side == _TOLD)
        if held[0] != recorded.value:
            yield Irregularity(Mismatch.UNIT_STATE, name, "state", held[0], recorded.value)


def _recorded(acts: Iterable[UnitAct]) -> UnitState:
    """Return where recorded acts leave a device, in whatever order they come.

    Reports come before what ended it: so it went, or it could not have ended so.
    """
    return fold(UnitState.DESPATCHED, sorted(acts, key=tuple(UnitAct).index))
