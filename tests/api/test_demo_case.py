"""The real purchase told by what stands: what is missing from whom, before and after papers."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from rich.cells import cell_len

from api.demo.as_published import Surprise, examined
from api.demo.case_retold import Retold, as_published, show_retold, with_evidence
from api.demo.evidenced import (
    packages_with_evidence,
    stating_nothing,
    systems_with_evidence,
)
from api.demo.purchase import Purchase, packages_order, read_purchase, systems_order
from api.demo.screen import WIDTH, Screen
from api.demo.standing import WHOLE, Standing, missing_points, standings
from api.examples import AGENCY
from catalog.catalogue import Catalogue
from catalog.seeds import load_seeds
from validators.law import Law
from validators.listing import ListingKind
from validators.rule import BEFORE_DELIVERY, Gate
from validators.standards_file import load_folder
from validators.terms import TERMS

_ORDER, _CONTRACT = Gate.ORDER, Gate.CONTRACT
_PACKAGES = [f"包 package {it}" for it in range(1, 7)]
_TEXTS = ["“麒麟”", "“统信UOS”", "“中科方德”", "“其他符合安全可靠测评要求”"]
_CUT_OFF = "“其他符合安全可靠测评要求的操作系”"
_ORDERS = "整单 whole order"


@pytest.fixture(scope="module")
def law() -> Law:
    return load_folder()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_seeds()


@pytest.fixture(scope="module")
def purchase() -> Purchase:
    return read_purchase()


@pytest.fixture(scope="module")
def before(purchase: Purchase, law: Law, catalogue: Catalogue) -> Retold:
    return as_published(purchase, law, catalogue)


@pytest.fixture(scope="module")
def after(purchase: Purchase, law: Law, catalogue: Catalogue) -> Retold:
    return with_evidence(purchase, law, catalogue)


def said(*codes: str) -> list[str]:
    return [" / ".join(TERMS[it]) for it in codes]


def missing(standing: Standing) -> dict[str, list[str]]:
    """What is missing, by who has to supply it, named in English."""
    return {source.rpartition(" / ")[2]: list(points) for source, points in standing.missing}


def test_as_published_each_package_lacks_its_system_and_most_their_processor(
    before: Retold,
) -> None:
    found = before[_ORDER]
    system = said(
        "operating_system.preloaded",
        "operating_system.name",
        "operating_system.licence.channel",
        "operating_system.licence.count",
        "operating_system.licence.evidence",
    )
    exact = f"name-unspecific: {said('exact product name')[0]}"
    for name in _PACKAGES:
        lacking = missing(found[name])
        assert lacking["supplier"][:5] == system
        assert [it.rpartition(" / ")[2] for it in found[name].established] == [
            "the unit price may not be over the ceiling",
            "the number may not be over the caps in force",
            "name of the processor",
        ]
    assert {name: missing(found[name])["supplier"][5:] for name in _PACKAGES} == {
        name: [exact] if name[-1] in "156" else [] for name in _PACKAGES
    }
    kept = {name: missing(found[name]).get("catalogue keeper", []) for name in _PACKAGES}
    assert [it[0].partition(":")[0] if it else None for it in kept.values()] == [
        None,
        "list-incomplete",
        "list-incomplete",
        "listing-uncertain",
        None,
        None,
    ]


def test_as_published_no_system_text_names_one_product(before: Retold) -> None:
    for name in (*_TEXTS, _CUT_OFF):
        lacking = missing(before[_ORDER][name])
        assert list(lacking) == ["supplier"]
        assert lacking["supplier"][-1].startswith("name-unspecific: 准确的产品名称、版本和内核")
        # UOS is sold for the home as well, so its edition is asked for besides.
        assert len(lacking["supplier"]) == (5 if "UOS" in name else 4)


def test_as_published_nothing_is_on_paper_for_the_contract(before: Retold) -> None:
    found = before[_CONTRACT]
    papers = said(
        "energy_certificate",
        "software.name",
        "software.version",
        "software.licence.channel",
        "software.licence.count",
        "software.licence.term",
    )
    assert all(
        found[it] == Standing((), (("供应商 / supplier", tuple(papers)),)) for it in _PACKAGES
    )
    whole = missing(found[_ORDERS])
    assert whole["supplier"] == said(
        "contract.compatibility", "contract.after_sales", "contract.non_infringement"
    )
    assert whole["agency"] == said(
        "contract.rights_check",
        "responsible.head",
        "responsible.it_head",
        "licences.software_office",
        "licences.software_antivirus",
        "contract.services_included",
        "contract.tender_demands",
    )


def test_papers_leave_open_what_only_the_catalogue_or_the_agency_can_settle(
    after: Retold,
) -> None:
    found = {name: missing(it) for name, it in after[_ORDER].items()}
    assert {name: [*it] for name, it in found.items() if it} == {
        **{name: ["catalogue keeper"] for name in _PACKAGES[:4]},
        _CUT_OFF: ["supplier"],
    }
    assert found["包 package 1"] == {"catalogue keeper": ["listing-uncertain: anke-2026-3"]}
    assert found["包 package 4"] == {"catalogue keeper": ["listing-uncertain: anke-2025-3"]}
    whole = missing(after[_CONTRACT][_ORDERS])
    assert whole == {
        "agency": said(
            "responsible.head",
            "responsible.it_head",
            "licences.software_office",
            "licences.software_antivirus",
        )
    }
    assert not any(after[_CONTRACT][name].missing for name in (*_PACKAGES, *_TEXTS))


def test_papers_only_add_to_what_is_established(before: Retold, after: Retold) -> None:
    for gate in BEFORE_DELIVERY:
        assert before[gate].keys() == after[gate].keys()
        assert missing_points(after[gate]) < missing_points(before[gate])
        for name, standing in after[gate].items():
            left = {it for _, points in standing.missing for it in points}
            assert not left & set(standing.established)
            earlier = {it for _, points in before[gate][name].missing for it in points}
            # What a law's list lacks may come to light once a product is named exactly.
            assert all(it in earlier or it.startswith("listing-uncertain") for it in left)
    assert after[_ORDER][_CUT_OFF] == before[_ORDER][_CUT_OFF]


def _orders(purchase: Purchase) -> Iterator[dict[str, Any]]:
    yield packages_order(purchase, AGENCY)
    yield systems_order(purchase, AGENCY)
    yield packages_with_evidence(purchase, AGENCY)
    yield systems_with_evidence(purchase, AGENCY)


@pytest.mark.parametrize("gate", BEFORE_DELIVERY)
def test_a_blank_is_never_told_as_established(
    purchase: Purchase, law: Law, catalogue: Catalogue, gate: Gate
) -> None:
    for order in _orders(purchase):
        blank = stating_nothing(order)
        asked = examined(blank, purchase.published, law, catalogue, gate)
        places = {f"/lines/{it}": str(it) for it in range(len(order["lines"]))} | {WHOLE: "whole"}
        assert not any(it.established for it in standings(asked, asked, places).values())


def test_a_line_without_a_system_is_asked_as_one_that_says_nothing_of_it(
    purchase: Purchase,
) -> None:
    order = packages_order(purchase, AGENCY)
    assert all("operating_system" not in it for it in order["lines"])


def test_the_examples_products_are_rows_of_the_catalogue_that_were_read(
    purchase: Purchase, catalogue: Catalogue
) -> None:
    papers = purchase.example_evidence
    read = {
        (it.listing.kind, name, it.listing.version, it.listing.kernel)
        for it in catalogue.listings()
        if it.listing.proves and it.evidence == "read"
        for name in it.listing.names
    }
    system, processor = ListingKind.OPERATING_SYSTEM, ListingKind.PROCESSOR
    named = {(system, it["name"], it["version"], it["kernel"]) for it in papers["systems"].values()}
    named |= {(processor, it["name"], None, None) for it in papers["processors"].values()}
    assert len(named) == 7
    assert named <= read
    assert {it.text for it in purchase.systems} - papers["systems"].keys() == {_CUT_OFF[1:-1]}


def test_the_examples_papers_say_that_they_are_examples(purchase: Purchase) -> None:
    papers = purchase.example_evidence
    texts = [it["number"] for it in papers["licence"]["evidence"]]
    texts += [papers["licence"]["term"], papers["energy_certificate"]["number"]]
    texts += [it for it in papers["contract"].values() if isinstance(it, str)]
    assert all(it.startswith("EXAMPLE") for it in texts)


def test_it_is_read_in_a_terminal_of_100_columns(
    purchase: Purchase,
    law: Law,
    catalogue: Catalogue,
    before: Retold,
    after: Retold,
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_retold(Screen(), purchase, law, catalogue)
    shown = capsys.readouterr().out
    assert WIDTH == 100
    assert max(cell_len(line) for line in shown.splitlines()) <= WIDTH
    for text in ("由谁提供", "虚构", "made up", "+ "):
        assert text in shown
    for gate in BEFORE_DELIVERY:
        at_first, still = missing_points(before[gate]), missing_points(after[gate])
        assert f"缺少 {at_first} 项,余 {still} 项" in shown
    # No word of Chinese stands broken beside its mark.
    assert not re.search(r"[·+]\s+│", shown)


def test_a_breach_stops_it(purchase: Purchase, law: Law, catalogue: Catalogue) -> None:
    dear = purchase._replace(packages=(purchase.packages[0]._replace(award="5000.01"),))
    with pytest.raises(Surprise, match="over the ceiling"):
        as_published(dear, law, catalogue)


def test_papers_that_settle_nothing_stop_it(
    purchase: Purchase, law: Law, catalogue: Catalogue
) -> None:
    papers = {**purchase.example_evidence, "processors": {}, "systems": {"麒麟": {}}}
    papers |= {"licence": {}, "energy_certificate": None, "contract": {}}
    useless = purchase._replace(packages=(), systems=(), example_evidence=papers)
    with pytest.raises(Surprise):
        show_retold(Screen(), useless, law, catalogue)
