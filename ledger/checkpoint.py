"""Checkpoints: the signed size and root of the ledger (C2SP tlog-checkpoint).

A checkpoint does not say when it was signed; that time stands beside it in the database. Extension
lines of other logs are kept as they are, this ledger writes none.
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ledger.errors import MalformedNoteError, SignatureError
from ledger.merkle import HASH_SIZE
from ledger.note import Note, VerifierKey, decode_base64
from ledger.reasons import because

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_HEADER_LINES = 3

_SHOWN = 40
"""Characters of what was found that a reason shows."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the ledger commits to: who it is, how many entries it has, and their root hash."""

    origin: str
    size: int
    root: bytes
    extension: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed."""
        root = base64.b64encode(self.root).decode()
        return "".join(f"{line}\n" for line in (self.origin, str(self.size), root, *self.extension))

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read the text of a checkpoint strictly.

        Raises:
            MalformedNoteError: saying which line is wrong.
        """
        lines = text.split("\n")
        if len(lines) <= _HEADER_LINES or lines.pop() or not all(lines):
            raise MalformedNoteError(because("few-lines"))
        origin, size, encoded, *extension = lines
        if not _SIZE.fullmatch(size):
            raise MalformedNoteError(because("size-line", shown=size[:_SHOWN]))
        root = decode_base64(encoded)
        if len(root) != HASH_SIZE:
            raise MalformedNoteError(because("root-line", wanted=HASH_SIZE, found=len(root)))
        return cls(origin, int(size), root, tuple(extension))


def open_checkpoint(data: bytes, keys: Iterable[VerifierKey]) -> Checkpoint:
    """Read and verify a signed checkpoint.

    Raises:
        MalformedNoteError: if it is not one.
        SignatureError: if none of the keys signed it, or its origin is not the name of the key
            that did (a key of one ledger does not speak for another).
    """
    note = Note.parse(data)
    checkpoint = Checkpoint.parse(note.text)
    signed_by = note.verify(keys)
    if checkpoint.origin not in {key.name for key in signed_by}:
        raise SignatureError(
            because("other-origin", origin=checkpoint.origin, key=signed_by[0].name)
        )
    return checkpoint
