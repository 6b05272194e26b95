"""Notices: read with every fault named, published by two persons, and looked up on any day."""

import json
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from catalog.catalogue import Catalogue
from catalog.documents import DocumentKind, read
from catalog.errors import NotTheKeeperError, SamePersonError
from catalog.expiry import lapsing
from catalog.propose import propose_document
from catalog.publish import publish_document
from catalog.seeds import SEEDS, documents, load, load_seeds
from catalog.shelf import Shelf
from catalog.store import publishing, revision_known
from tests.api.stage import START
from tests.catalog.builders import KEEPER, LISTER, NOW, OS, SECOND_LISTER, order, system
from tests.catalog.test_publishing import entries
from tests.catalog.test_seed_faults import PUBLICATION, SCHEME
from validators.evidence import Agency, Evidence, Level
from validators.listing_event import EventKind
from validators.listing_state import State
from validators.matching import Validity
from validators.reading import read_evidence
from validators.standards_fault import Fault, StandardsFault
from validators.writing import evidence_document

CPU_ID = "cpu-ls-3b6000"

NOTICE = """format: "procheck/notice/1"
id: "example-notice-1"
revision: "1"
scheme: "example"
number: "2026年第4号"
known: {evidence: "read", sources: ["n1"]}
day: {day: "2026-05-10", evidence: "read", sources: ["n1"]}
events:
  - {listing: "a", event: "suspended", since: "2026-05-12", until: "2026-06-11", evidence: "read", sources: ["n1"]}
  - {listing: "a", event: "resumed", since: "2026-06-01", evidence: "read", sources: ["n1"]}
  - {listing: "a", event: "withdrawn", since: "2026-09", evidence: "inferred"}
  - {listing: "b", event: "superseded", since: "2026-05-12", by: "a", evidence: "read", sources: ["n1"]}
  - {listing: "c", event: "maintained", since: "2026-05-12", version: "V1.1", evidence: "read", sources: ["n1"]}
  - {listing: "c", event: "corrected", since: "2024-03-01", reads: {name: "示例操作系统"}, evidence: "read", sources: ["n1"]}
sources:
  - {id: "n1", url: "https://example.org/notice", kind: "example", covers: "all"}
"""  # noqa: E501 - one event a line, as in the files


def loaded(notice: str = NOTICE) -> Catalogue:
    given = (("scheme.yaml", SCHEME), ("list.yaml", PUBLICATION), ("notice.yaml", notice))
    return load((name, text.encode()) for name, text in given)


def faults(old: str, new: str) -> tuple[Fault, ...]:
    assert old in NOTICE
    with pytest.raises(StandardsFault) as raised:
        loaded(NOTICE.replace(old, new, 1))
    return raised.value.faults


def any_faults(notice: str) -> tuple[Fault, ...]:
    try:
        loaded(notice)
    except StandardsFault as fault:
        return fault.faults
    return ()


def test_a_notice_tells_each_listing_its_events() -> None:
    catalogue = loaded()
    told = {
        it.listing.id: [event.kind.value for event in it.listing.events]
        for it in catalogue.listings()
    }
    assert told == {
        "a": ["suspended", "resumed", "withdrawn"],
        "b": ["superseded"],
        "c": ["corrected", "maintained"],
    }
    (notice,) = catalogue.notices
    assert (notice.number, notice.events[2].evidence) == ("2026年第4号", "inferred")
    assert notice.day is not None
    assert (notice.day.text, notice.events[2].effect.text) == ("2026-05-10", "2026-09")


def test_the_order_of_events_in_a_file_makes_no_difference() -> None:
    head, _, rest = NOTICE.partition("events:\n")
    events, _, tail = rest.partition("sources:\n")
    turned = "\n".join(reversed(events.strip("\n").split("\n")))
    other = loaded(f"{head}events:\n{turned}\nsources:\n{tail}")
    assert list(loaded().listings()) == list(other.listings())


def test_a_notice_that_was_inferred_proves_none_of_its_events() -> None:
    catalogue = loaded(NOTICE.replace('known: {evidence: "read", sources: ["n1"]}', _INFERRED, 1))
    assert not any(it.proves for entry in catalogue.listings() for it in entry.listing.events)
    (notice,) = catalogue.notices
    assert {it.evidence for it in notice.events} == {"inferred"}


_INFERRED = 'known: {evidence: "inferred"}'
_SUSPENDED = '{listing: "a", event: "suspended", since: "2026-05-12", until: "2026-06-11"'
_RESUMED = '{listing: "a", event: "resumed", since: "2026-06-01"'
_BY = 'since: "2026-05-12", by: "a"'
_CORRECTED = 'since: "2024-03-01", reads: {name: "示例操作系统"}'

