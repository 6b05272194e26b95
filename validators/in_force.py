"""What is in force in one place on one day, read once for each kind of thing and each agency.

Rules ask here and never look at editions themselves, so that what an edition says is read once and
not once a line. The readings are remembered; they are functions of values that never change.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from validators.agency_facts import AgencyFacts
from validators.amount import money
from validators.bound import Facts, Fixed
from validators.classes import ItemClass
from validators.code_index import CodeIndex
from validators.duties import duties_of, edition_words_of
from validators.duty import LATER, Duty, Point
from validators.edition import Life, Price, Row
from validators.evidence import Agency, FactsKey, Holding
from validators.finding import Citation
from validators.life_text import life_text
from validators.order import Attributes, Included, OrderLine, ProductCode
from validators.provisions import (
    Beside,
    CapInForce,
    CapLimit,
    ClauseInForce,
    Duties,
    EditionInForce,
    Footing,
    KindLaw,
    Lack,
    Laid,
    LifeInForce,
    PriceInForce,
    SpecificationInForce,
    doubts_of,
)
from validators.reckoning import reckon

KEPT = 4096
"""How many answers of one kind are remembered before remembering starts afresh."""


class LawInForce:
    """The editions that hold in one place on one day, and what they say of each kind of thing.

    ``includes`` is all that any ceiling in force includes; ``codes`` are the tables of codes;
    ``edition_words`` tell which words mean one edition of a product; ``linked`` are the positions
    of caps whose limit depends on the order, ``swapped`` names those of which one may be passed at
    the cost of another. ``genuine``: a duty to buy genuine systems, one beyond doubt where there is
    such.
    """

    __slots__ = (
        "_footings",
        "_kinds",
        "caps",
        "codes",
        "edition_words",
        "editions",
        "genuine",
        "includes",
        "linked",
        "on",
        "swapped",
        "used",
    )

    def __init__(
        self, on: date, editions: tuple[EditionInForce, ...], codes: Mapping[str, CodeIndex]
    ) -> None:
        self.on = on
        self.editions = editions
        self.codes = codes
        self.used = tuple(it for held in editions for it in (held.used, *held.earlier))
        self.caps = tuple(
            CapInForce(held, cap, f"{held.edition.series}/{cap.id}")
            for held in editions
            for cap in held.edition.caps
        )
        self.linked = frozenset(place for place, it in enumerate(self.caps) if it.linked)
        self.genuine = min(
            duties_of(editions, Duty.PRELOADED_OS), key=lambda it: not it.plain, default=None
        )
        self.swapped = frozenset(
            key
            for it in self.caps
            if it.cap.swap is not None and it.cap.swap.ratio is not None
            for key in (it.key, f"{it.source.edition.series}/{it.cap.swap.against}")
        )
        self.includes = frozenset[Included]().union(
            *(row.price.includes for held in editions for row in held.edition.rows if row.price)
        )
        self.edition_words = edition_words_of(editions)
        self._kinds: dict[ItemClass, dict[Attributes, KindLaw]] = {it: {} for it in ItemClass}
        self._footings: dict[FactsKey, Footing] = {}

    def kind(self, item_class: ItemClass, attributes: Attributes) -> KindLaw:
        """Return what the law in force says about things of this class and these attributes."""
        return self._kinds[item_class].get(attributes) or self._remember(item_class, attributes)

    def beside(self, lines: Iterable[OrderLine]) -> Beside:
        """Return each line with its place and what the law in force says about its kind."""
        known, about = self._kinds, _NOTHING
        laid: list[Laid] = []
        bound: list[Laid] = []
        for place, line in enumerate(lines):
            kind = known[line.item_class].get(line.attributes)
            if kind is None:
                kind = self._remember(line.item_class, line.attributes)
            it = (place, line, kind)
            laid.append(it)
            here = kind.about
            if here:
                bound.append(it)
                if here is not about and not here <= about:
                    about |= here
        return Beside(laid, bound, about)

    def counted(self, holdings: Iterable[Holding]) -> list[tuple[int, KindLaw]]:
        """Return the quantity of each holding with what the law in force says about its kind."""
        known = self._kinds
        return [
            (
                it.quantity,
                known[it.item_class].get(it.attributes)
                or self._remember(it.item_class, it.attributes),
            )
            for it in holdings
        ]

    def _remember(self, item_class: ItemClass, attributes: Attributes) -> KindLaw:
        kinds = self._kinds[item_class]
        if len(kinds) >= KEPT:
            kinds.clear()
        read = kinds[attributes] = self._read(item_class, attributes)
        return read

    def footing(self, agency: Agency) -> Footing:
        """Return the caps in force reckoned for an agency with its facts."""
        known = self._footings.get(agency.key)
        if known is None:
            if len(self._footings) >= KEPT:
                self._footings.clear()
            facts = AgencyFacts(agency.counts, agency.properties)
            limits = tuple(reckoned(held, facts) for held in self.caps)
            known = Footing(facts, limits, tuple(_plain(it, self.swapped) for it in limits))
            self._footings[agency.key] = known
        return known

    def _read(self, item_class: ItemClass, attributes: Attributes) -> KindLaw:
        rows: list[tuple[EditionInForce, Row, bool | None]] = [
            (held, row, _chosen(row, item_class, attributes))
            for held in self.editions
            for row in held.edition.rows
        ]
        applying = [(held, row) for held, row, chosen in rows if chosen]
        lacks: dict[str, Lack] = {}
        for held, row, chosen in rows:
            for name in () if chosen is not None else _lacking(row, item_class, attributes):
                lacks.setdefault(name, Lack(_cited(held, row), held.edition.facts))
        caps = tuple(_memberships(self.caps, item_class, attributes))
        prices = tuple(
            _price(held, row, row.price) for held, row in applying if row.price is not None
        )
        lives = tuple(
            LifeInForce(
                held,
                row,
                row.life,
                life_text(row.life.years, row.life.pages),
                _served_by(held, row.life, self.on),
            )
            for held, row in applying
            if row.life is not None
        )
        served = [life.served_by for life in lives if life.served_by is not None]
        fixed = [limit.fixed for limit in prices if limit.fixed is not None]
        clauses = tuple(_clauses(self.editions, item_class, attributes))
        duties = {it: Duties.of(tuple(duties_of(self.editions, it, item_class))) for it in Duty}
        imposed = [it for it, duty in duties.items() if duty.all and it not in LATER]
        measured = tuple(
            SpecificationInForce(held, row, it)
            for held, row in applying
            for it in row.specifications
        )
        points = [Point.MEASURED] if measured else []
        if not (prices and caps) or lacks or clauses:
            points.append(Point.UNSETTLED)
        return KindLaw(
            prices=prices,
            ceiling=min(fixed) if fixed and len(fixed) == len(prices) else None,
            includes=frozenset().union(*(limit.price.includes for limit in prices)),
            lives=lives,
            served_by=min(served) if served and len(served) == len(lives) else None,
            specifications=measured,
            caps=caps,
            counted=tuple(position for position, _ in caps),
            duties=MappingProxyType(duties),
            about=_one(frozenset((*imposed, *points))),
            clauses=clauses,
            codes=frozenset(_codes(self.codes, item_class, self.on)),
            lacks=MappingProxyType(dict(sorted(lacks.items()))),
            spoken=any(chosen is not False for _, _, chosen in rows) or bool(caps),
        )


@lru_cache(maxsize=KEPT)
def _one(about: frozenset[Duty | Point]) -> frozenset[Duty | Point]:
    """Return the one set that stands for all equal ones, so that most are told by identity."""
    return about


_NOTHING = _one(frozenset())


def reckoned(held: CapInForce, facts: Facts) -> CapLimit:
    """Return the limit of a cap for an agency, and the doubts on its figure."""
    limit = reckon(held.cap.limit, facts)
    doubts = doubts_of(held.source, held.cap.citation, f"{held.cap.title.zh} {limit.sum}")
    return CapLimit(held, limit, doubts)


def _plain(limit: CapLimit, swapped: frozenset[str]) -> int:
    """Return how many units conform beyond doubt, whatever else the agency has or buys."""
    held = limit.held
    doubted = limit.figure_doubts or held.cap.consent is not None or held.linked
    return 0 if doubted or held.key in swapped else int(limit.limit.low)


def _chosen(row: Row, item_class: ItemClass, attributes: Attributes) -> bool | None:
    answers = [selector.selects(item_class, attributes) for selector in row.selectors]
    if True in answers:
        return True
    return None if None in answers else False


def _lacking(row: Row, item_class: ItemClass, attributes: Attributes) -> Iterator[str]:
    for selector in row.selectors:
        if selector.selects(item_class, attributes) is None:
            yield from selector.lacks(attributes)


def _cited(held: EditionInForce, row: Row) -> Citation | None:
    """Return where the row stands, as the first of its figures is cited."""
    caps = [cap for cap in held.edition.caps if cap.id == row.id]
    figures = [it for it in (row.price, row.life, *caps) if it is not None]
    return figures[0].citation if figures else None


def _memberships(
    caps: tuple[CapInForce, ...], item_class: ItemClass, attributes: Attributes
) -> Iterator[tuple[int, bool]]:
    for position, held in enumerate(caps):
        answers = [selector.selects(item_class, attributes) for selector in held.cap.counts]
        if True in answers:
            yield position, True
        elif None in answers:
            yield position, False


def _clauses(
    editions: tuple[EditionInForce, ...], item_class: ItemClass, attributes: Attributes
) -> Iterator[ClauseInForce]:
    for held in editions:
        for clause in held.edition.clauses:
            touched = [it.selects(item_class, attributes) for it in clause.taints]
            if any(answer is not False for answer in touched):
                yield ClauseInForce(held, clause, f"{held.edition.id}/{clause.id}")


def _codes(
    tables: Mapping[str, CodeIndex], item_class: ItemClass, on: date
) -> Iterator[ProductCode]:
    for scheme, index in tables.items():
        for code, its_class in index.sure if index.surely_in_use(on) else ():
            if its_class is item_class:
                yield ProductCode(scheme, code)


def _served_by(held: EditionInForce, life: Life, on: date) -> date | None:
    """Return the last first day in service from which the years are over on the day ``on``."""
    if not held.certain or life.citation.evidence != "read" or life.years is None:
        return None
    year = on.year - int(life.years)
    return date(year, on.month, min(on.day, monthrange(year, on.month)[1]))


def _price(held: EditionInForce, row: Row, price: Price) -> PriceInForce:
    if held.certain and price.citation.evidence == "read" and isinstance(price.ceiling, Fixed):
        ceiling = price.ceiling.value
        return PriceInForce(held, row, price, ceiling, money(ceiling))
    return PriceInForce(held, row, price, None, "")
