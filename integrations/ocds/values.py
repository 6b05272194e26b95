"""Amounts and items: gross and net as far as the price basis tells them, exact.

`amount` is what the order states. Where tax is excluded and its rate is stated, both sums are
known; where tax is included the net sum is not, and is left out: nobody stated the rate.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from validators.order import Order, OrderLine, PriceBasis, Tax

_CENT = Decimal("0.01")
_UNIT = "件"

Document = dict[str, Any]
Held = tuple[int, Decimal]
"""Quantity and unit price of a line as it stands."""


def line_totals(order: Order) -> Decimal:
    """Return what the lines of an order come to, in yuan, on its price basis."""
    return sum((it.unit_price * it.quantity for it in order.lines), Decimal(0))


def amounts_of(amount: Decimal, basis: PriceBasis) -> Document:
    """Return a value: the amount as stated, and gross and net as far as they are known."""
    value: Document = {"amount": amount, "currency": basis.currency.value}
    if basis.tax is Tax.INCLUDED:
        return {**value, "procheck_gross": amount}
    value["procheck_net"] = amount
    if basis.tax_rate is not None:
        gross = amount * (1 + basis.tax_rate)
        value["procheck_gross"] = gross.quantize(_CENT, ROUND_HALF_UP)
        value["procheck_taxRate"] = basis.tax_rate
    return value


def items_of(order: Order, held: Mapping[int, Held] | None = None) -> list[Document]:
    """Return the lines of an order as items; ``held`` tells what an amendment left of each."""
    return [
        _item(place, line, (line.quantity, line.unit_price) if held is None else held[place], order)
        for place, line in enumerate(order.lines)
    ]


def _item(place: int, line: OrderLine, held: Held, order: Order) -> Document:
    quantity, price = held
    item: Document = {
        "id": str(place),
        "description": " ".join(filter(None, (line.item_class.value, line.model))),
        "quantity": quantity,
        "unit": {
            "name": _UNIT,
            "value": {"amount": price, "currency": order.price_basis.currency.value},
        },
    }
    codes = [{"scheme": it.scheme, "id": it.code} for it in line.codes]
    if codes:
        item["classification"] = codes[0]
    if codes[1:]:
        item["additionalClassifications"] = codes[1:]
    return item
