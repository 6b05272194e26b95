"""The small values of an order, looked at where the compiled types cannot.

Codes, processors, names of attributes and parties are few and come again and again: what was found
to be of the right form is not made and looked at anew, and as much of it is remembered as is set.
"""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from api import limits
from approvals.uscc import check_uscc
from validators.order import Attributes, AttributeValue, Processor, ProductCode

_AMOUNT: Final = re.compile(limits.AMOUNT_PATTERN)
_CODE: Final = re.compile(limits.CODE_PATTERN)
_NAME: Final = re.compile(limits.NAME_PATTERN)
_REMEMBERED: Final = 4096
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


def amount(text: str) -> Decimal:
    """Return an amount of money.

    Raises:
        ValueError: it is not of the form.
    """
    if _AMOUNT.match(text) is None:
        raise ValueError(text)
    return Decimal(text)


def rate(text: str | None) -> Decimal | None:
    """Return a rate whose form was looked at."""
    return None if text is None else Decimal(text)


def day(stated: date | None) -> date | None:
    """Return a day of this century, as the pattern of the schema has it.

    Raises:
        ValueError: it is of another.
    """
    if stated is not None and not _FIRST_YEAR <= stated.year <= _LAST_YEAR:
        raise ValueError(stated)
    return stated


def attributes(stated: dict[str, AttributeValue]) -> Attributes:
    """Return attributes in the order of their names, as `validators.reading` does.

    Raises:
        ValueError: a name is not of the form.
    """
    return tuple([(name, stated[name]) for name in _in_order(tuple(stated))])


@lru_cache(maxsize=_REMEMBERED)
def code(scheme: str, number: str) -> ProductCode:
    """Return a product code.

    Raises:
        ValueError: the scheme or the number is not of the form.
    """
    return ProductCode(_of_form(_CODE, scheme), _of_form(_CODE, number))


@lru_cache(maxsize=_REMEMBERED)
def party(uscc: str) -> str:
    """Return a code whose characters and check character are right.

    Raises:
        MalformedUscc: they are not.
    """
    return check_uscc(uscc)


processor: Final = lru_cache(maxsize=_REMEMBERED)(Processor)
"""Returns the processor of a name, a part number and a statement about it."""


@lru_cache(maxsize=_REMEMBERED)
def _in_order(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted([_of_form(_NAME, name) for name in names]))


def _of_form(form: re.Pattern[str], text: str) -> str:
    if form.match(text) is None:
        raise ValueError(text)
    return text
