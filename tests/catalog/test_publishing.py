"""Two persons put a document in force, or nothing happens."""

import json
from typing import Any

import pytest
from sqlalchemy import Connection, text

from catalog.documents import DocumentKind
from catalog.errors import (
    LawCasesFailedError,
    NotTheKeeperError,
    SamePersonError,
    StaleRevisionError,
    UnknownDocumentError,
    UnknownProposalError,
)
from catalog.propose import propose_document
from catalog.publish import publish_document, publish_documents
from catalog.store import book, open_proposals, publishing, publishings
from ledger.entry import Actor
from tests.catalog import release
from tests.catalog.builders import (
    KEEPER,
    LISTER,
    NOW,
    SECOND_KEEPER,
    SECOND_LISTER,
)
from validators.standards_fault import StandardsFault
from validators.standards_file import STANDARDS

RETITLED = ('title: {zh: "台式', 'title: {zh: "办公用台式')


def entries(connection: Connection, kind: str) -> list[dict[str, Any]]:
    query = text("select body from procheck.ledger_event where kind = :kind order by id")
    return [json.loads(body) for body in connection.scalars(query, {"kind": kind})]


def counts(connection: Connection) -> tuple[int, ...]:
    tables = ("document_proposal", "published_document", "book_revision", "ledger_event")
    counted = ", ".join(f"(select count(*) from procheck.{it})" for it in tables)  # noqa: S608 - the names stand above
    return tuple(connection.execute(text(f"select {counted}")).one())


def propose_edition(connection: Connection, actor: Actor = KEEPER, *, revision: int = 2) -> str:
    data = release.edition(revision=revision)
    return propose_document(connection, actor, release.EDITION, data, NOW)


def test_a_proposal_changes_nothing_in_force(opened: Connection) -> None:
    before = book(opened)
    proposal = propose_edition(opened)
    assert book(opened) == before
    assert [(it.id, it.proposed_by, it.published) for it in open_proposals(opened)] == [
        (proposal, "keeper-1", False)
    ]


def test_a_second_person_puts_an_edition_in_force_with_one_entry(opened: Connection) -> None:
    before = entries(opened, "edition.published")
    proposal = propose_edition(opened)
    published = publish_document(opened, SECOND_KEEPER, proposal, NOW)
    (publication,) = published.documents
    (entry,) = entries(opened, "edition.published")[len(before) :]
    held = book(opened)
    assert held is not None
    assert (held.revision, published.books.revision) == (2, 2)
    assert held.law_digest == published.books.law_digest
    assert entry["actor"]["person"] == "keeper-2"
    assert entry["subjects"] == {"edition": "cn-central-mof-2016-27"}
    assert entry["body"]["document"]["digest"] == publication.document.digest
    assert entry["body"]["proposed_by"] == "keeper-1"
    assert entry["body"]["books"] == held._asdict()
    assert open_proposals(opened) == ()


def test_what_was_published_is_read_back_byte_for_byte_in_each_revision(
    opened: Connection,
) -> None:
    proposal = propose_edition(opened)
    publish_document(opened, SECOND_KEEPER, proposal, NOW)
    name = "cn-central-mof-2016-27"
    first = publishing(opened, DocumentKind.EDITION, name, 1)
    latest = publishing(opened, DocumentKind.EDITION, name)
    assert first.document.data == (STANDARDS / release.EDITION).read_bytes()
    assert latest.document.data == release.edition()
    assert (latest.document.revision, latest.book, first.book) == (2, 2, 1)
    every = publishings(opened, [DocumentKind.EDITION])
    assert [it.document.revision for it in every if it.document.identity == name] == [1, 2]


def test_whoever_proposed_cannot_publish(opened: Connection) -> None:
    proposal = propose_edition(opened)
    before = counts(opened)
    with pytest.raises(SamePersonError) as raised:
        publish_document(opened, KEEPER, proposal, NOW)
    assert (raised.value.person, raised.value.proposal) == ("keeper-1", proposal)
    assert counts(opened) == before


def test_another_key_or_role_does_not_make_another_person(opened: Connection) -> None:
    proposal = propose_edition(opened)
    same = Actor(person="keeper-1", role="system", authentication="another")
    with pytest.raises(SamePersonError):
        publish_document(opened, same, proposal, NOW)


def test_the_same_bytes_proposed_again_stay_the_first_ones_proposal(opened: Connection) -> None:
    first = propose_edition(opened, KEEPER)
    assert propose_edition(opened, SECOND_KEEPER) == first
    with pytest.raises(SamePersonError):
        publish_document(opened, KEEPER, first, NOW)
    assert publish_document(opened, SECOND_KEEPER, first, NOW).books.revision == 2


@pytest.mark.parametrize("actor", [LISTER, Actor(person="o", role="officer", authentication="k")])
def test_the_law_is_for_standards_keepers(opened: Connection, actor: Actor) -> None:
    with pytest.raises(NotTheKeeperError):
        propose_edition(opened, actor)
    proposal = propose_edition(opened)
    with pytest.raises(NotTheKeeperError) as raised:
        publish_document(opened, actor, proposal, NOW)
    assert raised.value.kind == "edition"


