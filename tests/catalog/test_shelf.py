"""Every process examines under the books that the database says are in force."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, event, text

from catalog.books import Books
from catalog.errors import BooksAlteredError, NothingPublishedError
from catalog.propose import propose_document
from catalog.publish import publish_document
from catalog.shelf import Shelf
from storage.database import Database
from storage.scope import SYSTEM
from tests.catalog import release
from tests.catalog.builders import KEEPER, LISTER, NOW, SECOND_KEEPER, SECOND_LISTER
from tests.cluster import TestDatabase


def publish_edition(connection: Connection, revision: int = 2) -> None:
    data = release.edition(revision=revision)
    proposal = propose_document(connection, KEEPER, release.EDITION, data, NOW)
    publish_document(connection, SECOND_KEEPER, proposal, NOW)


def test_an_empty_database_has_no_books(database: Database) -> None:
    with database.transaction(SYSTEM) as opened, pytest.raises(NothingPublishedError):
        Shelf().books(opened)


def test_the_books_are_read_once_and_then_looked_at_with_one_query(opened: Connection) -> None:
    shelf = Shelf()
    first = shelf.books(opened)
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(opened, "before_cursor_execute", note)
    assert shelf.books(opened) is first
    event.remove(opened, "before_cursor_execute", note)
    assert len(statements) == 1


def test_a_publication_is_seen_by_every_shelf_at_its_next_look(opened: Connection) -> None:
    one, other = Shelf(), Shelf()
    before = one.books(opened), other.books(opened)
    publish_edition(opened)
    after = one.books(opened), other.books(opened)
    assert [it.revision for it in (*before, *after)] == [1, 1, 2, 2]
    assert after[0].law_digest == after[1].law_digest != before[0].law_digest
    held = {it.id: it.revision for it in after[0].law.editions}
    assert held["cn-central-mof-2016-27"] == 2


def test_what_did_not_change_is_not_read_again(opened: Connection) -> None:
    shelf = Shelf()
    before = shelf.books(opened)
    publish_edition(opened)
    after = shelf.books(opened)
    assert after.catalogue is before.catalogue
    assert after.law is not before.law
    data = release.publication()
    proposal = propose_document(opened, LISTER, release.LIST, data, NOW)
    publish_document(opened, SECOND_LISTER, proposal, NOW)
    last = shelf.books(opened)
    assert last.law is after.law
    assert last.catalogue is not after.catalogue


def test_books_of_the_past_are_still_there(opened: Connection) -> None:
    early = Shelf().books(opened)
    for revision in range(2, 8):
        publish_edition(opened, revision)
    shelf = Shelf()
    assert shelf.books(opened).revision == 7
    for revision in (1, 3, 7, 1):
        assert shelf.books_at(opened, revision).revision == revision
    past = shelf.books_at(opened, 1)
    assert (past.law_digest, past.catalogue.digest) == (early.law_digest, early.catalogue.digest)
    with pytest.raises(NothingPublishedError):
        shelf.books_at(opened, 8)


def test_many_threads_read_the_same_books(begun_database: TestDatabase) -> None:
    database = Database(begun_database.app_url, pool_size=4)
    shelf = Shelf()

    def read(_: int) -> Books:
        with database.transaction(SYSTEM) as opened:
            return shelf.books(opened)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(read, range(16)))
    database.close()
    assert len({id(it) for it in found}) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "update procheck.document_proposal set body = body || '#' where identity = 'anke-2025-3'",
        "update procheck.book_revision set law_digest = 'sha256:' || repeat('0', 64)",
        "delete from procheck.published_document where identity = 'anke-2025-3'",
    ],
)
def test_a_database_that_somebody_altered_is_not_examined_under(
    begun_database: TestDatabase, statement: str
) -> None:
    service, superuser = (
        Database(begun_database.app_url),
        Database(begun_database.superuser_url),
    )
    try:
        with superuser.transaction(SYSTEM) as opened:
            opened.execute(text("set local session_replication_role = replica"))
            opened.execute(
                text(
                    "alter table procheck.document_proposal drop constraint"
                    " ck_document_proposal_digest_of_body"
                )
            )
            opened.execute(text(statement))
        with service.transaction(SYSTEM) as opened, pytest.raises(BooksAlteredError):
            Shelf().books(opened)
    finally:
        service.close()
        superuser.close()
