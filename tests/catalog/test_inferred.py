"""A row that nobody read proves nothing: marking one so never makes an order conform."""

from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from catalog.catalogue import Catalogue
from catalog.scheme import Publication
from catalog.seed_writing import written
from catalog.seeds import documents, load_seeds, read_document
from tests.catalog.builders import TODAY, order, system
from tests.catalog.test_examined import BUYER
from validators.evidence import Evidence
from validators.examine import Dates, examine
from validators.listing import ListingKind
from validators.standards_file import load_folder
from validators.standards_yaml import read_tree

LISTS = ("anke-2025-1", "anke-2025-3", "anke-2026-1")
LAW = load_folder()
SCHEMES = tuple(load_seeds().schemes.values())
NAMED = tuple(
    it.listing
    for it in load_seeds().listings(scheme="anke")
    if it.listing.kind in (ListingKind.PROCESSOR, ListingKind.OPERATING_SYSTEM)
)


def marked(name: str, inferred: frozenset[int]) -> Publication:
    """A released list with the rows at some places marked as inferred."""
    (data,) = (data for file, data in documents() if file == f"{name}.yaml")
    plain = read_tree(name, data).plain
    assert isinstance(plain, dict)
    rows = plain["listings"]
    assert isinstance(rows, list)
    listings = [
        {**row, "evidence": "inferred"} if at in inferred and isinstance(row, dict) else row
        for at, row in enumerate(rows)
    ]
    found = read_document(name, written({**plain, "listings": [*listings]}))
    assert isinstance(found, Publication)
    return found


def findings(catalogue: Catalogue, at: int, on: date) -> list[tuple[str, str]]:
    """What the rules find about an order for just what a listing prints."""
    listing = NAMED[at]
    of_system = listing.kind is ListingKind.OPERATING_SYSTEM
    named = system(listing.name, listing.version, listing.kernel) if of_system else listing.name
    asked = order(named)
    evidence = Evidence(agency=BUYER, registers=MappingProxyType({}))
    evidence = structs.replace(evidence, registers=catalogue.registers_for(asked, on))
    verdict = examine(asked, evidence, LAW, Dates(placed_on=on))
    rule = "listed-operating-system" if of_system else "listed-processor"
    return [(it.code, it.outcome.value) for it in verdict.findings if it.rule == rule]


@given(
    name=st.sampled_from(LISTS),
    inferred=st.frozensets(st.integers(0, 9), min_size=1),
    at=st.integers(0, len(NAMED) - 1),
    on=st.sampled_from([TODAY, date(2025, 6, 1)]),
)
def test_marking_rows_as_inferred_never_makes_an_order_conform(
    name: str, inferred: frozenset[int], at: int, on: date
) -> None:
    before, after = (
        Catalogue.of(SCHEMES, [marked(name, rows)], "sha256:" + "0" * 64)
        for rows in (frozenset[int](), inferred)
    )
    if not findings(after, at, on):
        assert not findings(before, at, on)


@pytest.mark.parametrize("name", ["龙芯3B6000", "银河麒麟桌面操作系统"])
def test_what_conformed_by_a_row_alone_does_not_once_it_is_inferred(name: str) -> None:
    rows = [it.listing.name for it in marked("anke-2025-1", frozenset()).entries]
    at = next(n for n, it in enumerate(NAMED) if (it.name, it.publication) == (name, "anke-2025-1"))
    for inferred, conforms in ((frozenset[int](), True), (frozenset({rows.index(name)}), False)):
        only = Catalogue.of(SCHEMES, [marked("anke-2025-1", inferred)], "sha256:" + "0" * 64)
        assert (not findings(only, at, TODAY)) is conforms
