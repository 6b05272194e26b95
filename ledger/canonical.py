"""The one canonical JSON form (RFC 8785), its digest, and a strict parser.

Everything that is signed, hashed or linked goes through `canonical`. Amounts of money and shares
are strings in it, never numbers: a JSON number is a binary fraction to most readers.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import msgspec
import rfc8785

from ledger.errors import NotCanonicalError
from ledger.reasons import because

MAX_DEPTH = 64
"""Deepest nesting `parse` accepts; an entry needs about eight levels."""

_MAX_INTEGER = 2**53 - 1
"""Largest integer every JSON reader holds exactly (RFC 8785 §3.2.2.3, RFC 7493 §2.2)."""

_EXPONENT = 1e21
"""From here on RFC 8785 writes numbers with an exponent (ECMAScript's Number::toString)."""

_ONE_UNIT = "\uffff"
"""The last character that UTF-16 writes in one unit."""
_LONG = range(0xF0, 0xF5)
"""The bytes that characters beyond it begin with in UTF-8."""

_encode = msgspec.json.Encoder(order="sorted").encode
_SHOWN = 24
"""Digits of a number that is out of range that are shown."""


def canonical(value: object) -> bytes:
    """Serialise a JSON value in canonical form (RFC 8785, UTF-8).

    Raises:
        NotCanonicalError: for NaN, infinities, whole numbers beyond 2^53-1 that are written digit
            by digit, keys that are no strings, lone surrogates, nesting too deep, and types JSON
            does not have (Decimal, date …).
    """
    try:
        quickly = _quickly(value)
        if quickly is not None:
            return quickly
        data = rfc8785.dumps(value)  # type: ignore[arg-type]  # it checks types
    except rfc8785.CanonicalizationError as error:
        raise NotCanonicalError(because("no-form", why=error)) from error
    except UnicodeEncodeError as error:
        raise NotCanonicalError(because("surrogate")) from error
    except RecursionError as error:
        raise NotCanonicalError(because("deep")) from error
    # RFC 8785 writes fractions of 2^53 and more as integers, and no reader of ours takes those.
    parse(data)
    return data


def _quickly(value: object) -> bytes | None:
    """Canonical bytes by a compiled encoder, or None where it might differ from RFC 8785.

    It is many times faster; a property test holds both to the same bytes.
    """
    try:
        data = _encode(value)
    except UnicodeEncodeError:
        raise
    except (TypeError, ValueError):
        return None  # rfc8785 finds the same fault and names it
    return data if _is_plain(value, short=_is_short(data)) else None


def _is_short(data: bytes) -> bool:
    """Whether no character of a text needs two units of UTF-16, which UTF-8 begins with these."""
    return data.isascii() or not any(map(data.__contains__, _LONG))


def _is_plain(value: object, *, short: bool) -> bool:
    """Whether the compiled encoder and RFC 8785 agree on this value by construction.

    Asked only of values that were encoded, so there are no cycles in it and every name is a text.
    ``short`` says that none of its texts has a character of two units.
    """
    queue: list[Any] = [value]
    for item in queue:  # it grows while it is walked
        kind = type(item)
        if kind is dict:
            # RFC 8785 sorts names by UTF-16 units, the encoder by code points: the same order as
            # long as no name needs two units for a character.
            if not short and max("".join(item), default="") > _ONE_UNIT:
                return False
            queue += [child for child in item.values() if type(child) is not str]
        elif kind is list or kind is tuple:
            queue += [child for child in item if type(child) is not str]
        elif kind is int:
            if not -_MAX_INTEGER <= item <= _MAX_INTEGER:
                return False
        elif not (item is None or kind is bool or kind is str):
            return False
    return True


def digest(data: bytes) -> str:
    """SHA-256 of the bytes, written `sha256:<64 lower-case hexadecimal digits>`."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def parse(data: bytes) -> object:
    """Read strict JSON: UTF-8, no duplicate names, no NaN, nothing RFC 8785 cannot write again.

    Raises:
        NotCanonicalError: saying which of these rules is broken.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotCanonicalError(because("encoding")) from error
    try:
        value: object = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_int=_exact,
            parse_float=_finite,
        )
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate has no UTF-8 form
    except UnicodeEncodeError as error:
        raise NotCanonicalError(because("surrogate")) from error
    except json.JSONDecodeError as error:
        raise NotCanonicalError(
            because("broken-off", why=error.msg, place=len(text[: error.pos].encode()))
        ) from error
    except RecursionError as error:
        raise NotCanonicalError(because("deep")) from error
    # No text with so few brackets can nest deeper: the walk is spared for nearly every entry.
    if data.count(b"[") + data.count(b"{") > MAX_DEPTH:
        _refuse_depth(value)
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        # Counted in one go: of a million names each would else be looked for among all.
        counted = Counter(name for name, _ in pairs)
        twice = next(name for name, times in counted.items() if times > 1)
        raise NotCanonicalError(because("name-twice", name=twice))
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise NotCanonicalError(because("no-number", name=name))


def _exact(digits: str) -> int:
    # The length is looked at first: turning a million digits into an integer takes minutes.
    if len(digits) > len(str(-_MAX_INTEGER)) or abs(int(digits)) > _MAX_INTEGER:
        raise NotCanonicalError(because("integer-range", digits=digits[:_SHOWN]))
    return int(digits)


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise NotCanonicalError(because("number-range", digits=digits[:_SHOWN]))
    if _MAX_INTEGER < abs(value) < _EXPONENT:
        # It would be written again as an integer that is not read.
        raise NotCanonicalError(because("integer-range", digits=digits[:_SHOWN]))
    return value


def _refuse_depth(value: object) -> None:
    layer: list[object] = [value]
    for _ in range(MAX_DEPTH):
        layer = [child for item in layer for child in _children(item)]
        if not layer:
            return
    raise NotCanonicalError(because("deeper-than", most=MAX_DEPTH))


def _children(value: object) -> Sequence[object]:
    if isinstance(value, Mapping):
        return tuple(value.values())
    return value if isinstance(value, list) else ()
