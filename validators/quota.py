"""Caps as inequalities: what of each cap is taken, asked for and left, as intervals.

A unit whose attributes leave open whether it counts against a cap is in the upper end of the
interval and not in the lower.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from validators.case import LineCase
from validators.evidence import Holding, Standing
from validators.in_force import LawInForce
from validators.provisions import Laid


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


def left_of(
    units: Iterable[int], held: LawInForce, holdings: Iterable[Holding], lines: Iterable[Laid]
) -> list[int]:
    """Return what all that may count against each cap leaves of so many units of it.

    Args:
        units: how many there are of each cap, by position.
        held: the law in force.
        holdings: what the agency has.
        lines: what it asks for.
    """
    left = list(units)
    for _, line, kind in lines:
        quantity = line.quantity
        for position in kind.counted:
            left[position] -= quantity
    for quantity, kind in held.counted(holdings):
        for position in kind.counted:
            left[position] -= quantity
    return left


def taken(held: LawInForce, holdings: Iterable[Holding], position: int) -> Taken:
    """Return what is taken of the cap at ``position`` in ``held.caps``."""
    least = most = 0
    parts: dict[Standing, int] = {}
    for holding in holdings:
        kind = held.kind(holding.item_class, holding.attributes)
        if position not in kind.counted:
            continue
        for here, sure in kind.caps:
            if here == position:
                most += holding.quantity
                least += holding.quantity if sure else 0
                parts[holding.standing] = parts.get(holding.standing, 0) + holding.quantity
    return Taken(least, most, tuple(sorted(parts.items())))


def demands(lines: Iterable[Laid], position: int) -> Iterator[Demand]:
    """Yield what each line demands of the cap at ``position``, in the order's order."""
    least = most = 0
    for laid in lines:
        _, line, kind = laid
        for here, sure in kind.caps:
            if here == position:
                yield Demand(LineCase(*laid), least, most, sure)
                most += line.quantity
                least += line.quantity if sure else 0


def asked_for(lines: Iterable[Laid], position: int) -> tuple[int, int]:
    """Return what all lines demand of the cap at ``position``, surely and at most."""
    least = most = 0
    for demand in demands(lines, position):
        quantity = demand.line.line.quantity
        least += quantity if demand.sure else 0
        most += quantity
    return least, most


def room(limit: Decimal, used: int) -> int:
    """Return how many units still fit; stock above a cap leaves none and is no breach itself."""
    return max(int(limit) - used, 0)
