"""The unified social credit code, by which agencies and suppliers are named.

Source: GB 32100-2015: eighteen characters, the last a check character (modulus 31, weights the
powers of three); the alphabet leaves out I, O, S, V and Z.
"""

import re

from approvals.errors import MalformedUscc

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The characters in the order of their values (GB 32100-2015, table of values)."""

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_MODULUS = len(ALPHABET)
_BODY = 17
_LENGTH = 18
_WEIGHTS = tuple(pow(3, place, _MODULUS) for place in range(_BODY))
_DIVISION = re.compile(r"..[0-9]{6}", re.ASCII)


def check_character(body: str) -> str:
    """Return the check character of the first seventeen characters of a code.

    Raises:
        MalformedUscc: they are not seventeen characters of the alphabet.
    """
    if len(body) != _BODY:
        raise MalformedUscc(
            body,
            f"{_BODY} characters are needed, {len(body)} were given",
            f"应为 {_BODY} 个字符,实为 {len(body)} 个",
        )
    strange = sorted(set(body) - _VALUES.keys())
    if strange:
        shown = "".join(strange)
        raise MalformedUscc(body, f"the code has no {shown!r}", f"代码中不得有 {shown!r}")
    total = sum(_VALUES[it] * weight for it, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[-total % _MODULUS]


def check_uscc(code: str) -> str:
    """Return ``code`` unchanged if it is a well-formed code.

    Raises:
        MalformedUscc: its length, a character, the place digits or the check character is wrong.
    """
    if len(code) != _LENGTH:
        raise MalformedUscc(
            code,
            f"a code has {_LENGTH} characters, this has {len(code)}",
            f"应为 {_LENGTH} 个字符,实为 {len(code)} 个",
        )
    expected = check_character(code[:_BODY])
    if not _DIVISION.match(code):
        raise MalformedUscc(
            code,
            "characters 3 to 8 name the place and are digits",
            "第 3 至 8 位为行政区划码,应为数字",
        )
    if code[_BODY] != expected:
        raise MalformedUscc(
            code,
            f"the check character {code[_BODY]!r} is wrong",
            f"校验码 {code[_BODY]!r} 有误",
        )
    return code
