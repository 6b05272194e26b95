"""What an examination is held under: one law and one catalogue, one revision of the books."""

from dataclasses import dataclass
from typing import NamedTuple

from catalog.catalogue import Catalogue
from validators.law import Law


class BookRow(NamedTuple):
    """What books are named by: their revision, and the digests of law and catalogue."""

    revision: int
    law_digest: str
    catalogue_digest: str


@dataclass(frozen=True, slots=True, eq=False)
class Books:
    """The law and the catalogue in force together.

    ``law_digest`` and ``catalogue.digest`` name the documents they were made of (see
    `catalog.contents`). ``revision`` counts publications; 0 are books that were never published,
    read from files.
    """

    law: Law
    law_digest: str
    catalogue: Catalogue
    revision: int

    @property
    def row(self) -> BookRow:
        """Return what they are named by."""
        return BookRow(self.revision, self.law_digest, self.catalogue.digest)
