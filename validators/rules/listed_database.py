"""Bound buyers buy databases that are listed and unexpired, by themselves or with a computer. L21.

Source: 财库〔2023〕35号, the sister of the demand standards on computers.
"""

from collections.abc import Iterator

from validators.case import Case, LineCase
from validators.classes import ItemClass
from validators.duty import Duty
from validators.finding import Finding, Message
from validators.listing import ListingKind
from validators.listing_duty import listed
from validators.matching import Stated
from validators.order import OrderLine
from validators.papers import products
from validators.rule import DateBasis, Rule


def _check(case: Case) -> Iterator[Finding]:
    # Most lines bring no software at all.
    for laid in [it for it in case.bound if it[1].software or it[1].item_class is _CLASS]:
        place, line, law = laid
        for pointer, stated in _databases(place, line):
            for held in law.duties[_LISTED].all:
                yield from listed(RULE.id, case, LineCase(*laid), held, _DATABASE, stated, pointer)


def _databases(place: int, line: OrderLine) -> Iterator[tuple[str, Stated | None]]:
    """Yield each database of a line and where it stands; ``None`` where one is bought unnamed."""
    found = [it for it in products(place, line) if it.item_class is _CLASS]
    for it in found:
        where = f"{it.pointer}/name" if line.software else f"{it.pointer}/software"
        yield where, None if it.name is None else Stated(it.name, it.version)
    if not found and line.item_class is _CLASS:
        yield f"/lines/{place}/software", None


# Enum looks up its members in Python.
_CLASS, _DATABASE, _LISTED = ItemClass.SOFTWARE_DATABASE, ListingKind.DATABASE, Duty.LISTED_DATABASE

RULE = Rule(
    id="listed-database",
    title=Message("数据库须在有效列名目录内", "the database must be listed and in force"),
    basis=DateBasis.PLACED,
    check=_check,
    about=Duty.LISTED_DATABASE,
)
