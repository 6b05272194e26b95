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

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_HEADER_LINES = 3


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
            reason = "a checkpoint has at least three lines, none of them empty"
            raise MalformedNoteError(reason)
        origin, size, encoded, *extension = lines
        if not _SIZE.fullmatch(size):
            reason = f"the second line should be the number of entries and is {size[:40]!r}"
            raise MalformedNoteError(reason)
        root = decode_base64(encoded)
        if len(root) != HASH_SIZE:
            reason = f"the third line should be {HASH_SIZE} bytes in base64, it has {len(root)}"
            raise MalformedNoteError(reason)
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
        reason = f"its origin is {checkpoint.origin!r}, its key is named {signed_by[0].name!r}"
        raise SignatureError(reason)
    return checkpoint
