"""Bound buyers buy computers whose processor is listed and unexpired (L19)."""

from collections.abc import Iterator

from validators.case import Case
from validators.duty import Duty
from validators.finding import Finding, Message
from validators.listing import Identity, ListingKind
from validators.listing_duty import check_listed
from validators.order import OrderLine
from validators.rule import DateBasis, Rule


def _state(line: OrderLine) -> Identity | None:
    return None if line.processor is None else (line.processor.name, None, None)


def _check(case: Case) -> Iterator[Finding]:
    return check_listed(
        RULE.id, case, Duty.LISTED_PROCESSOR, ListingKind.PROCESSOR, "processor", _state
    )


RULE = Rule(
    id="listed-processor",
    title=Message("处理器须在有效列名目录内", "the processor must be listed and in force"),
    basis=DateBasis.PLACED,
    check=_check,
    about=Duty.LISTED_PROCESSOR,
)
