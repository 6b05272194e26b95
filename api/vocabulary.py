"""The words the law in force knows: code tables, and the attributes its rows and caps ask for.

A word the law does not use cannot be examined, and a mistyped one would pass for a missing fact, so
both are refused at the edge with the words that are known.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from api.faults import ContentFaults, Fault, fault
from validators.agency_facts import measured
from validators.bound import OF_LINE, Bound, Condition, Linked, Test, Within, parts_of
from validators.bound_names import counts_in, measures_in, properties_in, tests_in
from validators.edition import Edition
from validators.law import Law
from validators.order import AttributeValue, Order
from validators.papers import spare
from validators.selector import Selector

Typed = tuple[type, AttributeValue]
"""A value with its type: for Python alone ``True`` and ``1`` are one value."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Schemes of product codes, the values of each attribute, and facts that standards turn on.

    ``measures`` are attributes whose value is a number, and any number is known; ``bases`` are what
    standards count by, and ``properties`` the yes-or-no facts about an agency they ask for.
    """

    schemes: frozenset[str]
    attributes: Mapping[str, frozenset[Typed]]
    measures: frozenset[str]
    bases: frozenset[str]
    properties: frozenset[str]

    @classmethod
    def of(cls, law: Law) -> "Vocabulary":
        """Gather the words of every edition and code table of ``law``."""
        values: defaultdict[str, set[Typed]] = defaultdict(set)
        for edition in law.editions:
            for selector in _selectors(edition):
                for name, known in selector.attributes:
                    values[name].update((type(value), value) for value in known)
        for edition in law.editions:
            for test in _tests(edition):
                if isinstance(test, Condition) and test.property.startswith(OF_LINE):
                    name = test.property.removeprefix(OF_LINE)
                    values[name].add((type(test.value), test.value))
        for known_values in values.values():
            if any(kind is bool for kind, _ in known_values):
                # A row may ask only for "colour: true"; false is as good an answer to it.
                known_values.update({(bool, True), (bool, False)})
        return cls(
            frozenset(law.codes),
            MappingProxyType({name: frozenset(known) for name, known in values.items()}),
            frozenset(name for edition in law.editions for name in _measures(edition)),
            frozenset(base for edition in law.editions for base in _bases(edition)),
            frozenset(name for edition in law.editions for name in properties_in(_tests(edition))),
        )

    def check(self, order: Order, on: date) -> None:
        """Look at the words of an order, and at its days beside its own day ``on``.

        Raises:
            ContentFaults: with every word the law does not know, and every delivery already past.
        """
        faults: list[Fault] = []
        schemes = self.schemes
        for index, line in enumerate(order.lines):
            if line.codes:
                for position, code in enumerate(line.codes):
                    if code.scheme not in schemes:
                        where = f"/lines/{index}/codes/{position}/scheme"
                        faults.append(fault(where, "unknown-scheme", known=_shown(schemes)))
            if line.attributes:
                faults += self.attribute_faults(line.attributes, f"/lines/{index}/attributes")
            if line.deliver_by is not None and line.deliver_by < on:
                where = f"/lines/{index}/deliver_by"
                faults.append(fault(where, "before-the-order", day=on.isoformat()))
        if faults:
            raise ContentFaults(faults)

    def check_basis(self, basis: str) -> None:
        """Look at the basis of a headcount.

        Raises:
            ContentFaults: no edition counts by it, so it would be recorded for nothing.
        """
        if basis not in self.bases:
            raise ContentFaults([fault("/basis", "unknown-basis", known=_shown(self.bases))])

    def check_properties(self, names: Iterable[str]) -> None:
        """Look at the names of yes-or-no facts about an agency.

        Raises:
            ContentFaults: no edition turns on one of them, so it would be recorded for nothing.
        """
        known = _shown(self.properties)
        faults = [
            fault(f"/properties/{name}", "unknown-property", known=known)
            for name in names
            if name not in self.properties
        ]
        if faults:
            raise ContentFaults(faults)

    def attribute_faults(
        self, attributes: Iterable[tuple[str, AttributeValue]], pointer: str
    ) -> Iterator[Fault]:
        """Yield a fault for each attribute or value the law does not use."""
        for name, value in attributes:
            known = self.attributes.get(name)
            if name in self.measures and measured(value) is not None:
                continue
            if name in self.measures and known is None:
                yield fault(f"{pointer}/{name}", "not-a-measure")
            elif known is None:
                names = {*self.attributes, *self.measures}
                yield fault(f"{pointer}/{name}", "unknown-attribute", known=_shown(names))
            elif (type(value), value) not in known:
                words = (str(one).lower() if kind is bool else str(one) for kind, one in known)
                yield fault(f"{pointer}/{name}", "unknown-value", known=_shown(words))


def _limits(edition: Edition) -> Iterator[Bound]:
    for cap in edition.caps:
        yield cap.limit
    for row in edition.rows:
        if row.price is not None:
            yield row.price.ceiling


def _bases(edition: Edition) -> Iterator[str]:
    if edition.headcount_basis is not None:
        yield edition.headcount_basis
    for limit in _limits(edition):
        yield from counts_in(limit)
    for test in _tests(edition):
        if isinstance(test, Within) and not test.of.startswith(OF_LINE):
            yield test.of
    for requirement in edition.requirements:
        # Licences held and not in use cover devices where an order brings too few.
        yield from map(spare, requirement.covers)


def _measures(edition: Edition) -> Iterator[str]:
    for limit in _limits(edition):
        yield from measures_in(limit)
    for row in edition.rows:
        yield from (it.attribute for it in row.specifications)


def _tests(edition: Edition) -> Iterator[Test]:
    """Yield every condition of an edition."""
    yield from edition.binds_when
    for limit in _limits(edition):
        yield from tests_in(limit)
    for requirement in edition.requirements:
        yield from requirement.conditions
    for cap in edition.caps:
        yield from () if cap.swap is None else cap.swap.conditions


def _selectors(edition: Edition) -> Iterator[Selector]:
    for row in edition.rows:
        yield from row.selectors
    for cap in edition.caps:
        yield from cap.counts
        for part in parts_of(cap.limit):
            if isinstance(part, Linked):
                yield from part.counts
    for clause in edition.clauses:
        yield from clause.taints


def _shown(words: Iterable[str]) -> str:
    return ", ".join(sorted(words)) or "—"
