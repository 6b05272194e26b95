"""A first start publishes what the release carries, through the use case of keepers.

The release is written by one and reviewed by another; the two stand in the record as system
persons. What a database has published already stays as it is: a file counts again only with a
higher revision.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from catalog.contents import Contents
from catalog.documents import Document
from catalog.errors import NothingPublishedError, ReleaseChangedError
from catalog.propose import propose_document
from catalog.publish import publish_documents
from catalog.released import released_documents
from catalog.seeds import SEEDS
from catalog.store import book, lock, published_contents
from ledger.entry import Actor
from storage.database import Database
from storage.scope import SYSTEM
from validators.standards_file import STANDARDS

AUTHOR: Final = Actor(person="system:release-author", role="system", authentication="release")
"""Who stands in the record as having proposed what a release carries."""

REVIEWER: Final = Actor(person="system:release-reviewer", role="system", authentication="release")
"""Who stands in the record as having published it."""

WAIT_SECONDS: Final = 60
"""How long a start waits for another one that publishes just now."""


@dataclass(frozen=True, slots=True)
class Started:
    """What a start found: the books in force, what it published, and what was published beyond it.

    ``behind`` are documents of the release whose identity is published in a higher revision.
    """

    revision: int
    published: tuple[Contents, ...]
    behind: tuple[Contents, ...]


def publish_seeds(
    database: Database,
    now: datetime,
    *,
    law: Path = STANDARDS,
    lists: Path = SEEDS,
    then: Callable[[Connection], None] = lambda _: None,
) -> Started:
    """Publish what the release carries and the database does not have yet, in one transaction.

    Of several processes that start at once one publishes; the others wait and see it done.

    Args:
        database: with the right to publish.
        now: the instant of the start.
        law: the folder of the law.
        lists: the folder of the catalogue.
        then: what else belongs into the transaction, if something is published.

    Raises:
        OSError: a folder or a file in it cannot be read.
        StandardsFault: files have faults or contradict what is published; all are told.
        ReleaseChangedError: files differ from what was published under their revision.
        LawCasesFailedError: law cases fail under the law as it would be.
    """
    documents = released_documents(law, lists)
    with database.transaction(SYSTEM) as connection:
        new, behind = _compared(connection, documents)
        if new:
            lock(connection, seconds=WAIT_SECONDS)
            new, behind = _compared(connection, documents)
        if new:
            proposals = [propose_document(connection, AUTHOR, it.name, it.data, now) for it in new]
            revision = publish_documents(connection, REVIEWER, proposals, now).books.revision
            then(connection)
        else:
            held = book(connection)
            if held is None:
                raise NothingPublishedError
            revision = held.revision
    return Started(revision, tuple(it.contents for it in new), behind)


def _compared(
    connection: Connection, documents: Iterable[Document]
) -> tuple[tuple[Document, ...], tuple[Contents, ...]]:
    """Return the documents that are new, and those whose identity has a higher revision.

    Raises:
        ReleaseChangedError: some differ from what was published under their revision.
    """
    published = published_contents(connection)
    exactly = {(it.kind, it.identity, it.revision): it for it in published}
    latest: dict[tuple[str, str], int] = {}
    for it in published:
        latest[it.kind, it.identity] = max(it.revision, latest.get((it.kind, it.identity), 0))
    new: list[Document] = []
    behind: list[Contents] = []
    changed: list[tuple[Contents, str]] = []
    for document in documents:
        mine = document.contents
        held = exactly.get((mine.kind, mine.identity, mine.revision))
        if held is not None and held.digest != mine.digest:
            changed.append((held, mine.digest))
        elif latest.get((mine.kind, mine.identity), 0) > mine.revision:
            behind.append(mine)
        elif held is None:
            new.append(document)
    if changed:
        raise ReleaseChangedError(tuple(changed))
    return tuple(new), tuple(behind)
