"""JSON as strictly as its users need: one value for each name, no numbers that are none.

Python's reader takes NaN, Infinity, repeated members (the last wins, so two readers of one order
see two orders) and nests until its stack ends. RFC 8259 §4 leaves repeated names open; here they
are refused.
"""

import json
from collections.abc import Iterable
from typing import Any, NoReturn

from api.limits import DEPTH, MEMBERS


class MalformedJson(Exception):  # noqa: N818 - named for what the body is
    """A body is not JSON as it is accepted here.

    ``code`` is one of ``CODES``; ``where`` is the line and column or the name it is about.
    """

    def __init__(self, code: str, where: str = "") -> None:
        self.code, self.where = code, where
        super().__init__(f"{code}: {where}")


def _fail(code: str, where: str = "") -> NoReturn:
    raise MalformedJson(code, where)


BROKEN_OFF = "broken-off"
"""The code of a body that ended before it was whole; the edge notices."""

CODES = {
    BROKEN_OFF: ("正文不完整或分块有误", "the body broke off, or its chunks are no chunks"),
    "not-utf8": ("正文不是 UTF-8 文本", "the body is not text in UTF-8"),
    "not-json": ("正文不是 JSON({where})", "the body is not JSON ({where})"),
    "repeated-member": (
        "同一对象中成员“{where}”重复出现",
        'the member "{where}" occurs more than once in one object',
    ),
    "not-a-number": ("{where} 不是 JSON 数字", "{where} is no number of JSON"),
    "too-deep": (
        "嵌套超过 {where} 层",
        "the body nests deeper than {where} levels",
    ),
    "too-many-members": (
        "一个对象的成员超过 {where} 个",
        "an object has more than {where} members",
    ),
}
"""Code → (Chinese, English)."""


def parse(data: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """Return the JSON value that ``data`` is.

    Raises:
        MalformedJson: it is none, or one that two readers could read differently.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        _fail("not-utf8")
    try:
        value = json.loads(
            text,
            object_pairs_hook=_members,
            parse_constant=_no_number,
            parse_float=_Fraction,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        _fail("not-json", where)
    except RecursionError:
        _fail("too-deep", str(DEPTH))
    _check_depth(value)
    return value


class _Fraction(float):
    """A number with a fraction or an exponent: no document here has one, so it is only refused."""

    __slots__ = ()


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MEMBERS:
        _fail("too-many-members", str(MEMBERS))
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                _fail("repeated-member", _printable(name))
            seen.add(name)
    return members


def _no_number(text: str) -> None:
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


def _printable(name: str) -> str:
    return name[:40].encode("ascii", "backslashreplace").decode()
