"""An order as it was stated: the value that is examined, and the bytes that are kept and bound."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.canonical import canonical
from validators.order import Order
from validators.reading import read_order


@dataclass(frozen=True, slots=True)
class Stated:
    """An order, and the canonical form of the document that states it."""

    order: Order
    document: bytes

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Stated":
        """Return the order a document states, its syntax validated."""
        return cls(read_order(document), canonical(document))
