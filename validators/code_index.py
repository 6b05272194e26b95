"""A table of product codes, laid out so that a code is looked up and not searched for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from validators.classes import ItemClass
from validators.edition import CodeEntry, CodeTable


@dataclass(frozen=True, slots=True)
class CodeIndex:
    """A code table by code, and the pairs of code and class that were read and agree.

    ``successors`` are the schemes of the tables that took its place.
    """

    table: CodeTable
    entries: Mapping[str, tuple[CodeEntry, ...]]
    sure: frozenset[tuple[str, ItemClass]]
    successors: tuple[str, ...]

    @classmethod
    def of(cls, table: CodeTable, tables: Iterable[CodeTable]) -> "CodeIndex":
        """Index a table, one of ``tables``."""
        by_code: dict[str, tuple[CodeEntry, ...]] = {}
        for entry in table.entries:
            by_code[entry.code] = (*by_code.get(entry.code, ()), entry)
        sure = frozenset(
            (entry.code, item_class)
            for entry in table.entries
            if entry.evidence == "read"
            for item_class in entry.classes
        )
        successors = tuple(it.scheme for it in tables if table.scheme in it.supersedes)
        return cls(table, MappingProxyType(by_code), sure, successors)

    def surely_in_use(self, on: date) -> bool:
        """Return whether the table is surely the one in use on the day ``on``.

        It is from the first day on which a source shows it, and, once another took its place, up to
        the last. A table that neither took nor lost a place is one of several kept side by side and
        has no term.
        """
        if not self.table.supersedes and not self.successors:
            return True
        read = [day for day in self.table.in_use if day.evidence == "read"]
        begun = any(day.last <= on for day in read)
        return begun and (not self.successors or any(on <= day.first for day in read))

    @property
    def handover(self) -> str:
        """Return which table gives way to which: the day of it is what a term turns on."""
        before, after = " / ".join(self.table.supersedes), " / ".join(self.successors)
        return " → ".join(scheme for scheme in (before, self.table.scheme, after) if scheme)
