"""The released lists say what was recovered, and nothing more."""

import os
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.catalogue import Catalogue
from catalog.scheme import Loaded, Publication
from validators.listing import ListingKind
from validators.matching import Validity, validity

_FACTS = Path(__file__).resolve().parents[3] / "shared" / "domain" / "catalog"

COUNTS = {
    ListingKind.PROCESSOR: 25,
    ListingKind.OPERATING_SYSTEM: 11,
    ListingKind.DATABASE: 5,
    ListingKind.ACCELERATOR: 9,
}


def publication(catalogue: Catalogue, name: str) -> Publication:
    return next(it for it in catalogue.publications if it.id == name)


def test_as_many_listings_of_each_kind_stand_in_the_catalogue_as_were_recovered(
    catalogue: Catalogue,
) -> None:
    assert Counter(it.listing.kind for it in catalogue.listings()) == COUNTS


@pytest.mark.parametrize(
    ("name", "kind", "loaded", "count", "rows"),
    [
        ("anke-2023-1", ListingKind.PROCESSOR, Loaded.PARTIAL, 18, 11),
        ("anke-2023-1", ListingKind.OPERATING_SYSTEM, Loaded.PARTIAL, 6, 3),
        ("anke-2023-1", ListingKind.DATABASE, Loaded.PARTIAL, None, 3),
        ("anke-2025-1", ListingKind.PROCESSOR, Loaded.COMPLETE, 8, 8),
        ("anke-2025-1", ListingKind.OPERATING_SYSTEM, Loaded.COMPLETE, 2, 2),
        ("anke-2026-2", ListingKind.ACCELERATOR, Loaded.COMPLETE, 9, 9),
        ("anke-2025-1", ListingKind.ACCELERATOR, Loaded.NOTHING, None, 0),
    ],
)
def test_each_publication_says_how_much_of_a_kind_is_loaded(
    catalogue: Catalogue,
    name: str,
    kind: ListingKind,
    loaded: Loaded,
    count: int | None,
    rows: int,
) -> None:
    held = publication(catalogue, name)
    part = held.parts[kind]
    assert (part.loaded, part.count) == (loaded, count)
    assert sum(it.listing.kind is kind for it in held.entries) == rows


def test_a_publication_known_by_its_number_alone_keeps_its_scheme_incomplete(
    catalogue: Catalogue,
) -> None:
    held = publication(catalogue, "anke-2025-2")
    assert (held.published, held.evidence, held.entries) == (None, "inferred", ())
    for kind in (ListingKind.PROCESSOR, ListingKind.OPERATING_SYSTEM, ListingKind.DATABASE):
        assert "anke-2025-2" in catalogue.incomplete("anke", kind)


def test_no_inferred_and_no_inexact_row_proves(catalogue: Catalogue) -> None:
    weak = [it for it in catalogue.listings() if it.evidence == "inferred" or not it.exact]
    assert {it.listing.id for it in weak} >= {
        "os-kylin-family-2023",
        "os-uos-family-2023",
        "os-fangde-family-2023",
        "cpu-ft-2000",
        "db-tdsql-2023",
    }
    assert not [it.listing.id for it in weak if it.listing.proves]


def test_what_was_only_offered_or_remembered_is_no_listing(catalogue: Catalogue) -> None:
    names = {name for it in catalogue.listings() for name in it.listing.names}
    offered = {it.name for it in catalogue.schemes["anke"].unconfirmed}
    assert {"飞腾腾锐D3000", "银河麒麟桌面操作系统V10", "Dameng DM"} <= offered
    assert names & offered == {"麒麟9000X"}  # listed as well, in an uncertain publication


@pytest.mark.parametrize(
    "name", ["cpu-kirin-9000x", "os-fangde-desktop-5", "acc-ascend-910", "acc-dcu-3g"]
)
def test_a_row_in_doubt_proves_no_validity(catalogue: Catalogue, name: str) -> None:
    listing = next(it.listing for it in catalogue.listings() if it.listing.id == name)
    assert not listing.certain
    assert validity(listing, date(2026, 11, 23)) is Validity.UNCERTAIN


def test_a_listing_whose_publication_is_dated_to_the_month_proves_no_validity(
    catalogue: Catalogue,
) -> None:
    held = publication(catalogue, "anke-2026-3")
    assert held.published is not None
    assert held.published.text == "2026-09"
    assert {validity(it.listing, date(2026, 11, 23)) for it in held.entries} == {Validity.UNCERTAIN}


def test_one_product_stands_under_two_schemes_each_in_its_own_time(catalogue: Catalogue) -> None:
    on = date(2025, 6, 1)
    found = {
        it.entry.listing.scheme: it.validity
        for it in catalogue.as_of(on).listings(kind=ListingKind.DATABASE)
        if "PolarDB" in it.entry.listing.name
    }
    assert found == {"anke": Validity.IN_FORCE, "cnitsec-product": Validity.LAPSED}


def _read_facts(name: str) -> Any:  # noqa: ANN401 - the facts have no type
    if not _FACTS.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"the recovered facts are not at {_FACTS}")
        pytest.skip(f"the recovered facts are not at {_FACTS}")
    return yaml.safe_load((_FACTS / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "name", ["certified-cpu.yaml", "certified-os.yaml", "certified-database.yaml"]
)
def test_every_recovered_row_is_in_the_catalogue_as_it_was_recovered(
    catalogue: Catalogue, name: str
) -> None:
    held = {it.listing.id: it for it in catalogue.listings(scheme="anke")}
    for row in _read_facts(name)["entries"]:
        it = held[row["id"]]
        listing = it.listing
        exact = row.get("exact_name", True)
        assert listing.publication == row["announcement"]
        assert listing.name == row.get("product_zh", row.get("product"))
        assert not exact or row.get("product", listing.name) in listing.names
        assert (listing.version, listing.kernel) == (row.get("version"), row.get("kernel"))
        assert listing.proves is (row["evidence"] == "read" and exact)
        doubted = "conflict" in row or not row.get("announcement_certain", True)
        assert listing.certain is not doubted
        sure_level = row["level"] if row.get("level_evidence", "read") == "read" else None
        assert listing.level == sure_level


def test_every_publication_has_the_dates_that_were_recovered(catalogue: Catalogue) -> None:
    for row in _read_facts("certified-cpu.yaml")["announcements"]:
        held = publication(catalogue, row["id"])
        known = row["published"] or row.get("published_month")
        assert held.number == row["number"]
        assert (None if held.published is None else held.published.text) == (
            None if known is None else str(known)
        )
        until = row["valid_until"]
        assert (None if held.valid_until is None else held.valid_until.first) == until
