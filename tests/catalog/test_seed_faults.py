"""What a catalogue document may not say: each fault is named, with file, line and key."""

from pathlib import Path

import pytest

from catalog.documents import read
from catalog.seeds import SEEDS, load, load_seeds, read_document
from validators.standards_fault import Fault, StandardsFault

SCHEME = """format: "procheck/scheme/1"
id: "example"
revision: "1"
title: {zh: "示例", en: "example"}
validity: {years: "3", evidence: "read", sources: ["s1"]}
levels: ["I"]
families:
  - {id: "one", kind: "processor", words: ["示例"]}
  - {id: "two", kind: "processor", words: ["样品"]}
  - {id: "one-os", kind: "operating-system", words: ["示例"]}
sources:
  - {id: "s1", url: "https://example.org/", kind: "example", covers: "all"}
"""

PUBLICATION = """format: "procheck/publication/1"
id: "example-1"
revision: "1"
scheme: "example"
known: {evidence: "read", sources: ["s1"]}
published: {day: "2024-02-29", evidence: "read", sources: ["s1"]}
valid_until: {day: "2027-02-28", evidence: "read", sources: ["s1"]}
parts:
  - {kind: "processor", loaded: "complete", count: "2", evidence: "read", sources: ["s1"]}
  - {kind: "operating-system", loaded: "partial", count: "2", evidence: "read", sources: ["s1"]}
listings:
  - {id: "a", kind: "processor", family: "one", name: "示例3A", level: "I", evidence: "read", sources: ["s1"]}
  - {id: "b", kind: "processor", family: "one", name: "示例3B", evidence: "inferred"}
  - {id: "c", kind: "operating-system", family: "one-os", name: "示例系统", version: "V1", evidence: "read", sources: ["s1"]}
sources:
  - {id: "s1", url: "https://example.org/", kind: "example", covers: "all"}
"""  # noqa: E501 - one listing a line, as in the files


def faults(*documents: tuple[str, str]) -> tuple[Fault, ...]:
    with pytest.raises(StandardsFault) as raised:
        load((name, text.encode()) for name, text in documents)
    return raised.value.faults


def faults_of_publication(old: str, new: str) -> tuple[Fault, ...]:
    assert old in PUBLICATION
    return faults(("scheme.yaml", SCHEME), ("list.yaml", PUBLICATION.replace(old, new, 1)))


def test_the_examples_are_right_as_they_stand() -> None:
    found = load([("scheme.yaml", SCHEME.encode()), ("list.yaml", PUBLICATION.encode())])
    assert [it.listing.proves for it in found.listings()] == [True, False, True]


_A = 'family: "one", name: "示例3A"'
_A_READ = 'evidence: "read", sources: ["s1"]}\n  - {id: "b"'
_C_READ = 'version: "V1", evidence: "read", sources: ["s1"]'

FAULTS = {
    "an unquoted value": ('revision: "1"', "revision: 1", 3, "revision", "no quotes"),
    "a revision of none": ('revision: "1"', 'revision: "0"', 3, "revision", "whole number"),
    "an unknown key": (
        'scheme: "example"',
        'scheme: "example"\nshceme: "x"',
        5,
        "shceme",
        "unknown key",
    ),
    "a key twice": ('scheme: "example"', 'scheme: "example"\nscheme: "x"', 5, "scheme", "twice"),
    "an unknown scheme": (
        'scheme: "example"',
        'scheme: "other"',
        4,
        "scheme",
        "no scheme has the id",
    ),
    "no such day": ('"2024-02-29"', '"2023-02-29"', 6, "published.day", "expected a date"),
    "a wrong term": ('"2027-02-28"', '"2027-03-01"', 7, "valid_until.day", "2027-02-28"),
    "an end before the beginning": (
        '"2027-02-28"',
        '"2020-02-28"',
        7,
        "valid_until",
        "before the publication",
    ),
    "complete with another number": (
        'count: "2", evidence',
        'count: "3", evidence',
        9,
        "parts[0].count",
        "yet 2 listings",
    ),
    "complete without a number": (
        'loaded: "complete", count: "2"',
        'loaded: "complete"',
        9,
        "parts[0].count",
        "no count",
    ),
    "rows of what it has nothing of": (
        '"complete", count: "2"',
        '"nothing"',
        9,
        "parts[0].count",
        "nothing of this kind",
    ),
    "partial, yet all are here": (
        '"partial", count: "2"',
        '"partial", count: "1"',
        10,
        "parts[1].count",
        "partial with 1",
    ),
    "rows of a kind not spoken of": (
        '"operating-system", loaded',
        '"database", loaded',
        14,
        "listings[2].kind",
        "parts",
    ),
    "a kind spoken of twice": (
        '"operating-system", loaded',
        '"processor", loaded',
        10,
        "parts[1].kind",
        "twice",
    ),
    "no such extent": ('"partial"', '"some"', 10, "parts[1].loaded", "one of: complete"),
    "an id twice": ('{id: "b"', '{id: "a"', 13, "listings[1].id", "stands twice"),
    "a product twice": ('name: "示例3B"', 'name: "示例 3a"', 13, "listings[1].name", "stand twice"),
    "an unknown family": (
        _A,
        'family: "x", name: "示例3A"',
        12,
        "listings[0].family",
        "known are: one, two",
    ),
    "a family of another kind": (
        _A,
        'family: "one-os", name: "示例3A"',
        12,
        "listings[0].family",
        "of kind processor",
    ),
    "a name without a word of its family": (
        _A,
        'family: "two", name: "示例3A"',
        12,
        "listings[0].name",
        "no word of its family",
    ),
    "no such level": ('level: "I"', 'level: "IV"', 12, "listings[0].level", "no such level"),
    "read without a source": (
        _A_READ,
        'evidence: "read"}\n  - {id: "b"',
        12,
        "listings[0].sources",
        "no source is named",
    ),
    "an unknown source": (
        _C_READ,
        _C_READ.replace("s1", "s2"),
        14,
        "listings[2].sources[0]",
        "no source has the id",
    ),
    "no such evidence": (
        _C_READ,
        _C_READ.replace("read", "seen"),
        14,
        "listings[2].evidence",
        "one of: read, inferred",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_publication_is_named_with_line_and_key(fault: str) -> None:
    old, new, line, key, words = FAULTS[fault]
    here = [it for it in faults_of_publication(old, new) if it.key == key]
    assert [(it.file, it.line) for it in here] == [("list.yaml", line)]
    assert words in here[0].message.en


def test_a_source_nothing_rests_on_is_a_fault() -> None:
    more = PUBLICATION + '  - {id: "s2", url: "x", kind: "x", covers: "x"}\n'
    (fault,) = faults(("scheme.yaml", SCHEME), ("list.yaml", more))
    assert (fault.line, fault.key) == (17, "sources[1]")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('["样品"]', '["示例"]', "families[1].words[0]"),
        ('id: "two"', 'id: "one"', "families[1].id"),
        ('levels: ["I"]', "levels: []", "levels"),
        ('years: "3"', 'years: "three"', "validity.years"),
    ],
)
def test_a_fault_in_a_scheme_is_named(old: str, new: str, key: str) -> None:
    assert old in SCHEME
    found = faults(("scheme.yaml", SCHEME.replace(old, new, 1)), ("list.yaml", PUBLICATION))
    assert key in {it.key for it in found}


