"""The catalogue an offline examination rests on, and what a verdict says of it.

A signed file is used only once its signature has been verified: an examination that ends with 0
under lists of unknown origin would look like any other. Documents in YAML are one's own, to try
out what a list would change; that nobody vouches for them is said.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from api.instants import instant
from approvals.legal_day import legal_day
from catalog.catalogue import Catalogue
from catalog.seeds import load_seeds
from validators.wording import Sentences, worded


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a signature says that was verified: who signed, when, by which key, which revision."""

    revision: int
    signed_at: datetime
    issuer: str
    kid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCatalogue:
    """A catalogue and where it comes from; ``signed`` is there where it was a signed file."""

    catalogue: Catalogue
    source: str
    signed: Signed | None = None

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
    # What the release holds needs no signature, and a check is often made: it starts faster.
    from api.commands.catalogue_at import catalogue_at  # noqa: PLC0415 - as said above

    return catalogue_at(path, key)


SENTENCES: Sentences = MappingProxyType(
    {
        "too-old": (
            "目录签署于 {day},其后的公告和撤销不在其中",
            "the catalogue was signed on {day}: what was listed or withdrawn since is not in it",
        ),
    }
)
"""Code → (Chinese, English)."""
