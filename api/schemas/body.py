"""What every request body has in common: unknown members are refused, faults come as codes."""

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load

from api.faults import ContentFaults, flatten


class Body(Schema):
    """An object whose members are all known."""

    class Meta:
        """Refuse what is not known: nothing is assigned by accident."""

        unknown = RAISE

    error_messages: dict[str, str] = {  # noqa: RUF012 - an instance's own in marshmallow
        "unknown": "unknown-member",
        "type": "not-an-object",
    }

    @post_load
    def name_as_sent(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        """Return the members under the names they were sent by (``class`` is a keyword here)."""
        return {self.fields[name].data_key or name: value for name, value in data.items()}


class Part(fields.Nested):
    """An object inside a body."""

    default_error_messages: dict[str, str | list[Any] | dict[Any, Any]] = {  # noqa: RUF012 - an instance's own in marshmallow
        "required": "required",
        "null": "null",
        "type": "not-an-object",
    }

    def __init__(
        self,
        schema: type[Body],
        *,
        required: bool = False,
        description: str = "",
        name: str = "",
    ) -> None:
        metadata = {"description": description} if description else {}
        super().__init__(schema, required=required, data_key=name or None, metadata=metadata)


def read_body(schema: Body, value: object) -> dict[str, Any]:
    """Return the document ``value`` is by ``schema``.

    Raises:
        ContentFaults: with every fault of it.
    """
    if not isinstance(value, dict):
        raise ContentFaults(flatten("not-an-object"))
    try:
        loaded: dict[str, Any] = schema.load(value)
    except ValidationError as error:
        raise ContentFaults(flatten(error.messages)) from None
    return loaded
