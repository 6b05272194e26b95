"""The catalogue an offline examination rests on, and what a verdict says of it.

A signed file is used only once its signature has been verified: an examination that ends with 0
under lists of unknown origin would look like any other. Documents in YAML are one's own, to try
out what a list would change; that nobody vouches for them is said.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from api.commands.line import BadData, read_file
from api.commands.trusted_keys import approval_keys
from api.instants import instant
from approvals.legal_day import legal_day
from catalog.catalogue import Catalogue
from catalog.catalogue_file import MAX_BYTES, CatalogueFile, is_signed, read_catalogue
from catalog.seeds import load, load_seeds
from ledger.errors import SignatureError
from validators.wording import Sentences, worded


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCatalogue:
    """A catalogue and where it comes from; ``signed`` is there where it was a signed file."""

    catalogue: Catalogue
    source: str
    signed: CatalogueFile | None = None

    def document(self) -> dict[str, Any]:
        """Return what a verdict says of it: ``verified`` is that a signature was."""
        told = {"digest": self.catalogue.digest, "source": self.source}
        if self.signed is None:
            return {**told, "verified": False}
        return {
            **told,
            "verified": True,
            "revision": self.signed.revision,
            "signed_at": instant(self.signed.signed_at),
            "signed_by": self.signed.issuer,
            "key": self.signed.kid,
        }

    def line(self) -> str:
        """Return the same as a line for people."""
        here = f"目录 catalogue {self.catalogue.digest}"
        if self.signed is None:
            return f"{here} ({self.source}): 未经签署 unsigned"
        signed = self.signed
        return (
            f"{here} 修订 revision {signed.revision}: 签名已验证 signature verified,"
            f" {signed.issuer}, {instant(signed.signed_at)}"
        )

    def too_old(self, on: date) -> str | None:
        """Return why it may not tell how listings stood on a day, if the day is a later one."""
        if self.signed is None or on <= legal_day(self.signed.signed_at):
            return None
        said = worded(SENTENCES, "too-old", day=legal_day(self.signed.signed_at))
        return f"{said.zh} / {said.en}"


def given_catalogue(path: Path | None, key: Path | None) -> GivenCatalogue:
    """Return the catalogue at ``path``, or the one released.

    Args:
        path: a signed file, a document in YAML, or a folder of such documents.
        key: the public keys that are trusted, for a signed file.

    Raises:
        BadData: a file cannot be read; one is signed, and no key was given or it does not verify; a
            key was given, and nothing is signed.
        StandardsFault: documents have faults.
    """
    if path is None:
        return GivenCatalogue(catalogue=load_seeds(), source="release")
    data = None if path.is_dir() else read_file(path, most=MAX_BYTES)
    if data is not None and is_signed(data):
        return _verified(path, data, key)
    if key is not None:
        raise _useless(path, "unsigned")
    catalogue = load_seeds(path) if data is None else load([(path.name, data)])
    return GivenCatalogue(catalogue=catalogue, source="documents")


def _verified(path: Path, data: bytes, key: Path | None) -> GivenCatalogue:
    if key is None:
        raise _useless(path, "no-key")
    try:
        signed = read_catalogue(data, approval_keys(key))
    except SignatureError as error:
        words = error.words
        raise BadData([f"{path}: {words.chinese} / {words.english}"]) from error
    return GivenCatalogue(catalogue=signed.catalogue, source="signed-file", signed=signed)


def _useless(path: Path, code: str) -> BadData:
    said = worded(SENTENCES, code)
    return BadData([f"{path}: {said.zh} / {said.en}"])


SENTENCES: Sentences = MappingProxyType(
    {
        "unsigned": (
            "未经签署,公钥无从验证",
            "it is not signed, so that no key can verify it",
        ),
        "no-key": (
            "为签署文件,请以 --key 给出所信任的公钥",
            "it is signed: name the public keys you trust (/.well-known/jwks.json) with --key",
        ),
        "too-old": (
            "目录签署于 {day},其后的公告和撤销不在其中",
            "the catalogue was signed on {day}: what was listed or withdrawn since is not in it",
        ),
    }
)
"""Code → (Chinese, English)."""
