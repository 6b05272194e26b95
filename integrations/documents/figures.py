"""Quantity and unit price of a line: exactly what the document says, or why it cannot be taken.

A price may be of several pieces (UBL ``BaseQuantity``, cXML ``PriceBasisQuantity``). Nothing is
rounded: a price of a piece that takes more than four decimals is open, as is a line whose own
amount is not quantity times price, since a discount may hide there that was not understood.
"""

import re
from collections.abc import Iterator
from decimal import Context, Decimal, Inexact
from typing import Final, NamedTuple

from integrations.documents.draft import DerivedMember, DraftRule
from integrations.documents.open_points import OpenCode, point
from integrations.documents.stated import DocumentKind, DocumentStated, LineStated
from integrations.machine.stated import Remark, Said
from integrations.office_numbers import plain

YUAN: Final = frozenset({"CNY", "RMB"})
"""ISO 4217, and what is written in its place."""
PIECES: Final = frozenset(
    {"EA", "C62", "H87", "PCE", "PC", "PCS", "NAR", "NMB", "SET", "UNIT"}
    | {"台", "套", "个", "件", "部", "把", "只", "块", "张", "组", "份", "本", "授权", "用户"}
)
"""UN/ECE recommendation 20, what is used in its place, and the words of offices."""

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,10})?|\.[0-9]{1,10})")
_DECIMALS: Final = 4
"""Decimals of a unit price, as an order has them."""
_EXACT: Final = Context(prec=40, traps=[Inexact])
_ONE: Final = Decimal(1)


class Figures(NamedTuple):
    """Quantity and unit price of a line, as far as they follow, and what is open."""

    quantity: int | None
    unit_price: Decimal | None
    derived: tuple[DerivedMember, ...]
    open: tuple[Remark, ...]


def figures(document: DocumentStated, line: LineStated) -> Figures:
    """Return the figures of a line."""
    opened: list[Remark] = list(_units(line))
    opened += _currency(document, line)
    quantity = _quantity(line, opened)
    price = _unit_price(line, opened)
    if quantity is not None and price is not None:
        opened += _amount(line, quantity, price)
    derived = []
    if quantity is not None and line.quantity is not None:
        derived.append(
            DerivedMember(
                pointer="/quantity",
                value=str(quantity),
                rule=DraftRule.AS_STATED,
                grounds=(line.quantity.place,),
            )
        )
    if price is not None and line.price is not None:
        grounds = [it.place for it in (line.price, line.per) if it is not None]
        rule = DraftRule.AS_STATED if line.per is None else DraftRule.PRICE_PER_BASE
        if document.kind is DocumentKind.TABLE:
            rule = DraftRule.YUAN_OF_TABLE
        derived.append(
            DerivedMember(
                pointer="/unit_price", value=f"{price:f}", rule=rule, grounds=tuple(grounds)
            )
        )
    return Figures(quantity, price, tuple(derived), tuple(opened))


def number(said: Said | None) -> Decimal | None:
    """Return the number a statement is, in digits with a point; ``None`` for anything else."""
    text = "" if said is None else said.text.strip()
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _units(line: LineStated) -> Iterator[Remark]:
    unit, per = line.unit, line.per_unit
    if unit is not None and unit.text.upper() not in PIECES:
        yield point(OpenCode.UNIT, unit.place, found=unit.text)
    factor = number(line.factor)
    differs = per is not None and unit is not None and per.text.upper() != unit.text.upper()
    if (per is not None and unit is not None and differs) or factor not in {None, _ONE}:
        where = per or line.factor or line.price
        yield point(
            OpenCode.PRICE_UNITS,
            line.place if where is None else where.place,
            found="?" if where is None else where.text,
            unit="?" if unit is None else unit.text,
        )


def _currency(document: DocumentStated, line: LineStated) -> Iterator[Remark]:
    said = line.currency or document.currency
    if said is None and document.kind is not DocumentKind.TABLE:
        yield point(OpenCode.CURRENCY_MISSING, line.place)
    elif said is not None and said.text.upper() not in YUAN:
        yield point(OpenCode.CURRENCY, said.place, found=said.text)


def _quantity(line: LineStated, opened: list[Remark]) -> int | None:
    said, found = line.quantity, number(line.quantity)
    if said is None:
        opened.append(point(OpenCode.QUANTITY, line.place))
    elif found is None:
        opened.append(point(OpenCode.QUANTITY_MALFORMED, said.place, found=said.text))
    elif found <= 0:
        opened.append(point(OpenCode.QUANTITY_NOT_POSITIVE, said.place, found=said.text))
    elif found != found.to_integral_value():
        opened.append(point(OpenCode.QUANTITY_NOT_WHOLE, said.place, found=said.text))
    else:
        return int(found)
    return None


def _unit_price(line: LineStated, opened: list[Remark]) -> Decimal | None:
    said, found = line.price, number(line.price)
    if said is None:
        opened.append(point(OpenCode.PRICE, line.place))
        return None
    per = _ONE if line.per is None else number(line.per)
    if found is None or found <= 0 or per is None or per <= 0:
        shown = said if per is not None and per > 0 else line.per or said
        opened.append(point(OpenCode.PRICE_MALFORMED, shown.place, found=shown.text))
        return None
    try:
        price = plain(_EXACT.divide(found, per))
    except Inexact:
        price = None
    if price is None or -int(price.as_tuple().exponent) > _DECIMALS:
        opened.append(point(OpenCode.PRICE_NOT_EXACT, said.place, price=said.text, per=f"{per:f}"))
        return None
    return _to_the_fen(price)


def _to_the_fen(price: Decimal) -> Decimal:
    """Return a price with at least two decimals, as prices are written."""
    fen = price.quantize(Decimal("0.01"))
    return fen if fen == price else price


def _amount(line: LineStated, quantity: int, price: Decimal) -> Iterator[Remark]:
    said, found = line.amount, number(line.amount)
    if said is not None and found != quantity * price:
        wanted = f"{quantity * price:f}"
        yield point(OpenCode.AMOUNT_DIFFERS, said.place, found=said.text, wanted=wanted)
