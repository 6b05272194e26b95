"""Compares waivers with what the ledger records of them: states, what was granted, what is drawn.

The counter of a waiver is three times told: by its row, by the sum of its draws, by the entries of
the orders that drew. Waivers are few, an agency's handful, so both sides are held in memory.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import Connection, select

from approvals.irregularity import Irregularity, Mismatch
from approvals.replaying import drawn_by
from approvals.states import WaiverState
from approvals.waiver_tables import waiver, waiver_draw
from ledger.entry import Entry
from ledger.kinds import EntryKind
from storage.keyset import walk

_STATES: Final[Mapping[EntryKind, WaiverState]] = {
    EntryKind.WAIVER_ASKED: WaiverState.ASKED,
    EntryKind.WAIVER_GRANTED: WaiverState.GRANTED,
    EntryKind.WAIVER_DECLINED: WaiverState.DECLINED,
    EntryKind.WAIVER_WITHDRAWN: WaiverState.WITHDRAWN,
}
_RANK: Final = tuple(_STATES.values())
"""States in the order they can follow one another: entries come in any."""


class WaiverCheck:
    """One comparison: sees every entry, then every row, and tells what disagrees."""

    def __init__(self, connection: Connection, page: int) -> None:
        """Prepare; `page` is how many rows a statement reads at most."""
        self._connection, self._page = connection, page
        self._states: dict[str, WaiverState] = {}
        self._granted: Counter[str] = Counter()
        self._drawn: Counter[str] = Counter()

    def see(self, entry: Entry) -> None:
        """Look at the next entry of the ledger, in whatever order they come."""
        state = _STATES.get(entry.kind)
        if state is not None:
            number = entry.subjects["waiver"]
            before = self._states.get(number, state)
            self._states[number] = max(before, state, key=_RANK.index)
            if state is WaiverState.GRANTED:
                self._granted[number] += int(str(entry.body["units"]))
        for number, units in drawn_by(entry.body):
            self._drawn[number] += units

    def end(self) -> Iterator[Irregularity]:
        """Go through the rows, once every entry was seen."""
        sums, seen = self._sums(), set[str]()
        columns = waiver.c
        query = select(columns.number, columns.state, columns.granted, columns.drawn)
        for number, state, granted, drawn in walk(
            self._connection, query, columns.number, page=self._page
        ):
            seen.add(number)
            recorded = self._states.get(number)
            if recorded is None:
                yield Irregularity(Mismatch.WAIVER_UNRECORDED, number, "number", number, "")
                continue
            compared = (
                (Mismatch.WAIVER_STATE, "state", state, recorded.value),
                (Mismatch.WAIVER_REPLAY, "granted", granted, self._granted[number]),
                (Mismatch.WAIVER_COUNTER, "drawn", drawn, sums[number]),
                (Mismatch.WAIVER_REPLAY, "drawn", drawn, self._drawn[number]),
            )
            for mismatch, member, ours, theirs in compared:
                if ours != theirs:
                    yield Irregularity(mismatch, number, member, str(ours), str(theirs))
        for number in sorted(self._states.keys() - seen):
            yield Irregularity(Mismatch.WAIVER_GONE, number, "number", "", number)

    def _sums(self) -> Mapping[str, int]:
        columns, found = waiver_draw.c, defaultdict[str, int](int)
        query = select(columns.id, columns.waiver, columns.units)
        for _, number, units in walk(self._connection, query, columns.id, page=self._page):
            found[number] += units
        return found
