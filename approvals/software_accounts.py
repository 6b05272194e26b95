"""The accounts behind an agency's software ledgers: what is bought, listed, there and installed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Any, Final

from approvals.software_acts import Bought, Listed, Machine, Product

Place = tuple[str, str]
"""An installation: software number and computer."""

_NONE: Final[Mapping[Any, Any]] = MappingProxyType({})


@unique
class Origin(StrEnum):
    """By which act an installation came about."""

    RECEIPT = "receipt"
    ENTRY = "entry"
    """It was there before; whether a licence covers it, the ledgers do not know."""
    MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Software that is on a computer now; ``on`` is the day, where it is known."""

    software: str
    computer: str
    version: str | None
    on: date | None
    origin: Origin
    term: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of a maintenance sheet: installed or removed, and how many there are after it.

    The computer stands there as it was named then.
    """

    installed: bool
    machine: Machine
    version: str | None
    on: date | None
    after: int

    @classmethod
    def after_those(
        cls,
        before: Sequence["Step"],
        of: Installation,
        machine: Machine,
        on: date | None,
        *,
        installed: bool,
    ) -> "Step":
        """Return the row that follows those of a sheet, with the count carried on."""
        count = before[-1].after if before else 0
        return cls(
            installed=installed,
            machine=machine,
            version=of.version,
            on=on,
            after=count + (1 if installed else -1),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Everything the four ledgers are made of, by software number, by computer, or by both.

    ``preloads`` holds the numbers of the OEM software that each computer came with and still has;
    ``counts`` how many installations of each number there are.
    """

    products: Mapping[str, Product] = field(default_factory=lambda: _NONE)
    purchases: Mapping[str, tuple[Bought, ...]] = field(default_factory=lambda: _NONE)
    listed: Mapping[str, Listed] = field(default_factory=lambda: _NONE)
    machines: Mapping[str, Machine] = field(default_factory=lambda: _NONE)
    preloads: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NONE)
    installations: Mapping[Place, Installation] = field(default_factory=lambda: _NONE)
    steps: Mapping[str, tuple[Step, ...]] = field(default_factory=lambda: _NONE)

    def usable_versions(self, number: str) -> tuple[str, ...]:
        """Return every version the licences of a number allow; none where none is known."""
        return usable_versions(self.products[number], self.purchases.get(number, ()))

    def licences(self, number: str) -> int | None:
        """Return on how many computers a number may run, as far as it was bought."""
        return licences(self.purchases.get(number, ()))


def usable_versions(product: Product, bought: Iterable[Bought]) -> tuple[str, ...]:
    """Return the version the licence names, and those that purchases allow besides."""
    named = [] if product.version is None else [product.version]
    return tuple(dict.fromkeys([*named, *(it for each in bought for it in each.usable_versions)]))


def licences(bought: Iterable[Bought]) -> int | None:
    """Return the sum of licences bought, ``None`` where there is a purchase nobody counted."""
    counts = [it.licences for it in bought]
    known = [it for it in counts if it is not None]
    return sum(known) if known and len(known) == len(counts) else None
