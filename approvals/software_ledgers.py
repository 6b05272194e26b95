"""The four ledgers an agency keeps of its software, with the columns they are printed with.

Source: LEGITIMACY §4 (guidance of 2016, annexes 6 to 9; columns agreed on by two independent
implementations). What nobody said is ``None`` and printed as a blank.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from approvals.free_software import StoredFree
from approvals.software_accounts import Accounts, Installation, Origin
from approvals.software_acts import Bought, Product, SoftwareKind
from approvals.software_errors import Invariant, LedgersDisagree
from approvals.software_free import FreeRow, free_rows
from validators.order import LicenceChannel


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryHead:
    """Head of 软件使用情况汇总表: staff, and computers in service by what they are."""

    staff: int | None = None
    staff_with_computers: int | None = None
    servers: int
    desktops: int
    portables: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """One software number in 软件使用情况汇总表; ``bought_on`` is the day of the first purchase.

    Of OEM and free software the form takes number, name, version, kind and installed count alone.
    ``amount`` is yuan with tax. ``serial`` is always blank: licence keys are not kept.
    """

    number: int
    software: str
    name: str
    version: str | None
    kind: SoftwareKind
    bought_on: date | None
    amount: Decimal | None
    channels: tuple[LicenceChannel, ...]
    licences: int | None
    usable_versions: tuple[str, ...]
    terms: tuple[str, ...]
    serial: str | None
    installed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRow:
    """One piece of software on one computer in 软件使用情况明细表."""

    number: int
    department: str | None
    user: str | None
    computer: str
    brand: str | None
    software: str
    name: str
    version: str | None
    term: str | None
    kind: SoftwareKind
    installed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceRow:
    """One installation or removal in a sheet of 软件安装维护情况明细表."""

    installed: bool
    computer: str
    brand: str | None
    user: str | None
    department: str | None
    version: str | None
    on: date | None
    installed_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceSheet:
    """The sheet of one software number in 软件安装维护情况明细表: its head and its rows."""

    software: str
    name: str
    version: str | None
    kind: SoftwareKind
    licences: int | None
    usable_versions: tuple[str, ...]
    terms: tuple[str, ...]
    rows: tuple[MaintenanceRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledgers:
    """The four ledgers of an agency, rows by software number, those of computers by both."""

    head: SummaryHead
    summary: tuple[SummaryRow, ...]
    usage: tuple[UsageRow, ...]
    maintenance: tuple[MaintenanceSheet, ...]
    free: tuple[FreeRow, ...]


def ledgers_of(
    accounts: Accounts, head: SummaryHead, usable: tuple[StoredFree, ...] = ()
) -> Ledgers:
    """Return the ledgers that some accounts make, with this head.

    Args:
        accounts: what is bought, there and installed.
        head: of the summary.
        usable: the entries that stand on the agency's list of usable free software.

    Raises:
        LedgersDisagree: an invariant does not hold, which no act that was taken can bring about.
    """
    products = [accounts.products[number] for number in sorted(accounts.products)]
    there: dict[str, list[Installation]] = {}
    usage = [accounts.installations[it] for it in sorted(accounts.installations, key=_by_computer)]
    for it in usage:
        there.setdefault(it.software, []).append(it)
    terms = {number: _terms(accounts.purchases.get(number, ()), []) for number in accounts.products}
    made = Ledgers(
        head=head,
        summary=tuple(
            _summary_row(at, it, accounts, there.get(it.number, []))
            for at, it in enumerate(products, 1)
        ),
        usage=tuple(
            _usage_row(at, it, accounts, terms[it.software]) for at, it in enumerate(usage, 1)
        ),
        maintenance=tuple(_sheet(it, accounts, there.get(it.number, [])) for it in products),
        free=free_rows(accounts, usable),
    )
    check(made, accounts)
    return made


def check(ledgers: Ledgers, accounts: Accounts) -> None:
    """Compare the ledgers with each other and with the preloads of the computers.

    Raises:
        LedgersDisagree: with the first row that disagrees, and the invariant it breaks.
    """
    rows = Counter(it.software for it in ledgers.usage)
    sheets = {it.software: it for it in ledgers.maintenance}
    preloads = Counter(number for them in accounts.preloads.values() for number in them)
    for row in ledgers.summary:
        sheet, number = sheets[row.software], row.software
        steps = sheet.rows
        ticks = sum(1 if it.installed else -1 for it in steps)
        after = steps[-1].installed_after if steps else 0
        if not row.installed == ticks == after == rows[number]:
            raise LedgersDisagree(Invariant.INSTALLED_COUNT, number)
        commercial = row.kind is SoftwareKind.COMMERCIAL
        if commercial and row.licences is not None and row.installed > row.licences:
            raise LedgersDisagree(Invariant.WITHIN_LICENCES, number)
        if row.kind is SoftwareKind.OEM and preloads[number] != row.installed:
            raise LedgersDisagree(Invariant.OEM_WITH_COMPUTER, number)
    for used in ledgers.usage:
        usable = sheets[used.software].usable_versions
        if usable and used.version not in usable:
            raise LedgersDisagree(Invariant.VERSION_USABLE, f"{used.software}/{used.computer}")


def _by_computer(place: tuple[str, str]) -> tuple[str, str]:
    return place[1], place[0]


def _licences(product: Product, accounts: Accounts, there: list[Installation]) -> int | None:
    """Return how many licences there are; of what was there before, nobody said how many."""
    if any(it.origin is Origin.ENTRY for it in there):
        return None
    return accounts.licences(product.number)


def _terms(bought: tuple[Bought, ...], there: list[Installation]) -> tuple[str, ...]:
    said = [*(it.term for it in bought), *(it.term for it in there)]
    return tuple(dict.fromkeys(it for it in said if it is not None))


def _summary_row(
    at: int, product: Product, accounts: Accounts, there: list[Installation]
) -> SummaryRow:
    bought = accounts.purchases.get(product.number, ())
    short = product.kind in {SoftwareKind.OEM, SoftwareKind.FREE}
    told = () if short else bought
    amounts = [it.amount for it in told]
    known = [it for it in amounts if it is not None]
    return SummaryRow(
        number=at,
        software=product.number,
        name=product.name,
        version=product.version,
        kind=product.kind,
        bought_on=min((it.on for it in told), default=None),
        amount=sum(known, Decimal(0)) if known and len(known) == len(amounts) else None,
        channels=tuple(dict.fromkeys(it.channel for it in told if it.channel is not None)),
        licences=None if short else _licences(product, accounts, there),
        usable_versions=() if short else accounts.usable_versions(product.number),
        terms=() if short else _terms(bought, there),
        serial=None,
        installed=len(there),
    )


def _usage_row(at: int, it: Installation, accounts: Accounts, terms: tuple[str, ...]) -> UsageRow:
    product, machine = accounts.products[it.software], accounts.machines[it.computer]
    return UsageRow(
        number=at,
        department=machine.department,
        user=machine.user,
        computer=it.computer,
        brand=machine.brand,
        software=it.software,
        name=product.name,
        version=it.version,
        # Bought twice on other terms, nobody knows which of them this installation is under.
        term=it.term or (terms[0] if len(terms) == 1 else None),
        kind=product.kind,
        installed_on=it.on,
    )


def _sheet(product: Product, accounts: Accounts, there: list[Installation]) -> MaintenanceSheet:
    return MaintenanceSheet(
        software=product.number,
        name=product.name,
        version=product.version,
        kind=product.kind,
        licences=_licences(product, accounts, there),
        usable_versions=accounts.usable_versions(product.number),
        terms=_terms(accounts.purchases.get(product.number, ()), there),
        rows=tuple(
            MaintenanceRow(
                installed=it.installed,
                computer=it.machine.number,
                brand=it.machine.brand,
                user=it.machine.user,
                department=it.machine.department,
                version=it.version,
                on=it.on,
                installed_after=it.after,
            )
            for it in accounts.steps.get(product.number, ())
        ),
    )