def test_the_catalogue_is_for_catalog_keepers(opened: Connection) -> None:
    data = release.publication()
    with pytest.raises(NotTheKeeperError):
        propose_document(opened, KEEPER, release.LIST, data, NOW)
    proposal = propose_document(opened, LISTER, release.LIST, data, NOW)
    with pytest.raises(NotTheKeeperError):
        publish_document(opened, SECOND_KEEPER, proposal, NOW)
    assert publish_document(opened, SECOND_LISTER, proposal, NOW).books.revision == 2


def test_a_list_put_in_force_changes_the_catalogue_and_not_the_law(opened: Connection) -> None:
    before = book(opened)
    listed = release.publication("龙芯3B6000M", "龙芯3B6000N")
    proposal = propose_document(opened, LISTER, release.LIST, listed, NOW)
    books = publish_document(opened, SECOND_LISTER, proposal, NOW).books
    assert before is not None
    assert books.law_digest == before.law_digest
    assert books.catalogue.digest != before.catalogue_digest
    assert "龙芯3B6000N" in {it.listing.name for it in books.catalogue.listings()}
    entry = entries(opened, "publication.recorded")[-1]
    assert entry["subjects"] == {"publication": "anke-2025-3"}
    assert entry["body"]["document"]["revision"] == 2


def test_an_unknown_proposal_is_named(opened: Connection) -> None:
    with pytest.raises(UnknownProposalError) as raised:
        publish_document(opened, SECOND_KEEPER, "0" * 32, NOW)
    assert raised.value.proposal == "0" * 32
    with pytest.raises(UnknownDocumentError):
        publishing(opened, DocumentKind.EDITION, "no-such-edition")


def test_a_document_with_faults_is_not_even_kept(opened: Connection) -> None:
    before = counts(opened)
    broken = release.edition('ceiling: "5000"', "ceiling: 5000")
    with pytest.raises(StandardsFault) as raised:
        propose_document(opened, KEEPER, "new.yaml", broken, NOW)
    assert "ceiling" in raised.value.faults[0].key
    assert raised.value.faults[0].file == "new.yaml"
    assert counts(opened) == before


@pytest.mark.parametrize("revision", [1, 2])
def test_a_revision_that_does_not_follow_is_refused(opened: Connection, revision: int) -> None:
    proposal = propose_edition(opened)
    publish_document(opened, SECOND_KEEPER, proposal, NOW)
    late = release.edition(*RETITLED, revision=revision)
    with pytest.raises(StaleRevisionError) as raised:
        propose_document(opened, KEEPER, release.EDITION, late, NOW)
    assert (raised.value.revision, raised.value.published) == (revision, 2)


def test_of_two_proposals_of_one_revision_the_second_is_refused(opened: Connection) -> None:
    one = propose_edition(opened)
    other = propose_document(opened, KEEPER, release.EDITION, release.edition(*RETITLED), NOW)
    publish_document(opened, SECOND_KEEPER, one, NOW)
    before = counts(opened)
    with pytest.raises(StaleRevisionError):
        publish_document(opened, SECOND_KEEPER, other, NOW)
    with pytest.raises(StaleRevisionError):
        publish_document(opened, SECOND_KEEPER, one, NOW)
    assert counts(opened) == before


def test_law_cases_that_fail_keep_an_edition_out(opened: Connection) -> None:
    cheap = release.edition('ceiling: "5000"', 'ceiling: "4000"')
    proposal = propose_document(opened, KEEPER, release.EDITION, cheap, NOW)
    before = counts(opened), book(opened)
    with pytest.raises(LawCasesFailedError) as raised:
        publish_document(opened, SECOND_KEEPER, proposal, NOW)
    assert any("4000.00" in failure.message.en for failure in raised.value.failures)
    assert (counts(opened), book(opened)) == before


def test_documents_that_contradict_the_rest_are_refused_with_every_fault(
    opened: Connection,
) -> None:
    elsewhere = release.edition('jurisdiction: "cn"', 'jurisdiction: "atlantis"')
    orphan = release.publication('scheme: "anke"', 'scheme: "other"')
    ids = [
        propose_document(opened, actor, name, data, NOW)
        for actor, name, data in (
            (KEEPER, release.EDITION, elsewhere),
            (LISTER, release.LIST, orphan),
        )
    ]
    before = counts(opened)
    system = Actor(person="system:other", role="system", authentication="release")
    with pytest.raises(StandardsFault) as raised:
        publish_documents(opened, system, ids, NOW)
    assert {(it.file, it.key) for it in raised.value.faults} >= {
        (release.EDITION, "jurisdiction"),
        (release.LIST, "scheme"),
    }
    assert counts(opened) == before


def test_documents_published_together_make_one_revision_of_the_books(
    opened: Connection,
) -> None:
    one = propose_edition(opened)
    budget = "cn-central-mof-2011-budget.yaml"
    data = release.revised((STANDARDS / budget).read_bytes(), "", "", 2)
    other = propose_document(opened, KEEPER, budget, data, NOW)
    published = publish_documents(opened, SECOND_KEEPER, [one, other, one], NOW)
    assert [it.book for it in published.documents] == [2, 2]
    held = book(opened)
    assert held is not None
    assert held.revision == 2
