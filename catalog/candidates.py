"""Which listings of one scheme and kind a text could mean: found by look-up, never by a scan.

Selecting is all that happens here; whether a listing is what the text names is decided by
`validators.matching`. So this errs on the side of finding too much, in a fixed order, and bounded:
the cost of a text depends on its own length and not on how many listings there are.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TypeVar

from catalog.scheme import Entry, Family, Unspecific, Use
from validators.listing import Listing, ListingKind
from validators.listing_state import every_face
from validators.matching import Stated, designations, folded, product_part

MOST = 20
"""How many near listings a text is given at most; listings of exactly its identity come on top."""

KEPT = 4096
"""How many texts are remembered before remembering starts afresh."""

_LOOKED_AT = 64
"""How many entries of one look-up are looked at."""

_LONGEST = 120
"""How much of a text is searched for words of families: longer than any name on a list."""

_SHORTEST_DESIGNATION = 3
"""A shorter one ("3g", "10") stands in too many names to lead anywhere."""

_GRAM = 2

K = TypeVar("K")
V = TypeVar("V")


class Candidates:
    """The listings of one scheme and kind, laid out so that a text leads to them."""

    def __init__(
        self,
        kind: ListingKind,
        entries: Iterable[Entry],
        families: Iterable[Family],
        unspecific: Iterable[Unspecific],
    ) -> None:
        self._kind = kind
        ordered = sorted(entries, key=_standing)
        self._some = tuple(islice(ordered, _LOOKED_AT))
        proving = [entry for entry in ordered if entry.listing.proves]
        self._by_identity = _grouped(
            (identity, entry) for entry in proving for identity in _identities(entry)
        )
        self._proving = _grouped((folded(name), entry) for entry, name in _of(proving))
        self._by_name = _grouped((folded(name), entry) for entry, name in _of(ordered))
        self._by_designation = _grouped(
            (designation, entry) for entry in ordered for designation in _telling(_names(entry))
        )
        names = sorted(self._by_name)
        self._names = names
        self._by_gram = _grouped(
            (gram, place) for place, name in enumerate(names) for gram in _grams(name)
        )
        self._families = {
            family: sorted({folded(name) for entry in held for name in _names(entry)})
            for family, held in _grouped((entry.family, entry) for entry in ordered).items()
        }
        self._words = {folded(word): family.id for family in families for word in family.words}
        self._lengths = sorted({len(word) for word in self._words}, reverse=True)
        self._unspecific = tuple(unspecific)
        self._found: dict[tuple[Stated, Use], tuple[Listing, ...]] = {}

    def of(self, stated: Stated, use: Use) -> tuple[Listing, ...]:
        """Return the listings ``stated`` could mean: those of its very identity first.

        Args:
            stated: the product as an order states it.
            use: for what kind of computer; listings for another come last.
        """
        known = self._found.get((stated, use))
        if known is None:
            if len(self._found) >= KEPT:
                self._found.clear()
            known = self._found[stated, use] = self._find(stated, use)
        return known

    def _find(self, stated: Stated, use: Use) -> tuple[Listing, ...]:
        named = self._named(stated.name)
        exact = named if self._kind is ListingKind.PROCESSOR else self._exact(stated)
        near = named[:_LOOKED_AT] or self._near(stated.name)
        wanted = self._ranked(near, stated.name, use)
        found = dict.fromkeys(entry.listing for entry in exact)
        found.update(dict.fromkeys(entry.listing for entry in islice(wanted, MOST)))
        return tuple(found)

    def _named(self, name: str) -> Sequence[Entry]:
        """Return the listings that prove a product of this name."""
        whole: Sequence[Entry] = self._proving.get(folded(name), ())
        return whole or self._proving.get(self._product(name), ())

    def _exact(self, stated: Stated) -> Sequence[Entry]:
        parts = (stated.name, stated.version or "", stated.kernel or "")
        return self._by_identity.get(tuple(map(folded, parts)), ())

    def _product(self, text: str) -> str:
        return product_part(text) if self._kind is ListingKind.PROCESSOR else folded(text)

    def _near(self, name: str) -> list[Entry]:
        """Return listings a text may mean that is the name of none."""
        text = self._product(name)
        near: list[Entry] = []
        for family in self._families_in(text):
            near += self._neighbours(family, text)
        for designation in sorted(_telling((name,))):
            near += self._by_designation.get(designation, ())[:MOST]
        if not near:
            near += self._containing(text)
        if len(near) < MOST and any(_means_any(text, it) for it in self._unspecific):
            near += self._some
        return near

    def _families_in(self, text: str) -> list[str]:
        """Return the families a text names, by the longest word at each place."""
        found: dict[str, None] = {}
        place, text = 0, text[:_LONGEST]
        while place < len(text):
            for length in self._lengths:
                family = self._words.get(text[place : place + length])
                if family is not None:
                    found[family] = None
                    place += length
                    break
            else:
                place += 1
        return list(found)

    def _neighbours(self, family: str, text: str) -> Iterator[Entry]:
        """Yield listings of a family whose names stand nearest to ``text`` in order."""
        names = self._families.get(family, [])
        first = bisect_left(names, text) - MOST // 2
        first = max(0, min(first, len(names) - MOST))
        for name in names[first : first + MOST]:
            yield from self._by_name[name][:MOST]

    def _containing(self, text: str) -> Iterator[Entry]:
        """Yield listings whose names contain ``text``, found by the rarest pair of its signs.

        Where even that pair stands in more names than are looked at, a name may contain the text
        unseen; then those looked at count as what it may mean, so that it is never taken to be
        surely absent.
        """
        places = [self._by_gram.get(gram, ()) for gram in _grams(text)]
        rarest = min(places, key=len, default=())
        looked_at = [self._names[place] for place in rarest[:_LOOKED_AT]]
        holding = [name for name in looked_at if text in name]
        if not holding and len(rarest) > _LOOKED_AT:
            holding = looked_at
        for name in holding[:MOST]:
            yield from self._by_name[name][:MOST]

    def _ranked(self, near: Sequence[Entry], name: str, use: Use) -> list[Entry]:
        """Return listings in the order in which they are likely to be meant."""
        text, telling = self._product(name), designations(name)

        def likelihood(entry: Entry) -> tuple[object, ...]:
            named = _names(entry)
            names = [folded(it) for it in named]
            shared = max(len(telling & designations(it)) for it in named)
            alike = max(_alike(text, it) for it in names)
            fits = not entry.uses or use in entry.uses
            return not fits, -shared, -alike, *_standing(entry)

        return sorted(dict.fromkeys(near), key=likelihood)


def _alike(one: str, other: str) -> int:
    """Return how many signs two texts have in common at their beginnings."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _means_any(text: str, unspecific: Unspecific) -> bool:
    return (
        any(text == folded(it) for it in unspecific.whole)
        or any(text.startswith(folded(it)) for it in unspecific.begins)
        or any(folded(it) in text for it in unspecific.contains)
    )


