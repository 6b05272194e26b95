"""How amounts of money and shares are written in findings: exact, never rounded."""

from decimal import Decimal

_CENTS = -2


def money(amount: Decimal) -> str:
    """Return an amount of yuan with at least two decimals and every decimal it has."""
    text = str(amount)
    if text[_CENTS - 1 : _CENTS] == ".":
        return text  # in whole cents, as nearly all are: told without a format
    exponent = amount.as_tuple().exponent
    return f"{amount:.2f}" if isinstance(exponent, int) and exponent >= _CENTS else f"{amount:f}"


def percent(part: Decimal, whole: Decimal) -> str:
    """Return ``part`` as a percentage of ``whole`` with one decimal; for people, not for rules."""
    return f"{part * 100 / whole:.1f}" if whole else "∞"
