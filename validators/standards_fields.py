"""How each kind of value is written in a document of the law, and what it is read as.

Every value arrives as quoted text. A field says in its message what was expected, and describes
itself for the JSON Schema that editors use (``json``), so that the two cannot part.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum, unique
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from validators.finding import Message
from validators.order import AttributeValue
from validators.standards_sentences import wrong

Json = dict[str, Any]
"""A part of a JSON Schema (draft 2020-12)."""


@unique
class HowKnown(StrEnum):
    """How something is known: seen in a source, or concluded (which proves nothing)."""

    READ = "read"
    INFERRED = "inferred"


class Shape(Schema):
    """A map with known keys; any other key is a fault that names the known ones."""

    class Meta:
        """Unknown keys are refused."""

        unknown = RAISE

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - handed to marshmallow as they are
        super().__init__(**options)
        known = ", ".join(field.data_key or name for name, field in self.fields.items())
        # The library hands them on as they are, and would as well take texts.
        messages: dict[str, Any] = {
            "unknown": wrong("unknown-key", known=known),
            "type": wrong("expected", expected=_A_MAP),
        }
        self.error_messages = {**self.error_messages, **messages}


class Written(fields.Field[Any]):
    """A value written as quoted text that matches ``pattern`` as a whole."""

    expected = Message("文本", "text")
    pattern = r"\S(.*\S)?"
    longest = 2000

    def make_error(self, key: str, **values: object) -> ValidationError:
        """Return the error of that kind; that it is missing says what was expected."""
        if key == "required":
            return ValidationError([wrong("missing-expected", expected=self.expected)])
        return super().make_error(key, **values)

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> Any:  # noqa: ANN401 - each field reads its own type, see ``read``
        del attr, data, kwargs  # a text means the same wherever it stands
        if not isinstance(value, str):
            code = "list-found" if isinstance(value, list) else "map-found"
            raise ValidationError([wrong(code, expected=self.expected)])
        if len(value) > self.longest or not re.fullmatch(self.pattern, value):
            raise self.wrong(value)
        return self.read(value)

    def wrong(self, value: str) -> ValidationError:
        """Return the error that shows what was found and what was expected."""
        shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
        return ValidationError([wrong("other-found", shown=shown, expected=self.expected)])

    def read(self, value: str) -> Any:  # noqa: ANN401 - each field says what it reads
        """Return what the text means; the text itself here."""
        return value

    def json(self) -> Json:
        """Return the field for the JSON Schema."""
        return {"type": "string", "pattern": f"^({self.pattern})$", "maxLength": self.longest}


class Text(Written):
    """Text for people, on one line, without blanks at its ends."""

    expected = Message(
        "首尾无空白的文本,最多 2000 字",
        "text without blanks at its ends, at most 2000 characters",
    )


class Word(Written):
    """A name for machines: small letters, digits, dashes; unique where it is an id."""

    expected = Message(
        '由小写字母、数字、"-"、"_" 和 "." 组成的名称',
        'a name of small letters, digits, "-", "_" and "."',
    )
    pattern = r"[a-z0-9]+([-_.][a-z0-9]+)*"
    longest = 80


class Whole(Written):
    """A whole number of one, or with ``zero`` of nought, to 999,999,999, as digits only."""

    longest = 9

    def __init__(self, *, zero: bool = False, **options: Any) -> None:  # noqa: ANN401 - handed on
        super().__init__(**options)
        least = 0 if zero else 1
        self.expected = Message(
            f"不小于 {least} 的整数,只写数字",
            f"a whole number of {least} or more, as digits only",
        )
        self.pattern = r"0|[1-9][0-9]{0,8}" if zero else r"[1-9][0-9]{0,8}"

    def read(self, value: str) -> int:
        """Return the number."""
        return int(value)


class Amount(Written):
    """A decimal number of at most twelve digits before and six after the point."""

    expected = Message(
        '数字,如 "5000" 或 "0.15",不带正负号、分隔符或单位',
        'a number such as "5000" or "0.15", without signs, separators or units',
    )
    pattern = r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?"
    longest = 19

    def read(self, value: str) -> Decimal:
        """Return the exact number."""
        return Decimal(value)


class YesNo(Written):
    """An answer: ``"yes"`` or ``"no"``."""

    expected = Message('"yes" 或 "no"(是或否)', '"yes" or "no"')
    pattern = "yes|no"

    def read(self, value: str) -> bool:
        """Return true for yes."""
        return value == "yes"


_DATE = r"[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"


class When(Written):
    """A date as precisely as it is known, read as the first and the last day it may mean.

    A day, a month, a year, or two of them with a stroke between: not before, and not after.
    """

    expected = Message(
        '日期,如 "2016-07-01";所知不详时写 "2016-07"、"2016" 或起止 "2018-03/2021-08"',
        'a date such as "2016-07-01"; where no more is known "2016-07", "2016" or'
        ' "2018-03/2021-08" (some day between)',
    )
    pattern = f"{_DATE}(/{_DATE})?"
    longest = 21

    def read(self, value: str) -> tuple[date, date]:
        """Return the first and the last day the text may mean."""
        ends = [self._span(part, value) for part in value.split("/")]
        first, last = ends[0][0], ends[-1][1]
        if last < first:
            raise self.wrong(value)
        return first, last

    def _span(self, part: str, value: str) -> tuple[date, date]:
        year, month, day = (*map(int, part.split("-")), 0, 0)[:3]
        if day:
            try:
                return date(year, month, day), date(year, month, day)
            except ValueError as error:
                raise self.wrong(value) from error
        last = month or _DECEMBER
        return date(year, month or 1, 1), date(year, last, monthrange(year, last)[1])


class Choice(Written):
    """One of a fixed set of names."""

    def __init__(self, choices: type[StrEnum], **options: Any) -> None:  # noqa: ANN401 - handed on
        super().__init__(**options)
        self.choices = choices
        known = ", ".join(choice.value for choice in choices)
        self.expected = Message(f'下列之一:"{known}"', f"one of: {known}")

    def read(self, value: str) -> StrEnum:
        """Return the choice."""
        try:
            return self.choices(value)
        except ValueError as error:
            raise self.wrong(value) from error

    def json(self) -> Json:
        """Return the field for the JSON Schema."""
        return {"enum": [choice.value for choice in self.choices]}


class Exactly(Written):
    """One fixed text, such as the format of the document."""

    def __init__(self, text: str, **options: Any) -> None:  # noqa: ANN401 - handed on
        super().__init__(**options)
        self.pattern = re.escape(text)
        self.expected = Message(f'固定文本 "{text}"', f'"{text}"')
        self.text = text

    def json(self) -> Json:
        """Return the field for the JSON Schema."""
        return {"const": self.text}


class Titled(Written):
    """An attribute's value: ``"yes"``/``"no"``, digits, or a name."""

    expected = Message(
        '"yes"、"no"、整数,或由小写字母、数字和连字符组成的名称',
        '"yes", "no", a whole number or a name of small letters, digits and dashes',
    )
    pattern = Word.pattern
    longest = 40

    def read(self, value: str) -> AttributeValue:
        """Return the value as order lines state it."""
        if value in ("yes", "no"):
            return value == "yes"
        return int(value) if re.fullmatch(r"0|[1-9][0-9]{0,8}", value) else value


_SHOWN = 60
_A_MAP = Message("由键组成的映射", "a map of keys")
_DECEMBER = 12


class Day(Written):
    """A day, known to the day."""

    expected = Message('日期,如 "2016-07-01"', 'a day such as "2016-07-01"')
    pattern = r"[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    longest = 10

    def read(self, value: str) -> date:
        """Return the day."""
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise self.wrong(value) from error
