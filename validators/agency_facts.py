"""Facts of an agency, of a line and of a whole order, as expressions of the law ask for them."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from validators.bound import OF_LINE
from validators.evidence import Agency, Count, Holding
from validators.order import Attributes, AttributeValue, OrderLine
from validators.selector import Selector

_NUMBER: Final = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?", re.ASCII)


class AgencyFacts:
    """The counts and properties of an agency; of lines and units it knows nothing."""

    __slots__ = ("_counts", "_properties")

    def __init__(self, counts: Mapping[str, Count], properties: Mapping[str, bool]) -> None:
        """Look at what is known of an agency: counted facts by basis, properties by name."""
        self._counts = counts
        self._properties = properties

    def count(self, name: str) -> Decimal | int | None:
        """Return the counted fact of that name, or ``None`` where it is not known."""
        known = self._counts.get(name)
        return None if known is None else known.value

    def says(self, name: str) -> AttributeValue | None:
        """Return the property of that name, or ``None`` where it is not known."""
        return self._properties.get(name)

    def units(self, counts: tuple[Selector, ...]) -> tuple[int, int] | None:
        """Return ``None``: how many units there are depends on the order."""
        del counts
        return None


class LineFacts(AgencyFacts):
    """The facts of an agency, and the attributes of one line as ``line.…``."""

    __slots__ = ("_attributes",)

    def __init__(self, agency: Agency, attributes: Attributes) -> None:
        super().__init__(agency.counts, agency.properties)
        self._attributes = dict(attributes)

    def count(self, name: str) -> Decimal | int | None:
        """Return a counted fact, or an attribute of the line that is a number."""
        if name.startswith(OF_LINE):
            return measured(self._attributes.get(name.removeprefix(OF_LINE)))
        return super().count(name)

    def says(self, name: str) -> AttributeValue | None:
        """Return a property of the agency, or an attribute of the line."""
        if name.startswith(OF_LINE):
            return self._attributes.get(name.removeprefix(OF_LINE))
        return super().says(name)


class OrderFacts(AgencyFacts):
    """The facts of an agency, and the units it has and buys."""

    __slots__ = ("_units",)

    def __init__(
        self, agency: Agency, holdings: Iterable[Holding], lines: Iterable[OrderLine]
    ) -> None:
        super().__init__(agency.counts, agency.properties)
        self._units = (
            *((it.item_class, it.attributes, it.quantity) for it in holdings),
            *((it.item_class, it.attributes, it.quantity) for it in lines),
        )

    def units(self, counts: tuple[Selector, ...]) -> tuple[int, int] | None:
        """Return how many units of those kinds the agency has and buys, surely and at most."""
        least = most = 0
        for item_class, attributes, quantity in self._units:
            answers = [one.selects(item_class, attributes) for one in counts]
            if True in answers:
                least += quantity
                most += quantity
            elif None in answers:
                most += quantity
        return least, most


def measured(value: AttributeValue | None) -> Decimal | int | None:
    """Return an attribute's value as a number, or ``None`` where it is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value
    return Decimal(value) if _NUMBER.fullmatch(value) else None
