"""Where the units of an order's lines are: one value a line, as the database counts them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class LineUnits:
    """Where the units of one line are; they add up to what was ever taken for it.

    Of those committed some are ``under_way``, of those released some were ``returned``: accepted
    (consumed), returned, lapsed, under way and open are together what was approved, for ever.
    ``spares`` are unused licences of the agency that they rest on, by class of software.
    """

    order_id: str
    line: int
    item_class: str
    attributes: str
    quantity: int
    reserved: int
    committed: int
    consumed: int
    released: int
    under_way: int
    returned: int
    spares: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def open(self) -> int:
        """Return how many approved units were not sent yet."""
        return self.committed - self.under_way

    @property
    def lapsed(self) -> int:
        """Return how many units ended without a device: given up, cancelled, expired, revoked."""
        return self.released - self.returned
