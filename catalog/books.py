"""What an examination is held under: one law and one catalogue, one revision of the books."""

from dataclasses import dataclass

from catalog.catalogue import Catalogue
from validators.law import Law


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
