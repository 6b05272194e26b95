"""Which breaches waivers cover: pure, after every rule has spoken and before the verdict is drawn.

A breach is covered wholly by one waiver or not at all. It stays a finding, with everything the rule
said, and is told as ``waived`` by whom and until when; one that a waiver covers only in part stays
a breach and says what is left. What a waiver cannot reach, it does not touch: other rules, other
lines, whatever is undetermined.

Source: 财资〔2016〕27号 articles 4 and 5 (what passes the standard takes the prescribed approval);
DESIGN §4 (bounded in quantity, amount and time).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from msgspec import structs

from validators.amount import money
from validators.finding import Finding, Outcome, WaivedBy
from validators.messages import say_terms
from validators.order import Order, OrderLine
from validators.rule import Takes, Waivable
from validators.waiver import Waiver


class Draw(NamedTuple):
    """Units that one line of an order takes of a waiver; negative where it gives them back."""

    waiver: str
    line: int
    units: int


def waive(
    findings: Sequence[Finding],
    order: Order,
    waivers: Iterable[Waiver],
    on: date,
    waivable: Mapping[str, Waivable],
) -> tuple[Finding, ...]:
    """Return the findings with each breach told as waived that a waiver covers wholly.

    Lines take their units in the order's order, of the waiver that ends first; several breaches of
    one member of the order, of several editions, take the same units once.

    Args:
        findings: everything the rules found.
        order: what was examined.
        waivers: the agency's, with what is left of each before this order.
        on: the day in Asia/Shanghai on which they have to be in force.
        waivable: what can be waived of which rule.
    """
    standing = [it for it in waivers if it.valid_from <= on <= it.valid_until]
    standing.sort(key=lambda it: (it.valid_until, it.number))
    found, purse = list(findings), _Purse(standing)
    breaches = [
        (_line_of(finding.pointer), place)
        for place, finding in enumerate(found)
        if finding.outcome is Outcome.BREACH
        and (kind := waivable.get(finding.rule)) is not None
        and finding.code in kind.codes
    ]
    for at, place in sorted(breaches):
        finding, line = found[place], order.lines[at]
        meant = [it for it in standing if _is_for(it, finding, line)]
        if meant:
            found[place] = _covered(finding, line, meant, purse, waivable[finding.rule])
    return tuple(found)


def draws(findings: Iterable[Finding]) -> tuple[Draw, ...]:
    """Return what an order takes of waivers by its waived findings, by waiver and line."""
    most: dict[tuple[str, str], int] = {}
    for it in findings:
        if it.waiver is not None:
            about = (it.waiver.number, it.pointer)
            most[about] = max(it.waiver.units, most.get(about, 0))
    total: dict[tuple[str, int], int] = {}
    for (number, pointer), units in most.items():
        line = (number, _line_of(pointer))
        total[line] = total.get(line, 0) + units
    return tuple(Draw(number, line, units) for (number, line), units in sorted(total.items()))


class _Purse:
    """What is left of each waiver while an order's findings are gone through."""

    def __init__(self, waivers: Iterable[Waiver]) -> None:
        self.left = {it.number: it.left for it in waivers}
        self._taken: dict[tuple[str, str], int] = {}

    def lacks(self, number: str, pointer: str, units: int) -> bool:
        """Return whether fewer are left than a member takes beyond what it has taken."""
        return self._more(number, pointer, units) > self.left[number]

    def take(self, number: str, pointer: str, units: int) -> int:
        """Take units for a member of the order, and return what is left."""
        more = self._more(number, pointer, units)
        self._taken[number, pointer] = self._taken.get((number, pointer), 0) + more
        self.left[number] -= more
        return self.left[number]

    def _more(self, number: str, pointer: str, units: int) -> int:
        return max(units - self._taken.get((number, pointer), 0), 0)


def _is_for(waiver: Waiver, finding: Finding, line: OrderLine) -> bool:
    """Return whether a waiver is about a finding at all; what a line leaves unsaid is no match."""
    if waiver.rule != finding.rule or waiver.item_class is not line.item_class:
        return False
    stated = dict(line.attributes)
    for name, value in waiver.attributes:
        # For Python alone True and 1 are one value.
        if name not in stated or (type(stated[name]), stated[name]) != (type(value), value):
            return False
    if waiver.edition is None:
        return True
    cited = finding.citation
    return cited is not None and cited.edition == waiver.edition and waiver.row in {None, cited.row}


def _covered(
    finding: Finding, line: OrderLine, meant: Sequence[Waiver], purse: _Purse, kind: Waivable
) -> Finding:
    """Return a breach as waived by the first waiver that covers it, or with why none does."""
    units = _units(finding, line, kind)
    for waiver in meant:
        number = waiver.number
        if _too_dear(finding, waiver, kind) or purse.lacks(number, finding.pointer, units):
            continue
        left = purse.take(number, finding.pointer, units)
        by = WaivedBy(number, waiver.granted_by, waiver.valid_until, units, left)
        message = say_terms(
            "waived-by",
            {},
            finding=finding.message,
            person=by.granted_by,
            number=number,
            until=by.until.isoformat(),
            units=units,
            left=left,
        )
        return structs.replace(finding, outcome=Outcome.WAIVED, message=message, waiver=by)
    return _why_not(finding, meant, purse, kind, units)


def _why_not(
    finding: Finding, meant: Sequence[Waiver], purse: _Purse, kind: Waivable, units: int
) -> Finding:
    """Return a breach that says of each waiver for it why it does not reach."""
    for waiver in meant:
        values: dict[str, object] = {"finding": finding.message, "number": waiver.number}
        if _too_dear(finding, waiver, kind):
            amount = "—" if waiver.unit_price is None else money(waiver.unit_price)
            message = say_terms("waiver-below-price", {}, **values, limit=amount)
        else:
            left = purse.left[waiver.number]
            message = say_terms("waiver-short", {}, **values, left=left, units=units)
        finding = structs.replace(finding, message=message)
    return finding


def _too_dear(finding: Finding, waiver: Waiver, kind: Waivable) -> bool:
    if not kind.priced:
        return False
    if waiver.unit_price is None or finding.observed is None:
        return True
    return Decimal(finding.observed) > waiver.unit_price


def _units(finding: Finding, line: OrderLine, kind: Waivable) -> int:
    """Return how many units a breach takes, as its rule declares."""
    if kind.takes is Takes.ONE:
        return 1
    if kind.takes is Takes.EXCESS and finding.over is not None:
        return int(finding.over)
    return line.quantity


def _line_of(pointer: str) -> int:
    """Return which line a pointer into the order is about; breaches that can be waived have one."""
    _, _, place, *_ = pointer.split("/")
    return int(place)
