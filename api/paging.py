"""Pages by cursor: opaque, stable while rows are added, and pointed to by a Link header."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from api.call import Call, Reply
from api.faults import ContentFaults, Fault, Note
from api.operation import Query
from api.schemas.strict import Strict, fail

SMALLEST, LARGEST, USUAL = 1, 200, 50


class WholeNumberText(Strict):
    """A whole number in a query: digits and nothing else."""

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high
        self.form = {"type": "integer", "format": "int64", "minimum": low, "maximum": high}
        super().__init__()

    def read(self, value: object) -> int:
        """Return the number."""
        text = str(value)
        plain = text.isascii() and text.isdigit() and len(text) <= len(str(self.high))
        if not plain or not self.low <= int(text) <= self.high:
            fail("not-a-number-text", low=self.low, high=self.high)
        return int(text)


class CursorText(Strict):
    """A cursor as this service gave it out."""

    def __init__(self, parts: int) -> None:
        self.parts = parts
        self.form = {
            "type": "string",
            "minLength": 1,
            "maxLength": 400,
            "pattern": "^[A-Za-z0-9_-]+$",
        }
        super().__init__()

    def read(self, value: object) -> tuple[str, ...]:
        """Return the values the cursor holds."""
        text = str(value)
        try:
            packed = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
            values = json.loads(packed)
        except (binascii.Error, ValueError, RecursionError):
            fail("not-a-cursor")
        if (
            not isinstance(values, list)
            or len(values) != self.parts
            or not all(isinstance(one, str) and one.isprintable() for one in values)
        ):
            fail("not-a-cursor")
        return tuple(values)


def cursor(*values: str) -> str:
    """Return the cursor that holds these values."""
    packed = json.dumps(values, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def bad_cursor() -> ContentFaults:
    """Return the fault of a cursor whose values are not what this list hands out."""
    return ContentFaults((Fault("", Note("not-a-cursor"), "after"),))


def instant_of(text: str) -> datetime:
    """Return the instant a cursor holds.

    Raises:
        ContentFaults: it holds something else.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise bad_cursor() from None
    if moment.utcoffset() is None:
        raise bad_cursor()
    return moment


def page_queries(parts: int = 1) -> tuple[Query, ...]:
    """Return the two parameters of every list; ``parts`` is how many values its cursor holds."""
    return (
        Query(
            name="limit",
            field=WholeNumberText(SMALLEST, LARGEST),
            description=f"most items of a page ({USUAL} where it is not given)",
        ),
        Query(
            name="after",
            field=CursorText(parts),
            description="the cursor `next` of the page before",
        ),
    )


def limit_of(call: Call) -> int:
    """Return how many items a page may have."""
    return int(call.query.get("limit", USUAL))


def page(
    call: Call,
    items: Sequence[dict[str, Any]],
    following: str | None,
    **members: Any,  # noqa: ANN401 - JSON members
) -> Reply:
    """Return a page of items; ``following`` is the cursor of the next one, if there is one."""
    document: dict[str, Any] = {**members, "items": list(items)}
    headers = {}
    if following is not None:
        document["next"] = following
        query = {
            **{name: text for name, text in call.raw_query.items() if name != "after"},
            "after": following,
        }
        headers["Link"] = f'<{call.url}?{urlencode(query)}>; rel="next"'
    return Reply(document=document, headers=headers)
