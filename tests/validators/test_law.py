"""Which edition holds: the most specific of its series, on the day, and never one that ended."""

from datetime import date, timedelta

import pytest

from tests.validators.documents import EDITION, PLACES, changed
from validators.classes import ItemClass
from validators.evidence import Agency, Level
from validators.examine import Dates, examine
from validators.in_force import KEPT
from validators.law import Law
from validators.reading import read_agency, read_evidence, read_order
from validators.standards_file import load

HERE = EDITION
THERE = changed(
    changed(EDITION, 'id: "example"', 'id: "local"'),
    'jurisdiction: "here"',
    'jurisdiction: "there"',
)
TITLE_ONLY = """\
format: "procheck/edition/1"
id: "title-only"
revision: "1"
series: "example-series"
title: {zh: "仅知标题", en: "Known by title only"}
jurisdiction: "there"
status: "registered"
since: {day: "2020-01-01", evidence: "inferred"}
"""


def law_of(*texts: str) -> Law:
    given = [(f"{place}.yaml", text.encode()) for place, text in enumerate(texts)]
    return load([*given, ("places.yaml", PLACES.encode())])


def held(law: Law, place: str, day: str) -> list[tuple[str, bool]]:
    found = law.in_force(place, Level.PROVINCE, date.fromisoformat(day)).editions
    return [(one.edition.id, one.certain) for one in found]


def test_the_most_specific_edition_of_a_series_holds() -> None:
    law = law_of(HERE, THERE)
    assert held(law, "there", "2021-01-01") == [("local", True)]
    assert held(law, "here", "2021-01-01") == [("example", True)]


def test_where_the_specific_place_has_none_the_one_above_holds() -> None:
    assert held(law_of(HERE), "there", "2021-01-01") == [("example", True)]


def test_an_edition_that_ended_never_comes_back() -> None:
    successor = changed(
        changed(HERE, 'id: "example"', 'id: "next"').replace('"2020-01-01"', '"2021-01-01"'),
        "headcount_basis:",
        'supersedes: ["example"]\n'
        'until: {day: "2021-12-31", evidence: "inferred"}\n'
        "headcount_basis:",
    )
    law = law_of(HERE, successor)
    assert held(law, "here", "2020-12-31") == [("example", True)]
    assert held(law, "here", "2021-01-01") == [("next", True)]
    assert held(law, "here", "2021-12-31") == [("next", True)]
    assert held(law, "here", "2022-01-01") == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2019-12-31", []),
        ("2020-01-01", [("example", False)]),
        ("2020-12-30", [("example", False)]),
        ("2020-12-31", [("example", True)]),
    ],
)
def test_a_year_is_all_that_is_known_of_a_beginning(
    day: str, expected: list[tuple[str, bool]]
) -> None:
    assert held(law_of(HERE.replace('"2020-01-01"', '"2020"')), "here", day) == expected


def test_a_month_is_all_that_is_known_of_an_end() -> None:
    ended = changed(
        HERE, "headcount_basis:", 'until: {day: "2021-02", evidence: "inferred"}\nheadcount_basis:'
    )
    law = law_of(ended)
    assert held(law, "here", "2021-02-01") == [("example", True)]
    assert held(law, "here", "2021-02-02") == [("example", False)]
    assert held(law, "here", "2021-02-28") == [("example", False)]
    assert held(law, "here", "2021-03-01") == []


def test_an_edition_known_by_title_only_makes_the_law_silent_and_not_absent() -> None:
    law = law_of(HERE, TITLE_ONLY)
    assert held(law, "there", "2021-01-01") == [("title-only", True)]
    order = {
        "agency": "11100000000013338W",
        "reference": "EXAMPLE-1",
        "price_basis": {"currency": "CNY", "tax": "included"},
        "lines": [{"class": "desktop", "quantity": 1, "unit_price": "99999.00"}],
    }
    agency = {"uscc": "11100000000013338W", "name": "example agency", "level": "province"}
    evidence = read_evidence({"agency": {**agency, "jurisdiction": "there"}})
    verdict = examine(read_order(order), evidence, law, Dates(placed_on=date(2021, 1, 1)))
    assert [finding.code for finding in verdict.findings] == ["class-unspoken"]
    assert [used.id for used in verdict.editions] == ["title-only"]


def test_the_reason_for_an_edition_is_told_in_both_languages() -> None:
    (used,) = law_of(HERE).in_force("there", Level.PROVINCE, date(2021, 1, 1)).used
    assert "2020-01-01" in used.why.zh
    assert "2020-01-01" in used.why.en
    assert used.digest.startswith("sha256:")


def test_attributes_no_edition_used_before_come_with_the_data_alone() -> None:
    banded = changed(
        HERE, 'where: {paper: "a4", colour: "no"}', 'where: {duplex: "yes", speed: "30"}'
    )
    found = law_of(banded).in_force("here", Level.PROVINCE, date(2021, 1, 1))
    chosen = found.kind(ItemClass.PRINTER, (("duplex", True), ("speed", 30)))
    assert [price.row.id for price in chosen.prices] == ["printer"]
    assert found.kind(ItemClass.PRINTER, (("duplex", True), ("speed", 20))).prices == ()
    (lacking,) = found.kind(ItemClass.PRINTER, (("duplex", True),)).lacks.items()
    assert lacking == ("speed", (chosen.prices[0].price.citation, found.editions[0].edition.facts))


def test_remembering_starts_afresh_when_much_was_asked_and_says_the_same() -> None:
    law = law_of(HERE)
    day = date(2021, 1, 1)
    first = law.in_force("here", Level.PROVINCE, day)
    for later in range(1, KEPT + 2):
        law.in_force("here", Level.PROVINCE, day + timedelta(days=later))
    again = law.in_force("here", Level.PROVINCE, day)
    assert again is not first
    assert again.used == first.used
    kind = first.kind(ItemClass.PRINTER, (("colour", False), ("paper", "a4")))
    limits = first.footing(facts(heads=100)).limits
    for number in range(KEPT + 1):
        first.kind(ItemClass.PRINTER, (("number", number),))
        first.footing(facts(heads=1000 + number))
    assert first.kind(ItemClass.PRINTER, (("colour", False), ("paper", "a4"))) == kind
    assert first.footing(facts(heads=100)).limits == limits


def facts(heads: int) -> Agency:
    count = {"value": heads, "since": "2020-01-01", "source": "example"}
    agency = {"uscc": "1", "name": "example agency", "jurisdiction": "here", "level": "province"}
    return read_agency({**agency, "counts": {"heads": count}})
