"""Applying a difference gives what is there after, and only equals differ in nothing."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.difference import applied, difference, said
from catalog.scheme import Entry, Loaded, Part, Publication
from tests.catalog.builders import CPU, OS, an_entry
from validators.edition import Day, Source
from validators.listing import ListingKind

SHORT = st.sampled_from(["甲", "乙", "丙"])
MAYBE = st.none() | SHORT
DAYS = st.none() | st.dates(date(2025, 1, 1), date(2025, 1, 3)).map(lambda it: Day(it, it))


def a_row(id_: str, name: str, version: str | None, note: str | None, read: bool) -> Entry:  # noqa: FBT001 - drawn
    entry = an_entry(name, version=version, proves=read)
    return replace(entry, listing=replace(entry.listing, id=id_), note=note)


ROWS = st.lists(
    st.builds(a_row, st.sampled_from("abcdef"), SHORT, MAYBE, MAYBE, st.booleans()),
    unique_by=lambda entry: entry.listing.id,
    max_size=5,
).map(tuple)
PARTS = st.dictionaries(
    st.sampled_from(ListingKind), st.tuples(st.sampled_from(Loaded), st.none() | st.just(1))
).map(
    lambda found: MappingProxyType(
        {
            kind: Part(kind=kind, loaded=loaded, count=count, evidence="read")
            for kind, (loaded, count) in found.items()
        }
    )
)
LISTS = st.builds(
    Publication,
    id=st.just("example-1"),
    revision=st.integers(1, 2),
    digest=st.sampled_from(["sha256:1", "sha256:2"]),
    scheme=st.just("example"),
    number=MAYBE,
    url=MAYBE,
    evidence=st.sampled_from(["read", "inferred"]),
    published=DAYS,
    valid_until=DAYS,
    parts=PARTS,
    entries=ROWS,
    sources=st.sampled_from([(), (Source(id="s1", url="u", kind="k", covers="c"),)]),
)


@given(before=st.none() | LISTS, after=LISTS)
def test_applying_a_difference_gives_what_is_there_after(
    before: Publication | None, after: Publication
) -> None:
    change = difference(before, after)
    assert applied(before, change) == said(after)
    assert change.empty == (before is not None and said(before) == said(after))
    was = 0 if before is None else len(before.entries)
    assert change.same + len(change.changed) + len(change.removed) == was
    assert change.same + len(change.changed) + len(change.added) == len(after.entries)


@given(LISTS)
def test_a_list_in_another_order_is_the_same_list(one: Publication) -> None:
    other = replace(one, entries=one.entries[::-1], revision=9, digest="sha256:9")
    assert difference(one, other).empty


def a_list(*entries: Entry, **more: object) -> Publication:
    blank = Publication(
        id="example-1",
        revision=1,
        digest="",
        scheme="example",
        number=None,
        url=None,
        evidence="read",
        published=None,
        valid_until=None,
        parts=MappingProxyType({}),
        entries=entries,
        sources=(),
    )
    return replace(blank, **more)  # type: ignore[arg-type]  # each test names members of it


def test_a_changed_listing_names_what_it_says_otherwise() -> None:
    before = a_row("a", "甲", "V1", None, read=True)
    after = a_row("a", "甲", "V2", "更正", read=False)
    (change,) = difference(a_list(before), a_list(after)).changed
    assert change.fields == ("version", "proves", "evidence", "note")


def test_completeness_is_told_of_every_kind_before_and_after() -> None:
    some = Part(kind=CPU, loaded=Loaded.PARTIAL, count=None, evidence="read")
    every = Part(kind=CPU, loaded=Loaded.COMPLETE, count=2, evidence="read")
    none = Part(kind=OS, loaded=Loaded.NOTHING, count=None, evidence="read")
    found = difference(
        a_list(parts=MappingProxyType({CPU: some})),
        a_list(parts=MappingProxyType({CPU: every, OS: none})),
    )
    assert set(found.completeness) == {(CPU, some, every), (OS, None, none)}


def test_two_lists_have_no_difference() -> None:
    one, other = a_list(), a_list(id="example-2")
    with pytest.raises(ValueError, match="two lists"):
        difference(one, other)
    with pytest.raises(ValueError, match="no difference to what is given"):
        applied(other, difference(one, one))
    with pytest.raises(ValueError, match="no difference to what is given"):
        applied(one, difference(None, one))
