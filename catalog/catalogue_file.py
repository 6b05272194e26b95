"""The whole catalogue as one signed file, to examine orders without asking the service.

A compact JWS whose payload, in canonical form, holds the documents of the catalogue as they were
published, byte for byte. Whoever reads the file puts the catalogue together from them as the
service does, and has the digest that receipts and approvals name. Beside them stands ``shown``,
the same in members for readers that know nothing of our documents; nothing here rests on it.

A catalogue of many lists is several of them, one a line: each says which ``part`` of how many
``parts`` it is, so that none is as large as the whole, neither where it is signed nor where it is
read. A catalogue of one part says nothing of parts.

Of one revision the payloads are the same whoever makes them and when, but for ``iat``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from catalog import seeds
from catalog.catalogue import Catalogue
from catalog.documents import Document
from ledger.canonical import canonical, parse
from ledger.errors import Flaw, NotCanonicalError, SignatureError
from ledger.jws import KeyState, PublishedKey, sign_compact, verify_compact
from ledger.reasons import because
from ledger.signing import Signer

TYP = "catalogue+jws"
"""The ``typ`` header of a signed catalogue."""
FORMAT = "procheck/catalogue/1"
PART_BYTES = 4_000_000
"""Documents of so many bytes together make a part; a longer one is a part of its own."""
MAX_BYTES = 1 << 28
"""Longest file looked at, all its parts together; one part is no longer than any statement."""
MAX_DOCUMENTS = 2_000
"""Most documents of one: the schemes, lists and notices of decades."""

_BEGINNING = b"eyJ"
"""How every compact JWS begins: a brace and a quotation mark, in base64url."""
_LATEST = 253_402_300_799
"""The last second of the year 9999."""

_Count = Annotated[int, msgspec.Meta(ge=0)]
_Ordinal = Annotated[int, msgspec.Meta(ge=1, le=MAX_DOCUMENTS)]
_Instant = Annotated[int, msgspec.Meta(ge=0, le=_LATEST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFile:
    """A catalogue as it was in force when ``issuer`` signed it with the key ``kid``."""

    catalogue: Catalogue
    revision: int
    issuer: str
    signed_at: datetime
    kid: str


class _Held(msgspec.Struct, frozen=True):
    """A document as the file holds it; what else is said of it follows from its text."""

    id: str
    text: str


class _Payload(msgspec.Struct, frozen=True):
    """What is read of the payload; other members are for other readers."""

    iss: str
    iat: _Instant
    revision: _Count
    digest: str
    documents: Annotated[list[_Held], msgspec.Meta(max_length=MAX_DOCUMENTS)]
    part: _Ordinal = 1
    parts: _Ordinal = 1

    @property
    def whole(self) -> tuple[object, ...]:
        """What every part of one file says alike."""
        return self.iss, self.iat, self.revision, self.digest, self.parts

    @property
    def named(self) -> str:
        """Which part of which catalogue it says it is, for people."""
        return f"{self.part}/{self.parts} ({self.digest}, {self.iat})"


def is_signed(data: bytes) -> bool:
    """Return whether bytes are meant to be a signed file, and no document in YAML."""
    return data.lstrip().startswith(_BEGINNING)


def sign_parts(
    documents: Iterable[Document],
    *,
    revision: int,
    digest: str,
    shown: Callable[[frozenset[str]], Mapping[str, Any]],
    issuer: str,
    now: datetime,
    signer: Signer,
) -> Iterator[str]:
    """Yield the signed parts of a catalogue, each made when it is asked for; see the module.

    Args:
        documents: every document of the catalogue, in the revision in force.
        revision: that of the books.
        digest: that of the catalogue the documents make.
        shown: tells of documents, by their ids, the same as JSON members, for readers that know
            nothing of our documents.
        issuer: the service that signs.
        now: the instant of which the catalogue was in force; told to the second.
        signer: the key of the service that signs statements.
    """
    parts = _parted(sorted(documents, key=lambda it: it.contents))
    for number, held in enumerate(parts, 1):
        which = {} if len(parts) == 1 else {"part": number, "parts": len(parts)}
        payload = {
            **shown(frozenset(it.identity for it in held)),
            "format": FORMAT,
            "iss": issuer,
            "iat": int(now.timestamp()),
            "revision": revision,
            "digest": digest,
            **which,
            "documents": [
                {
                    "kind": it.kind.value,
                    "id": it.identity,
                    "revision": it.revision,
                    "digest": it.digest,
                    "text": it.data.decode(),
                }
                for it in held
            ],
        }
        yield sign_compact(canonical(payload), typ=TYP, signer=signer)


def _parted(documents: Sequence[Document]) -> list[list[Document]]:
    """Return documents in the same order, as many to a part as it holds; one part at least."""
    parts: list[list[Document]] = [[]]
    size = 0
    for it in documents:
        if parts[-1] and size + len(it.data) > PART_BYTES:
            parts.append([])
            size = 0
        parts[-1].append(it)
        size += len(it.data)
    return parts


def read_catalogue(data: bytes, keys: Iterable[PublishedKey]) -> CatalogueFile:
    """Verify a signed file and put its catalogue together.

    Nothing of the content of a part is read before its signature has been verified, and nothing of
    its documents before all have.

    Raises:
        SignatureError: it is no signed file, it was changed, none of the keys signed it or one that
            was revoked since, it is of another format, a part is missing, out of its place or of
            another file, or it is not the catalogue it says it is.
        StandardsFault: its documents have faults, or contradict one another.
    """
    if len(data) > MAX_BYTES:
        raise SignatureError(because("statement-long", most=MAX_BYTES), Flaw.LENGTH)
    trusted = tuple(keys)
    parts = [_part(line, trusted) for line in data.strip().split(b"\n")]
    kid, first = parts[0]
    for number, (_, it) in enumerate(parts, 1):
        if it.part != number or it.whole != first.whole:
            raise SignatureError(because("catalogue-parts", found=it.named, wanted=number))
    if len(parts) < first.parts:
        raise SignatureError(because("catalogue-parts", found="–", wanted=len(parts) + 1))
    catalogue = seeds.load(
        (f"{it.id}.yaml", it.text.encode()) for _, of in parts for it in of.documents
    )
    if catalogue.digest != first.digest:
        found, wanted = catalogue.digest, first.digest
        raise SignatureError(because("catalogue-digest", found=found, wanted=wanted))
    return CatalogueFile(
        catalogue=catalogue,
        revision=first.revision,
        issuer=first.iss,
        signed_at=datetime.fromtimestamp(first.iat, UTC),
        kid=kid,
    )


def _part(line: bytes, keys: Iterable[PublishedKey]) -> tuple[str, _Payload]:
    """Return a verified part of a file, and the id of the key that signed it."""
    statement = verify_compact(line.decode("ascii", "replace").strip(), typ=TYP, keys=keys)
    if statement.key.state is KeyState.REVOKED:
        # When it was signed, only the file itself says, and whoever has the key can write that.
        raise SignatureError(because("catalogue-key-revoked", kid=statement.key.kid))
    return statement.key.kid, _stated(statement.payload)


def _stated(payload: bytes) -> _Payload:
    try:
        value = parse(payload)
    except NotCanonicalError as error:
        raise SignatureError(because("no-catalogue", why=error.words)) from error
    found = value.get("format") if isinstance(value, dict) else None
    if found != FORMAT:
        raise SignatureError(because("catalogue-format", found=found, known=FORMAT))
    try:
        return msgspec.convert(value, _Payload)
    except msgspec.ValidationError as error:
        raise SignatureError(because("no-catalogue", why=error)) from error
