"""Members of JSON documents: plain values, and nothing where nothing is known."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any


def kept(**members: Any) -> dict[str, Any]:  # noqa: ANN401 - a JSON value
    """Return members as a JSON object: what is not known, or empty, is left out.

    A name that Python reserves is written with a line after it: ``class_``.
    """
    return {
        name.rstrip("_"): plain(value)
        for name, value in members.items()
        if value is not None and value not in ((), {})
    }


def plain(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Return a value as the plain one of JSON documents."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, tuple) else value
