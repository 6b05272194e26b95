"""A waiver as it is asked for and granted: what it is for, its bounds, and why.

Pure: what is wrong with a request, or with the bounds of a grant, is told member by member.

A waiver lets orders of one agency pass one rule: so many units in all, each up to so many yuan
where the rule is about price, from one day to another. It is never prolonged: an extension is a
request of its own, which names the waiver it extends and is granted or declined as any other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from approvals.errors import Misfit, WaiverMisstated
from approvals.policy import Policy
from validators.amount import money
from validators.classes import ItemClass
from validators.edition import Edition
from validators.law import Law
from validators.order import Attributes
from validators.rulebook import WAIVABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How far a waiver reaches: units in all, yuan with tax a unit, first and last day."""

    units: int
    unit_price: Decimal | None
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for: an exception from ``rule`` for things of one class, and for what reason.

    ``edition`` and ``row`` narrow it to one provision; ``evidence`` names documents; ``extends``
    is the waiver it is to follow.
    """

    rule: str
    item_class: ItemClass
    attributes: Attributes
    edition: str | None
    row: str | None
    bounds: Bounds
    reason: str
    evidence: tuple[str, ...]
    extends: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrower:
    """Bounds an approver sets instead of those asked for; what is ``None`` stays as asked."""

    units: int | None = None
    unit_price: Decimal | None = None
    valid_from: date | None = None
    valid_until: date | None = None


AS_ASKED = Narrower()
"""A grant of just what was asked for."""


@dataclass(frozen=True, slots=True)
class _Faults:
    """Gathers what does not fit, so that all of it is told at once."""

    found: list[Misfit] = field(default_factory=list)

    def add(self, member: str, code: str, **values: str) -> None:
        self.found.append(Misfit(member, code, values))

    def end(self) -> None:
        if self.found:
            raise WaiverMisstated(tuple(self.found))


def check_wanted(wanted: Wanted, law: Law, policy: Policy, today: date) -> None:
    """Look at a request: the rule knows exceptions, the provision is there, the bounds are bounds.

    Raises:
        WaiverMisstated: with everything that does not fit.
    """
    faults, bounds = _Faults(), wanted.bounds
    kind = WAIVABLE.get(wanted.rule)
    if kind is None:
        faults.add("rule", "not-waivable", known=", ".join(sorted(WAIVABLE)))
    elif kind.priced and bounds.unit_price is None:
        faults.add("unit_price", "amount-needed")
    elif not kind.priced and bounds.unit_price is not None:
        faults.add("unit_price", "amount-not-taken")
    _check_provision(wanted, law, faults)
    if bounds.valid_from < today:
        faults.add("valid_from", "before-today", day=today.isoformat())
    latest = bounds.valid_from + timedelta(days=policy.waiver_days)
    if not bounds.valid_from <= bounds.valid_until <= latest:
        first, last = bounds.valid_from.isoformat(), latest.isoformat()
        faults.add("valid_until", "day-outside", first=first, last=last)
    faults.end()


def narrowed(asked: Bounds, narrower: Narrower, today: date) -> Bounds:
    """Return the bounds a waiver is granted in: those asked for, or narrower ones.

    Raises:
        WaiverMisstated: a bound is wider than what was asked for, or the waiver is over already.
    """
    faults = _Faults()
    units, price = narrower.units or asked.units, narrower.unit_price or asked.unit_price
    first = narrower.valid_from or asked.valid_from
    last = narrower.valid_until or asked.valid_until
    if units > asked.units:
        faults.add("units", "wider-than-asked", asked=str(asked.units))
    if asked.unit_price is None and price is not None:
        faults.add("unit_price", "amount-not-taken")
    elif asked.unit_price is not None and price is not None and price > asked.unit_price:
        faults.add("unit_price", "wider-than-asked", asked=money(asked.unit_price))
    if first < asked.valid_from:
        faults.add("valid_from", "wider-than-asked", asked=asked.valid_from.isoformat())
    if last > asked.valid_until:
        faults.add("valid_until", "wider-than-asked", asked=asked.valid_until.isoformat())
    elif last < max(first, today):
        day = max(first, today).isoformat()
        faults.add("valid_until", "day-outside", first=day, last=asked.valid_until.isoformat())
    faults.end()
    return Bounds(units=units, unit_price=price, valid_from=first, valid_until=last)


def _check_provision(wanted: Wanted, law: Law, faults: _Faults) -> None:
    if wanted.edition is None:
        return
    editions = {it.id: it for it in law.editions}
    edition = editions.get(wanted.edition)
    if edition is None:
        faults.add("provision/edition", "unknown-value", known=", ".join(editions))
    elif wanted.row is not None:
        rows = sorted(set(_rows(edition)))
        if wanted.row not in rows:
            faults.add("provision/row", "unknown-value", known=", ".join(rows) or "—")


def _rows(edition: Edition) -> Iterator[str]:
    """Yield the rows that findings of the edition cite."""
    for row in edition.rows:
        yield from _cited(it.citation.row for it in (row.price, row.life) if it is not None)
    yield from _cited(cap.citation.row for cap in edition.caps)


def _cited(rows: Iterable[str | None]) -> Iterator[str]:
    return (it for it in rows if it is not None)
