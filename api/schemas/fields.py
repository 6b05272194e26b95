"""Fields of form: strict values, each fault as a code, each limit where OpenAPI can show it.

marshmallow's own fields read ``"7"``, ``7.9`` and Arabic digits as integers and let NUL pass; these
do not. They speak of form only: what an order may say is here, whether it keeps the law is not.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from api import limits
from api.faults import Words
from api.schemas.strict import Strict, fail
from api.texts import MOST_MARKS, has_piled_marks, hostile_character, normal
from approvals.errors import MalformedUscc
from approvals.uscc import check_uscc

_UNBLANK = re.compile(limits.UNBLANK_PATTERN)


class Text(Strict):
    """A text of at most ``limit`` characters, without hostile ones, in normal form C."""

    def __init__(
        self,
        limit: int = limits.TEXT,
        *,
        required: bool = False,
        description: str = "",
        name: str = "",
    ) -> None:
        self.limit = limit
        self.form = {
            "type": "string",
            "minLength": 1,
            "maxLength": limit,
            "pattern": limits.SIGNS_PATTERN,
        }
        super().__init__(required=required, description=description, name=name)

    def read(self, value: object) -> str:
        """Return the text in normal form C."""
        return read_text(value, self.limit)


class Serial(Text):
    """The serial of a device, kept as it is written but for the width of its signs.

    What it is compared by is told in `validators.serial`.
    """

    def read(self, value: object) -> str:
        """Return the serial in normal form KC, in which signs have one width."""
        return read_text(unicodedata.normalize("NFKC", super().read(value)), self.limit)


def read_text(value: object, limit: int) -> str:
    """Return ``value`` as a text in normal form C, or raise the fault."""
    if not isinstance(value, str):
        fail("not-a-text")
    if len(value) > limit:
        fail("too-long", limit=limit)
    strange = hostile_character(value)
    if strange:
        fail("hostile-character", character=strange)
    text = normal(value)
    if len(text) > limit:
        fail("too-long", limit=limit)
    if has_piled_marks(text):
        fail("piled-marks", limit=MOST_MARKS)
    if not _UNBLANK.match(text):
        fail("blank")
    return text


class Patterned(Strict):
    """A text of one printed form, told by a pattern."""

    pattern: str
    code: str
    longest: int
    example: str

    def __init__(self, *, required: bool = False, description: str = "", name: str = "") -> None:
        self.form = {
            "type": "string",
            # JSON Schema patterns are ECMA-262, which has no \Z; theirs is the end of the text.
            "pattern": self.pattern.replace(r"\Z", "$"),
            "maxLength": self.longest,
            "examples": [self.example],
            **self.form,
        }
        self._match = re.compile(self.pattern, re.ASCII).match
        super().__init__(required=required, description=description, name=name)

    def read(self, value: object) -> str:
        """Return the text."""
        if not isinstance(value, str):
            fail("not-a-text")
        if not self._match(value):
            fail(self.code)
        return value


class Amount(Patterned):
    """Yuan as a decimal string, above zero."""

    pattern, code, longest, example = limits.AMOUNT_PATTERN, "not-an-amount", 13, "4940.00"


class Share(Patterned):
    """A share below one as a decimal string."""

    pattern, code, longest, example = limits.SHARE_PATTERN, "not-a-share", 6, "0.13"


class Code(Patterned):
    """A code or name of a table, a scheme or a kind."""

    pattern, code, longest, example = limits.CODE_PATTERN, "not-a-code", limits.CODE, "cn2022"


class Day(Patterned):
    """A calendar day, ISO 8601."""

    pattern, code, longest, example = limits.DAY_PATTERN, "not-a-day", 10, "2026-12-20"
    form: Mapping[str, Any] = {"format": "date"}

    def read(self, value: object) -> str:
        """Return the day as text; a day no calendar has is refused."""
        text = super().read(value)
        try:
            date.fromisoformat(text)
        except ValueError:
            fail(self.code)
        return text


class Digest(Patterned):
    """A digest, with the name of its algorithm."""

    pattern, code, longest = limits.DIGEST_PATTERN, "not-a-digest", 71
    example = "sha256:" + "0" * 64


class InstantText(Strict):
    """An instant with its offset from UTC (RFC 3339), in a query."""

    form: Mapping[str, Any] = {"type": "string", "format": "date-time", "maxLength": 40}

    def read(self, value: object) -> datetime:
        """Return the instant in UTC."""
        # In a query a plus sign that was not encoded arrives as a blank.
        text = str(value).replace(" ", "+")
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            fail("not-an-instant")
        if moment.utcoffset() is None or len(text) > self.form["maxLength"]:
            fail("not-an-instant")
        try:
            return moment.astimezone(UTC)
        except OverflowError:
            fail("not-an-instant")


class LeafText(Patterned):
    """A leaf hash in lower-case hexadecimal."""

    pattern, code, longest, example = r"^[0-9a-f]{64}\Z", "not-a-leaf", 64, "0" * 64


class Uscc(Patterned):
    """A unified social credit code with its check character (GB 32100-2015)."""

    pattern, code, longest, example = limits.USCC_PATTERN, "not-a-uscc", 18, "11100000EXAMPLE01N"

    def read(self, value: object) -> str:
        """Return the code."""
        if not isinstance(value, str):
            fail("not-a-text")
        try:
            return check_uscc(value)
        except MalformedUscc as error:
            fail(self.code, reason=Words(error.reason_zh, error.reason))


class Integer(Strict):
    """A JSON integer within bounds, both inclusive."""

    def __init__(
        self,
        low: int,
        high: int,
        *,
        required: bool = False,
        description: str = "",
        name: str = "",
    ) -> None:
        self.low, self.high = low, high
        self.form = {
            "type": "integer",
            "format": "int32",
            "minimum": low,
            "maximum": high,
        }
        super().__init__(required=required, description=description, name=name)

    def read(self, value: object) -> int:
        """Return the integer."""
        if type(value) is not int:
            fail("not-an-integer")
        if not self.low <= value <= self.high:
            fail("out-of-range", low=self.low, high=self.high)
        return value


class Flag(Strict):
    """True or false."""

    form: Mapping[str, Any] = {"type": "boolean"}

    def read(self, value: object) -> bool:
        """Return the truth value."""
        if not isinstance(value, bool):
            fail("not-a-boolean")
        return value


class Choice(Strict):
    """One of a few words."""

    def __init__(
        self,
        words: type[StrEnum] | Iterable[str],
        *,
        required: bool = False,
        description: str = "",
        name: str = "",
    ) -> None:
        self.words = tuple(str(word) for word in words)
        self.form = {"type": "string", "enum": list(self.words)}
        super().__init__(required=required, description=description, name=name)

    def read(self, value: object) -> str:
        """Return the word."""
        if not isinstance(value, str):
            fail("not-a-text")
        if value not in self.words:
            fail("unknown-value", known=", ".join(self.words))
        return value
