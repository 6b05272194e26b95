"""Quota as a replay unfolds it, in memory: what each agency has, and what each order holds of it.

It starts from nothing. What it comes to is the sum of what the replay itself let happen, so that
every outcome rests on those before it. Its parts are plain, so that they can be written down and
taken up again.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from approvals.history import Change
from approvals.kinds import attributes_key, read_key
from approvals.quota import Kind
from validators.classes import ItemClass
from validators.evidence import Holding, Standing
from validators.order import Attributes

RESERVED, COMMITTED, ON_HAND = range(3)
_NOTHING: Mapping[Kind, list[int]] = {}


class Account:
    """Units of one agency: its balance of each kind, and what orders hold of it.

    ``balances`` has reserved, committed and on hand; ``held`` reserved and committed by order.
    """

    __slots__ = ("_holdings", "balances", "held")

    def __init__(self) -> None:
        self.balances: dict[Kind, list[int]] = {}
        self.held: dict[str, dict[Kind, list[int]]] = {}
        self._holdings: tuple[Holding, ...] | None = ()

    def holdings(self, order_id: str) -> tuple[Holding, ...]:
        """Return what the agency has without what the order reserved itself, sorted by kind."""
        own = self.held.get(order_id, _NOTHING)
        if any(units[RESERVED] for units in own.values()):
            return _told(
                (kind, [units[RESERVED] - own.get(kind, (0,))[RESERVED], *units[COMMITTED:]])
                for kind, units in self.balances.items()
            )
        if self._holdings is None:
            self._holdings = _told(self.balances.items())
        return self._holdings

    def move(self, changes: Iterable[Change], order_id: str | None = None) -> None:
        """Add recorded changes to the balances, and to what an order holds."""
        for kind, *units in changes:
            self._add(kind, *units)
            if order_id is not None:
                own = self.held.setdefault(order_id, {}).setdefault(kind, [0, 0])
                own[RESERVED] += units[RESERVED]
                own[COMMITTED] += units[COMMITTED]
        if order_id is not None:
            self._forget_empty(order_id)

    def reserve(self, order_id: str, asked: Iterable[tuple[Kind, int]]) -> None:
        """Set units aside for an order that waits for an approver; once is enough."""
        if order_id not in self.held:
            self.move([Change(kind, reserved=units) for kind, units in asked], order_id)

    def commit(self, order_id: str, asked: Iterable[tuple[Kind, int]]) -> None:
        """Bind units to an order's approval, from those it reserved or afresh."""
        self.release(order_id)
        self.move([Change(kind, committed=units) for kind, units in asked], order_id)

    def release(self, order_id: str) -> None:
        """Give back all that an order holds."""
        for kind, (reserved, committed) in self.held.pop(order_id, _NOTHING).items():
            self._add(kind, -reserved, -committed, 0)

    def consume(self, order_id: str, delivered: Iterable[Change]) -> bool:
        """Turn committed units of an order into devices; return whether it holds as many.

        Where it does not, the devices were delivered on an approval that the replay did not grant,
        and nothing moves.
        """
        changes = tuple(delivered)
        own = self.held.get(order_id, _NOTHING)
        for kind, _, committed, _ in changes:
            if own.get(kind, (0, 0))[COMMITTED] < -committed:
                return False
        self.move(changes, order_id)
        return True

    def _add(self, kind: Kind, reserved: int, committed: int, on_hand: int) -> None:
        units = self.balances.get(kind)
        if units is None:
            self.balances[kind] = [reserved, committed, on_hand]
        else:
            units[RESERVED] += reserved
            units[COMMITTED] += committed
            units[ON_HAND] += on_hand
        self._holdings = None

    def _forget_empty(self, order_id: str) -> None:
        own = self.held.get(order_id)
        if own is not None and not any(map(any, own.values())):
            del self.held[order_id]

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
        account.held = {
            order_id: {_read(*row[:2]): row[2:] for row in rows}
            for order_id, rows in document["held"].items()
        }
        account._holdings = None
        return account


def _told(balances: Iterable[tuple[Kind, list[int]]]) -> tuple[Holding, ...]:
    """Return what of each kind there is in each standing, as evidence tells it."""
    return tuple(
        [
            _holding(*kind, standing, units)
            for kind, (reserved, committed, on_hand) in sorted(balances, key=_place)
            for standing, units in (
                (Standing.ON_HAND, on_hand),
                (Standing.COMMITTED, committed),
                (Standing.RESERVED, reserved),
            )
            if units
        ]
    )


def _place(balance: tuple[Kind, list[int]]) -> tuple[str, str]:
    (item_class, attributes), _ = balance
    return item_class.value, attributes_key(attributes)


# The same few quantities come again in agency after agency, and making one takes a microsecond.
@lru_cache(maxsize=65_536)
def _holding(
    item_class: ItemClass, attributes: Attributes, standing: Standing, quantity: int
) -> Holding:
    return Holding(
        item_class=item_class, attributes=attributes, standing=standing, quantity=quantity
    )


def _written(kind: Kind) -> tuple[str, str]:
    item_class, attributes = kind
    return item_class.value, attributes_key(attributes)


def _read(item_class: str, attributes: str) -> Kind:
    return ItemClass(item_class), read_key(attributes)
