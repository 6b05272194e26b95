"""A table of product codes, laid out so that a code is looked up and not searched for."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from validators.classes import ItemClass
from validators.edition import CodeEntry, CodeTable


@dataclass(frozen=True, slots=True)
class CodeIndex:
    """A code table by code, and the pairs of code and class that were read and agree."""

    table: CodeTable
    entries: Mapping[str, tuple[CodeEntry, ...]]
    sure: frozenset[tuple[str, ItemClass]]

    @classmethod
    def of(cls, table: CodeTable) -> "CodeIndex":
        """Index a table."""
        by_code: dict[str, tuple[CodeEntry, ...]] = {}
        for entry in table.entries:
            by_code[entry.code] = (*by_code.get(entry.code, ()), entry)
        sure = frozenset(
            (entry.code, item_class)
            for entry in table.entries
            if entry.evidence == "read"
            for item_class in entry.classes
        )
        return cls(table, MappingProxyType(by_code), sure)
