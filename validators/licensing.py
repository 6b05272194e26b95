"""Licences as arithmetic: which grants an order names, and how many copies it draws of each. Pure.

A licence draws the copies it states of the grants its evidence names, in the order in which it
names them: as many as the first has left, the rest of the next. Lines draw in the order's order,
the operating system of a line before its software, so that no copy is taken twice.

Source: 财行〔2013〕98号 (one licence of each kind for a computer); 国办发〔2013〕88号 article 3
(what is installed is licensed).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from validators.licence_grant import LicenceGrant
from validators.matching import identifier
from validators.order import Licence, Order, OrderLine

PREFIX = "LG"
"""What the number of every licence grant begins with."""

_BEGINNING = f"{PREFIX}-"

OPERATING_SYSTEM = "operating_system"
"""The member of a line whose licence is that of its operating system."""


class LicenceDraw(NamedTuple):
    """Copies that one member of a line takes of a grant; negative where it gives them back.

    ``item`` is the member that holds the licence, as a pointer from the line.
    """

    licence: str
    line: int
    item: str
    copies: int


class Licensed(NamedTuple):
    """A licence of an order that names grants: where it stands, and their numbers, each once."""

    line: int
    item: str
    licence: Licence
    numbers: tuple[str, ...]


def licences_of(line: OrderLine) -> Iterator[tuple[str, Licence]]:
    """Yield every licence a line states, with the member that holds it."""
    system = line.operating_system
    if system is not None and system.licence is not None:
        yield OPERATING_SYSTEM, system.licence
    for place, software in enumerate(line.software):
        if software.licence is not None:
            yield f"software/{place}", software.licence


def licensed(order: Order) -> Iterator[Licensed]:
    """Yield each licence of an order that names numbers such as grants have."""
    for place, line in enumerate(order.lines):
        for item, licence in licences_of(line):
            numbers = numbers_of(licence)
            if numbers:
                yield Licensed(place, item, licence, numbers)


def numbers_of(licence: Licence | None) -> tuple[str, ...]:
    """Return the numbers such as grants have that a licence names, as grants have them, each once.

    However they were typed: a number in small letters or full-width digits is that of the grant.
    """
    if licence is None:
        return ()
    stated = (identifier(it.number) for it in licence.evidence if it.number is not None)
    return tuple(dict.fromkeys(it for it in stated if it.startswith(_BEGINNING)))


def names_grant(licence: Licence) -> bool:
    """Return whether a licence names a number such as grants have; nearly none does."""
    # Asked of every licence before anything is read, so in a plain loop.
    for it in licence.evidence:
        if it.number is not None and identifier(it.number).startswith(_BEGINNING):
            return True
    return False


def named_grants(order: Order) -> list[str]:
    """Return the numbers of the grants an order names, sorted; nearly every order names none."""
    # Asked of every order before anything is read, so in plain loops, as `licensed` would say it.
    found: set[str] = set()
    for line in order.lines:
        licences = [it.licence for it in line.software] if line.software else []
        if line.operating_system is not None:
            licences.append(line.operating_system.licence)
        for licence in licences:
            for it in () if licence is None else licence.evidence:
                if it.number is not None:
                    number = identifier(it.number)
                    if number.startswith(_BEGINNING):
                        found.add(number)
    return sorted(found)


class Purse:
    """What is left of each grant while an order's licences are gone through."""

    def __init__(self, grants: Iterable[LicenceGrant], on: date) -> None:
        """Begin with what the grants usable on a day have left."""
        self.left = {it.number: it.left for it in grants if it.usable(on)}

    def within(self, numbers: Iterable[str]) -> int:
        """Return how many copies are left of these grants together."""
        return sum(self.left.get(it, 0) for it in numbers)

    def take(self, asked: Licensed) -> Iterator[LicenceDraw]:
        """Take what a licence states, or as much as is there, and yield it by grant."""
        wanted = asked.licence.copies or 0
        for number in asked.numbers:
            taken = min(wanted, self.left.get(number, 0))
            if taken > 0:
                self.left[number] -= taken
                wanted -= taken
                yield LicenceDraw(number, asked.line, asked.item, taken)


def licence_draws(
    order: Order, grants: tuple[LicenceGrant, ...], on: date
) -> tuple[LicenceDraw, ...]:
    """Return what an order that passes draws of grants: never more than is left of one.

    Args:
        order: what is bought.
        grants: those it names that are on record, with what is left of each before this order.
        on: the day of the act, in Asia/Shanghai.
    """
    if not grants:
        return ()
    purse = Purse(grants, on)
    return tuple(sorted(it for asked in licensed(order) for it in purse.take(asked)))


def kept_copies(copies: int, quantity: int, consumed: int) -> int:
    """Return how many of a line's copies stay used, once so many of its devices were delivered.

    Each device keeps its share, and a share of a copy is a whole one: nobody uses half a licence.
    """
    return -(-copies * min(consumed, quantity) // quantity)


def given_back(
    held: Iterable[LicenceDraw], quantities: dict[int, int], consumed: dict[int, int]
) -> tuple[LicenceDraw, ...]:
    """Return what an order gives back whose lines have had so many devices delivered.

    Delivered devices are taken to have used the grants in the order of their numbers: which device
    rests on which, nobody can tell, and no copy may be used twice.

    Args:
        held: what the order holds, at most one row for a grant and a member of a line.
        quantities: how many devices each line asks for.
        consumed: how many of them were delivered.
    """
    rows = sorted(held)
    total: Counter[tuple[int, str]] = Counter()
    for it in rows:
        total[it.line, it.item] += it.copies
    keeps = {
        (line, item): kept_copies(copies, quantities[line], consumed.get(line, 0))
        for (line, item), copies in total.items()
    }
    found = []
    for it in rows:
        stays = min(it.copies, keeps[it.line, it.item])
        keeps[it.line, it.item] -= stays
        if it.copies > stays:
            found.append(it._replace(copies=stays - it.copies))
    return tuple(found)
