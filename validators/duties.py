"""The duties that editions in force impose, with their words as rules compare them."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from validators.classes import ItemClass
from validators.duty import Duty
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


def edition_words_of(editions: Iterable[EditionInForce]) -> Mapping[str, int]:
    """Return the folded words for editions of products, each with the number of what it means."""
    groups = (
        words
        for held in editions
        for requirement in held.edition.requirements
        for words in requirement.editions
    )
    return MappingProxyType(
        {folded(word): number for number, words in enumerate(groups) for word in words}
    )
