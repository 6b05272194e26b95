"""What makes up a law or a catalogue: which documents, in which revisions, with which bytes."""

from collections.abc import Iterable
from typing import NamedTuple

from ledger.canonical import canonical, digest


class Contents(NamedTuple):
    """One document of a law or of a catalogue: its kind, identity, revision and digest."""

    kind: str
    identity: str
    revision: int
    digest: str


def contents_digest(documents: Iterable[Contents]) -> str:
    """Return the digest of a law or catalogue as a whole.

    It is that of the RFC 8785 form of the sorted list of its documents, so whoever has the
    documents can compute it, and it does not depend on where or when they were loaded.
    """
    return digest(canonical(sorted(map(list, documents))))
