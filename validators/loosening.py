"""Where a lower tier allows more than the tier above it, cell by cell (SK6).

A local standard may tighten the one above and not loosen it; whether it had leave to do so is no
question of figures, so what is found here is reported and refuses nothing. Prices and lives are
compared as printed. Numbers are compared by what they allow agencies of several sizes, all other
facts alike; what depends on facts that only one of the two asks for is said to be incomparable.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, unique

from validators.bound import Bound, Fixed, name_of
from validators.bound_names import counts_in, tests_in
from validators.bound_text import written
from validators.edition import Cap, Edition, Life, Row, Status
from validators.finding import Message
from validators.law import Law
from validators.life_text import life_text
from validators.order import AttributeValue
from validators.reckoning import reckon
from validators.selector import Selector

SIZES = (1, 5, 13, 19, 20, 50, 99, 100, 101, 200, 500, 1000)
"""How many of everything counted the agencies have that numbers are compared for."""


@unique
class Aspect(StrEnum):
    """What of a row is compared."""

    PRICE = "price"
    QUANTITY = "quantity"
    LIFE = "life"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table beside the same cell of the table above it.

    ``looser`` is ``None`` where the two cannot be compared. ``size`` is the smallest agency, by
    what is counted, that may have more than the tier above allows it.
    """

    edition: str
    above: str
    row: str
    aspect: Aspect
    own: Message
    theirs: Message
    looser: bool | None
    size: int | None = None


def cells(law: Law) -> Iterator[Cell]:
    """Yield every cell in which an edition allows more than one above it, or cannot be compared.

    Editions are compared with those of their series in places above that hold on some day as well.
    """
    for edition in law.editions:
        yield from cells_of(edition, law)


def cells_of(edition: Edition, law: Law) -> Iterator[Cell]:
    """Yield every cell in which one edition of ``law`` allows more than one above it, as ``cells``.

    A draft, or a title of which no row is known, allows nothing yet.
    """
    if edition.status is not Status.ADOPTED or edition.jurisdiction not in law.jurisdictions:
        return
    places = law.path(edition.jurisdiction)[1:]
    for above in law.editions:
        if (
            above.jurisdiction in places
            and above.series == edition.series
            and above.status is Status.ADOPTED
            and _meet(edition, above, law)
        ):
            yield from _compare(edition, above)


def _meet(one: Edition, other: Edition, law: Law) -> bool:
    """Return whether both hold on some day, as far as is known."""
    ends = [last.last for last in map(law.last_day, (one, other)) if last is not None]
    begin = max(one.since.first, other.since.first)
    return all(begin <= end for end in ends)


def _compare(edition: Edition, above: Edition) -> Iterator[Cell]:
    for row in edition.rows:
        for theirs in above.rows:
            if _share(row.selectors, theirs.selectors):
                yield from _prices(edition, row, above, theirs)
                yield from _lives(edition, row, above, theirs)
    for cap in edition.caps:
        for their_cap in above.caps:
            if frozenset(cap.counts) == frozenset(their_cap.counts):
                yield from _numbers(edition, cap, above, their_cap)


def _prices(edition: Edition, row: Row, above: Edition, theirs: Row) -> Iterator[Cell]:
    if row.price is None or theirs.price is None:
        return
    own, its = row.price.ceiling, theirs.price.ceiling
    looser = own.value > its.value if isinstance(own, Fixed) and isinstance(its, Fixed) else None
    if looser is not False:
        yield Cell(
            edition=edition.id,
            above=above.id,
            row=row.id,
            aspect=Aspect.PRICE,
            own=written(own, edition.facts),
            theirs=written(its, above.facts),
            looser=looser,
        )


def _lives(edition: Edition, row: Row, above: Edition, theirs: Row) -> Iterator[Cell]:
    own, its = row.life, theirs.life
    if own is not None and its is not None and _ends_sooner(own, its):
        yield Cell(
            edition=edition.id,
            above=above.id,
            row=row.id,
            aspect=Aspect.LIFE,
            own=life_text(own.years, own.pages),
            theirs=life_text(its.years, its.pages),
            looser=True,
        )


def _ends_sooner(own: Life, its: Life) -> bool:
    """Return whether a life may be over before the one above is: by years, or by pages.

    A life ends by whichever is reached first, so one that ends by pages as well is the shorter.
    """
    by_years = own.years is not None and (its.years is None or own.years < its.years)
    by_pages = own.pages is not None and (its.pages is None or own.pages < its.pages)
    return by_years or by_pages


def _numbers(edition: Edition, cap: Cap, above: Edition, theirs: Cap) -> Iterator[Cell]:
    own, its = cap.limit, theirs.limit
    size = next((it for it in SIZES if _allows_more(own, its, it)), None)
    comparable = set(counts_in(own)) == set(counts_in(its)) and _asked(own) == _asked(its)
    if size is None and comparable:
        return
    yield Cell(
        edition=edition.id,
        above=above.id,
        row=cap.id,
        aspect=Aspect.QUANTITY,
        own=written(own, edition.facts),
        theirs=written(its, above.facts),
        looser=True if size is not None and comparable else None,
        size=size if comparable else None,
    )


def _allows_more(own: Bound, its: Bound, size: int) -> bool:
    """Return whether an agency of a size may have more, whatever else is said of it."""
    named = {name_of(test) for bound in (own, its) for test in tests_in(bound)}
    for answers in (dict.fromkeys(named, value) for value in (True, False)):
        mine, theirs = reckon(own, _Sized(size, answers)), reckon(its, _Sized(size, answers))
        if theirs.high is not None and mine.low > theirs.high:
            return True
    return False


def _asked(bound: Bound) -> set[str]:
    return {name_of(test) for test in tests_in(bound)}


def _share(some: Iterable[Selector], others: Iterable[Selector]) -> bool:
    return any(one.meets(other) for one in some for other in others)


@dataclass(frozen=True, slots=True)
class _Sized:
    """An agency that has ``size`` of everything counted, and gives one answer to every question."""

    size: int
    answers: Mapping[str, bool]

    def count(self, name: str) -> Decimal | int | None:
        del name
        return self.size

    def says(self, name: str) -> AttributeValue | None:
        return self.answers.get(name)

    def units(self, counts: tuple[Selector, ...]) -> tuple[int, int] | None:
        del counts
        return self.size, self.size
