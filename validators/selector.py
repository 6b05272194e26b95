"""Which things a row, a cap or a clause is about: a class, narrowed by attributes."""

from dataclasses import dataclass

from validators.classes import ItemClass
from validators.order import Attributes, AttributeValue


@dataclass(frozen=True, slots=True)
class Selector:
    """Things of one class whose attributes have one of the values named."""

    item_class: ItemClass
    attributes: tuple[tuple[str, frozenset[AttributeValue]], ...] = ()

    def selects(self, item_class: ItemClass, attributes: Attributes) -> bool | None:
        """Return whether a thing is selected; ``None`` where an attribute needed is not stated."""
        if item_class is not self.item_class:
            return False
        if not self.attributes:
            return True
        stated = dict(attributes)
        answer: bool | None = True
        for name, values in self.attributes:
            value = stated.get(name)
            if value is None:
                answer = None
            elif value not in values:
                return False
        return answer

    def lacks(self, attributes: Attributes) -> tuple[str, ...]:
        """Return the names of attributes the selector asks for and the thing does not state."""
        stated = {name for name, _ in attributes}
        return tuple(name for name, _ in self.attributes if name not in stated)

    def meets(self, other: "Selector") -> bool:
        """Return whether some thing is selected by this and by the other."""
        if self.item_class is not other.item_class:
            return False
        wanted = dict(other.attributes)
        return all(values & wanted.get(name, values) for name, values in self.attributes)
