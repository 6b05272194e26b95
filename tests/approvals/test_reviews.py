"""A correction casts a doubt on a decision and leaves it as it was (SK10, insight 4)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection

from approvals.errors import ReviewNotFound, SamePerson, WrongState
from approvals.reviewing import (
    Cause,
    Decided,
    Disposition,
    Review,
    close_case,
    decided,
    doubt_by_facts,
    doubt_by_law,
    open_case,
    reviews_page,
)
from approvals.second_look import Doubted
from approvals.store import order as stored_order
from ledger.entry import Actor
from tests.approvals.builders import (
    AGENCY,
    APPROVER,
    GOLDEN,
    NOW,
    OFFICER,
    OTHER_AGENCY,
    SYSTEM,
    books,
    line,
    order,
)
from tests.approvals.stage import Stage
from validators.finding import Conclusion
from validators.standards_file import documents, load


@pytest.fixture
def acted(stage: Stage) -> Stage:
    """An agency of a hundred: ten desktops are approved, and then ninety-one more refused."""
    stage.register(heads=100)
    stage.submit(order("PR-1", line(10)))
    stage.submit(order("PR-2", line(91)))
    return stage


@contextmanager
def seen(stage: Stage, actor: Actor = SYSTEM, agency: str | None = None) -> Iterator[Connection]:
    with stage.database.transaction(stage.scope(actor, agency)) as connection:
        yield connection


def look(stage: Stage) -> dict[str, Doubted | None]:
    """What every decision would be on the facts known now, by reference."""
    with seen(stage) as connection:
        page = decided(connection, agency=AGENCY)
        return {
            it.receipt["order"]["reference"]: doubt_by_facts(connection, it, books()) for it in page
        }


def opened(stage: Stage) -> tuple[Review, ...]:
    """Open a case wherever there is a doubt by facts."""
    with seen(stage) as connection:
        for one in decided(connection, agency=AGENCY):
            doubted = doubt_by_facts(connection, one, books())
            if doubted is not None:
                open_case(
                    connection, one, doubted, Cause.FACTS, ids=stage.office.ids, now=stage.now
                )
        return reviews_page(connection, limit=10)


def test_nothing_is_doubted_as_long_as_the_same_is_known(acted: Stage) -> None:
    acted.later(days=2)
    acted.headcount(100)
    assert look(acted) == {"PR-1": None, "PR-2": None}


@pytest.mark.parametrize(
    ("heads", "first", "second"),
    [
        (9, (Conclusion.CONFORMING, Conclusion.REFUSED), None),
        (10, None, None),
        (100, None, None),
        (101, None, (Conclusion.REFUSED, Conclusion.CONFORMING)),
    ],
)
def test_a_corrected_headcount_doubts_exactly_what_it_would_have_changed(
    acted: Stage,
    heads: int,
    first: tuple[Conclusion, Conclusion] | None,
    second: tuple[Conclusion, Conclusion] | None,
) -> None:
    acted.later(days=2)
    acted.headcount(heads)
    found = look(acted)
    assert [it and (it.was, it.now) for it in (found["PR-1"], found["PR-2"])] == [first, second]


def test_a_headcount_from_a_later_day_doubts_nothing(acted: Stage) -> None:
    acted.later(days=2)
    acted.headcount(1, since=NOW.date() + timedelta(days=1))
    assert look(acted) == {"PR-1": None, "PR-2": None}
    acted.headcount(1, since=NOW.date())
    assert look(acted)["PR-1"] is not None


def test_a_case_names_what_changed_and_leaves_the_decision_as_it_was(acted: Stage) -> None:
    acted.later(days=2)
    acted.headcount(9)
    (case,) = opened(acted)
    assert (case.cause, case.was, case.would_be) == ("facts", "conforming", "refused")
    assert case.changes == "filled-establishment: 100 → 9"
    assert (case.code, case.pointer) == ("quantity-over-cap", "/lines/0/quantity")
    with seen(acted) as connection:
        held = stored_order(connection, case.order_id)
    assert (held.state.value, held.outcome, held.revision) == ("approved", "conforming", 1)
    assert acted.kinds().count("review.opened") == 1


def test_the_same_change_opens_no_second_case_and_another_does(acted: Stage) -> None:
    acted.later(days=2)
    acted.headcount(9)
    opened(acted)
    assert len(opened(acted)) == 1
    acted.headcount(8)
    assert [it.changes.rpartition(" ")[2] for it in opened(acted)] == ["8", "9"]


def test_an_erratum_doubts_what_it_would_have_changed(acted: Stage) -> None:
    files = [
        (name, data.replace(b'revision: "1"', b'revision: "2"', 1).replace(b'"5000"', b'"4499"'))
        for name, data in documents(GOLDEN / "law-1")
    ]
    erratum = replace(books(), law=load(files))
    with seen(acted) as connection:
        first, second = decided(connection, agency=None)
    doubted = doubt_by_law(first, erratum)
    assert doubted is not None
    assert (doubted.was, doubted.now) == (Conclusion.CONFORMING, Conclusion.REFUSED)
    assert doubted.changes == ("example-equipment: 1 → 2",)
    assert doubted.first is not None
    assert doubted.first.code == "price-over-ceiling"
    assert doubt_by_law(second, erratum) is None, "refused before and after"
    assert doubt_by_law(first, books()) is None


def close(stage: Stage, case: str, actor: Actor = APPROVER, agency: str = AGENCY) -> None:
    with seen(stage, actor, agency) as connection:
        close_case(
            connection,
            actor=actor,
            case=case,
            disposition=Disposition.STANDS,
            reason="the posts were filled again",
            ids=stage.office.ids,
            now=stage.now,
        )


def test_a_case_is_closed_once_with_a_reason(acted: Stage) -> None:
    acted.later(days=2)
    acted.headcount(9)
    (case,) = opened(acted)
    close(acted, case.id)
    with pytest.raises(WrongState):
        close(acted, case.id)
    with seen(acted) as connection:
        (held,) = reviews_page(connection, limit=10)
        assert reviews_page(connection, limit=10, open_only=True) == ()
    assert (held.closed_by, held.disposition) == (APPROVER.person, "stands")
    assert acted.kinds().count("review.closed") == 1


def test_whoever_placed_the_order_never_closes_its_case(acted: Stage) -> None:
    acted.later(days=2)
    acted.headcount(9)
    (case,) = opened(acted)
    with pytest.raises(SamePerson):
        close(acted, case.id, replace(APPROVER, person=OFFICER.person))
    with seen(acted) as connection:
        assert len(reviews_page(connection, limit=10, open_only=True)) == 1


def test_another_agency_sees_and_closes_nothing(acted: Stage) -> None:
    acted.later(days=2)
    acted.headcount(9)
    (case,) = opened(acted)
    with seen(acted, APPROVER, OTHER_AGENCY) as connection:
        assert reviews_page(connection, limit=10) == ()
    with pytest.raises(ReviewNotFound):
        close(acted, case.id, agency=OTHER_AGENCY)


def test_decisions_are_read_page_by_page_and_only_decided_ones(stage: Stage) -> None:
    stage.register(heads=None)
    held = stage.submit(order("PR-1", line(1)))
    assert held.examination.disposition.state.value == "held"
    with seen(stage) as connection:
        assert decided(connection, agency=AGENCY) == ()
    stage.headcount(100, since=date(2026, 1, 1))
    made = [stage.submit(order(f"PR-{number}", line(1))) for number in (2, 3)]
    ids = sorted(it.examination.placed.id for it in made)
    with seen(stage) as connection:
        every = [it.order_id for it in decided(connection, agency=AGENCY)]
        rest: tuple[Decided, ...] = decided(connection, agency=AGENCY, after=every[0])
    assert sorted(every) == ids
    assert [it.order_id for it in rest] == every[1:]
