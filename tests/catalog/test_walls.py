"""What the database refuses, whoever writes the SQL."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from storage.database import Database
from storage.scope import SYSTEM
from tests.catalog.builders import NOW
from tests.cluster import TestDatabase

TABLES = ("document_proposal", "book_revision", "published_document")
OWN = "insert into procheck.published_document select kind, identity, {revision}, {proposal},"
REST = " digest, proposed_by, {by}, published_at, book, leaf from procheck.published_document"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement", ["update {} set {} = {}", "delete from {}", "truncate {} cascade"]
)
def test_the_service_may_not_change_what_stands(
    opened: Connection, table: str, statement: str
) -> None:
    column = "name" if table == "document_proposal" else "recorded_at"
    column = "leaf" if table == "published_document" else column
    full = statement.format(f"procheck.{table}", column, column)
    with pytest.raises(ProgrammingError, match="permission denied"), opened.begin_nested():
        opened.execute(text(full))


@pytest.mark.parametrize("table", TABLES)
def test_not_even_the_owner_changes_what_stands(begun_database: TestDatabase, table: str) -> None:
    owner = Database(begun_database.owner_url)
    try:
        for statement in ("delete from {}", "truncate {} cascade"):
            with (
                pytest.raises(DBAPIError, match="only grows"),
                owner.transaction(SYSTEM) as opened,
            ):
                opened.execute(text(statement.format(f"procheck.{table}")))
    finally:
        owner.close()


def test_one_person_cannot_stand_on_both_sides_of_a_publication(opened: Connection) -> None:
    statement = OWN.format(revision="revision + 1", proposal="proposal")
    statement += REST.format(by="proposed_by") + " limit 1"
    with pytest.raises(IntegrityError, match="two_persons"), opened.begin_nested():
        opened.execute(text(statement))


def test_a_publication_is_tied_to_what_was_proposed(opened: Connection) -> None:
    statement = OWN.format(revision="revision + 1", proposal="'no-such-proposal'")
    statement += REST.format(by="'somebody'") + " limit 1"
    with pytest.raises(IntegrityError, match="fk_published_document"), opened.begin_nested():
        opened.execute(text(statement))


def test_a_revision_follows_those_published(opened: Connection) -> None:
    statement = OWN.format(revision="revision", proposal="proposal")
    statement += REST.format(by="'somebody'") + " limit 1"
    with pytest.raises(IntegrityError, match="does not follow"), opened.begin_nested():
        opened.execute(text(statement))


@pytest.mark.parametrize("revision", [0, 1, 3])
def test_the_books_are_counted_without_a_gap(opened: Connection, revision: int) -> None:
    statement = text(
        "insert into procheck.book_revision select :revision, law_digest, catalogue_digest, :now"
        " from procheck.book_revision limit 1"
    )
    values = {"revision": revision, "now": NOW + timedelta(days=1)}
    with pytest.raises(IntegrityError, match="does not follow"), opened.begin_nested():
        opened.execute(statement, values)


def test_bytes_stand_only_under_their_own_digest(opened: Connection) -> None:
    statement = text(
        "insert into procheck.document_proposal values"
        " ('x', 'edition', 'x', 1, 'x', 'sha256:' || repeat('0', 64), 'body', 'p', :now)"
    )
    with pytest.raises(IntegrityError, match="digest_of_body"), opened.begin_nested():
        opened.execute(statement, {"now": NOW})


def test_the_auditor_reads_and_writes_nothing(fresh_database: TestDatabase) -> None:
    audit = Database(fresh_database.audit_url)
    try:
        for table in TABLES:
            with audit.transaction(SYSTEM) as opened:
                assert opened.execute(text(f"table procheck.{table}")).all() == []
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            audit.transaction(SYSTEM) as opened,
        ):
            opened.execute(text("insert into procheck.book_revision values (1, '', '', now())"))
    finally:
        audit.close()
