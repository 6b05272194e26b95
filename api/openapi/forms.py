"""Pieces of JSON Schema that the answers are made of, each with its limits."""

from collections.abc import Mapping
from typing import Any

from api import limits
from validators.classes import ItemClass

Form = dict[str, Any]

_WRITTEN = limits.WRITTEN_PATTERN
MOST_ITEMS = 10_000
"""Most items of a list in an answer; findings are the longest, a few for each of 500 lines."""


def text(longest: int = limits.LONG_TEXT, **more: Any) -> Form:  # noqa: ANN401 - JSON Schema
    """Return the form of a text; it may hold anything but NUL where ``more`` does not say more."""
    form: Form = {"type": "string", "maxLength": longest, **more}
    return form if {"format", "pattern"} & form.keys() else {**form, "pattern": _WRITTEN}


def binary(longest: int, media: str) -> Form:
    """Return the form of a file as it came; its octets are the media type's affair."""
    return {"type": "string", "format": "binary", "maxLength": longest, "contentMediaType": media}


def signed(longest: int, *, lines: bool = False) -> Form:
    """Return the form of a compact JWS that is a body of its own, or of several, one a line.

    Generated clients hand on as octets what is neither JSON nor text/*, once they are told so.
    """
    one = r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"
    pattern = rf"^{one}(\n{one})*$" if lines else rf"^{one}$"
    return {"type": "string", "format": "binary", "maxLength": longest, "pattern": pattern}


def words(*values: str) -> Form:
    """Return the form of one of a few words."""
    return {"type": "string", "enum": list(values)}


def integer(low: int = 0, high: int = 2**53) -> Form:
    """Return the form of an integer."""
    return {"type": "integer", "format": "int64", "minimum": low, "maximum": high}


def flag() -> Form:
    """Return the form of a truth value."""
    return {"type": "boolean"}


def listing(of: Form, most: int = MOST_ITEMS) -> Form:
    """Return the form of a list."""
    return {"type": "array", "maxItems": most, "items": of}


def record(required: Mapping[str, Form], optional: Mapping[str, Form] | None = None) -> Form:
    """Return the form of an object that has just these members."""
    members = {**required, **(optional or {})}
    form: Form = {"type": "object", "properties": members, "additionalProperties": False}
    return {**form, "required": list(required)} if required else form


def anything(description: str) -> Form:
    """Return the form of an object whose members are not fixed here."""
    return {"type": "object", "description": description, "additionalProperties": True}


def table(of: Form, most: int = MOST_ITEMS) -> Form:
    """Return the form of an object of names and values of one form."""
    return {"type": "object", "additionalProperties": of, "maxProperties": most}


def reference(name: str) -> Form:
    """Return a reference to a component schema."""
    return {"$ref": f"#/components/schemas/{name}"}


DAY: Form = {"type": "string", "format": "date", "maxLength": 10}
COARSE_DAY: Form = text(
    21, description="a date as precisely as it is known: 2009, 2016-06, 2018-03/2021-08 …"
)
INSTANT: Form = {"type": "string", "format": "date-time", "maxLength": 32}
USCC: Form = text(18, pattern=limits.USCC_PATTERN.replace(r"\Z", "$"))
DIGEST: Form = text(71, pattern="^sha256:[0-9a-f]{64}$")
LEAF: Form = text(64, pattern="^[0-9a-f]{64}$")
UUID: Form = {"type": "string", "format": "uuid", "maxLength": 36}
NUMBER: Form = text(27, pattern="^PC-[0-9]{4}(-[0-9A-Z]{4}){4}$")
WAIVER: Form = text(27, pattern=limits.WAIVER_PATTERN.replace(r"\Z", "$"))
LICENCE: Form = text(27, pattern=limits.LICENCE_PATTERN.replace(r"\Z", "$"))
SUSPENSION: Form = text(27, pattern=limits.SUSPENSION_PATTERN.replace(r"\Z", "$"))
FREE_SOFTWARE: Form = text(27, pattern=limits.FREE_SOFTWARE_PATTERN.replace(r"\Z", "$"))
BASE64: Form = text(400_000, contentEncoding="base64")
DECIMAL: Form = text(40)
CLASS: Form = words(*ItemClass)
ATTRIBUTES: Form = table(
    {"anyOf": [text(limits.CODE), {"type": "boolean"}, integer()]}, limits.ATTRIBUTES
)
