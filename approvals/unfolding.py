"""Quota as a replay unfolds it, in memory: what each agency has, and what each order holds of it.

It starts from nothing. What it comes to is the sum of what the replay itself let happen, so that
every outcome rests on those before it. Its parts are plain, so that they can be written down and
taken up again.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from approvals.history import Change
from approvals.kinds import attributes_key, read_key
from approvals.quota import Kind
from validators.classes import ItemClass
from validators.evidence import Holding, Standing

RESERVED, COMMITTED, ON_HAND = range(3)
_STANDINGS = (
    (ON_HAND, Standing.ON_HAND),
    (COMMITTED, Standing.COMMITTED),
    (RESERVED, Standing.RESERVED),
)
"""In the order in which evidence tells them."""
_NOTHING: Mapping[Kind, list[int]] = {}


class Account:
    """Units of one agency: its balance of each kind, and what orders hold of it.

    ``balances`` has reserved, committed and on hand; ``held`` reserved and committed by order.
    """

    __slots__ = ("_told", "balances", "held")

    def __init__(self) -> None:
        self.balances: dict[Kind, list[int]] = {}
        self.held: dict[str, dict[Kind, list[int]]] = {}
        # What evidence tells of each kind, until something of it changes again.
        self._told: dict[Kind, Sequence[Holding] | None] = {}

    def holdings(self, order_id: str, instead_of: str | None = None) -> tuple[Holding, ...]:
        """Return what the agency has, without what the order reserved itself.

        ``instead_of`` is an order it is to replace: nothing of what that one holds is told.
        """
        own, replaced = self.held.get(order_id), self.held.get(instead_of or "")
        if replaced is not None or (own and any(units[RESERVED] for units in own.values())):
            return self._without(own or _NOTHING, replaced or _NOTHING)
        found: list[Holding] = []
        for kind, told in self._told.items():
            if told is None:
                self._told[kind] = fresh = _holdings(kind, self.balances[kind])
                found += fresh
            else:
                found += told
        return tuple(found)

    def _without(
        self, own: Mapping[Kind, list[int]], replaced: Mapping[Kind, list[int]]
    ) -> tuple[Holding, ...]:
        found: list[Holding] = []
        for kind, units in self.balances.items():
            left = [*units]
            if kind in own:
                left[RESERVED] -= own[kind][RESERVED]
            for place in (RESERVED, COMMITTED) if kind in replaced else ():
                left[place] -= replaced[kind][place]
            found += _holdings(kind, [max(it, 0) for it in left])
        return tuple(found)

    def move(self, changes: Iterable[Change], order_id: str | None = None) -> None:
        """Add recorded changes to the balances, and to what an order holds."""
        if order_id is None:
            for change in changes:
                self._add(*change)
            return
        own = self.held.setdefault(order_id, {})
        for kind, reserved, committed, on_hand in changes:
            self._add(kind, reserved, committed, on_hand)
            mine = own.setdefault(kind, [0, 0])
            mine[RESERVED] += reserved
            mine[COMMITTED] += committed
        if not any(map(any, own.values())):
            del self.held[order_id]

    def reserve(self, order_id: str, asked: Mapping[Kind, int]) -> None:
        """Set units aside for an order that waits for an approver; once is enough."""
        if order_id not in self.held:
            self.held[order_id] = {kind: [units, 0] for kind, units in asked.items()}
            for kind, units in asked.items():
                self._add(kind, units, 0, 0)

    def commit(self, order_id: str, asked: Mapping[Kind, int]) -> None:
        """Bind units to an order's approval, from those it reserved or afresh."""
        self.release(order_id)
        self.held[order_id] = {kind: [0, units] for kind, units in asked.items()}
        for kind, units in asked.items():
            self._add(kind, 0, units, 0)

    def release(self, order_id: str, under_way: Iterable[Change] = ()) -> None:
        """Give back all that an order holds, but for what is under way of it."""
        own = self.held.pop(order_id, _NOTHING)
        stays = {kind: units for kind, _, units, _ in under_way}
        for kind, (reserved, committed) in own.items():
            kept = min(stays.get(kind, 0), committed)
            self._add(kind, -reserved, kept - committed, 0)
            if kept:
                self.held.setdefault(order_id, {})[kind] = [0, kept]

    def consume(self, order_id: str, delivered: Iterable[Change]) -> bool:
        """Turn committed units of an order into devices; return whether it holds as many.

        Where it does not, the devices were delivered on an approval that the replay did not grant,
        and nothing moves.
        """
        changes = tuple(delivered)
        own = self.held.get(order_id, _NOTHING)
        for kind, _, committed, _ in changes:
            if kind not in own or own[kind][COMMITTED] < -committed:
                return False
        self.move(changes, order_id)
        return True

    def drop(self, order_id: str, dropped: Iterable[Change]) -> None:
        """Give back units of an approval that was narrowed, as far as the order holds them here."""
        own = self.held.get(order_id, _NOTHING)
        for kind, _, committed, _ in dropped:
            if kind in own:
                units = min(-committed, own[kind][COMMITTED])
                self.move((Change(kind, 0, -units, 0),), order_id)

    def _add(self, kind: Kind, reserved: int, committed: int, on_hand: int) -> None:
        units = self.balances.get(kind)
        if units is None:
            units = self.balances[kind] = [0, 0, 0]
        self._told[kind] = None
        units[RESERVED] += reserved
        units[COMMITTED] += committed
        units[ON_HAND] += on_hand

    def document(self) -> dict[str, Any]:
        """Return the account as a JSON document."""
        return {
            "balances": [[*_written(kind), *units] for kind, units in self.balances.items()],
            "held": {
                order_id: [[*_written(kind), *units] for kind, units in own.items()]
                for order_id, own in self.held.items()
            },
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Account":
        """Return the account a document describes."""
        account = cls()
        account.balances = {_read(*row[:2]): row[2:] for row in document["balances"]}
        account._told = dict.fromkeys(account.balances)
        account.held = {
            order_id: {_read(*row[:2]): row[2:] for row in rows}
            for order_id, rows in document["held"].items()
        }
        return account


def _holdings(kind: Kind, units: Sequence[int]) -> list[Holding]:
    """Return what evidence tells of a kind of which an agency has these units."""
    item_class, attributes = kind
    return [
        Holding(
            item_class=item_class,
            attributes=attributes,
            standing=standing,
            quantity=units[place],
        )
        for place, standing in _STANDINGS
        if units[place]
    ]


def _written(kind: Kind) -> tuple[str, str]:
    item_class, attributes = kind
    return item_class.value, attributes_key(attributes)


def _read(item_class: str, attributes: str) -> Kind:
    return ItemClass(item_class), read_key(attributes)
