"""Signed notes: a text and signature lines under it (C2SP signed-note), with Ed25519 keys."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.errors import MalformedNoteError, SignatureError

MAX_SIGNATURES = 64
"""Signature lines accepted on a note; C2SP asks for at least 16."""

_ED25519 = b"\x01"
"""Signature type byte of plain Ed25519 (C2SP signed-note, signature types)."""

_KEY_SIZE = 32
_ID_SIZE = 4
_SIGNATURE_LINE = re.compile(r"— ([^ ]+) ([A-Za-z0-9+/=]+)")
_BAD_NAME = re.compile(r"[\s+]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class _Signs(Protocol):
    """The part of a signer that a note needs."""

    @property
    def public_key(self) -> bytes:
        """The 32 bytes of the Ed25519 public key."""

    def sign(self, data: bytes) -> bytes:
        """An Ed25519 signature over the data."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key as it stands in a note: its name and the 32 bytes of an Ed25519 key."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        """Refuse names and keys the format has no room for."""
        if not self.name or _BAD_NAME.search(self.name):
            reason = f"the key name {self.name!r} is empty or has a space or a plus sign"
            raise MalformedNoteError(reason)
        if len(self.public_key) != _KEY_SIZE:
            reason = f"an Ed25519 key has {_KEY_SIZE} bytes, this one {len(self.public_key)}"
            raise MalformedNoteError(reason)

    @property
    def key_id(self) -> bytes:
        """First four bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ key), C2SP signed-note."""
        data = self.name.encode() + b"\n" + _ED25519 + self.public_key
        return hashlib.sha256(data).digest()[:_ID_SIZE]

    @property
    def text(self) -> str:
        """The key in one line: `name+<key id in hexadecimal>+<base64 of 0x01 ‖ key>`."""
        key = base64.b64encode(_ED25519 + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read a key from its one-line form.

        Raises:
            MalformedNoteError: for a wrong form, another type of key, or a key id that is not the
                one of this name and key (a copying fault is found by that).
        """
        parts = text.split("+", 2)
        try:
            name, key_id, encoded = parts
        except ValueError as error:
            reason = "a verifier key has the form NAME+KEYID+BASE64"
            raise MalformedNoteError(reason) from error
        data = decode_base64(encoded)
        if data[:1] != _ED25519:
            reason = "only Ed25519 keys (type byte 0x01) are known here"
            raise MalformedNoteError(reason)
        key = cls(name, data[1:])
        if key.key_id.hex() != key_id:
            reason = f"the key id of {name} should be {key.key_id.hex()} but is given as {key_id}"
            raise MalformedNoteError(reason)
        return key

    def verifies(self, signature: bytes, text: str) -> bool:
        """Whether this key made the signature over the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """The line as it stands in a note, without its newline."""
        return f"— {self.name} {base64.b64encode(self.key_id + self.value).decode()}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text (ending in a newline) with at least one signature line."""

    text: str
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        """The note as bytes."""
        lines = "".join(f"{signature.line}\n" for signature in self.signatures)
        return f"{self.text}\n{lines}".encode()

    @classmethod
    def parse(cls, data: bytes) -> "Note":
        """Read a note strictly: what it holds is not trusted before `verify`.

        Raises:
            MalformedNoteError: saying which rule of C2SP signed-note is broken.
        """
        try:
            whole = data.decode("utf-8")
        except UnicodeDecodeError as error:
            reason = "it is not UTF-8"
            raise MalformedNoteError(reason) from error
        if _CONTROL.search(whole):
            reason = "it contains a control character"
            raise MalformedNoteError(reason)
        text, separator, lines = whole.rpartition("\n\n")
        if not separator or not lines.endswith("\n"):
            reason = "there is no blank line followed by signature lines"
            raise MalformedNoteError(reason)
        signed = lines[:-1].split("\n")
        if len(signed) > MAX_SIGNATURES:
            reason = f"it has more than {MAX_SIGNATURES} signatures"
            raise MalformedNoteError(reason)
        return cls(text + "\n", tuple(_parse_signature(line) for line in signed))

    def verify(self, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
        """The given keys that signed this note, at least one.

        Signatures of other keys are ignored, so that witnesses and a new key can sign along.

        Raises:
            SignatureError: if no given key signed, or a signature under a given key is wrong.
        """
        known = {(key.name, key.key_id): key for key in keys}
        verified: list[VerifierKey] = []
        for signature in self.signatures:
            key = known.get((signature.name, signature.key_id))
            if key is None:
                continue
            if not key.verifies(signature.value, self.text):
                reason = f"the signature under the key {key.text} does not belong to this text"
                raise SignatureError(reason)
            verified.append(key)
        if not verified:
            wanted = ", ".join(key.text for key in known.values()) or "none given"
            found = ", ".join(f"{s.name} ({s.key_id.hex()})" for s in self.signatures)
            reason = f"signed by {found}, but by none of the trusted keys ({wanted})"
            raise SignatureError(reason)
        return tuple(verified)


def sign_note(text: str, *, name: str, signer: _Signs) -> Note:
    """Sign a text (ending in a newline) under a key name.

    Raises:
        MalformedNoteError: if the text or the name does not fit the format.
    """
    key = VerifierKey(name, signer.public_key)
    if not text.endswith("\n") or _CONTROL.search(text):
        reason = "the text must end in a newline and hold no control characters"
        raise MalformedNoteError(reason)
    return Note(text, (Signature(name, key.key_id, signer.sign(text.encode())),))


def decode_base64(text: str) -> bytes:
    """Decode standard base64 (RFC 4648 §4) in its one canonical spelling.

    Raises:
        MalformedNoteError: for any other spelling, loose trailing bits included.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        reason = f"{text[:60]!r} is not base64"
        raise MalformedNoteError(reason) from error
    if base64.b64encode(data).decode() != text:
        reason = f"{text[:60]!r} is not the canonical base64 of its bytes"
        raise MalformedNoteError(reason)
    return data


def _parse_signature(line: str) -> Signature:
    found = _SIGNATURE_LINE.fullmatch(line)
    if found is None:
        reason = f"{line[:60]!r} is no signature line"
        raise MalformedNoteError(reason)
    name, data = found[1], decode_base64(found[2])
    if _BAD_NAME.search(name) or len(data) <= _ID_SIZE:
        reason = f"the signature line of {name[:60]!r} is malformed"
        raise MalformedNoteError(reason)
    return Signature(name, data[:_ID_SIZE], data[_ID_SIZE:])
