"""Caps as inequalities: what of each cap is taken, asked for and left, as intervals.

A unit whose attributes leave open whether it counts against a cap is in the upper end of the
interval and not in the lower.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from validators.case import LineCase
from validators.evidence import Holding, Standing
from validators.in_force import LawInForce


@dataclass(frozen=True, slots=True)
class Taken:
    """Units that count against a cap: surely (``least``) and at most, and by standing."""

    least: int
    most: int
    by_standing: tuple[tuple[Standing, int], ...]

    @property
    def text(self) -> str:
        """Return the sum with its parts, where there are any."""
        parts = [f"{standing.value} {quantity}" for standing, quantity in self.by_standing]
        return f"{self.least}" if not parts else f"{self.least} ({', '.join(parts)})"


@dataclass(frozen=True, slots=True)
class Demand:
    """One line's demand on a cap, with what lines before it in the order demand of it."""

    line: LineCase
    least_before: int
    most_before: int
    sure: bool


def at_most(
    held: LawInForce, holdings: Sequence[Holding], lines: Iterable[LineCase]
) -> dict[int, int]:
    """Return the most that can count against each cap the lines touch, by the cap's position."""
    asked: dict[int, int] = {}
    for _, line, kind in lines:
        quantity = line.quantity
        for position, _ in kind.caps:
            asked[position] = asked.get(position, 0) + quantity
    for holding, law in zip(holdings, held.kinds(holdings), strict=True):
        for position, _ in law.caps:
            if position in asked:
                asked[position] += holding.quantity
    return asked


def taken(held: LawInForce, holdings: Iterable[Holding], position: int) -> Taken:
    """Return what is taken of the cap at ``position`` in ``held.caps``."""
    least = most = 0
    parts: dict[Standing, int] = {}
    for holding in holdings:
        for here, sure in held.kind(holding.item_class, holding.attributes).caps:
            if here == position:
                most += holding.quantity
                least += holding.quantity if sure else 0
                parts[holding.standing] = parts.get(holding.standing, 0) + holding.quantity
    return Taken(least, most, tuple(sorted(parts.items())))


def demands(lines: Iterable[LineCase], position: int) -> Iterator[Demand]:
    """Yield what each line demands of the cap at ``position``, in the order's order."""
    least = most = 0
    for line in lines:
        for here, sure in line.kind.caps:
            if here == position:
                yield Demand(line, least, most, sure)
                most += line.line.quantity
                least += line.line.quantity if sure else 0


def room(limit: Decimal, used: int) -> int:
    """Return how many units still fit; stock above a cap leaves none and is no breach itself."""
    return max(int(limit) - used, 0)
