"""How conditions are written: answers about the agency, attributes of the line, and ranges."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, validates_schema

from validators.bound import OF_LINE, Condition, Test, Within
from validators.order import AttributeValue
from validators.standards_fields import Amount, Json, Shape, Titled
from validators.standards_lists import Named, json_of
from validators.standards_sentences import wrong


class WithinShape(Shape):
    """Where a count or measure must lie: ``from`` and ``up_to`` are inside, the others outside."""

    least = Amount(data_key="from")
    above = Amount()
    below = Amount()
    most = Amount(data_key="up_to")

    @validates_schema(skip_on_field_errors=True)
    def _one_border_each(self, data: dict[str, Any], **_kwargs: object) -> None:
        """A range has a border, at most one on each side, and something lies in it."""
        low = [data[name] for name in ("least", "above") if name in data]
        high = [data[name] for name in ("below", "most") if name in data]
        if not low + high or len(low) > 1 or len(high) > 1:
            raise ValidationError([wrong("no-range")])
        if (
            low
            and high
            and low[0] >= high[0]
            and not (low == high and {"least", "most"} <= {*data})
        ):
            raise ValidationError([wrong("empty-range")])


class Conditions(Named):
    """What must hold, all of it: answers about the agency, attributes of the line, ranges.

    A name that begins with ``line.`` is an attribute of the line; a map says where a counted fact,
    or a measure of the line, must lie.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - handed to marshmallow
        super().__init__(Titled(), **options)

    def read(
        self, item: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> AttributeValue | Mapping[str, Decimal]:
        """Return an answer, an attribute's value, or the borders of a range."""
        if isinstance(item, dict):
            borders: Mapping[str, Decimal] = _WITHIN.load(item)
            return borders
        value: AttributeValue = self.of.deserialize(item, attr, data, **kwargs)
        if isinstance(value, bool) or (attr or "").startswith(OF_LINE):
            return value
        raise ValidationError([wrong("no-condition")])

    def item_json(self) -> Json:
        """Return an answer, a value or a range for the JSON Schema."""
        return {"anyOf": [json_of(self.of), {"$ref": f"#/$defs/{WithinShape.__name__}"}]}


def conditions(stated: Mapping[str, Any]) -> tuple[Test, ...]:
    """Return conditions in the order they are written."""
    return tuple(
        Within(name, **value) if isinstance(value, Mapping) else Condition(name, value)
        for name, value in stated.items()
    )


_WITHIN = WithinShape()
