"""What a caller wants of an office's table: columns, the headings they stand under, their kinds."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, StrEnum, unique
from functools import lru_cache
from types import MappingProxyType
from typing import Final


@unique
class Kind(StrEnum):
    """What the values of a column are, and what they are read as."""

    TEXT = "text"
    """``str``: as written, without blanks around it."""
    COUNT = "count"
    """``int`` from 0; a word of measure may follow (``10台``)."""
    AMOUNT = "amount"
    """``Decimal`` in yuan, from 0, to the fen; written in yuan or in a multiple of it."""
    SHARE = "share"
    """``Decimal``: a fraction, so 5 % is 0.05."""
    DATE = "date"
    """``date``."""
    MONTH = "month"
    """``date`` of the month's first day."""
    YES_NO = "yes-no"
    """``bool``."""
    CHOICE = "choice"
    """``str``: the name of one of the column's choices."""
    ORDINAL = "ordinal"
    """``str``: the running number of a row. A row with nothing else is blank: forms come numbered
    beforehand."""


class Unit(Enum):
    """What sums of money are written in; the value is how many yuan one is."""

    YUAN = Decimal(1)
    HUNDRED = Decimal(100)
    THOUSAND = Decimal(1_000)
    TEN_THOUSAND = Decimal(10_000)
    HUNDRED_MILLION = Decimal(100_000_000)


UNITS: Final[Mapping[str, Unit]] = MappingProxyType(
    {
        "元": Unit.YUAN,
        "百元": Unit.HUNDRED,
        "千元": Unit.THOUSAND,
        "万元": Unit.TEN_THOUSAND,
        "亿元": Unit.HUNDRED_MILLION,
    }
)

_NO_CHOICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is wanted.

    Attributes:
        name: what the caller calls it.
        headings: what offices write above it. ``操作系统/名称及版本`` is a heading of two rows.
        kind: what its values are.
        required: whether the table must have it, and every row a value in it.
        choices: for a choice: its name → what offices write for it, the name itself included only
            if it stands there too.
        unit: for an amount: its unit where neither heading nor table names one; None if that is a
            fault.
    """

    name: str
    headings: tuple[str, ...]
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_CHOICES)
    unit: Unit | None = None


# A cell is compared several times in a row; a table of an office may have 200,000.
@lru_cache(maxsize=1024)
def folded(text: str) -> str:
    """Return a text as headings and fixed words are compared: without blanks, width or case."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def by_heading(wanted: Sequence[Column]) -> dict[str, Column]:
    """Return the columns by their folded headings.

    Raises:
        ValueError: two columns, or one twice, would stand under the same heading or name.
    """
    found: dict[str, Column] = {}
    for column in wanted:
        for heading in column.headings:
            if folded(heading) in found:
                message = f"the heading {heading} is given twice"
                raise ValueError(message)
            found[folded(heading)] = column
    if len({column.name for column in wanted}) < len(wanted):
        message = "a name of a column is given twice"
        raise ValueError(message)
    return found
