"""Where a device stands, by the table: nothing moves it back, in whatever order acts come."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.unit_states import (
    MOVES,
    REPORTS,
    UNDER_WAY,
    UnitAct,
    UnitState,
    fold,
    moved,
    wanted,
)

ACTS = st.lists(st.sampled_from(UnitAct), max_size=12)
ENDS = [it for it in UnitState if it not in UNDER_WAY]


def rank(state: UnitState) -> int:
    return UNDER_WAY.index(state) if state in UNDER_WAY else len(UNDER_WAY)


@given(ACTS)
def test_no_act_ever_moves_a_device_backwards(acts: list[UnitAct]) -> None:
    state = UnitState.DESPATCHED
    for act in acts:
        after = fold(state, [act])
        assert rank(after) >= rank(state)
        assert after is state or rank(after) > rank(state)
        state = after


@given(ACTS, st.data())
def test_acts_that_come_twice_come_to_the_same(acts: list[UnitAct], data: st.DataObject) -> None:
    again: list[UnitAct] = []
    done: list[UnitAct] = []
    for act in acts:
        if moved(fold(UnitState.DESPATCHED, again), act) is not None:
            done.append(act)
        again.append(act)
        # At once, or at any time after, what was done already is asked for again.
        again += data.draw(st.lists(st.sampled_from(done), max_size=3)) if done else []
    assert fold(UnitState.DESPATCHED, again) is fold(UnitState.DESPATCHED, acts)


@pytest.mark.parametrize("count", range(1, len(REPORTS) + 1))
def test_what_is_told_of_a_device_comes_to_the_same_in_every_order(count: int) -> None:
    for told in permutations(REPORTS, count):
        furthest = max(told, key=REPORTS.index)
        assert fold(UnitState.DESPATCHED, told) is fold(UnitState.DESPATCHED, [furthest])


@given(ACTS)
def test_what_came_to_its_end_stays_there(acts: list[UnitAct]) -> None:
    for end in ENDS:
        assert fold(end, acts) is end


def test_only_what_was_inspected_and_is_whole_is_accepted() -> None:
    assert wanted(UnitAct.ACCEPT) == (UnitState.INSPECTED,)
    assert moved(UnitState.DAMAGED, UnitAct.ACCEPT) is None
    assert moved(UnitState.ACCEPTED, UnitAct.ACCEPT) is UnitState.ACCEPTED


def test_one_end_is_no_repetition_of_another() -> None:
    done = {
        UnitAct.ACCEPT: UnitState.ACCEPTED,
        UnitAct.RETURN: UnitState.RETURNED,
        UnitAct.EXCHANGE: UnitState.EXCHANGED,
        UnitAct.WITHDRAW: UnitState.WITHDRAWN,
    }
    for act, end in done.items():
        assert [it for it in done if moved(end, it) is not None] == [act]


def test_every_state_has_its_row() -> None:
    assert set(MOVES) == set(UnitState)
