"""What can go wrong with publishing. Every error carries its data as fields; none knows of HTTP.

The messages are for the operator and the keeper: what is wrong, what was expected, what to do.
"""

from dataclasses import dataclass

from catalog.contents import Contents
from validators.law_cases import Failure


class CatalogError(Exception):
    """Root of the family, so that an edge can catch them all."""


@dataclass(eq=False)
class UnknownProposalError(CatalogError):
    """No document was proposed under this id."""

    proposal: str

    def __str__(self) -> str:
        """Say what is wrong and what to do."""
        return f"no document was proposed as {self.proposal}: propose it first"


@dataclass(eq=False)
class UnknownDocumentError(CatalogError):
    """No such document, or not in this revision, was published."""

    kind: str
    identity: str
    revision: int | None = None

    def __str__(self) -> str:
        """Say what is wrong."""
        which = "" if self.revision is None else f" in revision {self.revision}"
        return f"no {self.kind} {self.identity} was published{which}"


@dataclass(eq=False)
class NotTheKeeperError(CatalogError):
    """Somebody would propose or publish what his role does not keep."""

    role: str
    kind: str

    def __str__(self) -> str:
        """Say what is wrong and who may."""
        return (
            f"a document of kind {self.kind} is not for the role {self.role}: standards-keepers "
            "keep editions, codes and places, catalog-keepers keep schemes, publications and "
            "notices"
        )


@dataclass(eq=False)
class SamePersonError(CatalogError):
    """Whoever proposed a document would publish it himself."""

    person: str
    proposal: str

    def __str__(self) -> str:
        """Say what is wrong and what to do."""
        return f"{self.person} proposed {self.proposal}: a second person has to publish it"


@dataclass(eq=False)
class StaleRevisionError(CatalogError):
    """A revision does not follow those that were published."""

    kind: str
    identity: str
    revision: int
    published: int

    def __str__(self) -> str:
        """Say what is wrong and what to do."""
        return (
            f"{self.kind} {self.identity} is published in revision {self.published}, and "
            f"{self.revision} does not follow it: give the document a higher revision"
        )


@dataclass(eq=False)
class LawCasesFailedError(CatalogError):
    """The law with the document in it does not answer the law cases as they demand."""

    failures: tuple[Failure, ...]

    def __str__(self) -> str:
        """Name every case that fails."""
        listing = "\n".join(f"  {failure}" for failure in self.failures)
        return f"nothing was published, for {len(self.failures)} law cases fail:\n{listing}"


@dataclass(eq=False)
class ReleaseChangedError(CatalogError):
    """Files of the release differ from what was published under the same revision.

    ``changed`` holds, for each, the document as published and the digest of the file.
    """

    changed: tuple[tuple[Contents, str], ...]

    def __str__(self) -> str:
        """Name every file's document and say what to do."""
        listing = "\n".join(
            f"  {it.kind} {it.identity} revision {it.revision}: published as {it.digest}, "
            f"the file has {found}"
            for it, found in self.changed
        )
        return (
            "what is published is never edited, and these files were changed without a new "
            f"revision: raise their `revision`, or restore them\n{listing}"
        )


@dataclass(eq=False)
class NothingPublishedError(CatalogError):
    """The database has no books yet."""

    revision: int | None = None

    def __str__(self) -> str:
        """Say what is wrong and what to do."""
        which = "" if self.revision is None else f" of revision {self.revision}"
        return f"there are no books{which}: a first start publishes the release's own"


@dataclass(eq=False)
class BooksAlteredError(CatalogError):
    """What the database holds is not what was published: its digest is another."""

    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        """Say what is wrong and what to do."""
        return (
            f"{self.what} was published as {self.expected} and is now {self.found}: the database "
            "was altered; stop, verify the ledger, and restore a backup"
        )


@dataclass(eq=False)
class UnknownLawError(CatalogError):
    """No law of this digest was ever in force here."""

    digest: str

    def __str__(self) -> str:
        """Say what is wrong and what to do."""
        return (
            f"no law {self.digest} was published in this database, and decisions were made under"
            " it: replay them where they were made"
        )
