"""What a stated price means beside a ceiling: net or gross, with or without the parts it covers."""

from decimal import Decimal
from typing import NamedTuple

from validators.amount import money
from validators.bound import Doubt
from validators.edition import Price
from validators.order import PriceBasis, Tax
from validators.rule import need_fact

_ONE = Decimal(1)


class Stated(NamedTuple):
    """A unit price in the terms of a ceiling: at least ``least``, and exactly so without doubts."""

    least: Decimal
    sum: str
    doubts: tuple[Doubt, ...]


def in_terms_of(price: Price, basis: PriceBasis, unit_price: Decimal) -> Stated:
    """Return ``unit_price`` as the ceiling of ``price`` counts it, in yuan with tax.

    A net price without a rate, or one that leaves out a part the ceiling includes, is only a
    floor: the true price is that or more.
    """
    doubts: tuple[Doubt, ...] = ()
    if not price.includes <= basis.includes:
        doubts = tuple(
            need_fact("price-part-missing", part.value, "supplier")
            for part in sorted(price.includes - basis.includes)
        )
    if basis.tax is Tax.INCLUDED:
        return Stated(unit_price, money(unit_price), doubts)
    if basis.tax_rate is None:
        rate = need_fact("tax-rate-missing", "tax rate", "supplier")
        return Stated(unit_price, money(unit_price), (rate, *doubts))
    gross = unit_price * (_ONE + basis.tax_rate)
    return Stated(gross, f"{money(unit_price)} × {_ONE + basis.tax_rate} = {money(gross)}", doubts)


def with_tax(basis: PriceBasis, amount: Decimal) -> Decimal | None:
    """Return an amount of an order in yuan with tax; ``None`` where the rate is not told."""
    if basis.tax is Tax.INCLUDED:
        return amount
    return None if basis.tax_rate is None else amount * (_ONE + basis.tax_rate)
