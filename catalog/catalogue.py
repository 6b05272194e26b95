"""The catalogue as a value: schemes and their publications, and what they say about an order.

Pure. The day enters as an argument; a state of the catalogue is never a stored flag.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from catalog.candidates import Candidates
from catalog.notice import Notice
from catalog.scheme import Entry, Family, Publication, Scheme
from catalog.wanted import Named, Wanted, products_named
from validators.evidence import Register
from validators.listing import Listing, ListingKind
from validators.listing_event import ListingEvent
from validators.listing_state import Standing, state_of
from validators.matching import VALIDITY_OF, Stated, Validity
from validators.order import Order

KEPT = 1024
"""How many askings for registers are remembered before remembering starts afresh."""

_SMALL = 16
"""Registers for more texts than this are put together anew each time, to spare memory."""


@dataclass(frozen=True, slots=True)
class Held:
    """An entry of the catalogue and how it stands on a day.

    ``loaded`` says how much of what its publication lists of the kind is in the catalogue:
    ``complete``, ``partial``, or ``unknown`` where the publication does not say.
    """

    entry: Entry
    standing: Standing
    loaded: str

    @property
    def validity(self) -> Validity:
        """Return what its state means for whoever buys it."""
        return VALIDITY_OF[self.standing.state]


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """Every scheme and publication known; ``digest`` names the documents it was made of."""

    schemes: Mapping[str, Scheme]
    publications: tuple[Publication, ...]
    digest: str
    _candidates: Mapping[tuple[str, ListingKind], Candidates]
    _registers: dict[tuple[ListingKind, Wanted, date | None], Mapping[str, Register]]
    notices: tuple[Notice, ...] = ()

    @classmethod
    def of(
        cls,
        schemes: Iterable[Scheme],
        publications: Iterable[Publication],
        digest: str,
        notices: Iterable[Notice] = (),
    ) -> "Catalogue":
        """Lay out schemes, publications and notices, the latest revision of each."""
        by_id = {scheme.id: scheme for scheme in schemes}
        told = tuple(sorted(notices, key=lambda it: it.id))
        ordered = sorted(_with_events(publications, told), key=_first_known)
        candidates = {
            (scheme.id, kind): Candidates(
                kind,
                (
                    entry
                    for publication in ordered
                    if publication.scheme == scheme.id
                    for entry in publication.entries
                    if entry.listing.kind is kind
                ),
                (family for family in scheme.families if family.kind is kind),
                (it for it in scheme.unspecific if kind in it.kinds),
            )
            for scheme in by_id.values()
            for kind in ListingKind
        }
        return cls(
            MappingProxyType(by_id), tuple(ordered), digest, MappingProxyType(candidates), {}, told
        )

    @property
    def families(self) -> tuple[Family, ...]:
        """Return the families of products of all schemes."""
        return tuple(family for scheme in self.schemes.values() for family in scheme.families)

    def registers_for(self, order: Order, on: date | None = None) -> Mapping[str, Register]:
        """Return what each scheme says about the systems, processors and databases an order names.

        Keyed by ``scheme/kind``, for each kind the order names a product of. A register names the
        publications not fully loaded; with ``on``, only those that can bear on that day. Without
        it all are named: which of them have lapsed cannot be told without a day.
        """
        found: dict[str, Register] = {}
        for kind, wanted in products_named(order):
            found.update(self._of_all_schemes(kind, wanted, on))
        return MappingProxyType(found)

    def incomplete(self, scheme: str, kind: ListingKind, on: date | None = None) -> tuple[str, ...]:
        """Return the publications that may list a product of ``kind`` without its being known.

        A scheme of which no publication is known is named itself: nothing was ever loaded.
        """
        held = [it for it in self.publications if it.scheme == scheme]
        if not held:
            return (scheme,)
        return tuple(it.id for it in held if it.open_for(kind) and _bears_on(it, on))

    def listings(
        self,
        *,
        scheme: str | None = None,
        kind: ListingKind | None = None,
        publication: str | None = None,
    ) -> Iterator[Entry]:
        """Yield every entry of the catalogue that fits, by publication and then as printed."""
        for held in self.publications:
            if scheme not in (None, held.scheme) or publication not in (None, held.id):
                continue
            for entry in held.entries:
                if kind in (None, entry.listing.kind):
                    yield entry

    def as_of(self, day: date) -> "AsOf":
        """Return the catalogue as it stood on ``day``, by what is known now.

        What was known then is another question: the books of that time answer it.
        """
        return AsOf(self, day)

    def _of_all_schemes(
        self, kind: ListingKind, wanted: Wanted, on: date | None
    ) -> Mapping[str, Register]:
        """Return what each scheme says of products: the same few are asked about often."""
        known = self._registers.get((kind, wanted, on))
        if known is None:
            known = {
                f"{scheme}/{kind}": self._look_up(
                    scheme, kind, wanted, self.incomplete(scheme, kind, on)
                )
                for scheme in self.schemes
            }
            if len(wanted) <= _SMALL:
                if len(self._registers) >= KEPT:
                    self._registers.clear()
                self._registers[kind, wanted, on] = known
        return known

    def _look_up(
        self, scheme: str, kind: ListingKind, wanted: Wanted, incomplete: tuple[str, ...]
    ) -> Register:
        candidates = self._candidates[scheme, kind]
        found: dict[str, dict[Listing, None]] = {}
        for name, version, kernel, use in sorted(wanted, key=_by_text):
            listings = candidates.of(Stated(name, version, kernel), use)
            found.setdefault(name, {}).update(dict.fromkeys(listings))
        return Register(
            scheme=scheme,
            kind=kind.value,
            incomplete=incomplete,
            outlast=kind in self.schemes[scheme].outlast,
            candidates=MappingProxyType({name: tuple(its) for name, its in found.items()}),
        )


@dataclass(frozen=True, slots=True)
class AsOf:
    """The catalogue as it stood on a day."""

    catalogue: Catalogue
    day: date

    @property
    def publications(self) -> tuple[Publication, ...]:
        """Return the publications not surely later than the day."""
        return tuple(it for it in self.catalogue.publications if not _later(it, self.day))

    def listings(
        self,
        *,
        scheme: str | None = None,
        kind: ListingKind | None = None,
        in_force: bool | None = None,
    ) -> Iterator[Held]:
        """Yield every entry published by the day, with its validity on it.

        Args:
            scheme: only of this scheme.
            kind: only of this kind.
            in_force: only those in force (the printed last day is open, and not among them), or
                only those not in force.
        """
        for publication in self.publications:
            if scheme not in (None, publication.scheme):
                continue
            for entry in publication.entries:
                if kind not in (None, entry.listing.kind):
                    continue
                held = self._held(entry, publication)
                if in_force in (None, held.validity is Validity.IN_FORCE):
                    yield held

    def held(self, listing: str) -> Held | None:
        """Return how a listing stands, whether or not it was published by the day; None: unknown.

        Args:
            listing: its id.
        """
        for publication in self.catalogue.publications:
            for entry in publication.entries:
                if entry.listing.id == listing:
                    return self._held(entry, publication)
        return None

    def _held(self, entry: Entry, publication: Publication) -> Held:
        listing = entry.listing
        part = publication.parts.get(listing.kind)
        standing = state_of(listing, listing.events, self.day)
        return Held(entry, standing, "unknown" if part is None else part.loaded.value)


def _with_events(
    publications: Iterable[Publication], notices: Iterable[Notice]
) -> Iterator[Publication]:
    """Yield publications, each listing with what notices say of it in a fixed order."""
    said: dict[str, list[ListingEvent]] = {}
    for notice in notices:
        for row in notice.events:
            said.setdefault(row.listing, []).append(row.event)
    for publication in publications:
        if said.keys().isdisjoint(it.listing.id for it in publication.entries):
            yield publication
        else:
            entries = (_with(it, said.get(it.listing.id, ())) for it in publication.entries)
            yield replace(publication, entries=tuple(entries))


def _with(entry: Entry, events: Iterable[ListingEvent]) -> Entry:
    ordered = tuple(sorted(events, key=lambda it: it.order))
    return replace(entry, listing=replace(entry.listing, events=ordered)) if ordered else entry


def _by_text(wanted: Named) -> tuple[str, ...]:
    name, version, kernel, use = wanted
    return name, version or "", kernel or "", use


def _first_known(publication: Publication) -> tuple[str, date, str]:
    published = publication.published
    return publication.scheme, date.max if published is None else published.first, publication.id


def _later(publication: Publication, day: date) -> bool:
    return publication.published is not None and day < publication.published.first


def _bears_on(publication: Publication, on: date | None) -> bool:
    """Return whether a listing of a publication could be in force on a day, as far as is known."""
    if on is None:
        return True
    until = publication.valid_until
    return not _later(publication, on) and (until is None or on <= until.last)
