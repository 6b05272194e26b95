"""JSON of strangers, read strictly: no member twice, no NaN, no depth that ends in a crash."""

import json
import math
from typing import Final, NoReturn

from integrations.machine.faults import DocumentFault, refused
from integrations.machine.plain_text import decoded

DEEPEST: Final = 64
"""Levels of objects and arrays in each other. Components of real documents nest three or four."""


class _NotStrictError(ValueError):
    """The JSON is well-formed and still cannot be taken."""


def load(data: bytes) -> object:
    """Return the value of a JSON document.

    Raises:
        FileRefused: it is no UTF-8, no JSON, not strict or nested too deep, or a string in it
            is no text.
    """
    text = decoded(data)
    try:
        value: object = json.loads(
            text,
            object_pairs_hook=_members,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        raise refused(
            DocumentFault.JSON_MALFORMED, line=error.lineno, column=error.colno
        ) from error
    except RecursionError as error:
        raise refused(DocumentFault.JSON_TOO_DEEP, most=DEEPEST) from error
    except ValueError as error:
        # Ours, or Python's own for a number of thousands of digits.
        raise refused(DocumentFault.JSON_NOT_STRICT) from error
    _check(value)
    return value


def pointer(*steps: str | int) -> str:
    """Return the JSON pointer (RFC 6901) along ``steps``."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _NotStrictError
    return members


def _no_constant(_: str) -> NoReturn:
    raise _NotStrictError


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _NotStrictError
    return number


def _check(value: object) -> None:
    """Look through the whole value, without recursion, for what readers must not meet."""
    left: list[tuple[object, int]] = [(value, 1)]
    while left:
        here, depth = left.pop()
        if isinstance(here, str):
            _check_text(here)
        elif isinstance(here, dict | list):
            if depth > DEEPEST:
                raise refused(DocumentFault.JSON_TOO_DEEP, most=DEEPEST)
            if isinstance(here, dict):
                for name in here:
                    _check_text(name)
                here = list(here.values())
            left.extend((it, depth + 1) for it in here)


def _check_text(text: str) -> None:
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise refused(DocumentFault.TEXT_UNUSABLE) from error
