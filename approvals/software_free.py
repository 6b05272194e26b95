"""The fourth ledger of an agency's software, 可使用免费软件清单: what may be used free, and why.

Its rows are the entries that stand on the agency's list. What was bought or entered as free
software stands there under its own number, with the reason of each entry that is for it; what no
entry is for has none, and a blank says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from approvals.free_software import StoredFree
from approvals.software_accounts import Accounts
from approvals.software_acts import Listed, Product, SoftwareKind, derived_number, identity_of
from validators.classes import ItemClass
from validators.free_fit import is_for
from validators.order import Software


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeRow:
    """One row of 可使用免费软件清单."""

    software: str
    name: str
    version: str | None
    source: str | None
    vendor: str | None
    phone: str | None
    department: str | None
    reason: str | None


def free_rows(accounts: Accounts, usable: Iterable[StoredFree]) -> tuple[FreeRow, ...]:
    """Return the rows of the list, by software number.

    Args:
        accounts: what was bought, delivered and entered.
        usable: the entries that stand on the list on the day.
    """
    left = {it.number: it for it in usable}
    entries, rows = tuple(left.values()), list[FreeRow]()
    for number, listed in accounts.listed.items():
        product = accounts.products[number]
        found = [it for it in entries if is_for(_as_bought(product), it.entry)]
        rows += [_row(product, listed, it) for it in (found or (None,))]
        for it in found:
            left.pop(it.number, None)
    rows += map(_alone, left.values())
    return tuple(sorted(rows, key=lambda it: (it.software, it.department or "", it.reason or "")))


def _as_bought(product: Product) -> Software:
    # The list is one for every class of software, and names none.
    return Software(ItemClass.SOFTWARE_OFFICE, product.name, product.version)


def _row(product: Product, listed: Listed, entry: StoredFree | None) -> FreeRow:
    """Return the row of software that is there; what its entry does not say is left as it was."""
    terms = None if entry is None else entry.terms
    return FreeRow(
        software=product.number,
        name=product.name,
        version=product.version,
        source=(terms and terms.source) or listed.source,
        vendor=(terms and terms.vendor) or listed.vendor,
        phone=(terms and terms.phone) or listed.phone,
        department=(terms and terms.department) or listed.department,
        reason=listed.reason if terms is None else terms.reason,
    )


def _alone(entry: StoredFree) -> FreeRow:
    """Return the row of an entry for software of which nothing is bought or installed."""
    terms = entry.terms
    name = " ".join(it for it in (terms.name, terms.edition) if it)
    return FreeRow(
        software=derived_number(identity_of(SoftwareKind.FREE, name, terms.version)),
        name=name,
        version=terms.version,
        source=terms.source,
        vendor=terms.vendor,
        phone=terms.phone,
        department=terms.department,
        reason=terms.reason,
    )
