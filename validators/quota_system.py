"""Caps that depend on one another: links to other kinds of things, and swaps with an exact ratio.

A swap makes two caps one system. Units of A over its own cap each cost ``ratio`` units of B, so
that what counts is (A − cap of A) × ratio + B ≤ cap of B. Of A over its cap before the order, B is
less from the start; of A that the order asks for, the order's own B counts as well.
Source: the texts that say 相应 (by as many): 皖财资〔2013〕491号, the Nanchong table of 2020.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from math import ceil

from validators.agency_facts import OrderFacts
from validators.bound import Doubt, Reckoned, missing, name_of
from validators.evidence import Evidence
from validators.finding import Message
from validators.in_force import LawInForce, reckoned
from validators.provisions import CapInForce, CapLimit, Footing, Laid
from validators.quota import Taken, asked_for, taken
from validators.reckoning import holds

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What another cap has left to pay for units over this one.

    ``least`` and ``most`` are the units of the other cap that are surely, and at most, left;
    ``most`` is ``None`` where its limit is no number. ``sum`` is the arithmetic.
    """

    other: Message
    ratio: Decimal
    least: Decimal
    most: Decimal | None
    sum: str
    doubts: tuple[Doubt, ...]

    def surely_pays(self, over: Decimal) -> bool:
        """Return whether units over this cap are surely paid for."""
        return ceil(over * self.ratio) <= self.least

    def may_pay(self, over: Decimal) -> bool:
        """Return whether units over this cap may be paid for."""
        return self.most is None or ceil(over * self.ratio) <= self.most

    @property
    def pays_for(self) -> Decimal:
        """Return how many units over this cap the other surely pays for."""
        return Decimal(int(max(self.least, _ZERO) / self.ratio)) if self.ratio else _ZERO


class Quotas:
    """The caps of an agency beside one order."""

    def __init__(
        self, held: LawInForce, footing: Footing, evidence: Evidence, lines: Sequence[Laid]
    ) -> None:
        """Lay caps beside an order.

        Args:
            held: the law in force.
            footing: the agency's limits under it.
            evidence: the agency and what it has.
            lines: what the order asks for; none, where only what is left is asked about.
        """
        self._held = held
        self._footing = footing
        self._evidence = evidence
        self._lines = lines

    def limit(self, position: int, *, apart_from: int | None = None) -> CapLimit:
        """Return the limit of the cap at ``position``, less what others over theirs cost it.

        The cap ``apart_from`` is left out: whoever asks for it counts its cost himself.
        """
        own = self._own(position)
        if own.held.key not in self._held.swapped:
            return own
        costs = tuple(self._costs(own.held, apart_from))
        if not costs:
            return own
        limit = own.limit
        for cost in costs:
            low = max(limit.low - cost.high, _ZERO) if cost.high is not None else _ZERO
            high = None if limit.high is None else max(limit.high - cost.low, _ZERO)
            text = f"{limit.sum}; − {cost.sum} = {low:f}"
            limit = Reckoned(low, high, text, (*limit.doubts, *cost.doubts))
        return replace(own, limit=limit)

    def exchange(self, position: int) -> Exchange | None:
        """Return what pays for units over the cap at ``position``; ``None`` where nothing may."""
        held = self._held.caps[position]
        swap = held.cap.swap
        if swap is None or swap.ratio is None:
            return None
        if any(holds(test, self._footing.facts) is False for test in swap.conditions):
            return None
        there = self._position(held, swap.against)
        other = self.limit(there, apart_from=position)
        used = taken(self._held, self._evidence.holdings, there)
        least, most = asked_for(self._lines, there)
        low = _ZERO if other.figure_doubts else other.limit.low
        high = None if other.figure_doubts else other.limit.high
        left_least = low - used.most - most
        left_most = None if high is None else high - used.least - least
        return Exchange(
            other=other.held.cap.title,
            ratio=swap.ratio,
            least=left_least,
            most=left_most,
            sum=f"{swap.against}: {other.limit.sum} − {used.most + most} = {left_least:f}",
            doubts=(
                *other.figure_doubts,
                *other.limit.doubts,
                *_open_stock(used, swap.against),
                *_open_lines(least, most, swap.against),
            ),
        )

    @cached_property
    def _facts(self) -> OrderFacts:
        lines = [line for _, line, _ in self._lines]
        return OrderFacts(self._evidence.agency, self._evidence.holdings, lines)

    def _own(self, position: int) -> CapLimit:
        if position in self._held.linked:
            return reckoned(self._held.caps[position], self._facts)
        return self._footing.limits[position]

    def _costs(self, held: CapInForce, apart_from: int | None) -> Iterable[Reckoned]:
        """Yield what stock over another cap costs this one, where the swap is exact."""
        for place, other in enumerate(self._held.caps):
            swap = other.cap.swap
            if (
                place == apart_from
                or swap is None
                or swap.ratio is None
                or swap.against != held.cap.id
                or other.source is not held.source
            ):
                continue
            met = {name_of(test): holds(test, self._footing.facts) for test in swap.conditions}
            if False in met.values():
                continue
            used = taken(self._held, self._evidence.holdings, place)
            limit = self._own(place).limit
            most = ceil(max(used.most - limit.low, _ZERO) * swap.ratio)
            least = (
                0 if limit.high is None else ceil(max(used.least - limit.high, _ZERO) * swap.ratio)
            )
            if most:
                # Whether a swap costs anything is open as long as whom it is for is.
                unknown = tuple(missing(name) for name, known in met.items() if known is None)
                text = f"{other.cap.id}: {used.most} > {limit.low:f}, {most}"
                doubts = (*limit.doubts, *unknown, *_open_stock(used, other.cap.id))
                yield Reckoned(Decimal(0 if unknown else least), Decimal(most), text, doubts)

    def _position(self, held: CapInForce, cap: str) -> int:
        """Return where the cap of that id in the same edition stands."""
        for place, other in enumerate(self._held.caps):
            if other.cap.id == cap and other.source is held.source:
                return place
        raise LookupError(cap)


def _open_stock(used: Taken, cap: str) -> tuple[Doubt, ...]:
    """Return the doubt left by stock whose attributes leave open whether it counts in a cap."""
    if used.most == used.least:
        return ()
    return (missing(f"attributes of the stock counted in {cap}"),)


def _open_lines(least: int, most: int, cap: str) -> tuple[Doubt, ...]:
    """Return the doubt left by lines whose attributes leave open whether they count in a cap."""
    if most == least:
        return ()
    return (missing(f"attributes of the lines counted in {cap}"),)
