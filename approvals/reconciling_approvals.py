"""Compares approvals with what the ledger records of them.

What an entry says is compared with the row it names, a batch of entries a statement. Whether every
row has its entry, and the state its entries give, shows once both sides stand side by side, which
an external sort does: neither side is held in memory.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, LargeBinary, select, type_coerce

from approvals.irregularity import Irregularity, Mismatch
from approvals.states import ApprovalState
from approvals.tables import approval
from ledger.canonical import digest
from ledger.entry import Entry
from ledger.kinds import EntryKind
from storage.external_sort import ExternalSort, Record
from storage.keyset import walk
from storage.packed_jws import unpacked_or_stored

_HELD, _GRANTED, _ENDED = "held", "granted", "ended"
"""Who says it: the row, the entry of the grant, the entry of the end."""

_ENDS: Final[Mapping[EntryKind, ApprovalState]] = {
    EntryKind.APPROVAL_REVOKED: ApprovalState.REVOKED,
    EntryKind.APPROVAL_EXPIRED: ApprovalState.EXPIRED,
    EntryKind.APPROVAL_SUPERSEDED: ApprovalState.SUPERSEDED,
}
_ROWS: Final = select(
    *(it for it in approval.c if it is not approval.c.statement),
    # As it is stored: a damaged one is to be told of, and no error.
    type_coerce(approval.c.statement, LargeBinary).label("statement"),
)


class ApprovalCheck:
    """One comparison: sees every entry, then every row, and tells what disagrees."""

    def __init__(self, connection: Connection, sides: ExternalSort, page: int) -> None:
        """Prepare; `page` is how many rows a statement reads at most."""
        self._connection, self._sides, self._page = connection, sides, page
        self._granted: list[Entry] = []

    def see(self, entry: Entry) -> Iterator[Irregularity]:
        """Look at the next entry of the ledger; of other kinds than approvals nothing is kept."""
        state = _ENDS.get(entry.kind)
        if state is not None:
            self._sides.put(Record(entry.subjects["approval"], _ENDED, state.value))
        elif entry.kind is EntryKind.APPROVAL_GRANTED:
            self._sides.put(Record(entry.subjects["approval"], _GRANTED, ""))
            self._granted.append(entry)
            if len(self._granted) == self._page:
                yield from self._altered()

    def end(self) -> Iterator[Irregularity]:
        """Go through the rows, once every entry was seen."""
        yield from self._altered()
        query = select(approval.c.number, approval.c.state)
        for number, state in walk(self._connection, query, approval.c.number, page=self._page):
            self._sides.put(Record(number, _HELD, state))
        for number, said in groupby(self._sides.records(), key=lambda it: it.key):
            yield from _unmatched(number, {it.side: it.value for it in said})

    def _altered(self) -> Iterator[Irregularity]:
        """Compare the grants seen since the last time with their rows, member by member."""
        granted, self._granted = self._granted, []
        numbers = [it.subjects["approval"] for it in granted]
        found = self._connection.execute(_ROWS.where(approval.c.number.in_(numbers)))
        rows = {row["number"]: row for row in found.mappings()}
        for number, entry in zip(numbers, granted, strict=True):
            # One that is not there is told when the sides are.
            if number in rows:
                held = _held(rows[number])
                for member, value in _recorded(entry).items():
                    if held[member] != value:
                        yield Irregularity(Mismatch.ALTERED, number, member, held[member], value)


def _unmatched(number: str, said: Mapping[str, str]) -> Iterator[Irregularity]:
    if _GRANTED not in said:
        if _HELD in said:
            yield Irregularity(Mismatch.UNRECORDED, number, "number", number, "")
    elif _HELD not in said:
        yield Irregularity(Mismatch.GONE, number, "number", "", number)
    else:
        held, recorded = said[_HELD], said.get(_ENDED, ApprovalState.IN_FORCE.value)
        if held != recorded:
            yield Irregularity(Mismatch.STATE, number, "state", held, recorded)


def _held(row: Any) -> dict[str, str]:  # noqa: ANN401 - a row of the library's
    return {
        "statement": digest(unpacked_or_stored(row["statement"])),
        "kid": row["kid"],
        "valid_from": row["valid_from"].isoformat(),
        "valid_until": row["valid_until"].isoformat(),
        "status_index": str(row["status_index"]),
        "order": row["order_id"],
        "agency": row["agency"],
        "supplier": row["supplier"] or "",
        "granted_by": row["granted_by"],
    }


def _recorded(entry: Entry) -> dict[str, str]:
    said = ("statement", "kid", "valid_from", "valid_until", "status_index")
    return {
        **{name: str(entry.body[name]) for name in said},
        "order": entry.subjects["order"],
        "agency": entry.tenant.agency or "",
        "supplier": entry.tenant.supplier or "",
        "granted_by": entry.actor.person,
    }
