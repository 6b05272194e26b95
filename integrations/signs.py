"""Signs that nobody sees, and texts of strangers as they are shown to people."""

import unicodedata
from typing import Final

_LONGEST: Final = 60

_NO_CHARACTER: Final = 0xFFFE
_NO_CHARACTERS: Final = range(0xFDD0, 0xFDF0)


def is_hidden(sign: str) -> bool:
    """Whether a sign is a control, a mark of direction, a joiner, or half or none of a character.

    Signs without a name are none of these: they may be newer than this Python, as characters of
    rare names are.
    """
    number = ord(sign)
    return (
        unicodedata.category(sign) in {"Cc", "Cf", "Cs"}
        or number & _NO_CHARACTER == _NO_CHARACTER
        or number in _NO_CHARACTERS
    )


def shown(text: str) -> str:
    """Return a text in part, on one line, with its hidden signs spelled out."""
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    line = " ".join(short.splitlines())
    return "".join(f"\\u{ord(sign):04x}" if is_hidden(sign) else sign for sign in line)
