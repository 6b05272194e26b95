"""The places of the country, and documents known by their title only."""

from datetime import date, timedelta

import pytest

from tests.validators.documents import EDITION, PLACES, changed
from validators.classes import ItemClass
from validators.edition import Day, Edition, Status
from validators.evidence import Agency, Evidence, Level
from validators.examine import Dates, examine
from validators.finding import Conclusion, Verdict
from validators.law import Law
from validators.law_cases import failures
from validators.papers import SOFTWARE
from validators.reading import read_order
from validators.standards_case_file import read_cases
from validators.standards_file import StandardsFault, load, load_folder

LAW = load_folder()
TODAY = date(2026, 11, 23)
USCC = "11100000000013338W"
FURNITURE = "office-furniture"
TITLES = [one for one in LAW.editions if one.status is Status.REGISTERED]


def above(name: str) -> str | None:
    return LAW.jurisdictions[name].parent


def examined(place: str, level: Level, on: date, law: Law = LAW) -> Verdict:
    """Return what the law says of one desktop that could not cost more."""
    order = read_order(
        {
            "agency": USCC,
            "reference": "EXAMPLE-1",
            "price_basis": {"currency": "CNY", "tax": "included", "includes": ["operating-system"]},
            "lines": [{"class": "desktop", "quantity": 1, "unit_price": "99999.00"}],
        }
    )
    agency = Agency(uscc=USCC, name="example", jurisdiction=place, level=level)
    return examine(order, Evidence(agency=agency), law, Dates(on, None, None))


def is_silent(verdict: Verdict) -> bool:
    """Return whether no edition spoke of the class, and no price was judged."""
    codes = {finding.code for finding in verdict.findings}
    rules = {finding.rule for finding in verdict.findings}
    return "class-unspoken" in codes and not rules & {"unit-price-ceiling", "headcount-quota"}


def test_all_provincial_units_of_the_mainland_are_places() -> None:
    provinces = [
        it
        for it in LAW.jurisdictions.values()
        if it.level is Level.PROVINCE and it.id != "cn-unidentified-province"
    ]
    assert len(provinces) == 31
    assert {it.parent for it in provinces} == {"cn"}
    assert len({it.title.zh for it in LAW.jurisdictions.values()}) == len(LAW.jurisdictions)
    assert len({it.title.en for it in LAW.jurisdictions.values()}) == len(LAW.jurisdictions)


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("cn-hunan-yueyang-miluo", ("cn-hunan-yueyang", "cn-hunan", "cn")),
        ("cn-hunan-yueyang-county", ("cn-hunan-yueyang", "cn-hunan", "cn")),
        ("cn-liaoning-panjin-dawa", ("cn-liaoning-panjin", "cn-liaoning", "cn")),
        ("cn-shanghai-huangpu", ("cn-shanghai", "cn")),
        ("cn-zhejiang-ningbo-bonded", ("cn-zhejiang-ningbo", "cn-zhejiang", "cn")),
        ("cn-sichuan-nanchong", ("cn-sichuan", "cn")),
        ("cn-cas", ("cn",)),
        ("cn-hunan-jsu", ("cn-hunan", "cn")),
    ],
)
def test_a_place_stands_under_the_places_above_it(place: str, path: tuple[str, ...]) -> None:
    assert LAW.path(place) == (place, *path)


def test_a_place_is_of_a_lower_level_than_the_place_above_it() -> None:
    levels = list(Level)
    for place in LAW.jurisdictions.values():
        if place.parent is not None:
            assert levels.index(place.level) > levels.index(LAW.jurisdictions[place.parent].level)
            assert place.id.startswith("cn-")


def _classes(edition: Edition) -> set[ItemClass]:
    return {one.item_class for row in edition.rows for one in row.selectors}


@pytest.mark.parametrize("place", sorted(LAW.jurisdictions))
def test_where_a_place_has_no_rows_its_law_is_silent_and_nothing_steps_in(place: str) -> None:
    level = LAW.jurisdictions[place].level
    held = LAW.in_force(place, level, TODAY).editions
    # One table is about software alone and binds every level; the rest are about equipment.
    with_rows = [one.edition for one in held if not _classes(one.edition) <= SOFTWARE]
    assert {one.jurisdiction for one in with_rows} <= {place}
    verdict = examined(place, level, TODAY)
    if not with_rows:
        assert verdict.outcome is Conclusion.UNDETERMINED
        assert is_silent(verdict)


@pytest.mark.parametrize("title", TITLES, ids=lambda one: one.id)
def test_a_title_is_silent_while_it_holds_and_says_what_of_it_is_known(title: Edition) -> None:
    assert not title.rows
    assert not title.caps
    assert not title.requirements
    assert title.clauses
    assert not [it for clause in title.clauses for it in clause.taints]
    if title.series == FURNITURE:
        return
    place = LAW.jurisdictions[title.jurisdiction]
    assert place.level in title.binds
    verdict = examined(place.id, place.level, title.since.last)
    assert title.id in [used.id for used in verdict.editions]
    assert is_silent(verdict)


