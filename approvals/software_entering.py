"""Enters acts in the accounts of an agency's software: all of a batch, or none of it.

Accounts are values. `entered` gives new ones, and what it refuses leaves the old ones as they were;
how acts are cut into batches makes no difference. Source of the invariants: LEGITIMACY §4.
"""

from collections.abc import Callable, Iterable
from datetime import date
from types import MappingProxyType

from approvals.software_accounts import (
    Accounts,
    Installation,
    Origin,
    Step,
    licences,
    usable_versions,
)
from approvals.software_acts import (
    Act,
    Bought,
    Disposed,
    Entered,
    Installed,
    Listed,
    Machine,
    Product,
    Received,
    Removed,
    SoftwareKind,
)
from approvals.software_errors import (
    AlreadyInstalled,
    BeforeInstalled,
    BoundToComputer,
    LedgerActRefused,
    LicencesExceeded,
    NotBought,
    NotInstalled,
    NumberDiffers,
    NumberTaken,
    UnknownComputer,
    VersionNotUsable,
)
from approvals.software_spelling import as_known, forms_of
from validators.serial import serial_form


def entered(accounts: Accounts, acts: Iterable[Act]) -> Accounts:
    """Return the accounts after some acts, in their order: after all of them, or not at all.

    Raises:
        LedgerActRefused: of the first act that would break an invariant.
    """
    draft = _Draft(accounts)
    for act in acts:
        draft.enter(act)
    return draft.accounts()


def entered_as_far(
    accounts: Accounts, acts: Iterable[Act], refused: Callable[[Act, LedgerActRefused], None]
) -> Accounts:
    """Return the accounts after those acts that they take; the others are handed to ``refused``.

    An act that is refused leaves nothing behind, so the others are taken as if it were not there.
    """
    draft = _Draft(accounts)
    for act in acts:
        try:
            draft.enter(act)
        except LedgerActRefused as error:
            refused(act, error)
    return draft.accounts()


