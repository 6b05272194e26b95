"""What an order buys of software, and which licences the agency has left besides. Pure.

Bought are licences that name no grant of the agency's: what draws of one it has already. The
system of a device is no purchase of its own either (国办发〔2013〕88号 article 6: computers come
with one), and what is free is not bought.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from validators.classes import ItemClass
from validators.licence_grant import LicenceGrant
from validators.licensing import Purse, licensed
from validators.order import LicenceChannel, Order, OrderLine
from validators.papers import SOFTWARE, Product, products


class Purchase(NamedTuple):
    """So many licences of one class that one member of a line buys; ``pointer`` has the number.

    ``spared`` are the grants of that class with copies left, after what stands before it drew.
    """

    pointer: str
    item_class: ItemClass
    copies: int
    spared: tuple[LicenceGrant, ...]


def buys_software(order: Order) -> bool:
    """Return whether an order may buy software; nearly none does."""
    # Asked of every order before anything is read, so in a plain loop.
    for line in order.lines:  # noqa: SIM110 - see above
        if line.software or line.item_class in SOFTWARE:
            return True
    return False


def classes_bought(order: Order) -> list[str]:
    """Return the names of the classes of which an order may buy licences, each once, sorted."""
    if not buys_software(order):
        return []
    return sorted({it.item_class.value for _, _, it in _bought(order)})


def purchases(order: Order, grants: Iterable[LicenceGrant], on: date) -> Iterator[Purchase]:
    """Yield what an order buys of software, in the order's order.

    Args:
        order: what is asked for.
        grants: those on record that it names, or that the agency may use for what it buys.
        on: the day of the act, in Asia/Shanghai.
    """
    known = {it.number: it for it in grants if it.entitled}
    purse = Purse(known.values(), on)
    draws = {f"/lines/{it.line}/{it.item}": it for it in licensed(order)}
    for place, line, it in _bought(order):
        asked = draws.get(it.pointer)
        if asked is not None and not known.keys().isdisjoint(asked.numbers):
            for _ in purse.take(asked):
                pass
        else:
            left = {number: copies for number, copies in purse.left.items() if copies}
            spared = tuple(
                known[number].leaving(copies)
                for number, copies in left.items()
                if known[number].item_class is it.item_class
            )
            yield Purchase(_pointer(it, place, line), it.item_class, licences_in(it, line), spared)


def licences_in(product: Product, line: OrderLine) -> int:
    """Return how many licences a line has of its software: as stated, or one for each unit."""
    stated = None if product.licence is None else product.licence.copies
    return line.quantity if stated is None else stated


def _bought(order: Order) -> Iterator[tuple[int, OrderLine, Product]]:
    """Yield the software of an order that is paid for, with its line, whatever it draws of."""
    for place, line in enumerate(order.lines):
        for it in products(place, line):
            preloaded = it.item_class is ItemClass.SOFTWARE_OS and line.item_class not in SOFTWARE
            free = it.licence is not None and it.licence.channel is LicenceChannel.FREE
            if not preloaded and not free:
                yield place, line, it


def _pointer(product: Product, place: int, line: OrderLine) -> str:
    stated = product.licence is not None and product.licence.copies is not None
    if stated or line.item_class not in SOFTWARE:
        return f"{product.pointer}/licence/count"
    return f"/lines/{place}/quantity"
