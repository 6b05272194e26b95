"""Signed notes: a text and signature lines under it (C2SP signed-note), with Ed25519 keys."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.errors import MalformedNoteError, SignatureError
from ledger.reasons import because

MAX_SIGNATURES = 64
"""Signature lines accepted on a note; C2SP asks for at least 16."""

_ED25519 = b"\x01"
"""Signature type byte of plain Ed25519 (C2SP signed-note, signature types)."""

_KEY_SIZE = 32
_ID_SIZE = 4
_SIGNATURE_LINE = re.compile(r"— ([^ ]+) ([A-Za-z0-9+/=]+)")
_BAD_NAME = re.compile(r"[\s+]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")

_SHOWN = 60
"""Characters of what was found that a reason shows."""


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
            raise MalformedNoteError(because("key-name", name=self.name))
        if len(self.public_key) != _KEY_SIZE:
            raise MalformedNoteError(
                because("key-size", wanted=_KEY_SIZE, found=len(self.public_key))
            )

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
            raise MalformedNoteError(because("key-form")) from error
        data = decode_base64(encoded)
        if data[:1] != _ED25519:
            raise MalformedNoteError(because("key-type"))
        key = cls(name, data[1:])
        if key.key_id.hex() != key_id:
            raise MalformedNoteError(
                because("key-id", name=name, wanted=key.key_id.hex(), found=key_id)
            )
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
            raise MalformedNoteError(because("not-utf-8")) from error
        if _CONTROL.search(whole):
            raise MalformedNoteError(because("control"))
        text, separator, lines = whole.rpartition("\n\n")
        if not separator or not lines.endswith("\n"):
            raise MalformedNoteError(because("no-signatures"))
        signed = lines[:-1].split("\n")
        if len(signed) > MAX_SIGNATURES:
            raise MalformedNoteError(because("many-signatures", most=MAX_SIGNATURES))
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
                raise SignatureError(because("other-text", key=key.text))
            verified.append(key)
        if not verified:
            wanted = ", ".join(key.text for key in known.values())
            found = ", ".join(f"{s.name} ({s.key_id.hex()})" for s in self.signatures)
            raise SignatureError(
                because("no-trusted" if wanted else "no-trusted-given", found=found, wanted=wanted)
            )
        return tuple(verified)


def sign_note(text: str, *, name: str, signer: _Signs, beside: Sequence[_Signs] = ()) -> Note:
    """Sign a text (ending in a newline) under a key name.

    Args:
        text: what is signed.
        name: of the keys.
        signer: whose signature comes first.
        beside: whose signatures follow: a note may bear several (C2SP signed-note).

    Raises:
        MalformedNoteError: if the text or the name does not fit the format.
    """
    keys = [(VerifierKey(name, it.public_key), it) for it in (signer, *beside)]
    if not text.endswith("\n") or _CONTROL.search(text):
        raise MalformedNoteError(because("note-text"))
    data = text.encode()
    return Note(text, tuple(Signature(name, key.key_id, it.sign(data)) for key, it in keys))


def decode_base64(text: str) -> bytes:
    """Decode standard base64 (RFC 4648 §4) in its one canonical spelling.

    Raises:
        MalformedNoteError: for any other spelling, loose trailing bits included.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedNoteError(because("no-base64", shown=text[:_SHOWN])) from error
    if base64.b64encode(data).decode() != text:
        raise MalformedNoteError(because("other-base64", shown=text[:_SHOWN]))
    return data


def _parse_signature(line: str) -> Signature:
    found = _SIGNATURE_LINE.fullmatch(line)
    if found is None:
        raise MalformedNoteError(because("no-signature-line", shown=line[:_SHOWN]))
    name, data = found[1], decode_base64(found[2])
    if _BAD_NAME.search(name) or len(data) <= _ID_SIZE:
        raise MalformedNoteError(because("signature-line", name=name[:_SHOWN]))
    return Signature(name, data[:_ID_SIZE], data[_ID_SIZE:])