class _Draft:
    """Accounts while a batch goes in: each act looks at everything before it changes anything."""

    def __init__(self, begun: Accounts) -> None:
        self._products = dict(begun.products)
        self._numbers = {it.identity: number for number, it in begun.products.items()}
        self._purchases = {number: list(them) for number, them in begun.purchases.items()}
        self._listed = dict(begun.listed)
        self._machines = dict(begun.machines)
        self._forms = forms_of(begun.machines)
        self._preloads = dict(begun.preloads)
        self._there = dict(begun.installations)
        self._steps = {number: list(them) for number, them in begun.steps.items()}
        self._on: dict[str, dict[str, None]] = {}
        for number, computer in self._there:
            self._on.setdefault(computer, {})[number] = None
        self._rights: dict[str, tuple[tuple[str, ...], int | None]] = {}
        self._covered: dict[str, int] = {}
        for it in self._there.values():
            self._count(it, 1)

    def accounts(self) -> Accounts:
        """Return what was drafted, as a value."""
        return Accounts(
            products=MappingProxyType(self._products),
            purchases=MappingProxyType({it: tuple(them) for it, them in self._purchases.items()}),
            listed=MappingProxyType(self._listed),
            machines=MappingProxyType(self._machines),
            preloads=MappingProxyType(self._preloads),
            installations=MappingProxyType(self._there),
            steps=MappingProxyType({it: tuple(them) for it, them in self._steps.items()}),
        )

    def enter(self, act: Act) -> None:
        """Take one act, or raise what it is refused for and stay as it was."""
        act = as_known(act, self._forms)
        match act:
            case Bought():
                self._known(act.product, act.source)
                self._check_versions(act)
                self._keep(act.product)
                self._purchases.setdefault(act.product.number, []).append(act)
                self._rights.pop(act.product.number, None)
            case Listed():
                self._known(act.product, act.product.number)
                self._keep(act.product)
                self._listed.setdefault(act.product.number, act)
            case Received():
                self._receive(act)
            case Entered():
                self._enter_row(act)
            case Installed():
                self._install(act)
            case Removed():
                self._remove(act)
            case Disposed():
                self._dispose(act)

    def _known(self, product: Product, row: str) -> None:
        """Let through only a number that means this software and no other."""
        holder = self._products.get(product.number)
        if holder is not None and holder.identity != product.identity:
            raise NumberTaken(row, holder.name)
        number = self._numbers.get(product.identity, product.number)
        if number != product.number:
            raise NumberDiffers(row, number)

    def _check_versions(self, act: Bought) -> None:
        """Let through only a purchase whose versions leave out none that is installed.

        Versions only ever come to be more, but for the purchase that is the first to name any.
        """
        product = self._products.get(act.product.number)
        if product is None or self._right(product.number)[0]:
            return
        usable = usable_versions(product, (act,))
        for (number, computer), it in self._there.items() if usable else ():
            if number == product.number and it.version not in usable:
                raise VersionNotUsable(_row(number, computer), it.version, usable)

    def _keep(self, product: Product) -> None:
        self._products.setdefault(product.number, product)
        self._numbers[product.identity] = product.number

    def _receive(self, act: Received) -> None:
        machine, row = act.machine, act.machine.number
        preloads = {it.number for it in act.carries if it.kind is SoftwareKind.OEM}
        if preloads and row in self._machines:
            raise BoundToComputer(row)
        for at, product in enumerate(act.carries):
            if any(it.number == product.number for it in act.carries[:at]):
                raise AlreadyInstalled(_row(product.number, row))
            self._known(product, _row(product.number, row))
            self._allow(product.number, row, product.version)
        self._meet(machine)
        for product in act.carries:
            self._put(product.number, row, product.version, act.on, Origin.RECEIPT)
        self._preload(row, preloads)

    def _enter_row(self, act: Entered) -> None:
        product, computer = act.product, act.machine.number
        self._known(product, act.row)
        if (product.number, computer) in self._there:
            raise AlreadyInstalled(act.row)
        usable = self._right(product.number)[0] if product.number in self._products else ()
        if usable and product.version not in usable:
            raise VersionNotUsable(act.row, product.version, usable)
        received = any(
            self._there[number, computer].origin is Origin.RECEIPT
            for number in self._on.get(computer, ())
        )
        if product.kind is SoftwareKind.OEM and received:
            raise BoundToComputer(act.row)
        self._keep(product)
        if product.kind is SoftwareKind.FREE:
            self._listed.setdefault(product.number, Listed(product=product))
        self._meet(act.machine)
        self._put(product.number, computer, product.version, act.on, Origin.ENTRY, act.term)
        if product.kind is SoftwareKind.OEM:
            self._preload(computer, {product.number})

    def _install(self, act: Installed) -> None:
        row = _row(act.software, act.computer)
        if act.computer not in self._machines:
            raise UnknownComputer(row)
        if (product := self._products.get(act.software)) is None:
            raise NotBought(row)
        if product.kind is SoftwareKind.OEM:
            raise BoundToComputer(row)
        version = act.version or product.version
        self._allow(act.software, act.computer, version)
        self._put(act.software, act.computer, version, act.on, Origin.MAINTENANCE)

    def _remove(self, act: Removed) -> None:
        self._check_there(act.software, act.computer, act.on)
        self._take(act.software, act.computer, act.on)

    def _dispose(self, act: Disposed) -> None:
        if act.computer not in self._machines:
            raise UnknownComputer(act.computer)
        carried = tuple(self._on.get(act.computer, ()))
        for number in carried:
            self._check_there(number, act.computer, act.on)
        for number in carried:
            self._take(number, act.computer, act.on)
        del self._machines[act.computer]
        self._forms.pop(serial_form(act.computer), None)
        self._preloads.pop(act.computer, None)

    def _allow(self, number: str, computer: str, version: str | None) -> None:
        """Let through only an installation that a purchase or a listing allows."""
        row = _row(number, computer)
        if not self._purchases.get(number) and number not in self._listed:
            raise NotBought(row)
        if (number, computer) in self._there:
            raise AlreadyInstalled(row)
        usable, most = self._right(number)
        if usable and version not in usable:
            raise VersionNotUsable(row, version, usable)
        commercial = self._products[number].kind is SoftwareKind.COMMERCIAL
        if commercial and most is not None and self._covered.get(number, 0) >= most:
            raise LicencesExceeded(row, most)

    def _right(self, number: str) -> tuple[tuple[str, ...], int | None]:
        """Return usable versions and licences of a number that is known, reckoned once."""
        if number not in self._rights:
            bought = self._purchases.get(number, [])
            usable = usable_versions(self._products[number], bought)
            self._rights[number] = usable, licences(bought)
        return self._rights[number]

    def _check_there(self, number: str, computer: str, on: date) -> None:
        if (there := self._there.get((number, computer))) is None:
            raise NotInstalled(_row(number, computer))
        if there.on is not None and on < there.on:
            raise BeforeInstalled(_row(number, computer), there.on)

    def _meet(self, machine: Machine) -> None:
        """Keep a computer; of one that is known, fill in what was blank."""
        held = self._machines.get(machine.number, machine)
        self._machines[machine.number] = held.filled_in(machine)
        self._forms.setdefault(serial_form(machine.number), machine.number)

    def _preload(self, computer: str, numbers: set[str]) -> None:
        if numbers:
            self._preloads[computer] = self._preloads.get(computer, frozenset()) | numbers

    def _put(
        self,
        number: str,
        computer: str,
        version: str | None,
        on: date | None,
        origin: Origin,
        term: str | None = None,
    ) -> None:
        made = Installation(
            software=number, computer=computer, version=version, on=on, origin=origin, term=term
        )
        self._there[number, computer] = made
        self._on.setdefault(computer, {})[number] = None
        self._count(made, 1)
        self._step(made, on, installed=True)

    def _take(self, number: str, computer: str, on: date) -> None:
        gone = self._there.pop((number, computer))
        del self._on[computer][number]
        self._count(gone, -1)
        self._step(gone, on, installed=False)
        if left := self._preloads.pop(computer, frozenset()) - {number}:
            self._preloads[computer] = left

    def _count(self, it: Installation, by: int) -> None:
        if it.origin is not Origin.ENTRY:
            self._covered[it.software] = self._covered.get(it.software, 0) + by

    def _step(self, it: Installation, on: date | None, *, installed: bool) -> None:
        steps = self._steps.setdefault(it.software, [])
        machine = self._machines[it.computer]
        steps.append(Step.after_those(steps, it, machine, on, installed=installed))


def _row(number: str, computer: str) -> str:
    return f"{number}/{computer}"
