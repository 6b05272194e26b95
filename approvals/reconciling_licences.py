"""Compares licence grants with what the ledger records of them: states, copies, what is drawn.

The counter of a grant is three times told: by its row, by the sum of its draws, by the entries of
the orders that drew. Grants are few, some an agency, so both sides are held in memory.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import Connection, select

from approvals.irregularity import Irregularity, Mismatch
from approvals.licence_tables import licence_draw, licence_grant
from approvals.replaying import licensed_by
from approvals.states import LicenceState
from ledger.entry import Entry
from ledger.kinds import EntryKind
from storage.keyset import walk

_STATES: Final[Mapping[EntryKind, LicenceState]] = {
    EntryKind.LICENCE_RECORDED: LicenceState.RECORDED,
    EntryKind.LICENCE_CONFIRMED: LicenceState.CONFIRMED,
    EntryKind.LICENCE_REVOKED: LicenceState.REVOKED,
}
_RANK: Final = tuple(_STATES.values())
"""States in the order they can follow one another: entries come in any."""


class LicenceCheck:
    """One comparison: sees every entry, then every row, and tells what disagrees."""

    def __init__(self, connection: Connection, page: int) -> None:
        """Prepare; `page` is how many rows a statement reads at most."""
        self._connection, self._page = connection, page
        self._states: dict[str, LicenceState] = {}
        self._confirmed: dict[str, tuple[int, int]] = {}
        self._drawn: Counter[str] = Counter()

    def see(self, entry: Entry) -> None:
        """Look at the next entry of the ledger, in whatever order they come."""
        state = _STATES.get(entry.kind)
        if state is not None:
            number = entry.subjects["licence"]
            before = self._states.get(number, state)
            self._states[number] = max(before, state, key=_RANK.index)
            if state is LicenceState.CONFIRMED:
                said = int(str(entry.body["version"])), int(str(entry.body["copies"]))
                self._confirmed[number] = max(said, self._confirmed.get(number, said))
        for number, copies in licensed_by(entry.body):
            self._drawn[number] += copies

    def end(self) -> Iterator[Irregularity]:
        """Go through the rows, once every entry was seen."""
        sums, seen = self._sums(), set[str]()
        columns = licence_grant.c
        query = select(columns.number, columns.state, columns.copies, columns.drawn)
        for number, state, copies, drawn in walk(
            self._connection, query, columns.number, page=self._page
        ):
            seen.add(number)
            recorded = self._states.get(number)
            if recorded is None:
                yield Irregularity(Mismatch.LICENCE_UNRECORDED, number, "number", number, "")
                continue
            confirmed = self._confirmed.get(number, (0, 0))[1]
            compared = (
                (Mismatch.LICENCE_STATE, "state", state, recorded.value),
                (Mismatch.LICENCE_REPLAY, "copies", copies, confirmed),
                (Mismatch.LICENCE_COUNTER, "drawn", drawn, sums[number]),
                (Mismatch.LICENCE_REPLAY, "drawn", drawn, self._drawn[number]),
            )
            for mismatch, member, ours, theirs in compared:
                if ours != theirs:
                    yield Irregularity(mismatch, number, member, str(ours), str(theirs))
        for number in sorted(self._states.keys() - seen):
            yield Irregularity(Mismatch.LICENCE_GONE, number, "number", "", number)

    def _sums(self) -> Mapping[str, int]:
        columns, found = licence_draw.c, defaultdict[str, int](int)
        query = select(columns.id, columns.licence, columns.copies)
        for _, number, copies in walk(self._connection, query, columns.id, page=self._page):
            found[number] += copies
        return found
