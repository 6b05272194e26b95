"""What the rules make of the catalogue: absence proves something only where all is known."""

from datetime import date
from types import MappingProxyType

import pytest
from msgspec import structs

from catalog.catalogue import Catalogue
from tests.catalog.builders import TODAY, order
from validators.classes import ItemClass
from validators.evidence import Agency, Evidence, Level, Register
from validators.examine import Dates, examine
from validators.finding import Finding
from validators.law import Law
from validators.listing import ListingKind
from validators.matching import Stated, match
from validators.order import Software
from validators.standards_file import load_folder

BUYER = Agency(
    uscc="11100000000013338W",
    name="example agency",
    jurisdiction="cn",
    level=Level.CENTRAL,
    properties=MappingProxyType({"evaluation_bound": True}),
)


@pytest.fixture(scope="module")
def law() -> Law:
    return load_folder()


@pytest.fixture(scope="module")
def whole(catalogue: Catalogue) -> Catalogue:
    """The scheme as if 2025-1, of which every processor is loaded, were its only list."""
    only = [it for it in catalogue.publications if it.id == "anke-2025-1"]
    return Catalogue.of(catalogue.schemes.values(), only, "sha256:" + "0" * 64)


def found(
    law: Law, catalogue: Catalogue | None, text: str, on: date = TODAY
) -> tuple[Finding, ...]:
    asked = order(text)
    registers = MappingProxyType[str, Register]({})
    evidence = Evidence(agency=BUYER, registers=registers)
    if catalogue is not None:
        evidence = structs.replace(evidence, registers=catalogue.registers_for(asked, on))
    verdict = examine(asked, evidence, law, Dates(placed_on=on))
    return tuple(it for it in verdict.findings if it.rule == "listed-processor")


@pytest.mark.parametrize("text", ["龙芯3B6000", "龙芯3B6000 8核 2.5GHz", "Kirin X90"])
def test_an_exact_name_in_force_is_no_finding(law: Law, whole: Catalogue, text: str) -> None:
    assert found(law, whole, text) == ()


def test_another_model_is_a_breach_where_every_list_is_loaded(law: Law, whole: Catalogue) -> None:
    (finding,) = found(law, whole, "飞腾腾锐D3000 8核 2.5GHz")
    assert (finding.code, finding.outcome.value) == ("not-listed", "breach")
    assert finding.near == ("飞腾腾云S5000C-E [anke-2025-1]",)


def test_another_model_is_open_where_a_list_is_not_loaded(law: Law, catalogue: Catalogue) -> None:
    (finding,) = found(law, catalogue, "飞腾腾锐D3000 8核 2.5GHz")
    assert (finding.code, finding.outcome.value) == ("list-incomplete", "undetermined")
    assert "飞腾腾锐D2000 [anke-2023-1]" in finding.near


@pytest.mark.parametrize("text", ["龙芯", "龙芯3B6000 高配", "WY831", "龙芯3B60008核"])
def test_a_text_that_may_mean_a_listing_is_open_even_where_every_list_is_loaded(
    law: Law, whole: Catalogue, text: str
) -> None:
    (finding,) = found(law, whole, text)
    assert (finding.code, finding.outcome.value) == ("name-unspecific", "undetermined")


def test_a_scheme_the_catalogue_has_nothing_of_proves_nothing(law: Law) -> None:
    (finding,) = found(law, None, "龙芯3B6000")
    assert (finding.code, finding.outcome.value) == ("list-incomplete", "undetermined")


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2028, 3, 13), None),
        (date(2028, 3, 14), "listing-last-day"),
        (date(2028, 3, 15), "listing-lapsed"),
    ],
)
def test_a_listing_ends_after_its_last_day(
    law: Law, whole: Catalogue, on: date, code: str | None
) -> None:
    codes = [it.code for it in found(law, whole, "龙芯3B6000", on)]
    assert codes == ([] if code is None else [code])


@pytest.mark.parametrize(
    ("name", "version", "found"),
    [
        ("PolarDB", "V2.0", ["db-polardb-2"]),
        ("ＰｏｌａｒＤＢ", "v2.0", ["db-polardb-2"]),
        ("PolarDB", "V2.1", []),
        ("PolarDB", None, []),
        ("TDSQL", "V1", []),
    ],
)
def test_a_database_on_a_line_of_its_own_is_looked_up_by_name_and_version(
    catalogue: Catalogue, name: str, version: str | None, found: list[str]
) -> None:
    asked = order("龙芯3B6000")
    line = structs.replace(
        asked.lines[0],
        item_class=ItemClass.SOFTWARE_DATABASE,
        processor=None,
        operating_system=None,
        software=(Software(ItemClass.SOFTWARE_DATABASE, name, version),),
    )
    registers = catalogue.registers_for(structs.replace(asked, lines=(line,)), TODAY)
    register = registers["anke/database"]
    told = match(Stated(name, version), ListingKind.DATABASE, register.candidates[name])
    assert [it.id for it in told.exact] == found
    assert register.incomplete, "no round has all its databases here, so absence proves nothing"
