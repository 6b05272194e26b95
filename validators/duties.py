"""The duties that editions in force impose, with their words as rules compare them."""

from collections.abc import Iterator
from types import MappingProxyType

from validators.classes import ItemClass
from validators.edition import Duty
from validators.listing import ListingKind
from validators.matching import folded
from validators.provisions import EditionInForce, RequirementInForce

_LISTS = MappingProxyType(
    {
        Duty.LISTED_OS: ListingKind.OPERATING_SYSTEM,
        Duty.LISTED_PROCESSOR: ListingKind.PROCESSOR,
        Duty.LISTED_DATABASE: ListingKind.DATABASE,
    }
)


def duties_of(
    editions: tuple[EditionInForce, ...], duty: Duty, item_class: ItemClass | None = None
) -> Iterator[RequirementInForce]:
    """Yield every duty of one sort that editions impose: on a class of things, or on any."""
    for held in editions:
        for requirement in held.edition.requirements:
            if requirement.duty is duty and item_class in {None, *requirement.classes}:
                names = frozenset(map(folded, requirement.names))
                refused = frozenset(map(folded, requirement.refused_names))
                plain = held.certain and requirement.citation.evidence == "read"
                kind = _LISTS.get(duty)
                register = "" if kind is None else f"{requirement.scheme}/{kind.value}"
                yield RequirementInForce(held, requirement, names, refused, plain, register)
