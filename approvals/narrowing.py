"""Whether an amended order narrows what was approved: fewer, or cheaper, and nothing else.

Source: insight 3 (an approval is about content; fewer, cheaper, same item keeps it, anything else
voids it). The rule, member by member: agency, supplier, reference, price basis and contract are as
they were; every line is one of the order's lines, in their order, with a quantity and a unit price
that are not higher; licences may be fewer as long as they cover the quantity; all else of a line is
as it was.
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from validators.order import Licence, Order, OrderLine

_NOTHING = Decimal(0)


def narrowing(approved: Order, amended: Order) -> Mapping[int, int] | None:
    """Return which line of ``approved`` each line of ``amended`` narrows; ``None`` if it is none.

    Lines of the approved order that are not named fall away.
    """
    if approved._replace(lines=()) != amended._replace(lines=()):
        return None
    found: dict[int, int] = {}
    place = 0
    for position, line in enumerate(amended.lines):
        while place < len(approved.lines) and not _narrows(approved.lines[place], line):
            place += 1
        if place == len(approved.lines):
            return None
        found[position] = place
        place += 1
    return MappingProxyType(found)


def _narrows(approved: OrderLine, amended: OrderLine) -> bool:
    return (
        amended.quantity <= approved.quantity
        and amended.unit_price <= approved.unit_price
        and _item(approved) == _item(amended)
        and _covered(_licence(approved), _licence(amended), amended.quantity)
    )


def _item(line: OrderLine) -> OrderLine:
    """Return a line without what may become less."""
    system = line.operating_system
    if system is not None and system.licence is not None:
        system = system._replace(licence=system.licence._replace(copies=None))
    return line._replace(quantity=0, unit_price=_NOTHING, operating_system=system)


def _licence(line: OrderLine) -> Licence | None:
    return None if line.operating_system is None else line.operating_system.licence


def _covered(approved: Licence | None, amended: Licence | None, quantity: int) -> bool:
    """Return whether licences are as many as before, or fewer and still one for each unit."""
    if approved is None or amended is None or approved.copies == amended.copies:
        return True
    if approved.copies is None or amended.copies is None:
        return False
    return quantity <= amended.copies < approved.copies
