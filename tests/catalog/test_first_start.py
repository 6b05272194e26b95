"""A first start publishes what the release carries, once, however often and however many start."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text

from catalog.errors import NothingPublishedError, ReleaseChangedError
from catalog.first_start import AUTHOR, REVIEWER, Started, publish_seeds
from catalog.propose import propose_document
from catalog.publish import publish_document
from catalog.released import released_books, released_documents
from catalog.store import book, publishings
from storage.database import Database
from storage.scope import SYSTEM
from tests.catalog import release
from tests.catalog.builders import KEEPER, NOW, SECOND_KEEPER
from tests.cluster import TestDatabase
from validators.standards_fault import StandardsFault


def test_a_first_start_publishes_every_document_by_two_named_persons(database: Database) -> None:
    started = publish_seeds(database, NOW)
    assert started.revision == 1
    assert set(started.published) == {it.contents for it in released_documents()}
    with database.transaction(SYSTEM) as connection:
        held = publishings(connection)
        assert {(it.proposed_by, it.published_by) for it in held} == {
            (AUTHOR.person, REVIEWER.person)
        }
        kinds = connection.scalars(text("select kind from procheck.ledger_event")).all()
    published = [kind for kind in kinds if kind != "document.proposed"]
    assert len(published) == len(held) == len(started.published)
    assert kinds.count("document.proposed") == len(published)
    assert set(published) == {"edition.published", "catalogue.published", "publication.recorded"}


def test_the_books_published_are_those_of_the_files(begun: Database) -> None:
    files = released_books()
    assert files.revision == 0
    with begun.transaction(SYSTEM) as connection:
        row = book(connection)
    assert row is not None
    assert (row.law_digest, row.catalogue_digest) == (files.law_digest, files.catalogue.digest)


def test_a_second_start_finds_everything_done(begun: Database) -> None:
    with begun.transaction(SYSTEM) as connection:
        before = connection.scalar(text("select count(*) from procheck.ledger_event"))
    assert publish_seeds(begun, NOW) == Started(1, (), ())
    with begun.transaction(SYSTEM) as connection:
        assert connection.scalar(text("select count(*) from procheck.ledger_event")) == before


def test_a_file_with_a_higher_revision_is_published_at_the_next_start(
    begun: Database, tmp_path: Path
) -> None:
    law, lists = release.copied(tmp_path)
    (law / release.EDITION).write_bytes(release.edition())
    started = publish_seeds(begun, NOW, law=law, lists=lists)
    assert started.revision == 2
    assert [(it.identity, it.revision) for it in started.published] == [
        ("cn-central-mof-2016-27", 2)
    ]


def test_a_file_changed_under_its_revision_is_refused_and_named(
    begun: Database, tmp_path: Path
) -> None:
    law, lists = release.copied(tmp_path)
    (law / release.EDITION).write_bytes(release.edition(revision=1) + b"# a remark\n")
    (lists / release.LIST).write_bytes(release.publication())
    with pytest.raises(ReleaseChangedError) as raised:
        publish_seeds(begun, NOW, law=law, lists=lists)
    ((held, found),) = raised.value.changed
    assert (held.identity, held.revision) == ("cn-central-mof-2016-27", 1)
    assert held.digest != found
    assert "raise their `revision`" in str(raised.value)
    with begun.transaction(SYSTEM) as connection:
        row = book(connection)
    assert row is not None
    assert row.revision == 1


def test_what_keepers_published_beyond_the_release_stays(begun: Database) -> None:
    with begun.transaction(SYSTEM) as connection:
        data = release.edition()
        proposal = propose_document(connection, KEEPER, release.EDITION, data, NOW)
        publish_document(connection, SECOND_KEEPER, proposal, NOW)
    started = publish_seeds(begun, NOW)
    assert (started.revision, started.published) == (2, ())
    assert [(it.identity, it.revision) for it in started.behind] == [("cn-central-mof-2016-27", 1)]


def test_faults_of_all_files_are_told_and_nothing_is_published(
    database: Database, tmp_path: Path
) -> None:
    law, lists = release.copied(tmp_path)
    (law / release.EDITION).write_bytes(b"format: 1\n")
    (lists / release.LIST).write_bytes(b"format: 2\n")
    with pytest.raises(StandardsFault) as raised:
        publish_seeds(database, NOW, law=law, lists=lists)
    assert {it.file for it in raised.value.faults} == {release.EDITION, release.LIST}
    with database.transaction(SYSTEM) as connection:
        assert book(connection) is None


def test_a_release_without_documents_has_no_books(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NothingPublishedError):
        publish_seeds(database, NOW, law=tmp_path, lists=tmp_path)


def test_of_many_processes_that_start_at_once_one_publishes(fresh_database: TestDatabase) -> None:
    many = 4
    together = Barrier(many)

    def start(_: int) -> Started:
        database = Database(fresh_database.app_url, pool_size=1)
        try:
            together.wait(timeout=60)
            return publish_seeds(database, NOW)
        finally:
            database.close()

    with ThreadPoolExecutor(many) as pool:
        started = list(pool.map(start, range(many)))
    assert {it.revision for it in started} == {1}
    published = [it.published for it in started if it.published]
    assert len(published) == 1
    database = Database(fresh_database.app_url)
    with database.transaction(SYSTEM) as connection:
        entries = connection.scalar(text("select count(*) from procheck.ledger_event"))
    database.close()
    assert entries == 2 * len(published[0])
