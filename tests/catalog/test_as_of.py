"""The catalogue on a day: the day before, of and after; and which lists are open on it."""

from datetime import date

import pytest

from catalog.catalogue import Catalogue
from tests.catalog.builders import CPU, OS, a_catalogue, an_entry, order, system
from validators.listing import ListingKind
from validators.matching import Validity


def state(catalogue: Catalogue, name: str, day: date) -> Validity | None:
    held = catalogue.as_of(day).listings(scheme="anke")
    return next((it.validity for it in held if it.entry.listing.id == name), None)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 12, 25), None),
        (date(2023, 12, 26), Validity.IN_FORCE),
        (date(2023, 12, 27), Validity.IN_FORCE),
        (date(2026, 12, 25), Validity.IN_FORCE),
        (date(2026, 12, 26), Validity.LAST_DAY),
        (date(2026, 12, 27), Validity.LAPSED),
    ],
)
def test_a_listing_is_in_force_from_its_publication_to_its_last_day(
    catalogue: Catalogue, day: date, expected: Validity | None
) -> None:
    assert state(catalogue, "cpu-ls-3a5000", day) is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 8, 31), None),
        (date(2026, 9, 1), Validity.UNCERTAIN),
        (date(2026, 11, 23), Validity.UNCERTAIN),
    ],
)
def test_a_publication_known_to_the_month_is_there_from_the_first_and_proves_no_validity(
    catalogue: Catalogue, day: date, expected: Validity | None
) -> None:
    assert state(catalogue, "cpu-ls-3a6000-c", day) is expected


def test_in_force_and_not_in_force_are_all_there_is(catalogue: Catalogue) -> None:
    view = catalogue.as_of(date(2026, 11, 23))
    every = list(view.listings())
    chosen = [*view.listings(in_force=True), *view.listings(in_force=False)]
    assert {it.entry.listing.id for it in chosen} == {it.entry.listing.id for it in every}
    assert len(chosen) == len(every) == len(list(catalogue.listings()))


def test_on_the_eve_of_the_first_round_the_catalogue_has_only_the_older_scheme(
    catalogue: Catalogue,
) -> None:
    view = catalogue.as_of(date(2023, 12, 25))
    assert {it.entry.listing.scheme for it in view.listings()} == {"cnitsec-product"}
    # A publication without any date cannot be said to be later.
    assert {it.id for it in view.publications} == {"cnitsec-2022-05", "anke-2025-2"}


def test_listings_are_told_apart_by_scheme_kind_and_publication(catalogue: Catalogue) -> None:
    found = list(catalogue.listings(scheme="anke", kind=OS, publication="anke-2025-1"))
    assert [it.listing.id for it in found] == ["os-kylin-desktop-v10sp1-k510", "os-ctyunos-2-k419"]


def test_a_register_names_the_lists_that_are_not_fully_loaded(catalogue: Catalogue) -> None:
    named = order(system("麒麟"))
    register = catalogue.registers_for(named)["anke/operating-system"]
    assert register.incomplete == (
        "anke-2023-1",
        "anke-2024-1",
        "anke-2024-2",
        "anke-2025-3",
        "anke-2026-1",
        "anke-2026-2",
        "anke-2026-3",
        "anke-2025-2",
    )


@pytest.mark.parametrize(
    ("day", "open_lists"),
    [
        (date(2023, 12, 25), ["anke-2025-2"]),
        (date(2023, 12, 26), ["anke-2023-1", "anke-2025-2"]),
        (date(2024, 5, 20), ["anke-2023-1", "anke-2024-1", "anke-2025-2"]),
        (date(2026, 12, 26), ["anke-2023-1", "anke-2024-1", "anke-2024-2"]),
        (date(2026, 12, 27), ["anke-2024-1", "anke-2024-2", "anke-2025-3"]),
    ],
)
def test_on_a_day_only_lists_that_can_bear_on_it_are_open(
    catalogue: Catalogue, day: date, open_lists: list[str]
) -> None:
    found = catalogue.registers_for(order("x"), day)["anke/processor"].incomplete
    assert set(open_lists) <= set(found)
    assert ("anke-2023-1" in found) is ("anke-2023-1" in open_lists)
    assert "anke-2025-1" not in found


def test_a_complete_catalogue_leaves_nothing_open() -> None:
    catalogue = a_catalogue(an_entry("示例3A"))
    assert catalogue.registers_for(order("x"))["example/processor"].incomplete == ()


def test_a_scheme_without_any_publication_is_open_itself(catalogue: Catalogue) -> None:
    bare = Catalogue.of(catalogue.schemes.values(), [], "sha256:" + "0" * 64)
    assert bare.incomplete("anke", CPU) == ("anke",)
    assert bare.registers_for(order("x"))["anke/processor"].incomplete == ("anke",)


def test_a_kind_that_a_publication_does_not_speak_of_is_open(catalogue: Catalogue) -> None:
    held = next(it for it in catalogue.publications if it.id == "anke-2026-1")
    assert ListingKind.PROCESSOR not in held.parts
    assert held.open_for(ListingKind.PROCESSOR)
    assert not held.open_for(ListingKind.ACCELERATOR)
