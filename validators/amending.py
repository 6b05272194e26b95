"""An edition that amends another, with the parts of that one it leaves in force.

Local practice changes a few rows of a table by a notice and leaves the rest as it was. The notice
is an edition of its own; what holds is the earlier table with its changes. Every figure keeps the
citation of the document that prints it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol, TypeVar

from validators.bound import Bound, Changed, Choice, Combined, Consented
from validators.edition import Cap, Edition, Row


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


def amended(editions: Mapping[str, Edition]) -> tuple[Edition, ...]:
    """Return editions by name, each that amends another with what it leaves in force of it.

    One that amends an edition that is not there, or in a circle, is returned as it is printed.
    """
    return tuple(_merged(editions[name], editions, frozenset()) for name in sorted(editions))


def _merged(edition: Edition, editions: Mapping[str, Edition], passed: frozenset[str]) -> Edition:
    if edition.amends is None or edition.amends not in editions or edition.amends in passed:
        return edition
    earlier = _merged(editions[edition.amends], editions, passed | {edition.id})
    removed = frozenset(edition.removes)
    rows = _overlaid(earlier.rows, edition.rows, removed)
    before = {row.id: row for row in earlier.rows}
    caps = {cap.id: cap for cap in earlier.caps}
    return replace(
        edition,
        headcount_basis=edition.headcount_basis or earlier.headcount_basis,
        facts={**earlier.facts, **edition.facts},
        rows=tuple(_row(row, before.get(row.id)) for row in rows),
        caps=tuple(
            _cap(cap, caps.get(cap.id)) for cap in _overlaid(earlier.caps, edition.caps, removed)
        ),
        requirements=_overlaid(earlier.requirements, edition.requirements, removed),
        clauses=_overlaid(earlier.clauses, edition.clauses, removed),
        merged=(earlier.id, *earlier.merged),
    )


def _overlaid(earlier: Iterable[N], later: Iterable[N], removed: frozenset[str]) -> tuple[N, ...]:
    """Return parts in the order of the earlier table, the later's in their place or at the end."""
    changes = {part.id: part for part in later}
    kept = {part.id: part for part in earlier if part.id not in removed}
    return tuple({**kept, **changes}.values())


def _row(row: Row, earlier: Row | None) -> Row:
    """Return a row with what the amendment leaves blank as the earlier table has it."""
    if earlier is None or earlier is row:
        return row
    price = row.price or earlier.price
    if row.price is not None:
        was = None if earlier.price is None else earlier.price.ceiling
        price = replace(row.price, ceiling=_changed(row.price.ceiling, was))
    return replace(
        row,
        price=price,
        life=row.life or earlier.life,
        specifications=row.specifications or earlier.specifications,
    )


def _cap(cap: Cap, earlier: Cap | None) -> Cap:
    was = None if earlier is None or earlier is cap else earlier.limit
    return replace(cap, limit=_changed(cap.limit, was))


def _changed(limit: Bound, was: Bound | None) -> Bound:
    """Return a limit in which what is told as a change knows what it is a change of."""
    match limit:
        case Changed(earlier=None):
            return replace(limit, earlier=was)
        case Combined():
            return replace(limit, parts=tuple(_changed(part, was) for part in limit.parts))
        case Choice():
            options = tuple((tests, _changed(part, was)) for tests, part in limit.options)
            return replace(limit, options=options)
        case Consented():
            return replace(
                limit, limit=_changed(limit.limit, was), up_to=_changed(limit.up_to, was)
            )
        case _:
            return limit
