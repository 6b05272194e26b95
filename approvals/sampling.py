"""Samples that anyone can draw again: from the same rows and the same seed, the same sample.

Written for an auditor's working papers, so that another program in another year finds the same:

- The population are rows of a list; each has an identifier, a stratum and a book value in yuan.
  Its hash is the SHA-256 of a line `identifier TAB stratum TAB value LF` for each, in the order of
  the identifiers as UTF-8 bytes; values are written as exports write them.
- The lot of a row is the SHA-256 of `seed LF identifier`, read as a number.
- *Simple*: the rows with the smallest lots.
- *Stratified*: each stratum has its share of the size by its number of rows; what rounding leaves
  goes to the largest remainders, ties to the first stratum by name. In each, the smallest lots.
- *Monetary-unit*: of the sum of all values, every n-th part is a point; the first lies at
  SHA-256(`seed LF start LF hash`) / 2^256 of a part. A row is drawn for each point within its
  value, rows in the order above. What is worth nothing, or less, cannot be drawn, and is counted.

(FA11.)
"""

import hashlib
import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum, unique
from fractions import Fraction
from typing import NamedTuple

from approvals.exported import plain


@unique
class Method(StrEnum):
    """How rows are drawn."""

    SIMPLE = "simple"
    STRATIFIED = "stratified"
    MONETARY_UNIT = "monetary-unit"


class Unit(NamedTuple):
    """One row of a population; ``value`` is in yuan."""

    id: str
    stratum: str
    value: Decimal


class Drawn(NamedTuple):
    """A row that was drawn, and for how many points of a monetary-unit sample."""

    unit: Unit
    hits: int = 1


@dataclass(slots=True)
class Population:
    """What a population comes to, gathered as its rows go by in their order."""

    rows: int = 0
    total: Decimal = Decimal(0)
    drawable: Decimal = Decimal(0)
    worthless: int = 0
    strata: Counter[str] = field(default_factory=Counter)
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def add(self, unit: Unit) -> None:
        """Count a row."""
        self.rows += 1
        self.total += unit.value
        self.drawable += max(unit.value, Decimal(0))
        self.worthless += unit.value <= 0
        self.strata[unit.stratum] += 1
        self._hash.update(f"{unit.id}\t{unit.stratum}\t{plain(unit.value)}\n".encode())

    @property
    def hash(self) -> str:
        """Return the hash of what was added so far, in hexadecimal."""
        return self._hash.hexdigest()


Units = Callable[[], Iterable[Unit]]
"""Gives all rows of a population in the order of their identifiers, as often as it is asked."""


def measured(units: Units) -> Population:
    """Return what a population comes to."""
    found = Population()
    for it in units():
        found.add(it)
    return found


def drawn(
    method: Method, size: int, seed: str, units: Units, population: Population
) -> tuple[Drawn, ...]:
    """Return a sample, in the order of the identifiers.

    Args:
        method: how rows are drawn.
        size: how many rows, or points of a monetary-unit sample; at least 1.
        seed: any text; whoever wants to show that he did not choose takes one he could not know.
        units: the rows.
        population: what they come to, as `measured` tells it.
    """
    found = _drawn(method, size, seed, units, population)
    return tuple(sorted(found, key=lambda it: it.unit.id.encode()))


def _drawn(
    method: Method, size: int, seed: str, units: Units, population: Population
) -> Iterable[Drawn]:
    match method:
        case Method.SIMPLE:
            return map(Drawn, heapq.nsmallest(size, units(), key=lambda it: lot(seed, it.id)))
        case Method.STRATIFIED:
            return map(Drawn, _stratified(size, seed, units, population))
        case Method.MONETARY_UNIT:
            return _by_money(size, seed, units, population)


def lot(seed: str, identifier: str) -> bytes:
    """Return the lot of a row; lots compare as the numbers they are."""
    return hashlib.sha256(f"{seed}\n{identifier}".encode()).digest()


def shares(size: int, strata: Mapping[str, int]) -> dict[str, int]:
    """Return how many rows each stratum gives; together ``size``, or all there are."""
    rows = sum(strata.values())
    size = min(size, rows)
    exact = {name: Fraction(size * count, rows) for name, count in strata.items()}
    given = {name: int(share) for name, share in exact.items()}
    left = sorted(exact, key=lambda name: (given[name] - exact[name], name.encode()))
    for name in left[: size - sum(given.values())]:
        given[name] += 1
    return given


def _stratified(size: int, seed: str, units: Units, population: Population) -> Iterator[Unit]:
    given = shares(size, population.strata)
    # The largest lots of each heap go: they are kept negated, as numbers.
    heaps: dict[str, list[tuple[int, Unit]]] = {name: [] for name in given}
    for it in units():
        heap, most = heaps[it.stratum], given[it.stratum]
        entry = (-int.from_bytes(lot(seed, it.id)), it)
        if len(heap) < most:
            heapq.heappush(heap, entry)
        elif most:
            heapq.heappushpop(heap, entry)
    for heap in heaps.values():
        yield from (it for _, it in heap)


def _by_money(size: int, seed: str, units: Units, population: Population) -> Iterator[Drawn]:
    if not population.drawable:
        return
    part = Fraction(population.drawable) / size
    start = hashlib.sha256(f"{seed}\nstart\n{population.hash}".encode()).digest()
    point = part * Fraction(int.from_bytes(start), 1 << 256)
    reached = Fraction(0)
    for it in units():
        if it.value <= 0:
            continue
        reached += Fraction(it.value)
        hits = 0
        while point < reached:
            hits += 1
            point += part
        if hits:
            yield Drawn(it, hits)
