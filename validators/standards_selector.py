"""How things are named in documents: titles in two languages, classes narrowed by attributes."""

from typing import Any

from marshmallow import post_load

from validators.classes import ItemClass
from validators.selector import Selector
from validators.standards_fields import Choice, Shape, Text
from validators.standards_lists import Where


class TitleShape(Shape):
    """A title or paraphrase in the two languages of the service."""

    zh = Text(required=True)
    en = Text(required=True)


class SelectorShape(Shape):
    """Things of one class, narrowed by attributes."""

    item_class = Choice(ItemClass, required=True, data_key="class")
    where = Where()

    @post_load
    def _selector(self, data: dict[str, Any], **_kwargs: object) -> Selector:
        return Selector(data["item_class"], tuple(sorted(data.get("where", {}).items())))
