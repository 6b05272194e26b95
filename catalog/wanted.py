"""The products an order names, kind by kind: what the catalogue is asked about."""

from collections.abc import Iterator

from catalog.scheme import Use
from validators.classes import ItemClass
from validators.listing import ListingKind
from validators.order import Order
from validators.papers import products

_ASKED = (ListingKind.OPERATING_SYSTEM, ListingKind.PROCESSOR, ListingKind.DATABASE)
"""The kinds of product that order lines name."""

_SERVER, _DATABASE = ItemClass.SERVER, ItemClass.SOFTWARE_DATABASE
_ON_SERVERS, _ON_DESKTOPS = Use.SERVER, Use.DESKTOP

Named = tuple[str, str | None, str | None, Use]
"""A product by name, version and kernel as an order states it, and for what kind of computer."""
Wanted = frozenset[Named]
"""Products of one kind."""


def products_named(order: Order) -> Iterator[tuple[ListingKind, Wanted]]:
    """Yield each kind with the products of it that the lines of an order state."""
    systems: set[Named] = set()
    processors: set[Named] = set()
    databases: set[Named] = set()
    for line in order.lines:
        system, processor = line.operating_system, line.processor
        if line.software or line.item_class is _DATABASE:
            named = (it for it in products(0, line) if it.item_class is _DATABASE)
            databases.update((it.name, it.version, None, _ON_SERVERS) for it in named if it.name)
        if system is None and processor is None:
            continue
        use = _ON_SERVERS if line.item_class is _SERVER else _ON_DESKTOPS
        if system is not None and system.name is not None:
            systems.add((system.name, system.version, system.kernel, use))
        if processor is not None:
            processors.add((processor.name, None, None, use))
    for kind, wanted in zip(_ASKED, (systems, processors, databases), strict=True):
        if wanted:
            yield kind, frozenset(wanted)
