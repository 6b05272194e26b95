"""An open order ends when it was first promised to end, however often it is examined meanwhile."""

from datetime import datetime, timedelta

import pytest

from approvals.errors import WrongState
from tests.approvals.builders import APPROVER, line, order
from tests.approvals.stage import Stage, order_of, state_of

SECOND = timedelta(seconds=1)


def _lapses(stage: Stage, order_id: str) -> datetime:
    found = stage.order(order_id).lapses_at
    assert found is not None
    return found


def test_a_hold_is_not_prolonged_by_being_examined_again(stage: Stage) -> None:
    stage.register(heads=None)
    order_id = order_of(stage.submit(order("A-1")))
    promised = _lapses(stage, order_id)
    for _ in range(3):
        stage.later(days=20)
        again = stage.reexamine(order_id)
        assert state_of(again) == "held"
        assert again.examination.lapses_at == promised
        assert _lapses(stage, order_id) == promised


def test_a_hold_that_was_examined_again_ends_at_the_promised_instant_and_not_before(
    stage: Stage,
) -> None:
    stage.register(heads=None)
    order_id = order_of(stage.submit(order("A-1")))
    promised = _lapses(stage, order_id)
    stage.now = promised - SECOND
    assert stage.expire() == 0
    assert stage.arrive() == ["held"]
    assert stage.order(order_id).state_at(stage.now) == "held"
    stage.now = promised
    assert stage.order(order_id).state_at(stage.now) == "cancelled"
    with pytest.raises(WrongState):
        stage.reexamine(order_id)
    assert stage.arrive() == []
    stage.now = promised + SECOND
    with pytest.raises(WrongState):
        stage.reexamine(order_id)
    assert stage.expire() == 1
    assert stage.order(order_id).ended == "lapsed"


def test_an_order_that_comes_to_wait_for_something_else_is_given_that_time(stage: Stage) -> None:
    stage.register(heads=None)
    stage.approvers(APPROVER.person)
    order_id = order_of(stage.submit(order("A-1", line(3))))
    promised = _lapses(stage, order_id)
    stage.now = promised - SECOND
    stage.headcount(10)
    assert stage.arrive() == ["referred"]
    days = timedelta(days=stage.office.policy.referral_days)
    assert promised < _lapses(stage, order_id) == promised + days
