"""Turns what an agency has approved, received and entered into the acts of its software ledgers.

Pure: what the database has comes in as values. An order says what was bought and, where it says so,
that every device carries one; a receipt says on which devices that is. Nothing is guessed from
either: what an order does not say becomes a gap.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final, NamedTuple

from approvals.software_acts import (
    Act,
    Bought,
    Disposed,
    Entered,
    Identity,
    Listed,
    Machine,
    Product,
    Received,
    SoftwareKind,
    derived_number,
    identity_of,
)
from approvals.software_gaps import GapCode
from validators.classes import ItemClass
from validators.licensing import kept_copies
from validators.order import Licence, LicenceChannel, OrderLine, PriceBasis, Tax
from validators.papers import SOFTWARE
from validators.papers import Product as Stated
from validators.papers import products as stated_products

SERVERS: Final = frozenset({ItemClass.SERVER})
DESKTOPS: Final = frozenset(
    {ItemClass.DESKTOP, ItemClass.ALL_IN_ONE, ItemClass.WORKSTATION, ItemClass.THIN_CLIENT}
)
PORTABLES: Final = frozenset({ItemClass.LAPTOP, ItemClass.TABLET})
COMPUTERS: Final = SERVERS | DESKTOPS | PORTABLES
"""Classes of things that the head of the summary counts, and of which software is expected."""

_KINDS: Final[Mapping[LicenceChannel, SoftwareKind]] = {
    LicenceChannel.OEM: SoftwareKind.OEM,
    LicenceChannel.RETAIL: SoftwareKind.COMMERCIAL,
    LicenceChannel.VOLUME: SoftwareKind.COMMERCIAL,
    LicenceChannel.SITE: SoftwareKind.COMMERCIAL,
    LicenceChannel.FREE: SoftwareKind.FREE,
    LicenceChannel.TRIAL: SoftwareKind.UNSTATED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """An approval as its order stands on the day, narrowed or not.

    ``lines`` are by the number a device names them with; ``in_force`` tells whether everything on
    it is bought, or only what was delivered before it ended.
    """

    number: str
    on: date
    recorded_at: datetime
    in_force: bool
    price_basis: PriceBasis
    lines: Mapping[int, OrderLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device of the agency: since when, and until when it was there, as far as it is known."""

    serial: str
    item_class: ItemClass
    since: date
    recorded_at: datetime
    number: str | None = None
    line: int | None = None
    disposed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredRow:
    """A row of an office's own table that was entered; ``number`` as the office numbered it."""

    row: str
    machine: Machine
    kind: SoftwareKind
    name: str
    version: str | None
    number: str | None
    term: str | None
    on: date | None
    recorded_at: datetime
    recorded_on: date


@dataclass(frozen=True, slots=True)
class Derived:
    """Acts in their order, and what could not be made one of."""

    acts: tuple[Act, ...]
    gaps: tuple[tuple[GapCode, str], ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Which number each piece of software has in an agency: the office's own, or a derived one."""

    own: Mapping[Identity, str] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[EnteredRow]) -> "Numbers":
        """Return the numbers that entries gave; the first one given to a software stays."""
        own: dict[Identity, str] = {}
        for it in entries:
            if it.number is not None:
                own.setdefault(identity_of(it.kind, it.name, it.version), it.number)
        return cls(own)

    def product(self, kind: SoftwareKind, name: str, version: str | None) -> Product:
        """Return a piece of software under its number."""
        identity = identity_of(kind, name, version)
        number = self.own.get(identity) or derived_number(identity)
        return Product(number=number, kind=kind, name=name, version=version)


def derive(
    approved: Iterable[Approved],
    devices: Iterable[Device],
    entries: Iterable[EnteredRow],
    on: date,
) -> Derived:
    """Return the acts up to a day, purchases first: they count, whenever a device came.

    Args:
        approved: approvals granted up to the day, in whatever state they are on it.
        devices: all devices recorded of the agency.
        entries: every row ever entered, in the order they were; later days still number software.
        on: the day; what happened after it is left out.
    """
    rows, known = tuple(entries), {it.number: it for it in approved}
    there = [it for it in devices if it.since <= on]
    numbers = Numbers.of(rows)
    gaps: list[tuple[GapCode, str]] = []
    purchases: list[Act] = []
    carried: dict[tuple[str | None, int | None], _Carried] = {}
    delivered = Counter((it.number, it.line) for it in there)
    for number in sorted(known, key=lambda it: (known[it].on, known[it].recorded_at, it)):
        for at, line in sorted(known[number].lines.items()):
            units = delivered[number, at]
            if not known[number].in_force and not units:
                continue
            bought = _Line(known[number], at, line, units, numbers, gaps)
            purchases += bought.purchases()
            department = None if line.recipient is None else line.recipient.department
            carried[number, at] = _Carried(bought.carries(), line.model, department)
    later = sorted(_happened(there, rows, carried, numbers, on), key=lambda it: it[:3])
    return Derived((*purchases, *(act for *_, act in later)), tuple(gaps))


