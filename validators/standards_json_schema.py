"""The JSON Schema (draft 2020-12) of the documents of the law, for editors that complete and check.

It is derived from the shapes the loader itself uses. It tells form only: quotes, repeated keys,
sources that are not there and rows that overlap are told by the loader.
"""

from typing import Any

from marshmallow import fields

from validators.standards_bound import LIMITS, OptionShape, StepShape
from validators.standards_conditions import WithinShape
from validators.standards_fields import Amount, Json, Shape
from validators.standards_lists import json_of
from validators.standards_schema import SHAPES

_TITLE = "A document of the law: an edition, a table of product codes, or the places"


def json_schema() -> Json:
    """Return the schema of every document of the law, told apart by ``format``."""
    definitions: dict[str, Any] = {}
    for shape in (*SHAPES.values(), *LIMITS.values(), OptionShape(), StepShape(), WithinShape()):
        _define(shape, definitions)
    forms = [{"$ref": f"#/$defs/{type(shape).__name__}"} for shape in LIMITS.values()]
    definitions["limit"] = {"oneOf": [Amount().json(), *forms]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _TITLE,
        "oneOf": [{"$ref": f"#/$defs/{type(shape).__name__}"} for shape in SHAPES.values()],
        "$defs": dict(sorted(definitions.items())),
    }


def _define(shape: Shape, definitions: dict[str, Any]) -> None:
    name = type(shape).__name__
    if name in definitions:
        return
    definitions[name] = _object(shape)
    for field in shape.fields.values():
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested) and isinstance(inner.schema, Shape):
            _define(inner.schema, definitions)


def _object(shape: Shape) -> Json:
    members = {field.data_key or name: field for name, field in shape.fields.items()}
    return {
        "type": "object",
        "description": _summary(shape),
        "properties": {name: json_of(field) for name, field in members.items()},
        "required": [name for name, field in members.items() if field.required],
        "additionalProperties": False,
    }


def _summary(shape: Shape) -> str:
    return " ".join((type(shape).__doc__ or "").split("\n\n", maxsplit=1)[0].split())
