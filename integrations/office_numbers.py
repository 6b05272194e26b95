"""Numbers as offices write them, read exactly: never by way of a binary fraction."""

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from integrations.office_columns import UNITS, Unit

SPREADSHEET_DIGITS: Final = 15
"""Digits that spreadsheets keep of a number; what a file holds beyond them is binary noise."""

_AS_SHOWN: Final = Context(prec=SPREADSHEET_DIGITS, rounding=ROUND_HALF_EVEN)
_LARGEST: Final = Decimal(10) ** SPREADSHEET_DIGITS

# Together no more digits than Python's decimals compute with exactly (28).
_PLAIN: Final = r"(?P<digits>[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,18})(?P<fraction>\.[0-9]{1,10})?"
_AMOUNT: Final = re.compile(
    rf"(?:人民币|rmb|cny)?¥?{_PLAIN}(?P<unit>亿元|万元|千元|百元|元|亿|万)?整?", re.IGNORECASE
)
_COUNT: Final = re.compile(
    rf"{_PLAIN}(?:台|套|个|人|件|份|张|部|把|只|块|条|组|项|批|支|本|箱|次|年|名|授权|用户|节点)?"
)
_SHARE: Final = re.compile(rf"{_PLAIN}(?P<percent>%)?")
_HUNDRED: Final = Decimal(100)


def as_shown(digits: str) -> Decimal:
    """Return a stored number as its spreadsheet shows it at its most precise: to 15 digits.

    ``4999.9899999999998`` is how the binary fraction nearest to 4999.99 is stored.
    """
    exact = Decimal(digits)
    if len(exact.as_tuple().digits) <= SPREADSHEET_DIGITS:
        return exact
    rounded = _AS_SHOWN.create_decimal(exact)
    return plain(rounded) if abs(rounded) < _LARGEST else rounded


def plain(number: Decimal) -> Decimal:
    """Return a number without trailing zeros behind the point, and without an exponent."""
    settled = number.normalize(Context(prec=100))
    return settled.quantize(Decimal(1)) if int(settled.as_tuple().exponent) > 0 else settled


def has_lost_digits(digits: str) -> bool:
    """Whether a stored number is too long for a spreadsheet to have kept all digits of it."""
    return abs(Decimal(digits)) >= _LARGEST


def written_amount(text: str, unit: Unit | None) -> Decimal | None:
    """Return the yuan that a text (NFKC, no blanks in it) writes, or None.

    Args:
        text: such as ``5,000.00`` or ``¥0.5万元``; a unit in it goes before the column's.
        unit: the column's; None if it has none.
    """
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None
    own = found["unit"]
    factor = unit if own is None else UNITS[own if own.endswith("元") else f"{own}元"]
    return None if factor is None else _number(found) * factor.value


def written_count(text: str) -> int | None:
    """Return the whole number that a text (NFKC, no blanks in it) writes, or None."""
    found = _COUNT.fullmatch(text)
    return None if found is None else whole(_number(found))


def written_share(text: str) -> tuple[Decimal, bool] | None:
    """Return the number that a text writes, a fraction if a ``%`` follows, and whether one does."""
    found = _SHARE.fullmatch(text)
    if found is None:
        return None
    percent = found["percent"] is not None
    return (_number(found) / _HUNDRED if percent else _number(found)), percent


def whole(number: Decimal) -> int | None:
    """Return a number from 0 on that has no fraction and that spreadsheets hold, or None."""
    if not 0 <= number < _LARGEST or number != number.to_integral_value():
        return None
    return int(number)


def _number(found: re.Match[str]) -> Decimal:
    return Decimal(found["digits"].replace(",", "") + (found["fraction"] or ""))
