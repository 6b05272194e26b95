"""How the things a row, a cap or a limit is about are written: a class, narrowed by attributes."""

from typing import Any

from marshmallow import post_load

from validators.classes import ItemClass
from validators.selector import Selector
from validators.standards_fields import Choice, Shape
from validators.standards_lists import Where


class SelectorShape(Shape):
    """Things of one class, narrowed by attributes."""

    item_class = Choice(ItemClass, required=True, data_key="class")
    where = Where()

    @post_load
    def _selector(self, data: dict[str, Any], **_kwargs: object) -> Selector:
        return Selector(data["item_class"], tuple(sorted(data.get("where", {}).items())))
