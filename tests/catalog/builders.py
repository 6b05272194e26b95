"""Values the tests of the catalogue are made of."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType

from catalog.catalogue import Catalogue
from catalog.scheme import Entry, Family, Loaded, Part, Publication, Scheme, Unspecific, Use
from ledger.entry import Actor
from validators.classes import ItemClass
from validators.edition import Day
from validators.finding import Message
from validators.listing import Listing, ListingKind
from validators.order import (
    Currency,
    OperatingSystem,
    Order,
    OrderLine,
    PriceBasis,
    Processor,
    Tax,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
OS = ListingKind.OPERATING_SYSTEM
CPU = ListingKind.PROCESSOR

KEEPER = Actor(person="keeper-1", role="standards-keeper", authentication="key")
SECOND_KEEPER = Actor(person="keeper-2", role="standards-keeper", authentication="key")
LISTER = Actor(person="lister-1", role="catalog-keeper", authentication="key")
SECOND_LISTER = Actor(person="lister-2", role="catalog-keeper", authentication="key")


def order(*named: str | OperatingSystem, item_class: ItemClass = ItemClass.DESKTOP) -> Order:
    """An order of one line for each name: a text names a processor, a system itself."""
    return Order(
        agency="example",
        reference="EXAMPLE-1",
        price_basis=PriceBasis(currency=Currency.CNY, tax=Tax.INCLUDED),
        lines=tuple(
            OrderLine(
                item_class=item_class,
                quantity=1,
                unit_price=Decimal(1),
                processor=Processor(name=it) if isinstance(it, str) else None,
                operating_system=None if isinstance(it, str) else it,
            )
            for it in named
        ),
    )


def system(name: str, version: str | None = None, kernel: str | None = None) -> OperatingSystem:
    return OperatingSystem(preloaded=True, name=name, version=version, kernel=kernel)


def an_entry(
    name: str,
    *,
    kind: ListingKind = CPU,
    family: str = "example",
    version: str | None = None,
    kernel: str | None = None,
    proves: bool = True,
    number: int = 0,
    uses: frozenset[Use] = frozenset(),
) -> Entry:
    listing = Listing(
        id=f"example-{kind.value}-{number}-{name}-{version}-{kernel}",
        scheme="example",
        kind=kind,
        publication="example-1",
        name=name,
        names=(name,),
        version=version,
        kernel=kernel,
        valid_from=date(2025, 1, 1),
        valid_until=date(2028, 1, 1),
        proves=proves,
    )
    return Entry(
        listing=listing,
        family=family,
        uses=uses,
        evidence="read" if proves else "inferred",
        exact=True,
        note=None,
        sources=("s1",),
    )


def a_catalogue(
    *entries: Entry,
    words: dict[str, tuple[str, ...]] | None = None,
    unspecific: tuple[Unspecific, ...] = (),
    loaded: Loaded = Loaded.COMPLETE,
) -> Catalogue:
    """A catalogue of one scheme with one publication, in force from 2025 to 2027."""
    scheme = Scheme(
        id="example",
        revision=1,
        digest="sha256:" + "0" * 64,
        title=Message("示例", "example"),
        bodies=(),
        validity_years=3,
        levels=(),
        families=tuple(
            Family(id=name, kind=kind, words=them)
            for name, them in (words or {"example": ("示例",)}).items()
            for kind in (OS, CPU)
        ),
        unspecific=unspecific,
        unconfirmed=(),
        facts=(),
        sources=(),
    )
    publication = Publication(
        id="example-1",
        revision=1,
        digest="sha256:" + "1" * 64,
        scheme="example",
        number=None,
        url=None,
        evidence="read",
        published=Day(date(2025, 1, 1), date(2025, 1, 1)),
        valid_until=Day(date(2028, 1, 1), date(2028, 1, 1)),
        parts=MappingProxyType(
            {
                kind: Part(kind=kind, loaded=loaded, count=None, evidence="read")
                for kind in ListingKind
            }
        ),
        entries=entries,
        sources=(),
    )
    return Catalogue.of([scheme], [publication], "sha256:" + "2" * 64)