def entry_of(row: EnteredRow, numbers: Numbers) -> Entered:
    """Return the act of entering a row, under the number it states or the one the software has."""
    product = numbers.product(row.kind, row.name, row.version)
    if row.number is not None:
        product = Product(number=row.number, kind=row.kind, name=row.name, version=row.version)
    return Entered(row=row.row, machine=row.machine, product=product, term=row.term, on=row.on)


def _happened(
    devices: Iterable[Device],
    rows: Iterable[EnteredRow],
    carried: Mapping[tuple[str | None, int | None], "_Carried"],
    numbers: Numbers,
    on: date,
) -> Iterator[tuple[date, datetime, int, Act]]:
    """Yield what happened to computers, with its day, when it was recorded, and a last resort."""
    rank = 0
    for rank, it in enumerate(devices):
        came = carried.get((it.number, it.line), _Carried())
        carries = came.products
        if it.item_class in SOFTWARE or (it.item_class not in COMPUTERS and not carries):
            continue
        machine = Machine(number=it.serial, brand=came.brand, department=came.department)
        yield (
            it.since,
            it.recorded_at,
            rank,
            Received(machine=machine, carries=carries, on=it.since),
        )
        if it.disposed_on is not None and it.disposed_on <= on:
            yield (
                it.disposed_on,
                it.recorded_at,
                rank,
                Disposed(computer=it.serial, on=it.disposed_on),
            )
    for place, row in enumerate(rows, rank + 1):
        day = row.on or row.recorded_on
        if day <= on:
            yield day, row.recorded_at, place, entry_of(row, numbers)


class _Carried(NamedTuple):
    """What the order says of each device of a line: software, brand and model, and for whom."""

    products: tuple[Product, ...] = ()
    brand: str | None = None
    department: str | None = None


class _Line:
    """One line of an approved order: what was bought with it, and what each device carries."""

    def __init__(
        self,
        approved: Approved,
        at: int,
        line: OrderLine,
        delivered: int,
        numbers: Numbers,
        gaps: list[tuple[GapCode, str]],
    ) -> None:
        self._approved, self._line, self._delivered = approved, line, delivered
        self._gaps, self._where = gaps, f"{approved.number}/lines/{at}"
        self._found: list[tuple[Stated, Product]] = []
        for stated in stated_products(at, line):
            if stated.name is None:
                gaps.append((GapCode.UNNAMED, self._where))
                continue
            channel = None if stated.licence is None else stated.licence.channel
            kind = SoftwareKind.UNSTATED if channel is None else _KINDS[channel]
            self._found.append((stated, numbers.product(kind, stated.name, stated.version)))

    def purchases(self) -> Iterator[Act]:
        """Yield what was bought, and what of it is free software to be listed."""
        for stated, product in self._found:
            licence = stated.licence or Licence()
            if product.kind is SoftwareKind.FREE:
                yield Listed(product=product, source=self._approved.number)
                continue
            yield Bought(
                source=self._approved.number,
                product=product,
                on=self._approved.on,
                licences=self._licences(licence),
                channel=licence.channel,
                term=licence.term,
                amount=self._amount(),
            )

    def carries(self) -> tuple[Product, ...]:
        """Return what is on each device of the line, where the order says that it is on each."""
        if self._line.item_class in SOFTWARE:
            return ()
        each: dict[str, Product] = {}
        for stated, product in self._found:
            if self._on_each(stated, product):
                each.setdefault(product.number, product)
            elif self._delivered:
                self._gaps.append((GapCode.NOT_TOLD_WHERE, f"{self._where}/{product.number}"))
        return tuple(each.values())

    def _on_each(self, stated: Stated, product: Product) -> bool:
        system = self._line.operating_system
        of_system = stated.pointer.endswith("/operating_system")
        if of_system and (system is None or system.preloaded is not True):
            return False
        copies = None if stated.licence is None else stated.licence.copies
        if copies is None:
            return product.kind is SoftwareKind.OEM or (
                of_system and product.kind is SoftwareKind.UNSTATED
            )
        return copies >= self._line.quantity

    def _licences(self, licence: Licence) -> int | None:
        alone = self._line.item_class in SOFTWARE and licence.copies is None
        stated = self._line.quantity if alone else licence.copies
        if stated is None or self._approved.in_force:
            return stated
        return kept_copies(stated, self._line.quantity, self._delivered)

    def _amount(self) -> Decimal | None:
        """Return what a line of software alone cost in yuan with tax; else it was not priced."""
        if self._line.item_class not in SOFTWARE or len(self._found) != 1:
            return None
        basis = self._approved.price_basis
        units = self._line.quantity if self._approved.in_force else self._delivered
        net = self._line.unit_price * units
        if basis.tax is Tax.INCLUDED:
            return net
        return None if basis.tax_rate is None else net * (1 + basis.tax_rate)
