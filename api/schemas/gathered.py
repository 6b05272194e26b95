"""Fields that gather others: lists and objects by name, bounded in number."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import ValidationError, fields

from api import limits
from api.schemas.strict import Strict, fail


class Listed(fields.List[Any]):
    """A list of ``inner`` within a number of items."""

    default_error_messages: dict[str, str | list[Any] | dict[Any, Any]] = {  # noqa: RUF012 - an instance's own in marshmallow
        "required": "required",
        "null": "null",
        "invalid": "not-a-list",
    }

    def __init__(
        self,
        inner: fields.Field[Any],
        high: int,
        *,
        low: int = 0,
        required: bool = False,
        description: str = "",
    ) -> None:
        self.low, self.high = low, high
        form: Mapping[str, Any] = {"minItems": low, "maxItems": high, "description": description}
        metadata = {name: value for name, value in form.items() if value}
        super().__init__(inner, required=required, metadata=metadata)

    def _deserialize(self, value: Any, *where: Any, **more: Any) -> list[Any]:  # noqa: ANN401 - a JSON value
        if isinstance(value, list):
            # Before the items: ten thousand of them are not worth explaining one by one.
            if len(value) > self.high:
                fail("too-many", limit=self.high)
            if len(value) < self.low:
                fail("too-few", limit=self.low)
        return super()._deserialize(value, *where, **more)


class Mapped(Strict):
    """An object of names and values, each read by a function that raises its fault."""

    def __init__(
        self,
        read_value: Callable[[object], object],
        form: Mapping[str, Any],
        *,
        required: bool = False,
        description: str = "",
        most: int = limits.ATTRIBUTES,
        name_pattern: str = limits.NAME_PATTERN,
    ) -> None:
        self._read_value, self._most = read_value, most
        self._named = re.compile(name_pattern, re.ASCII).match
        self.form = {
            "type": "object",
            "propertyNames": {"pattern": name_pattern.replace(r"\Z", "$"), "maxLength": 40},
            "additionalProperties": form,
            "maxProperties": most,
        }
        super().__init__(required=required, description=description)

    def read(self, value: object) -> dict[str, object]:
        """Return the object with every value read."""
        if not isinstance(value, dict):
            fail("not-an-object")
        if len(value) > self._most:
            fail("too-many", limit=self._most)
        read: dict[str, object] = {}
        faults: dict[str, Any] = {}
        for name, item in value.items():
            try:
                if not self._named(name):
                    fail("not-a-name")
                read[name] = self._read_value(item)
            except ValidationError as error:
                faults[name] = error.messages
        if faults:
            raise ValidationError(faults)
        return read