def test_every_fault_of_every_document_is_told_at_once() -> None:
    found = faults(
        ("scheme.yaml", SCHEME.replace('years: "3"', 'years: "x"')),
        ("list.yaml", PUBLICATION.replace('count: "2"', "count: 2").replace('"read"', '"seen"')),
    )
    assert {it.file for it in found} == {"scheme.yaml", "list.yaml"}
    assert len(found) > 3


def test_one_id_in_two_publications_is_a_fault() -> None:
    other = PUBLICATION.replace('id: "example-1"', 'id: "example-2"')
    found = faults(("s.yaml", SCHEME), ("one.yaml", PUBLICATION), ("two.yaml", other))
    assert {(it.file, it.key) for it in found} == {
        ("two.yaml", f"listings[{n}].id") for n in range(3)
    }


def test_of_two_revisions_the_higher_counts() -> None:
    newer = PUBLICATION.replace('revision: "1"', 'revision: "2"').replace("示例3A", "示例3C")
    found = load(
        (name, text.encode())
        for name, text in (("s.yaml", SCHEME), ("new.yaml", newer), ("old.yaml", PUBLICATION))
    )
    assert next(iter(found.listings())).listing.name == "示例3C"


def test_one_revision_in_two_files_is_a_fault() -> None:
    (fault,) = faults(("s.yaml", SCHEME), ("one.yaml", PUBLICATION), ("two.yaml", PUBLICATION))
    assert (fault.file, fault.key) == ("two.yaml", "id")


def test_a_date_that_is_not_read_or_not_a_day_dates_no_listing() -> None:
    text = PUBLICATION.replace(
        '{day: "2024-02-29", evidence: "read"', '{day: "2024-02-29", evidence: "inferred"', 1
    )
    found = load([("s.yaml", SCHEME.encode()), ("list.yaml", text.encode())])
    listing = next(iter(found.listings())).listing
    assert (listing.valid_from, listing.proves) == (None, True)


def test_a_level_that_was_concluded_is_not_shown_as_read() -> None:
    text = PUBLICATION.replace('level: "I",', 'level: "I", level_evidence: "inferred",')
    found = load([("s.yaml", SCHEME.encode()), ("list.yaml", text.encode())])
    assert next(iter(found.listings())).listing.level is None


def test_a_document_of_no_known_format_is_told_every_format() -> None:
    with pytest.raises(StandardsFault) as raised:
        read("x.yaml", b'format: "procheck/shopping-list/1"\n')
    (fault,) = raised.value.faults
    assert (fault.key, fault.line) == ("format", 1)
    assert "procheck/edition/1" in fault.message.en
    assert "procheck/publication/1" in fault.message.en


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[", b'"text"', b"- 1", b"{", b"\x00"])
def test_what_is_no_document_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(StandardsFault):
        read("x.yaml", data)
    with pytest.raises(StandardsFault):
        read_document("x.yaml", data)


def test_the_digest_of_a_catalogue_names_its_documents_and_not_their_order(tmp_path: Path) -> None:
    files = [(it.name, it.read_bytes()) for it in SEEDS.glob("*.yaml")]
    assert load(files).digest == load(reversed(files)).digest == load_seeds().digest
    for name, data in files:
        (tmp_path / name).write_bytes(data)
    name, data = files[0]
    (tmp_path / name).write_bytes(data + b"# one more remark\n")
    assert load_seeds(tmp_path).digest != load_seeds().digest
