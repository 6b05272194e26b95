"""Two clocks: what held on a day, and what was known of it at an instant."""

from datetime import date, timedelta

import pytest

from approvals import agencies, agency_store
from approvals.errors import AgencyExists, MalformedUscc, UnknownAgency, UnknownJurisdiction
from tests.approvals.builders import AGENCY, NOW, OFFICER, SYSTEM, law
from tests.approvals.stage import Stage
from validators.evidence import Level


def known(stage: Stage, on: date, at: timedelta | None = None) -> list[tuple[str, int]]:
    with stage.database.transaction(stage.scope(OFFICER)) as connection:
        found = agency_store.headcounts(
            connection, AGENCY, on=on, known_at=None if at is None else NOW + at
        )
    return [(it.basis, it.value) for it in found]


def test_a_headcount_is_in_force_from_its_day_until_a_later_one(stage: Stage) -> None:
    stage.register(heads=None)
    stage.headcount(10, since=date(2026, 1, 1))
    stage.headcount(12, since=date(2026, 7, 1))
    assert known(stage, date(2025, 12, 31)) == []
    assert known(stage, date(2026, 1, 1)) == [("filled-establishment", 10)]
    assert known(stage, date(2026, 6, 30)) == [("filled-establishment", 10)]
    assert known(stage, date(2026, 7, 1)) == [("filled-establishment", 12)]


def test_a_correction_replaces_what_it_corrects_and_only_from_when_it_was_learnt(
    stage: Stage,
) -> None:
    stage.register(heads=None)
    stage.headcount(10, since=date(2026, 1, 1))
    stage.headcount(12, since=date(2026, 7, 1))
    stage.later(days=5)
    stage.headcount(9, since=date(2026, 1, 1))
    day, later = date(2026, 3, 1), date(2026, 8, 1)
    assert known(stage, day) == [("filled-establishment", 9)]
    assert known(stage, later) == [("filled-establishment", 12)]
    assert known(stage, day, timedelta(days=4)) == [("filled-establishment", 10)]
    assert known(stage, day, timedelta(days=5)) == [("filled-establishment", 9)]
    assert known(stage, day, timedelta(days=-1)) == []


def test_nothing_recorded_is_ever_lost(stage: Stage) -> None:
    stage.register(heads=None)
    for value in (10, 12, 9):
        stage.headcount(value)
    with stage.database.transaction(stage.scope(OFFICER)) as connection:
        history = agency_store.headcount_history(connection, AGENCY)
    assert [it.value for it in history] == [10, 12, 9]
    assert stage.kinds().count("headcount.recorded") == 3


def test_properties_have_the_same_two_clocks(stage: Stage) -> None:
    stage.register(heads=None)
    stage.properties({"classified": True})
    stage.properties({"classified": False})
    with stage.database.transaction(stage.scope(OFFICER)) as connection:
        found = agency_store.properties(connection, AGENCY, on=NOW.date())
    assert {it.property: it.value for it in found} == {
        "classified": False,
        "evaluation_bound": False,
        "field_duty": False,
    }


def test_naming_nobody_takes_the_naming_back(stage: Stage) -> None:
    stage.register(heads=None)
    stage.approvers("b", "a", "b")
    stage.approvers()
    with stage.database.transaction(stage.scope(OFFICER)) as connection:
        assert agency_store.approvers_on(connection, AGENCY, NOW.date()) == ()
    assert stage.kinds().count("approvers.named") == 2


@pytest.mark.parametrize(
    ("uscc", "jurisdiction", "refusal"),
    [
        (AGENCY, "ex", AgencyExists),
        (AGENCY[:-1], "ex", MalformedUscc),
        (AGENCY, "nowhere", UnknownJurisdiction),
    ],
)
def test_an_agency_is_registered_once_by_a_good_code_in_a_known_place(
    stage: Stage, uscc: str, jurisdiction: str, refusal: type[Exception]
) -> None:
    stage.register()
    with (
        pytest.raises(refusal),
        stage.database.transaction(stage.scope(SYSTEM, None)) as connection,
    ):
        agencies.register_agency(
            connection,
            actor=SYSTEM,
            new=agencies.NewAgency(
                uscc=uscc, name="x", jurisdiction=jurisdiction, level=Level.CENTRAL
            ),
            law=law(),
            ids=stage.office.ids,
            now=NOW,
        )


def test_no_fact_of_an_unknown_agency_is_recorded(stage: Stage) -> None:
    with pytest.raises(UnknownAgency):
        stage.headcount(3)
