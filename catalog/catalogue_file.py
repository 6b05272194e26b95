"""The whole catalogue as one signed file, to examine orders without asking the service.

A compact JWS whose payload, in canonical form, holds the documents of the catalogue as they were
published, byte for byte. Whoever reads the file puts the catalogue together from them as the
service does, and has the digest that receipts and approvals name. Beside them stands ``shown``,
the same in members for readers that know nothing of our documents; nothing here rests on it.

Of one revision the payload is the same whoever makes it and when, but for ``iat``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from catalog import seeds
from catalog.catalogue import Catalogue
from catalog.documents import Document
from ledger.canonical import canonical, parse
from ledger.errors import NotCanonicalError, SignatureError
from ledger.jws import MAX_TOKEN, KeyState, PublishedKey, sign_compact, verify_compact
from ledger.reasons import because
from ledger.signing import Signer

TYP = "catalogue+jws"
"""The ``typ`` header of a signed catalogue."""
FORMAT = "procheck/catalogue/1"
MAX_BYTES = MAX_TOKEN
"""Longest file looked at."""
MAX_DOCUMENTS = 2_000
"""Most documents of one: the schemes, lists and notices of decades."""

_BEGINNING = b"eyJ"
"""How every compact JWS begins: a brace and a quotation mark, in base64url."""
_LATEST = 253_402_300_799
"""The last second of the year 9999."""

_Count = Annotated[int, msgspec.Meta(ge=0)]
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


def is_signed(data: bytes) -> bool:
    """Return whether bytes are meant to be a signed file, and no document in YAML."""
    return data.lstrip().startswith(_BEGINNING)


def sign_catalogue(
    documents: Iterable[Document],
    *,
    revision: int,
    digest: str,
    shown: Mapping[str, Any],
    issuer: str,
    now: datetime,
    signer: Signer,
) -> str:
    """Return the signed file of a catalogue.

    Args:
        documents: every document of the catalogue, in the revision in force.
        revision: that of the books.
        digest: that of the catalogue the documents make.
        shown: the same for readers that know nothing of our documents, as JSON members.
        issuer: the service that signs.
        now: the instant of which the catalogue was in force; told to the second.
        signer: the key of the service that signs statements.
    """
    ordered = sorted(documents, key=lambda it: it.contents)
    payload = {
        **shown,
        "format": FORMAT,
        "iss": issuer,
        "iat": int(now.timestamp()),
        "revision": revision,
        "digest": digest,
        "documents": [
            {
                "kind": it.kind.value,
                "id": it.identity,
                "revision": it.revision,
                "digest": it.digest,
                "text": it.data.decode(),
            }
            for it in ordered
        ],
    }
    return sign_compact(canonical(payload), typ=TYP, signer=signer)


def read_catalogue(data: bytes, keys: Iterable[PublishedKey]) -> CatalogueFile:
    """Verify a signed file and put its catalogue together.

    Nothing of its content is read before its signature has been verified.

    Raises:
        SignatureError: it is no signed file, it was changed, none of the keys signed it or one that
            was revoked since, it is of another format, or it is not the catalogue it says it is.
        StandardsFault: its documents have faults, or contradict one another.
    """
    statement = verify_compact(data.decode("ascii", "replace").strip(), typ=TYP, keys=keys)
    if statement.key.state is KeyState.REVOKED:
        # When it was signed, only the file itself says, and whoever has the key can write that.
        raise SignatureError(because("catalogue-key-revoked", kid=statement.key.kid))
    try:
        value = parse(statement.payload)
    except NotCanonicalError as error:
        raise SignatureError(because("no-catalogue", why=error.words)) from error
    stated = _stated(value)
    catalogue = seeds.load((f"{it.id}.yaml", it.text.encode()) for it in stated.documents)
    if catalogue.digest != stated.digest:
        found, wanted = catalogue.digest, stated.digest
        raise SignatureError(because("catalogue-digest", found=found, wanted=wanted))
    return CatalogueFile(
        catalogue=catalogue,
        revision=stated.revision,
        issuer=stated.iss,
        signed_at=datetime.fromtimestamp(stated.iat, UTC),
        kid=statement.key.kid,
    )


def _stated(value: object) -> _Payload:
    found = value.get("format") if isinstance(value, dict) else None
    if found != FORMAT:
        raise SignatureError(because("catalogue-format", found=found, known=FORMAT))
    try:
        return msgspec.convert(value, _Payload)
    except msgspec.ValidationError as error:
        raise SignatureError(because("no-catalogue", why=error)) from error
