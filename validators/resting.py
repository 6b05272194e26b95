"""Unused licences as arithmetic: what is left of a stated number, and what an order rests on. Pure.

The devices of an order that bring no licence of a class they need rest on unused ones of the
agency's, one each, as far as other orders leave any: what an agency holds is used once. Source:
财行〔2013〕98号 (one licence of each class for a computer); 国办发〔2013〕88号 article 3.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from validators.case import Case, imposed, lay
from validators.classes import ItemClass
from validators.duty import Duty
from validators.evidence import Evidence
from validators.law import Law
from validators.messages import Said
from validators.order import LicenceChannel, Order, OrderLine
from validators.papers import SPARE, Product, products, spare
from validators.provisions import Laid, RequirementInForce
from validators.purchases import licences_in
from validators.spare import Spare

SpareKey = tuple[int, ItemClass]
"""A line of an order, and a class of software its devices need."""


class SpareDraw(NamedTuple):
    """Unused licences of one class that devices of a line rest on; negative where given back."""

    line: int
    item_class: ItemClass
    copies: int


class Unused(NamedTuple):
    """What an agency states to hold unused of one class, and what becomes of it.

    Attributes:
        stated: the number it states.
        drawn: how many of those other orders rest on; never more than are stated.
        used: how many more are in use already, on devices of the order itself.
        spare: what is known of those orders.
    """

    stated: int
    drawn: int
    used: int
    spare: Spare | None

    @property
    def free(self) -> int:
        """Return how many are unused, and rested on by no other order."""
        return self.stated - self.drawn

    @property
    def left(self) -> int:
        """Return how many devices of the order they cover, those delivered before included."""
        return self.free + self.used

    @property
    def sum(self) -> str:
        """Return the arithmetic behind what is left, as a term of a longer sum."""
        used = f" + {self.used}" if self.used else ""
        drawn = f" − {self.drawn}" if self.drawn else ""
        return f"({self.stated}{used}{drawn})" if used or drawn else str(self.stated)

    def told(self, shown: int) -> int | Said:
        """Return ``shown`` licences for a sentence to show: with the arithmetic, where it is one.

        Both halves of it are sentences of their own.
        """
        values: dict[str, object] = {"left": shown, "stated": self.stated}
        if self.used:
            values["used"] = self.used
        if self.drawn:
            values |= {"drawn": self.drawn, "by": self._by()}
        code = _HELD.get((bool(self.drawn), bool(self.used)))
        return shown if code is None else Said(code, values, {})

    def serving(self, shown: int) -> int | Said:
        """Return ``shown`` of those no other order rests on, as `told` has them."""
        return self._replace(used=0).told(shown)

    def _by(self) -> Said:
        if self.spare is None or not self.spare.orders:
            return Said("by-other-orders", {})
        more = ["…"] if self.spare.count > len(self.spare.orders) else []
        return Said("by-orders", {"orders": ", ".join([*self.spare.orders, *more])})


_HELD: Mapping[tuple[bool, bool], str] = {
    (True, False): "held-drawn",
    (False, True): "held-used",
    (True, True): "held-drawn-used",
}


def unused(evidence: Evidence, covered: ItemClass) -> Unused | None:
    """Return what is unused of a class; ``None`` where the agency does not state how many are."""
    count = evidence.agency.counts.get(spare(covered))
    if count is None:
        return None
    found = next((it for it in evidence.spares if it.item_class is covered), None)
    if found is None:
        return Unused(count.value, 0, 0, None)
    return Unused(count.value, min(found.drawn, count.value), found.used, found)


def spare_classes(evidence: Evidence) -> Iterator[ItemClass]:
    """Yield the classes of which the agency states how many licences it holds unused."""
    for name in evidence.agency.counts:
        if name.startswith(SPARE):
            yield ItemClass(name.removeprefix(SPARE))


def brought(lines: Iterable[Laid], covered: ItemClass) -> int:
    """Return how many licences of a class lines bring: as stated, or one for each unit.

    A trial is no licence (国办发〔2013〕88号 article 3: genuine software, of all three classes).
    """
    return sum(
        licences_in(it, line)
        for place, line, _ in lines
        for it in products(place, line)
        if it.item_class is covered and not _trial(it)
    )


def devices(case: Case, duty: RequirementInForce) -> list[tuple[int, OrderLine]]:
    """Return the lines of a case whose devices a duty of coverage asks about, with their places."""
    return [
        (place, line)
        for place, line, _ in case.lines
        if line.item_class in duty.requirement.classes
    ]


def resting(order: Order, evidence: Evidence, law: Law, on: date) -> tuple[SpareDraw, ...]:
    """Return what an order that passes rests on: never more than is left of a class.

    Args:
        order: what is bought.
        evidence: the agency's facts, with what other orders rest on.
        law: every edition the service knows.
        on: the day of the act, in Asia/Shanghai.

    Raises:
        KeyError: the agency's jurisdiction is unknown to the law.
    """
    # Asked of every order that passes; nearly no agency states such a number.
    if not any(name.startswith(SPARE) for name in evidence.agency.counts):
        return ()
    case = lay(order, evidence, law, on, None, on)
    found: dict[SpareKey, int] = {}
    for duty in imposed(case, Duty.COVERAGE):
        if duty.bound(case.footing.facts) is not False:
            lines = devices(case, duty)
            for covered in duty.requirement.covers:
                held = unused(evidence, covered)
                left = 0 if held is None else held.left
                for place, copies in _shared(lines, brought(case.lines, covered), left):
                    # Two editions that ask for the same do not ask for it twice.
                    found[place, covered] = max(copies, found.get((place, covered), 0))
    return tuple(SpareDraw(*key, copies) for key, copies in sorted(found.items()))


def changed(held: Mapping[SpareKey, int], wanted: Iterable[SpareDraw]) -> tuple[SpareDraw, ...]:
    """Return what has to be drawn or given back, so that an order rests on just what it now does.

    Args:
        held: what it rests on so far.
        wanted: what it is to rest on.
    """
    needs = {(it.line, it.item_class): it.copies for it in wanted}
    return tuple(
        SpareDraw(*key, copies)
        for key in sorted(held.keys() | needs.keys())
        if (copies := needs.get(key, 0) - held.get(key, 0))
    )


def given_back(held: Mapping[SpareKey, int], keeps: Mapping[int, int]) -> tuple[SpareDraw, ...]:
    """Return what an order gives back whose lines keep so many units, delivered ones included.

    As many as there are units left stay: which of them rest on what, nobody can tell.
    """
    return tuple(
        SpareDraw(line, covered, keeps.get(line, 0) - copies)
        for (line, covered), copies in sorted(held.items())
        if copies > keeps.get(line, 0)
    )


def _shared(
    lines: Sequence[tuple[int, OrderLine]], covered: int, left: int
) -> Iterator[tuple[int, int]]:
    """Yield how many devices of each line rest on licences left.

    What the order brings covers the devices that stand first.
    """
    for place, line in lines:
        here = min(line.quantity, covered)
        covered -= here
        rests = min(line.quantity - here, left)
        left -= rests
        if rests:
            yield place, rests


def _trial(it: Product) -> bool:
    return it.licence is not None and it.licence.channel is LicenceChannel.TRIAL
