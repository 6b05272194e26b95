"""What all fields of form share: no value is coerced, and every fault has a code."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, NoReturn

from marshmallow import ValidationError, fields

from api.faults import Note


def fail(code: str, /, **values: object) -> NoReturn:
    """Stop reading a value, for that fault of it.

    Raises:
        ValidationError: always; marshmallow keeps its message as it is.
    """
    raise ValidationError([Note(code, values)])


class Strict(fields.Field[Any]):
    """A value that is neither coerced nor null; ``form`` is its JSON Schema."""

    default_error_messages: dict[str, str | list[Any] | dict[Any, Any]] = {  # noqa: RUF012 - an instance's own in marshmallow
        "required": "required",
        "null": "null",
        "validator_failed": "validator_failed",
    }
    form: Mapping[str, Any] = {}

    def __init__(self, *, required: bool = False, description: str = "", name: str = "") -> None:
        metadata = {**self.form, **({"description": description} if description else {})}
        super().__init__(required=required, data_key=name or None, metadata=metadata)

    def _deserialize(self, value: object, *_: object, **__: object) -> Any:  # noqa: ANN401 - a JSON value
        return self.read(value)

    @abstractmethod
    def read(self, value: object) -> object:
        """Return the value, or raise the ``ValidationError`` that names its fault."""
