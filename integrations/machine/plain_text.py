"""Bytes of strangers as text: UTF-8, and nothing in a statement that a text cannot hold."""

import codecs
import unicodedata
from typing import Final

from integrations.machine.faults import DocumentFault, refused
from integrations.machine.stated import Said

LONGEST_TEXT: Final = 1000
"""Characters one statement may have; names of products have some dozens."""

_UNUSABLE: Final = frozenset({"Cc", "Cs"})
_BIDI_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def decoded(data: bytes) -> str:
    """Return the text of a document, without its byte order mark.

    Raises:
        FileRefused: it is no UTF-8.
    """
    try:
        # Not by the codec "utf-8-sig": it stands in a file, and the reading process opens none.
        return data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise refused(DocumentFault.NOT_UTF_8, byte=error.start) from error


def said(key: str, value: object, place: str) -> Said | None:
    """Return a statement, or ``None`` where there is no text or an empty one.

    Raises:
        FileRefused: the text holds control characters, lone surrogates or marks that turn the
            direction of writing, or is too long: what people are shown must be what stands there.
    """
    if not isinstance(value, str) or not value.strip():
        return None
    if len(value) > LONGEST_TEXT:
        raise refused(DocumentFault.TEXT_TOO_LONG, place, most=LONGEST_TEXT)
    for character in value:
        if character in _BIDI_OVERRIDES or unicodedata.category(character) in _UNUSABLE:
            raise refused(DocumentFault.TEXT_UNUSABLE, place)
    return Said(key=key, text=value, place=place)
