"""What a text may hold: no control, direction or invisible characters, and one normal form.

Such characters hide what a person signs (a name that reads backwards, a code with a blank nobody
sees), and NUL is refused by the database. Marks piled on one letter are drawn over the lines around
it. Source: RELIABILITY table of bad input; Unicode UTR 36 and UTS 39.
"""

import re
import unicodedata
from typing import Final

HOSTILE: Final = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # control (Cc)
    "\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"  # format (Cf) …
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e007f"  # … up to the invisible tags
    "\u2028\u2029"  # line and paragraph separators (Zl, Zp)
    "\ud800-\udfff"  # lone surrogates (Cs)
    "\u115f\u1160\u2800\u3164\uffa0"  # letters that show nothing
    "\ufffe\uffff"  # no characters
    "]"
)


def hostile_character(text: str) -> str | None:
    """Return the first character of ``text`` that is not accepted, as ``U+202E``, if any."""
    found = HOSTILE.search(text)
    return None if found is None else f"U+{ord(found.group()):04X}"


MOST_MARKS: Final = 4
"""Most marks that may follow one another without a letter of their own. (UTS 39 §5.4)"""


def has_piled_marks(text: str) -> bool:
    """Return whether more than ``MOST_MARKS`` marks that take no room stand on one letter."""
    if not _MAY_PILE.search(text):
        return False
    marks = 0
    for sign in text:
        marks = marks + 1 if unicodedata.category(sign) in _MARKS else 0
        if marks > MOST_MARKS:
            return True
    return False


def is_plain(compact: bytes) -> bool:
    """Return whether JSON is surely in normal form C and free of what no text may hold.

    The quick half of the question: a text with a rare blank or a private letter is not surely so.
    JSON with line breaks or tabs between its members is not, either.
    """
    # Nearly everything is ASCII and Chinese. No two of the usual letters combine into another.
    rare = compact.translate(None, _PRINTABLE_ASCII)
    if not rare or _USUAL.fullmatch(rare.decode()):
        return True
    text = compact.decode()
    return (
        text.isprintable()
        and unicodedata.is_normalized("NFC", text)
        and not any(letter in text for letter in _EMPTY_LETTERS)
        and not has_piled_marks(text)
    )


def normal(text: str) -> str:
    """Return ``text`` in Unicode normal form C, in which equal texts are equal bytes."""
    return unicodedata.normalize("NFC", text)


_EMPTY_LETTERS: Final = "\u115f\u1160\u2800\u3164\uffa0"
_MARKS: Final = frozenset({"Mn", "Me"})
_MAY_PILE: Final = re.compile(
    "[^"
    "\x00-\u02ff"  # Latin letters
    "\u2e80-\u3029\u3030-\u3098\u309b-\ua66e\uac00-\ud7ff\uf900-\ufaff"  # of East Asia
    f"]{{{MOST_MARKS + 1}}}"
)
"""So many signs in a row of which each may be a mark: nearly no text has them."""
_PRINTABLE_ASCII: Final = bytes(range(0x20, 0x7F))
_USUAL: Final = re.compile(
    "["
    "\u4e00-\u9fff"  # ideographs
    "\u3001\u3002\u3008-\u3011"  # 、。 and brackets
    "\uff01-\uff5e"  # full-width signs, as in （）
    "\u2014\u2018\u2019\u201c\u201d\u2026"  # dash, quotation marks, ellipsis
    "]*"
)
