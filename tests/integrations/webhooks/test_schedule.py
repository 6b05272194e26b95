"""When an event is sent again: never sooner than asked, nor later than the interval, ten times."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.webhooks.heard import Outcome, asked_pause, outcome_of
from integrations.webhooks.schedule import (
    INTERVALS,
    KNOCK,
    LATE_KNOCK,
    LONGEST_REST,
    next_attempt,
    next_knock,
    rest,
)

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_the_intervals_are_those_of_standard_webhooks() -> None:
    hours = [it.total_seconds() / 3600 for it in INTERVALS[3:]]
    assert [it.total_seconds() for it in INTERVALS[:3]] == [5, 300, 1800]
    assert hours == [2, 5, 10, 14, 20, 24]


@given(st.integers(1, 9), st.floats(0, 1), st.none() | st.timedeltas(timedelta(0), timedelta(99)))
def test_a_pause_is_within_its_interval_or_what_was_asked_and_never_over_a_day(
    tries: int, draw: float, asked: timedelta | None
) -> None:
    due = next_attempt(tries, NOW, draw=draw, asked=asked)
    assert due is not None
    assert min(asked or timedelta(0), DAY) <= due - NOW <= DAY
    if asked is None:
        assert due - NOW <= INTERVALS[tries - 1]


@pytest.mark.parametrize(("tries", "more"), [(8, True), (9, True), (10, False), (11, False)])
def test_after_ten_attempts_there_is_none(tries: int, *, more: bool) -> None:
    assert (next_attempt(tries, NOW, draw=1.0, asked=None) is not None) == more


@pytest.mark.parametrize(
    ("tries", "due", "asked", "seconds"),
    [
        (3, 239, None, 239),
        (3, 240, None, 240),
        (3, 241, None, 240),
        (4, 7200, None, 240),
        (5, 7200, None, 1800),
        (9, 1799, None, 1799),
        (3, 1800, 239, 240),
        (3, 1800, 241, 241),
        (3, 1800, 1801, 1801),
        (3, 1800, 999_999, 86_400),
    ],
)
def test_an_event_knocks_before_it_is_due_but_not_where_it_was_asked_not_to(
    tries: int, due: int, asked: int | None, seconds: int
) -> None:
    at = next_knock(
        tries,
        NOW,
        NOW + timedelta(seconds=due),
        asked=None if asked is None else timedelta(seconds=asked),
    )
    assert (at - NOW).total_seconds() == seconds


def test_knocks_and_rests_leave_time_to_deliver_all_within_five_minutes() -> None:
    assert max(KNOCK, LONGEST_REST) < timedelta(minutes=5) < LATE_KNOCK


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (1, 5), (2, 10), (3, 20), (6, 160), (7, 240), (8, 240), (10_000, 240)],
)
def test_an_address_rests_longer_after_each_failure_up_to_four_minutes(
    failures: int, seconds: int
) -> None:
    assert rest(failures) == timedelta(seconds=seconds) <= LONGEST_REST


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (199, Outcome.REFUSED),
        (200, Outcome.DELIVERED),
        (204, Outcome.DELIVERED),
        (299, Outcome.DELIVERED),
        (300, Outcome.REDIRECTED),
        (399, Outcome.REDIRECTED),
        (400, Outcome.REFUSED),
        (409, Outcome.REFUSED),
        (410, Outcome.GONE),
        (411, Outcome.REFUSED),
        (500, Outcome.REFUSED),
        (999, Outcome.REFUSED),
    ],
)
def test_what_a_status_means(status: int, outcome: Outcome) -> None:
    assert outcome_of(status) is outcome


@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [
        (429, "2", 2),
        (503, " 120 ", 120),
        (503, "Sat, 28 Nov 2026 12:00:30 GMT", 30),
        (503, "Sat, 28 Nov 2026 11:00:00 GMT", 0),
        (503, "9" * 400, 999_999_999),
        (500, "120", None),
        (200, "120", None),
        (429, None, None),
        (429, "", None),
        (429, "soon", None),
        (429, "-5", None),
        (429, "٣", None),
        (429, "1.5", None),
    ],
)
def test_who_asks_to_be_left_alone_and_for_how_long(
    status: int, header: str | None, seconds: int | None
) -> None:
    asked = asked_pause(status, header, NOW)
    assert asked == (None if seconds is None else timedelta(seconds=seconds))
