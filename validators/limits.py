"""The limits in force as a table: what each edition says of each kind of thing, for readers.

Nothing here is reckoned for an agency; ``entitlement`` does that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from validators.bound import Fixed
from validators.bound_text import Facts, written
from validators.classes import ItemClass
from validators.edition import Edition, Price, Row
from validators.evidence import Level
from validators.finding import Citation, Message
from validators.law import Law
from validators.order import AttributeValue, Included
from validators.selector import Selector


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLimit:
    """The highest unit price in yuan with tax; ``ceiling`` where it is one number."""

    ceiling: Decimal | None
    text: Message
    includes: tuple[Included, ...]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityLimit:
    """A cap that counts the things of the row, alone or with others (``pooled``)."""

    cap: str
    title: Message
    text: Message
    pooled: bool
    consent: Message | None
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeLimit:
    """The minimum service life: reached after ``years``, or after ``pages`` where printed."""

    years: Decimal | None
    pages: int | None
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLimit:
    """The most that an attribute of the thing may measure."""

    attribute: str
    title: Message
    at_most: Decimal
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One row of an edition, and every cap of that edition on the things in it.

    ``certain`` is false where the dates of the edition leave the day open. ``kinds`` are the
    classes of the row with the attributes it asks for and the values each may have.
    """

    edition: str
    revision: int
    document: str | None
    series: str
    certain: bool
    row: str
    title: Message
    kinds: tuple[tuple[ItemClass, tuple[tuple[str, tuple[AttributeValue, ...]], ...]], ...]
    price: PriceLimit | None
    quantities: tuple[QuantityLimit, ...]
    life: LifeLimit | None
    specifications: tuple[MeasureLimit, ...]


def limits(
    law: Law, place: str, level: Level, on: date, item_class: ItemClass | None = None
) -> tuple[Limit, ...]:
    """Return the limits in force for agencies of ``level`` in ``place`` on the day ``on``.

    Args:
        law: every edition the service knows.
        place: the id of a jurisdiction.
        level: the tier of government.
        on: the day.
        item_class: only rows about this class; all rows where it is ``None``.

    Raises:
        KeyError: ``place`` is no known jurisdiction.
    """
    return tuple(
        _limit(held.edition, row, certain=held.certain)
        for held in law.in_force(place, level, on).editions
        for row in held.edition.rows
        if item_class is None or any(it.item_class is item_class for it in row.selectors)
    )


def table(edition: Edition) -> tuple[Limit, ...]:
    """Return every row of an edition as its limits, in force or not."""
    return tuple(_limit(edition, row, certain=True) for row in edition.rows)


def _limit(edition: Edition, row: Row, *, certain: bool) -> Limit:
    return Limit(
        edition=edition.id,
        revision=edition.revision,
        document=edition.document,
        series=edition.series,
        certain=certain,
        row=row.id,
        title=row.title,
        kinds=tuple(_kind(selector) for selector in row.selectors),
        price=None if row.price is None else _price(row.price, edition.facts),
        quantities=tuple(_quantities(edition, row)),
        life=None
        if row.life is None
        else LifeLimit(years=row.life.years, pages=row.life.pages, citation=row.life.citation),
        specifications=measures(row, edition.facts),
    )


def _kind(
    selector: Selector,
) -> tuple[ItemClass, tuple[tuple[str, tuple[AttributeValue, ...]], ...]]:
    attributes = tuple(
        (name, tuple(sorted(values, key=str))) for name, values in selector.attributes
    )
    return selector.item_class, attributes


def _price(price: Price, facts: Facts) -> PriceLimit:
    return PriceLimit(
        ceiling=price.ceiling.value if isinstance(price.ceiling, Fixed) else None,
        text=written(price.ceiling, facts),
        includes=tuple(sorted(price.includes)),
        citation=price.citation,
    )


def measures(row: Row, facts: Facts) -> tuple[MeasureLimit, ...]:
    """Return what the things of a row may measure at most, by the titles of its edition."""
    return tuple(
        MeasureLimit(
            attribute=it.attribute,
            title=facts.get(it.attribute, Message(it.attribute, it.attribute)),
            at_most=it.at_most,
            citation=it.citation,
        )
        for it in row.specifications
    )


def _quantities(edition: Edition, row: Row) -> Iterator[QuantityLimit]:
    for cap in edition.caps:
        if any(mine.meets(its) for mine in cap.counts for its in row.selectors):
            yield QuantityLimit(
                cap=cap.id,
                title=cap.title,
                text=written(cap.limit, edition.facts),
                pooled=frozenset(cap.counts) != frozenset(row.selectors),
                consent=None if cap.consent is None else cap.consent.title,
                citation=cap.citation,
            )
