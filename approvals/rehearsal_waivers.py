"""What a replay leaves of waivers, grants and unused licences: history's, less what differs here.

A receipt seals what was left of each at that moment in history. Other orders may have drawn more or
fewer of its units in the replay, and those are added or taken away; what the order holds itself is
left to it in both. So a replay of the same law gives what was sealed, to the last unit.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from approvals.history import Units
from approvals.replaying import spares_of
from validators.evidence import Evidence
from validators.licence_grant import LicenceGrant
from validators.resting import spare_classes
from validators.spare import Spare
from validators.waiver import Waiver

_Account = TypeVar("_Account", Waiver, LicenceGrant)
"""What has units to be drawn, by number, and says how many are left."""


class _Side:
    """Units drawn of each waiver, by order and in all; nothing is kept of what holds nothing."""

    __slots__ = ("held", "total")

    def __init__(self, held: Mapping[str, Mapping[str, int]]) -> None:
        self.held = {order_id: Counter(units) for order_id, units in held.items()}
        self.total: Counter[str] = Counter()
        for units in self.held.values():
            self.total.update(units)

    def add(self, order_id: str, units: Units) -> None:
        if not units:
            return
        held = self.held.setdefault(order_id, Counter())
        for number, change in units:
            held[number] += change
            self.total[number] += change
            if not held[number]:
                del held[number]
        if not held:
            del self.held[order_id]

    def drop(self, order_id: str) -> None:
        held = self.held.pop(order_id, None)
        if held is not None:
            self.total.subtract(held)

    def of_others(self, number: str, *orders: str | None) -> int:
        own = sum(self.held[it][number] for it in orders if it in self.held)
        return self.total[number] - own


class Purses:
    """What orders hold of waivers, grants or unused licences, in history and in the replay."""

    __slots__ = ("_now", "_was")

    def __init__(
        self,
        was: Mapping[str, Mapping[str, int]] | None = None,
        now: Mapping[str, Mapping[str, int]] | None = None,
    ) -> None:
        """Begin with nothing drawn, or go on from what orders held."""
        self._was, self._now = _Side(was or {}), _Side(now or {})

    def left(
        self, accounts: tuple[_Account, ...], order_id: str, instead_of: str | None = None
    ) -> tuple[_Account, ...]:
        """Return them with what the replay leaves of each to an order, or instead of another."""
        return tuple(replace(it, left=self._left(it, order_id, instead_of)) for it in accounts)

    def beside(
        self, evidence: Evidence, order_id: str, instead_of: str | None = None
    ) -> tuple[Spare, ...]:
        """Return what orders rest on of unused licences in the replay, of every class stated.

        As in history where the same orders rest on the same; which others do is not told then.
        """
        known, found = {it.item_class: it for it in evidence.spares}, []
        for covered in spare_classes(evidence):
            number = spares_of(evidence.agency.uscc, covered.value)
            more = self._now.of_others(number, order_id, instead_of)
            more -= self._was.of_others(number, order_id, instead_of)
            sealed = known.get(covered)
            if more:
                it = Spare(item_class=covered) if sealed is None else sealed
                drawn = max(it.drawn + more, 0)
                sealed = replace(it, drawn=drawn, count=0, orders=())
            if sealed is not None and (sealed.drawn or sealed.used):
                found.append(sealed)
        return tuple(found)

    def _left(self, account: _Account, order_id: str, instead_of: str | None) -> int:
        was = self._was.of_others(account.number, order_id, instead_of)
        now = self._now.of_others(account.number, order_id, instead_of)
        return max(account.left + was - now, 0)

    def recorded(self, order_id: str, units: Units) -> None:
        """Keep what history says that an order drew or gave back."""
        self._was.add(order_id, units)

    def before(self, order_id: str, units: Units) -> None:
        """Keep what an order drew before the days that are replayed: the same in both."""
        self._was.add(order_id, units)
        self._now.add(order_id, units)

    def holds(self, order_id: str, units: Units) -> None:
        """Let an order hold just these units in the replay."""
        if units or order_id in self._now.held:
            self._now.drop(order_id)
            self._now.add(order_id, units)

    def ends(self, order_id: str, units: Units) -> None:
        """Let an order give back what it holds; ``units`` is what it gave back in history.

        Where it held the same there, it gives back the same: what was delivered stays used.
        """
        if self._was.held.get(order_id) == self._now.held.get(order_id):
            self._now.add(order_id, units)
        else:
            self._now.drop(order_id)
        self._was.add(order_id, units)

    def gives_back(self, order_id: str, units: Units) -> None:
        """Let an order give back some of what it holds, where it holds the same as in history."""
        if self._was.held.get(order_id) == self._now.held.get(order_id):
            self._now.add(order_id, units)
        self._was.add(order_id, units)

    def document(self) -> dict[str, Any]:
        """Return both as a JSON document."""
        return {
            name: {order_id: dict(held) for order_id, held in side.held.items()}
            for name, side in (("was", self._was), ("now", self._now))
        }
