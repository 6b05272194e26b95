"""Who keeps what: the law is for standards-keepers, the catalogue for catalog-keepers."""

from typing import Final

from catalog.documents import DocumentKind
from catalog.errors import NotTheKeeperError
from ledger.entry import Actor

STANDARDS_KEEPER: Final = "standards-keeper"
CATALOG_KEEPER: Final = "catalog-keeper"
SYSTEM: Final = "system"
"""The release itself, at a first start."""


def require_keeper(actor: Actor, kind: DocumentKind) -> None:
    """Make sure that somebody may propose and publish documents of a kind.

    Raises:
        NotTheKeeperError: it is not for his role.
    """
    keeper = STANDARDS_KEEPER if kind.of_law else CATALOG_KEEPER
    if actor.role not in (keeper, SYSTEM):
        raise NotTheKeeperError(actor.role, kind.value)
