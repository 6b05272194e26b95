"""JSON as strictly as its users need: one value for each name, no numbers that are none.

Python's reader takes NaN, Infinity, repeated members (the last wins, so two readers of one order
see two orders) and nests until its stack ends. RFC 8259 §4 leaves repeated names open; here they
are refused.
"""

import json
from collections.abc import Iterable
from typing import Any, NoReturn

from api.json_places import Place, first_place, place_at
from api.limits import DEPTH, MEMBERS


class MalformedJson(Exception):  # noqa: N818 - named for what the body is
    """A body is not JSON as it is accepted here.

    ``code`` is one of ``CODES``, ``what`` the value or limit it is about, ``place`` where it is.
    """

    def __init__(self, code: str, what: str = "", place: Place | None = None) -> None:
        self.code, self.what, self.place = code, what, place or Place(1, 1)
        super().__init__(f"{code}: {what} at {self.place}")

    def sentences(self) -> tuple[str, str]:
        """Return what is wrong, and where, in Chinese and English."""
        place = self.place
        shown = {"line": place.line, "column": place.column, "pointer": f'"{place.pointer}"'}
        zh, en = CODES[self.code]
        return zh.format(what=self.what, **shown), en.format(what=self.what, **shown)


class _Found(Exception):  # noqa: N818 - caught where the text is known
    """The reader met a fault; where it stood only the text tells."""

    def __init__(self, code: str, what: str) -> None:
        self.code, self.what = code, what
        super().__init__(code)


def _fail(code: str, what: str = "") -> NoReturn:
    raise _Found(code, what)


NOT_UTF8, NOT_JSON = "not-utf8", "not-json"
BROKEN_OFF = "broken-off"
"""The code of a body that ended before it was whole; the edge notices."""

CODES = {
    BROKEN_OFF: ("正文不完整或分块有误", "the body broke off, or its chunks are no chunks"),
    NOT_UTF8: (
        "正文不是 UTF-8 文本(第 {line} 行第 {column} 列)",
        "the body is not text in UTF-8 (line {line}, column {column})",
    ),
    NOT_JSON: (
        "正文不是 JSON(第 {line} 行第 {column} 列)",
        "the body is not JSON (line {line}, column {column})",
    ),
    "repeated-member": (
        "成员 {pointer} 在同一对象中重复出现(第 {line} 行第 {column} 列)",
        "the member {pointer} occurs more than once in one object (line {line}, column {column})",
    ),
    "not-a-number": (
        "{pointer} 处的 {what} 不是 JSON 数字(第 {line} 行第 {column} 列)",
        "{what} at {pointer} is no number of JSON (line {line}, column {column})",
    ),
    "too-deep": (
        "{pointer} 处嵌套超过 {what} 层(第 {line} 行第 {column} 列)",
        "the body nests deeper than {what} levels at {pointer} (line {line}, column {column})",
    ),
    "too-many-members": (
        "对象 {pointer} 的成员超过 {what} 个(第 {line} 行第 {column} 列)",
        "the object {pointer} has more than {what} members (line {line}, column {column})",
    ),
}
"""Code → (Chinese, English). ``{pointer}`` stands in quotes: the whole body is ``""``."""


def parse(data: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """Return the JSON value that ``data`` is.

    Raises:
        MalformedJson: it is none, or one that two readers could read differently.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        raise MalformedJson(NOT_UTF8, place=place_at(before, len(before))) from error
    try:
        value = json.loads(
            text,
            object_pairs_hook=_members,
            parse_constant=_no_number,
            parse_float=_Fraction,
            parse_int=_integer,
        )
        _check_depth(value)
    except json.JSONDecodeError as error:
        raise MalformedJson(NOT_JSON, place=Place(error.lineno, error.colno)) from error
    except RecursionError as error:
        raise _placed(text, _Found("too-deep", str(DEPTH))) from error
    except _Found as error:
        raise _placed(text, error) from error
    return value


def _placed(text: str, found: _Found) -> MalformedJson:
    return MalformedJson(found.code, found.what, first_place(text, found.code))


class _Fraction(float):
    """A number with a fraction or an exponent: no document here has one, so it is only refused."""

    __slots__ = ()


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MEMBERS:
        _fail("too-many-members", str(MEMBERS))
    members = dict(pairs)
    if len(members) != len(pairs):
        _fail("repeated-member")
    return members


def _no_number(text: str) -> NoReturn:
    _fail("not-a-number", text)


_LONGEST_INTEGER = 18
_HUGE: int = 1_000_000_000_000_000_000
"""Stands for every longer integer: all of them are out of every range."""


def _integer(text: str) -> int:
    # Python refuses very long integers with an error of its own, and takes quadratic time before.
    if len(text) <= _LONGEST_INTEGER:
        return int(text)
    return -_HUGE if text.startswith("-") else _HUGE


def _check_depth(value: Any) -> None:  # noqa: ANN401 - a JSON value
    level = _nested([value])
    for _ in range(DEPTH):
        level = [inner for outer in level for inner in _nested(_items(outer))]
        if not level:
            return
    _fail("too-deep", str(DEPTH))


def _nested(values: Iterable[Any]) -> list[Any]:
    return [one for one in values if isinstance(one, dict | list)]


def _items(holder: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return holder.values() if isinstance(holder, dict) else holder
