"""How matching an order's texts grows with the catalogue: 1,000 listings against 100,000.

Every text is asked once, so nothing remembered helps. The texts are the same for both catalogues:
exact names, names with another version, brands, cut-off names, open phrases, and products no list
has. Catalogues are made up, with as many families as such lists have makers.
"""

import gc
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from statistics import median
from time import perf_counter
from types import MappingProxyType
from typing import NamedTuple

from bench.figures import Figure
from catalog.catalogue import Catalogue
from catalog.scheme import Entry, Family, Loaded, Part, Publication, Scheme, Unspecific
from validators.classes import ItemClass
from validators.edition import Day
from validators.finding import Message
from validators.listing import Listing, ListingKind
from validators.matching import Stated, match
from validators.order import (
    Currency,
    OperatingSystem,
    Order,
    OrderLine,
    PriceBasis,
    Processor,
    Tax,
)

FAMILIES = 40
LINES = 1_200
SMALL, LARGE = 1_000, 100_000
_FROM, _UNTIL = date(2025, 1, 1), date(2028, 1, 1)
_KINDS = (ListingKind.OPERATING_SYSTEM, ListingKind.PROCESSOR)
_BRANDS = tuple(f"{a}{b}" for a in "甲乙丙丁戊己庚辛" for b in "山川林海田")[:FAMILIES]


class Growth(NamedTuple):
    """Microseconds a line takes against each catalogue (medians), and their ratio."""

    small: float
    large: float
    ratio: float
    most_candidates: int


def measure(rounds: int = 7, small: int = SMALL, large: int = LARGE) -> Growth:
    """Return how matching a line grows from ``small`` listings to ``large``.

    Args:
        rounds: interleaved rounds; medians count.
        small: listings of the smaller catalogue; every text can mean one of these, or none.
        large: listings of the larger one, which holds all of the smaller.
    """
    listings = list(islice(_listings(), large))
    orders = list(_orders(listings[:small]))
    times: dict[int, list[float]] = {small: [], large: []}
    most = 0
    for _ in range(rounds):
        for size in (small, large):
            catalogue = _catalogue(listings[:size])
            gc.collect()
            begun = perf_counter()
            most = max(most, *(_match(catalogue, order) for order in orders))
            times[size].append((perf_counter() - begun) / len(orders) * 1e6)
            del catalogue
    medians = {size: median(taken) for size, taken in times.items()}
    return Growth(medians[small], medians[large], medians[large] / medians[small], most)


def figures(_: object) -> Iterator[Figure]:
    """Yield how matching grows with the catalogue."""
    growth = measure()
    yield Figure(
        name=f"matching a line against {LARGE:,} listings",
        measured=f"{growth.large:.0f} µs; {growth.small:.0f} µs against {SMALL:,};"
        f" at most {growth.most_candidates} candidates",
        value=growth.ratio,
        target=2,
        at_most=True,
    )


def _match(catalogue: Catalogue, order: Order) -> int:
    """Match the one line of an order, and return how many candidates its texts had."""
    registers = catalogue.registers_for(order)
    line = order.lines[0]
    system, processor = line.operating_system, line.processor
    found = 0
    if system is not None and system.name is not None:
        held = registers["bench/operating-system"].candidates[system.name]
        stated = Stated(system.name, system.version, system.kernel)
        match(stated, ListingKind.OPERATING_SYSTEM, held)
        found = len(held)
    if processor is not None:
        held = registers["bench/processor"].candidates[processor.name]
        match(Stated(processor.name), ListingKind.PROCESSOR, held)
        found = max(found, len(held))
    return found


def _listings() -> Iterator[Entry]:
    """Yield made-up systems and processors, the brands in turn."""
    number = 0
    while True:
        for brand in _BRANDS:
            number += 1
            if number % 2:
                name = f"{brand}桌面操作系统{number // 8:x}版"
                yield _entry(_KINDS[0], brand, name, number, f"V{number % 7}", "Linux 6.6")
            else:
                yield _entry(_KINDS[1], brand, f"{brand}{number:x}C", number)


def _entry(
    kind: ListingKind,
    brand: str,
    name: str,
    number: int,
    version: str | None = None,
    kernel: str | None = None,
) -> Entry:
    listing = Listing(
        id=f"bench-{number}",
        scheme="bench",
        kind=kind,
        publication="bench-1",
        name=name,
        names=(name,),
        version=version,
        kernel=kernel,
        valid_from=_FROM,
        valid_until=_UNTIL,
        proves=True,
    )
    return Entry(
        listing=listing,
        family=f"{brand}-{kind.value}",
        uses=frozenset(),
        evidence="read",
        exact=True,
        note=None,
        sources=(),
    )


def _orders(listings: list[Entry]) -> Iterator[Order]:
    """Yield orders of one line whose texts are each asked once."""
    for number in range(LINES):
        listing = listings[number * 7 % len(listings)].listing
        name, version = listing.name, listing.version
        match number % 6:
            case 1:
                version = f"V{number}"
            case 2:
                name = f"{name[:2]} {number} 系列"
            case 3:
                name = name[1:-1]
            case 4:
                name = f"其他符合测评要求{number}"
            case 5:
                name = f"Unheard-of {number}"
            case _:
                pass  # as it is listed
        if listing.kind is ListingKind.PROCESSOR:
            yield _order(processor=Processor(name=f"{name} {1 + number % 64}核 2.5GHz"))
        else:
            system = OperatingSystem(name=name, version=version, kernel=listing.kernel)
            yield _order(system=system)


def _order(system: OperatingSystem | None = None, processor: Processor | None = None) -> Order:
    line = OrderLine(
        item_class=ItemClass.DESKTOP,
        quantity=1,
        unit_price=Decimal(4000),
        operating_system=system,
        processor=processor,
    )
    return Order(
        agency="example",
        reference="EXAMPLE-1",
        price_basis=PriceBasis(currency=Currency.CNY, tax=Tax.INCLUDED),
        lines=(line,),
    )


def _catalogue(entries: list[Entry]) -> Catalogue:
    scheme = Scheme(
        id="bench",
        revision=1,
        digest="",
        title=Message("示例", "example"),
        bodies=(),
        validity_years=3,
        levels=(),
        families=tuple(
            Family(id=f"{brand}-{kind.value}", kind=kind, words=(brand,))
            for brand in _BRANDS
            for kind in _KINDS
        ),
        unspecific=(Unspecific(kinds=frozenset(_KINDS), begins=("其他",)),),
        unconfirmed=(),
        facts=(),
        sources=(),
    )
    publication = Publication(
        id="bench-1",
        revision=1,
        digest="",
        scheme="bench",
        number=None,
        url=None,
        evidence="read",
        published=Day(_FROM, _FROM),
        valid_until=Day(_UNTIL, _UNTIL),
        parts=MappingProxyType(
            {
                kind: Part(kind=kind, loaded=Loaded.COMPLETE, count=len(entries), evidence="read")
                for kind in _KINDS
            }
        ),
        entries=tuple(entries),
        sources=(),
    )
    return Catalogue.of([scheme], [publication], "")
