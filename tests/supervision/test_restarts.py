"""When a dead child is started again."""

import pytest

from api.supervision.restarts import LONGEST_DELAY, MOST_DEATHS, WINDOW_SECONDS, Restarts


def test_the_pause_doubles_with_each_death_until_it_is_no_use_any_more() -> None:
    restarts = Restarts()
    assert [restarts.note(float(second)) for second in range(5)] == [0.2, 0.4, 0.8, 1.6, None]


def test_deaths_that_lie_far_apart_are_each_a_first_one() -> None:
    restarts = Restarts()
    apart = [restarts.note(number * (WINDOW_SECONDS + 1)) for number in range(20)]
    assert apart == [0.2] * 20


@pytest.mark.parametrize(
    ("last", "ends"), [(WINDOW_SECONDS, True), (WINDOW_SECONDS + 0.001, False)]
)
def test_the_window_ends_exactly_where_it_says(last: float, ends: bool) -> None:  # noqa: FBT001 - a case
    restarts = Restarts()
    for _ in range(MOST_DEATHS - 1):
        restarts.note(0.0)
    assert (restarts.note(last) is None) == ends


def test_no_pause_is_longer_than_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.supervision.restarts.MOST_DEATHS", 100)
    restarts = Restarts()
    assert [restarts.note(0.0) for _ in range(20)][-1] == LONGEST_DELAY
