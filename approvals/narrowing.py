"""Whether an amended order narrows what was approved: fewer, cheaper or better shown, and no more.

Source: insight 3 (an approval is about content; fewer, cheaper, same item keeps it, anything else
voids it). The rule, member by member: agency, supplier, reference, price basis and contract are as
they were; every line is one of the order's lines, in their order, with a quantity and a unit price
that are not higher; licences may be fewer as long as they cover the quantity; all else of a line is
as it was. Papers that a later step asks for may be stated where none was: no order is examined by
them (`validators.gates`).
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from msgspec import structs

from validators.order import (
    Certificate,
    Contract,
    Licence,
    Order,
    OrderLine,
    Processor,
    Responsible,
)

_NOTHING = Decimal(0)


def narrowing(approved: Order, amended: Order) -> Mapping[int, int] | None:
    """Return which line of ``approved`` each line of ``amended`` narrows; ``None`` if it is none.

    Lines of the approved order that are not named fall away.
    """
    if structs.replace(_with_papers(approved, amended), lines=amended.lines) != amended:
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
        and _item(_line_with_papers(approved, amended)) == _item(amended)
        and _covered(_licence(approved), _licence(amended), amended.quantity)
    )


def _with_papers(approved: Order, amended: Order) -> Order:
    """Return the order with the papers it did not state as ``amended`` states them."""
    return structs.replace(
        approved,
        contract=_filled(approved.contract, amended.contract),
        responsible=_filled(approved.responsible, amended.responsible),
    )


def _line_with_papers(approved: OrderLine, amended: OrderLine) -> OrderLine:
    chip, system, software = approved.processor, approved.operating_system, approved.software
    if chip is not None:
        chip = _filled(chip, amended.processor)
    if system is not None and amended.operating_system is not None:
        licence = _termed(system.licence, amended.operating_system.licence)
        system = structs.replace(system, licence=licence)
    if len(software) == len(amended.software):
        pairs = zip(software, amended.software, strict=True)
        software = tuple(
            was._replace(
                permit=_dated(was.permit, now.permit), licence=_termed(was.licence, now.licence)
            )
            for was, now in pairs
        )
    return structs.replace(
        approved,
        energy_certificate=_dated(approved.energy_certificate, amended.energy_certificate),
        environment_label=_dated(approved.environment_label, amended.environment_label),
        framework_admission=_dated(approved.framework_admission, amended.framework_admission),
        processor=chip,
        operating_system=system,
        software=software,
    )


Stated = TypeVar("Stated", Contract, Responsible, Processor)


def _filled(was: Stated | None, now: Stated | None) -> Stated | None:
    """Return what was stated, with the members that were not as they now are."""
    if was is None or now is None:
        return was or now
    absent = [name for name in was._fields if getattr(was, name) is None]
    return was._replace(**{name: getattr(now, name) for name in absent})


def _dated(was: Certificate | None, now: Certificate | None) -> Certificate | None:
    """Return a certificate as it was stated, with its last day where that was not."""
    if was is None or now is None:
        return was or now
    same = was.number == now.number and was.valid_until is None
    return now if same else was


def _termed(was: Licence | None, now: Licence | None) -> Licence | None:
    if was is None or now is None or was.term is not None:
        return was
    return structs.replace(was, term=now.term)


def _item(line: OrderLine) -> OrderLine:
    """Return a line without what may become less."""
    system = line.operating_system
    if system is not None and system.licence is not None:
        system = structs.replace(system, licence=structs.replace(system.licence, copies=None))
    return structs.replace(line, quantity=0, unit_price=_NOTHING, operating_system=system)


def _licence(line: OrderLine) -> Licence | None:
    return None if line.operating_system is None else line.operating_system.licence


def _covered(approved: Licence | None, amended: Licence | None, quantity: int) -> bool:
    """Return whether licences are as many as before, or fewer and still one for each unit."""
    if approved is None or amended is None or approved.copies == amended.copies:
        return True
    if approved.copies is None or amended.copies is None:
        return False
    return quantity <= amended.copies < approved.copies
