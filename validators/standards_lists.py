"""Lists and maps of values in a document of the law: nothing twice, nothing empty.

``Where`` is how rows narrow a class by attributes; its values are told by their shape (an answer,
a number, a name), so that a new edition can use an attribute no edition used before.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, fields

from validators.finding import Message
from validators.order import AttributeValue
from validators.standards_fields import Json, Titled, Word
from validators.standards_sentences import wrong


class Listed(fields.List[Any]):
    """A list of at least ``least`` things, in which nothing stands twice if ``once``."""

    def __init__(
        self,
        of: fields.Field[Any],
        *,
        least: int = 1,
        once: bool = True,
        **options: Any,  # noqa: ANN401 - handed on
    ) -> None:
        super().__init__(of, **options)
        self.of = of
        self.least = least
        self.once = once

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError([wrong("expected", expected=_A_LIST)])
        if not value and self.least:
            raise ValidationError([wrong("empty-list")])
        if len(value) < self.least:
            raise ValidationError([wrong("short-list", found=len(value), least=self.least)])
        twice = _repeated(value) if self.once else ()
        read: list[Any] = super()._deserialize(value, attr, data, **kwargs)
        if twice:
            raise ValidationError({place: [wrong("listed-twice")] for place in twice}, data=read)
        return read


def json_of(field: fields.Field[Any]) -> Json:
    """Return a field for the JSON Schema; a nested shape is a reference to its definition."""
    if isinstance(field, fields.Nested):
        return {"$ref": f"#/$defs/{type(field.schema).__name__}"}
    if isinstance(field, Listed):
        return {
            "type": "array",
            "minItems": field.least,
            "uniqueItems": field.once,
            "items": json_of(field.of),
        }
    described: Json = field.json()  # type: ignore[attr-defined]  # every other field of these shapes has it
    return described


class Named(fields.Field[dict[str, Any]]):
    """A map from names to values of one field, with at least ``least`` entries."""

    def __init__(
        self,
        of: fields.Field[Any],
        *,
        names: type[StrEnum] | None = None,
        least: int = 1,
        **options: Any,  # noqa: ANN401 - handed on
    ) -> None:
        super().__init__(**options)
        self.of = of
        self.least = least
        self.names = None if names is None else [name.value for name in names]

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> dict[str, Any]:
        del attr  # each value of the map is read under its own name
        if not isinstance(value, dict) or len(value) < self.least:
            raise ValidationError([wrong("expected", expected=_NAMES_TO_VALUES)])
        found: dict[str, Any] = {}
        faults: dict[str, Any] = {}
        for name, item in value.items():
            if self.names is not None and name not in self.names:
                faults[name] = [wrong("unknown-name", known=", ".join(self.names))]
            elif not re.fullmatch(_NAME, name):
                faults[name] = [wrong("expected", expected=Word.expected)]
            try:
                found[name] = self.read(item, name, data, **kwargs)
            except ValidationError as error:
                faults[name] = error.messages
        if faults:
            raise ValidationError(faults)
        return found

    def read(
        self, item: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> Any:  # noqa: ANN401 - what the field ``of`` reads
        """Return what one value of the map means."""
        return self.of.deserialize(item, attr, data, **kwargs)

    def json(self) -> Json:
        """Return the field for the JSON Schema."""
        of = self.item_json()
        if self.names is None:
            return {
                "type": "object",
                "minProperties": self.least,
                "propertyNames": {"pattern": f"^({_NAME})$"},
                "additionalProperties": of,
            }
        known = dict.fromkeys(self.names, of)
        return {
            "type": "object",
            "minProperties": self.least,
            "properties": known,
            "additionalProperties": False,
        }

    def item_json(self) -> Json:
        """Return one value of the map for the JSON Schema."""
        return json_of(self.of)


class Where(Named):
    """Attributes and the values they may have: one value, or a list of them."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - handed on
        super().__init__(Titled(), **options)

    def read(
        self, item: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> frozenset[AttributeValue]:
        """Return the values an attribute may have."""
        if not isinstance(item, list):
            return frozenset([self.of.deserialize(item, attr, data, **kwargs)])
        values = _VALUES.deserialize(item, attr, data, **kwargs) or ()
        return frozenset(value for value in values if value is not None)

    def item_json(self) -> Json:
        """Return one value, or a list of them, for the JSON Schema."""
        one = json_of(self.of)
        return {"anyOf": [one, {"type": "array", "minItems": 1, "uniqueItems": True, "items": one}]}


_A_LIST = Message("列表", "a list")
_NAMES_TO_VALUES = Message("由名称到值的映射", "a map of names to values")
_NAME = Word.pattern
_VALUES = Listed(Titled())


def _repeated(value: list[Any]) -> tuple[int, ...]:
    return tuple(place for place, item in enumerate(value) if item in value[:place])
