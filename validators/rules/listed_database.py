"""Bound buyers buy databases that are listed and unexpired. L21.

Source: 财库〔2023〕35号, the sister of the demand standards on computers.
"""

from collections.abc import Iterator

from validators.case import Case
from validators.duty import Duty
from validators.finding import Finding, Message
from validators.listing import Identity, ListingKind
from validators.listing_duty import check_listed
from validators.order import OrderLine
from validators.papers import products
from validators.rule import DateBasis, Rule


def _state(line: OrderLine) -> Identity | None:
    for it in products(0, line):
        if it.item_class is line.item_class and it.name is not None:
            return it.name, it.version, None
    return None


def _check(case: Case) -> Iterator[Finding]:
    return check_listed(
        RULE.id, case, Duty.LISTED_DATABASE, ListingKind.DATABASE, "software", _state
    )


RULE = Rule(
    id="listed-database",
    title=Message("数据库须在有效列名目录内", "the database must be listed and in force"),
    basis=DateBasis.PLACED,
    check=_check,
    about=Duty.LISTED_DATABASE,
)