FAULTS = {
    "an unknown scheme": ('scheme: "example"', 'scheme: "other"', 4, "scheme", "no scheme"),
    "an unknown listing": ('listing: "b"', 'listing: "z"', 12, "events[3].listing", "no (other)"),
    "an unknown event": ('"resumed"', '"revived"', 10, "events[1].event", "one of: maintained"),
    "no effect day": (', since: "2026-06-01"', "", 10, "events[1].since", "missing"),
    "no such day": ('"2026-06-01"', '"2026-06-31"', 10, "events[1].since", "expected a date"),
    "an end that is no day": (
        'until: "2026-06-11"',
        'until: "2026-06"',
        9,
        "events[0].until",
        '"2028-03-14"',
    ),
    "an end before its effect": (
        'until: "2026-06-11"',
        'until: "2026-05-11"',
        9,
        "events[0].until",
        "before it takes effect",
    ),
    "superseded by nothing": (_BY, 'since: "2026-05-12"', 12, "events[3].event", "needs"),
    "superseded by itself": (_BY, _BY.replace('"a"', '"b"'), 12, "events[3].by", "no (other)"),
    "superseded by an unknown listing": (
        _BY,
        _BY.replace('"a"', '"z"'),
        12,
        "events[3].by",
        "no (other)",
    ),
    "maintained in nothing": (', version: "V1.1"', "", 13, "events[4].event", "needs"),
    "corrected in nothing": (
        _CORRECTED,
        'since: "2024-03-01"',
        14,
        "events[5].event",
        "needs",
    ),
    "corrected to a name without a word of its family": (
        _CORRECTED,
        'since: "2024-03-01", reads: {name: "样机"}',
        14,
        "events[5].reads.name",
        "no word",
    ),
    "corrected to an unknown level": (
        _CORRECTED,
        'since: "2024-03-01", reads: {level: "IV"}',
        14,
        "events[5].reads.level",
        "no such level",
    ),
    "a member the event has not": (
        _RESUMED,
        f'{_RESUMED}, until: "2026-06-02"',
        10,
        "events[1].until",
        "no such member",
    ),
    "before the listing": (
        'since: "2024-03-01"',
        'since: "2024-02-28"',
        14,
        "events[5].since",
        "before the listing was published on 2024-02-29",
    ),
    "resumed without a suspension": (
        _SUSPENDED,
        '{listing: "a", event: "suspended", since: "2026-06-02", until: "2026-06-11"',
        10,
        "events[1].event",
        "no suspension",
    ),
    "two events at once": (
        _RESUMED,
        '{listing: "a", event: "resumed", since: "2026-05-12"',
        10,
        "events[1].since",
        "neither is the later",
    ),
    "no event at all": (
        "events:\n",
        "events: []\nevent:\n",
        8,
        "events",
        "empty",
    ),
    "read without a source": (
        'by: "a", evidence: "read", sources: ["n1"]',
        'by: "a", evidence: "read"',
        12,
        "events[3].sources",
        "no source is named",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_notice_is_named_with_file_line_and_key(fault: str) -> None:
    old, new, line, key, words = FAULTS[fault]
    here = [it for it in faults(old, new) if it.key == key]
    assert [(it.file, it.line) for it in here] == [("notice.yaml", line)]
    assert words in here[0].message.en
    assert here[0].message.zh != here[0].message.en


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_notice_no_fault_goes_unnamed(data: st.DataObject) -> None:
    lines = NOTICE.split("\n")
    place = data.draw(st.integers(0, len(lines) - 2))
    lines[place] = data.draw(
        st.sampled_from(["", "x", '  - "x"', "  - {}", '  - {event: "withdrawn"}', "events: x"])
    )
    assert all(it.file == "notice.yaml" and it.line >= 1 for it in any_faults("\n".join(lines)))


@pytest.mark.parametrize(
    ("day", "states"),
    [
        (date(2026, 5, 11), {"a": "listed", "b": "listed", "c": "listed"}),
        (date(2026, 5, 12), {"a": "suspended", "b": "superseded", "c": "listed"}),
        (date(2026, 6, 1), {"a": "listed", "b": "superseded", "c": "listed"}),
        (date(2026, 9, 30), {"a": "uncertain", "b": "superseded", "c": "listed"}),
        (date(2027, 3, 1), {"a": "expired", "b": "superseded", "c": "expired"}),
    ],
)
def test_the_catalogue_answers_for_any_day(day: date, states: dict[str, str]) -> None:
    held = {it.entry.listing.id: it for it in loaded().as_of(day).listings()}
    assert {name: it.standing.state.value for name, it in held.items()} == states
    in_force = {it.entry.listing.id for it in loaded().as_of(day).listings(in_force=True)}
    assert in_force == {name for name, it in held.items() if it.validity is Validity.IN_FORCE}


def test_a_text_leads_to_a_listing_by_what_it_was_corrected_to_and_maintained_in() -> None:
    catalogue = loaded()
    asked = order(system("示例操作系统", "V1.1"), system("示例系统", "V1"))
    candidates = catalogue.registers_for(asked)["example/operating-system"].candidates
    assert [it.id for it in candidates["示例操作系统"]] == ["c"]
    assert [it.id for it in candidates["示例系统"]] == ["c"]


def test_evidence_with_events_is_written_and_read_again() -> None:
    registers = dict(loaded().registers_for(order("示例3A", system("示例系统", "V1"))))
    key = "example/operating-system"
    registers[key] = replace(registers[key], outlast=True)
    agency = Agency(uscc="x", name="x", jurisdiction="cn", level=Level.CENTRAL)
    evidence = Evidence(agency=agency, registers=MappingProxyType(registers))
    assert read_evidence(evidence_document(evidence)) == evidence


def test_a_scheme_says_whether_its_listings_are_to_outlast_the_devices() -> None:
    asked = SCHEME.replace('levels: ["I"]', 'levels: ["I"]\noutlast: ["operating-system"]')
    found = load([("scheme.yaml", asked.encode()), ("list.yaml", PUBLICATION.encode())])
    registers = found.registers_for(order("示例3A", system("示例系统", "V1")))
    assert {name: it.outlast for name, it in registers.items()} == {
        "example/processor": False,
        "example/operating-system": True,
    }


def test_what_was_withdrawn_lapses_no_more_and_what_was_maintained_lapses_later() -> None:
    catalogue = loaded(NOTICE.replace('version: "V1.1"', 'until: "2028-02-28"', 1))
    found = {it.entry.listing.id: it.days_left for it in lapsing(catalogue, date(2027, 2, 1), 400)}
    assert found == {"a": 27, "c": 392}


RELEASE_NOTICE = f"""format: "procheck/notice/1"
id: "anke-notice-example"
revision: "1"
scheme: "anke"
known: {{evidence: "read", sources: ["n1"]}}
events:
  - {{listing: "{CPU_ID}", event: "withdrawn", since: "2026-11-20",
     evidence: "read", sources: ["n1"]}}
sources:
  - {{id: "n1", url: "https://example.org/notice", kind: "example", covers: "all"}}
""".encode()


def test_a_release_loads_with_a_notice_about_its_listings() -> None:
    catalogue = load((*documents(SEEDS), ("notice.yaml", RELEASE_NOTICE)))
    (held,) = [
        it
        for it in catalogue.as_of(date(2026, 11, 23)).listings()
        if it.standing.state is State.WITHDRAWN
    ]
    assert held.entry.listing.id == CPU_ID
    assert catalogue.digest != load_seeds().digest


def test_a_notice_is_published_by_two_catalogue_keepers_with_one_entry(opened: Connection) -> None:
    with pytest.raises(NotTheKeeperError):
        propose_document(opened, KEEPER, "n.yaml", RELEASE_NOTICE, NOW)
    proposal = propose_document(opened, LISTER, "n.yaml", RELEASE_NOTICE, NOW)
    with pytest.raises(SamePersonError):
        publish_document(opened, LISTER, proposal, NOW)
    published = publish_document(opened, SECOND_LISTER, proposal, NOW)
    (entry,) = entries(opened, "notice.recorded")
    assert entry["subjects"] == {"notice": "anke-notice-example"}
    assert entry["body"]["books"]["revision"] == published.books.revision
    held = publishing(opened, DocumentKind.NOTICE, "anke-notice-example")
    assert held.document.data == RELEASE_NOTICE
    assert json.loads(json.dumps(entry)) == entry


def test_what_was_known_earlier_gives_the_earlier_answer(opened: Connection) -> None:
    """Valid time and recorded time: the same day, asked with the knowledge of two moments."""
    shelf, later = Shelf(), NOW + timedelta(days=3)
    proposal = propose_document(opened, LISTER, "n.yaml", RELEASE_NOTICE, later)
    publish_document(opened, SECOND_LISTER, proposal, later)

    def answer(at: timedelta, day: date) -> State:
        revision = revision_known(opened, NOW + at)
        assert revision is not None
        view = shelf.books_at(opened, revision).catalogue.as_of(day)
        (held,) = [it for it in view.listings() if it.entry.listing.id == CPU_ID]
        return held.standing.state

    before, after = date(2026, 11, 19), date(2026, 11, 20)
    known_then, known_now = timedelta(days=3), timedelta(days=3, seconds=1)
    assert [answer(known_then, before), answer(known_then, after)] == [State.LISTED] * 2
    assert [answer(known_now, before), answer(known_now, after)] == [
        State.LISTED,
        State.WITHDRAWN,
    ]
    assert revision_known(opened, START) is None


def test_a_register_of_many_texts_carries_the_events(catalogue: Catalogue) -> None:
    noticed = load((*documents(SEEDS), ("notice.yaml", RELEASE_NOTICE)))
    asked = order("龙芯3B6000")
    (with_it,) = noticed.registers_for(asked)["anke/processor"].candidates["龙芯3B6000"][:1]
    (without,) = catalogue.registers_for(asked)["anke/processor"].candidates["龙芯3B6000"][:1]
    assert [it.kind for it in with_it.events] == [EventKind.WITHDRAWN]
    assert without.events == ()
    assert OS.value not in noticed.registers_for(asked)


def test_a_notice_says_what_it_is_from_its_bytes() -> None:
    document = read("n.yaml", RELEASE_NOTICE)
    assert (document.kind, document.identity) == (DocumentKind.NOTICE, "anke-notice-example")
    assert not document.kind.of_law
