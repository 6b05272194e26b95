"""Bound buyers buy computers whose operating system is listed and unexpired (L20)."""

from collections.abc import Iterator

from validators.case import Case
from validators.duty import Duty
from validators.finding import Finding, Message
from validators.listing import Identity, ListingKind
from validators.listing_duty import check_listed
from validators.order import OrderLine
from validators.rule import DateBasis, Rule


def _state(line: OrderLine) -> Identity | None:
    system = line.operating_system
    if system is None or system.name is None:
        return None
    return system.name, system.version, system.kernel


def _check(case: Case) -> Iterator[Finding]:
    return check_listed(
        RULE.id, case, Duty.LISTED_OS, ListingKind.OPERATING_SYSTEM, "operating_system", _state
    )


RULE = Rule(
    id="listed-operating-system",
    title=Message("操作系统须在有效列名目录内", "the operating system must be listed and in force"),
    basis=DateBasis.PLACED,
    check=_check,
    about=Duty.LISTED_OS,
)
