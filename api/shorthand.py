"""Long texts that come again in the answers of a batch: a sign stands for each till it is sent."""

from collections.abc import Iterable
from typing import Final, Self

_SIGNS: Final = tuple(bytes((it,)) for it in b"\x01\x02\x03\x04\x05\x06\x07\x08")


class Shorthand:
    """Signs and the texts they stand for.

    Signs are control characters, which no JSON has in it. There are as many texts as signs; one
    more stands for itself.
    """

    def __init__(self) -> None:
        """Begin with no texts."""
        self._signs: dict[bytes, bytes] = {}

    @classmethod
    def of(cls, texts: Iterable[bytes]) -> Self:
        """Return the shorthand in which signs stand for these texts."""
        made = cls()
        for it in texts:
            made.shortened(it)
        return made

    @property
    def texts(self) -> list[bytes]:
        """The texts that signs stand for, in the order they came."""
        return list(self._signs)

    def shortened(self, text: bytes) -> bytes:
        """Return what is written for a text: its sign."""
        sign = self._signs.get(text)
        if sign is None:
            if len(self._signs) == len(_SIGNS):
                return text
            sign = self._signs[text] = _SIGNS[len(self._signs)]
        return sign

    def in_full(self, written: bytes) -> bytes:
        """Return what was written with the text in place of every sign."""
        for text, sign in self._signs.items():
            written = written.replace(sign, text)
        return written