@pytest.mark.parametrize("title", TITLES, ids=lambda one: one.id)
def test_before_a_title_began_it_is_not_among_the_editions(title: Edition) -> None:
    place = LAW.jurisdictions[title.jurisdiction]
    before = title.since.first - timedelta(days=1)
    verdict = examined(place.id, place.level, before)
    assert title.id not in [used.id for used in verdict.editions]


def test_what_binds_a_place_binds_nobody_of_a_higher_level() -> None:
    """A central agency in a city buys under central law, whatever the city says."""
    for title in TITLES:
        place = LAW.jurisdictions[title.jurisdiction]
        if place.level not in (Level.CENTRAL, Level.INSTITUTION):
            assert Level.CENTRAL not in title.binds


@pytest.mark.parametrize("level", [Level.COUNTY, Level.TOWNSHIP])
def test_a_term_that_ended_leaves_silence_and_no_older_text(level: Level) -> None:
    place, term = "cn-hunan-yueyang-miluo", "cn-hunan-miluo-2026-2028"

    def held(on: date) -> list[str]:
        verdict = examined(place, level, on)
        assert is_silent(verdict)
        return [used.id for used in verdict.editions if used.id == term]

    assert held(date(2025, 12, 31)) == []
    assert held(date(2026, 1, 1)) == [term]
    assert held(date(2028, 12, 31)) == [term]
    assert held(date(2029, 1, 1)) == []


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2018, 3, 1), date(2021, 8, 31), "2018-03/2021-08"),
        (date(2016, 7, 1), date(2017, 7, 23), "2016-07-01/2017-07-23"),
        (date(2015, 1, 1), date(2017, 12, 31), "2015/2017"),
        (date(2016, 1, 1), date(2016, 12, 31), "2016"),
        (date(2016, 2, 1), date(2016, 2, 29), "2016-02"),
        (date(2016, 2, 1), date(2016, 2, 28), "2016-02-01/2016-02-28"),
        (date(2016, 2, 1), date(2016, 2, 1), "2016-02-01"),
    ],
)
def test_a_date_says_how_precisely_it_is_known(first: date, last: date, text: str) -> None:
    assert Day(first, last).text == text
    assert since(text) == Day(first, last)


def since(text: str) -> Day:
    """Return the beginning of the example edition, written so."""
    document = changed(EDITION, 'day: "2020-01-01"', f'day: "{text}"')
    (edition,) = load([("e.yaml", document.encode()), ("p.yaml", PLACES.encode())]).editions
    return edition.since


@pytest.mark.parametrize(
    "text",
    ["2018-03/2018-02", "2018/2017", "2018-03/", "/2018", "2018/2019/2020", "2018-02/2018-02-30"],
)
def test_a_range_that_is_none_is_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(StandardsFault) as refused:
        since(text)
    (fault,) = refused.value.faults
    assert fault.key == "since.day"
    assert '"2018-03/2021-08" (some day between)' in fault.message.en
    assert "起止" in fault.message.zh


def test_the_days_between_which_an_edition_began_are_undetermined() -> None:
    document = changed(EDITION, 'day: "2020-01-01"', 'day: "2018-03/2021-08"')
    law = load([("e.yaml", document.encode()), ("p.yaml", PLACES.encode())])

    def certain(on: date) -> list[bool]:
        return [one.certain for one in law.in_force("here", Level.PROVINCE, on).editions]

    assert certain(date(2018, 2, 28)) == []
    assert certain(date(2018, 3, 1)) == [False]
    assert certain(date(2021, 8, 30)) == [False]
    assert certain(date(2021, 8, 31)) == [True]


CASES = """\
format: "procheck/law-cases/1"
about: "which editions hold"
given: {agency: {place: "cn-hunan-yueyang-miluo", level: "county"}}
cases:
  - name: "within the term"
    on: "2026-01-01"
    lines: [{class: "desktop"}]
    expect: {holds: ["cn-hunan-miluo-2026-2028"], holds_not: ["cn-central-mof-2016-27"]}
"""


def test_a_case_says_which_editions_hold_and_a_wrong_one_is_told() -> None:
    assert failures(read_cases("c.yaml", CASES.encode()), LAW) == ()
    later = changed(CASES, 'on: "2026-01-01"', 'on: "2029-01-01"')
    (missing,) = failures(read_cases("c.yaml", later.encode()), LAW)
    assert missing.message.en.startswith("cn-hunan-miluo-2026-2028 must hold; editions it rests on")
    assert "cn-software-preload-2006-1" in missing.message.en
    other = changed(
        CASES, 'holds_not: ["cn-central-mof-2016-27"]', 'holds_not: ["cn-software-preload-2006-1"]'
    )
    (unwanted,) = failures(read_cases("c.yaml", other.encode()), LAW)
    assert unwanted.message.en == "cn-software-preload-2006-1 must not hold"
    assert unwanted.message.zh == "cn-software-preload-2006-1 不应施行"