def _of(entries: Iterable[Entry]) -> Iterator[tuple[Entry, str]]:
    """Yield each entry with each of its names, a folded name once."""
    for entry in entries:
        for name in {folded(it): it for it in _names(entry)}.values():
            yield entry, name


def _names(entry: Entry) -> tuple[str, ...]:
    """Return every name a listing has or had, as printed and as corrected."""
    listing = entry.listing
    if not listing.events:
        return listing.names
    return tuple(dict.fromkeys(name for it in every_face(listing) for name in it.names))


def _identities(entry: Entry) -> Iterable[tuple[str, ...]]:
    """Return every name, version and kernel a listing has or had, folded, each once."""
    listing = entry.listing
    faces = every_face(listing) if listing.events else (listing,)
    return dict.fromkeys(
        tuple(map(folded, (name, it.version or "", it.kernel or "")))
        for it in faces
        for name in it.names
    )


def _telling(names: Iterable[str]) -> set[str]:
    """Return the designations that tell models apart: long enough, and with a digit."""
    return {
        designation
        for name in names
        for designation in designations(name)
        if len(designation) >= _SHORTEST_DESIGNATION and any(map(str.isdigit, designation))
    }


def _grams(text: str) -> set[str]:
    return {text[place : place + _GRAM] for place in range(min(len(text), _LONGEST) - _GRAM + 1)}


def _standing(entry: Entry) -> tuple[object, ...]:
    """Return what listings are ordered by where nothing else tells: proof, end, identity."""
    it = entry.listing
    until = it.valid_until or date.min
    return not it.proves, -until.toordinal(), it.name, it.version or "", it.kernel or "", it.id


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    groups: defaultdict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)
