"""The words of the catalogue: schemes, publications, and the listings on them, as values.

A scheme certifies products; a publication is one official list of it; a listing is one product on
one publication. Nothing here decides whether an order is lawful: rules do, on the `Listing` that
each row of the catalogue turns into.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from validators.edition import Day, Source
from validators.finding import Message
from validators.listing import Listing, ListingKind


@unique
class Loaded(StrEnum):
    """How much of what a publication lists of one kind stands in the catalogue."""

    COMPLETE = "complete"
    """Every row: absence from it proves that the publication does not list a product."""
    PARTIAL = "partial"
    """Some rows, or none although there are some: absence proves nothing."""
    NOTHING = "nothing"
    """The publication is known to list no product of this kind."""


@unique
class Use(StrEnum):
    """What kind of computer an operating system is listed for."""

    DESKTOP = "desktop"
    SERVER = "server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Products that people call by the same words, such as 麒麟 for every Kylin system.

    A word of a family proves nothing; it only leads from a text to the listings it may mean.
    """

    id: str
    kind: ListingKind
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unspecific:
    """Texts that order lines write and that may mean any listing of some kinds.

    A text is meant that equals one of ``whole``, begins with one of ``begins``, or contains one of
    ``contains``.
    """

    kinds: frozenset[ListingKind]
    whole: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconfirmed:
    """A product somebody offered or claimed as listed, which no source places on a publication."""

    kind: ListingKind
    name: str
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something read about the scheme or its field that is no listing, kept with its evidence."""

    id: str
    statement: Message
    evidence: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A scheme that certifies products and publishes lists of them.

    ``validity_years`` is how long a listing stands after its publication, where the scheme says.
    ``outlast`` are the kinds whose listings its keepers want to last as long as a device has to.
    """

    id: str
    revision: int
    digest: str
    title: Message
    bodies: tuple[Message, ...]
    validity_years: int | None
    levels: tuple[str, ...]
    families: tuple[Family, ...]
    unspecific: tuple[Unspecific, ...]
    unconfirmed: tuple[Unconfirmed, ...]
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...]
    outlast: frozenset[ListingKind] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How much of one kind a publication lists (``count``, where known) and how much is loaded."""

    kind: ListingKind
    loaded: Loaded
    count: int | None
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a publication: the listing as rules see it, and what only the catalogue needs.

    ``evidence`` is ``read`` or ``inferred``; ``exact`` is false where only a family or an
    approximate name was read. Either makes a row that proves nothing. ``cpe`` and ``purl`` are the
    identifiers its source states (`catalog.product_identifiers`).
    """

    listing: Listing
    family: str
    uses: frozenset[Use]
    evidence: str
    exact: bool
    note: str | None
    sources: tuple[str, ...]
    cpe: tuple[str, ...] = ()
    purl: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One official list of a scheme.

    ``published`` and ``valid_until`` are as precise as they are known, or ``None``. A kind that
    ``parts`` does not speak of counts as not loaded: nobody said what the publication has of it.
    """

    id: str
    revision: int
    digest: str
    scheme: str
    number: str | None
    url: str | None
    evidence: str
    published: Day | None
    valid_until: Day | None
    parts: Mapping[ListingKind, Part]
    entries: tuple[Entry, ...]
    sources: tuple[Source, ...]

    def open_for(self, kind: ListingKind) -> bool:
        """Return whether products of ``kind`` may stand on it that the catalogue does not have."""
        part = self.parts.get(kind)
        return part is None or part.loaded is Loaded.PARTIAL
