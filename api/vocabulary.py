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
from validators.edition import Edition, Selector
from validators.law import Law
from validators.order import AttributeValue, Order
from validators.standards_bound import counts_in

Typed = tuple[type, AttributeValue]
"""A value with its type: for Python alone ``True`` and ``1`` are one value."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Schemes of product codes, the values of each attribute, and what standards count by."""

    schemes: frozenset[str]
    attributes: Mapping[str, frozenset[Typed]]
    bases: frozenset[str]

    @classmethod
    def of(cls, law: Law) -> "Vocabulary":
        """Gather the words of every edition and code table of ``law``."""
        values: defaultdict[str, set[Typed]] = defaultdict(set)
        for edition in law.editions:
            for selector in _selectors(edition):
                for name, known in selector.attributes:
                    values[name].update((type(value), value) for value in known)
        for known_values in values.values():
            if any(kind is bool for kind, _ in known_values):
                # A row may ask only for "colour: true"; false is as good an answer to it.
                known_values.update({(bool, True), (bool, False)})
        return cls(
            frozenset(law.codes),
            MappingProxyType({name: frozenset(known) for name, known in values.items()}),
            frozenset(base for edition in law.editions for base in _bases(edition)),
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

    def attribute_faults(
        self, attributes: Iterable[tuple[str, AttributeValue]], pointer: str
    ) -> Iterator[Fault]:
        """Yield a fault for each attribute or value the law does not use."""
        for name, value in attributes:
            known = self.attributes.get(name)
            if known is None:
                yield fault(f"{pointer}/{name}", "unknown-attribute", known=_shown(self.attributes))
            elif (type(value), value) not in known:
                words = (str(one).lower() if kind is bool else str(one) for kind, one in known)
                yield fault(f"{pointer}/{name}", "unknown-value", known=_shown(words))


def _bases(edition: Edition) -> Iterator[str]:
    if edition.headcount_basis is not None:
        yield edition.headcount_basis
    for cap in edition.caps:
        yield from counts_in(cap.limit)
    for row in edition.rows:
        if row.price is not None:
            yield from counts_in(row.price.ceiling)


def _selectors(edition: Edition) -> Iterator[Selector]:
    for row in edition.rows:
        yield from row.selectors
    for cap in edition.caps:
        yield from cap.counts
    for clause in edition.clauses:
        yield from clause.taints


def _shown(words: Iterable[str]) -> str:
    return ", ".join(sorted(words)) or "—"
