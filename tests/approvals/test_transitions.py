"""Every row of the table in DESIGN §4, and every way that is closed."""

from datetime import timedelta

import pytest

from approvals.errors import (
    DayOutOfRange,
    WrongState,
)
from tests.approvals.builders import (
    APPROVER,
    TODAY,
    line,
    order,
)
from tests.approvals.stage import Stage, number_of, order_of, state_of

COLOUR = line(price="900.00", of="printer", attributes={"colour": True})


def open_question(stage: Stage, reference: str = "Q-1") -> str:
    found = stage.submit(order(reference, COLOUR))
    assert state_of(found) == "referred"
    return order_of(found)


def test_a_conforming_order_is_approved_at_once_and_its_quota_committed(stage: Stage) -> None:
    stage.register()
    found = stage.submit(order("A-1", line(40)))
    assert state_of(found) == "approved"
    assert stage.order(order_of(found)).state == "approved"
    assert stage.approval(number_of(found)).state == "in-force"
    assert stage.balance() == (0, 40, 0)
    assert stage.kinds()[-2:] == ["order.examined", "approval.granted"]


def test_a_breach_refuses_takes_no_quota_and_is_recorded(stage: Stage) -> None:
    stage.register()
    found = stage.submit(order("A-1", line(1, "5200.00")))
    assert state_of(found) == "refused"
    assert found.examination.granted is None
    assert stage.balance() == (0, 0, 0)
    assert stage.kinds()[-1] == "order.examined"


def test_a_missing_headcount_holds_and_its_arrival_approves(stage: Stage) -> None:
    stage.register(heads=None)
    held = stage.submit(order("A-1", line(4)))
    assert state_of(held) == "held"
    assert stage.balance() == (0, 0, 0)
    stage.headcount(10)
    stage.later(days=2)
    again = stage.reexamine(order_of(held))
    assert state_of(again) == "approved"
    assert stage.balance() == (0, 4, 0)
    assert stage.column("select examination from procheck.receipt order by 1") == [1, 2]


def test_an_order_still_without_its_fact_stays_held_with_a_second_receipt(stage: Stage) -> None:
    stage.register(heads=None)
    held = stage.submit(order("A-1"))
    assert state_of(stage.reexamine(order_of(held))) == "held"
    assert stage.column("select examination from procheck.receipt order by 1") == [1, 2]


def test_a_fact_that_arrives_settles_all_orders_held_for_it_in_the_order_they_were_placed(
    stage: Stage,
) -> None:
    stage.register(heads=None)
    for number in range(3):
        stage.submit(order(f"A-{number}", line(4)))
    stage.later(days=1)
    stage.headcount(10)
    assert stage.arrive() == ["approved", "approved", "refused"]
    assert stage.arrive() == []
    assert stage.balance() == (0, 8, 0)


def test_where_approvers_are_named_a_conforming_order_waits_with_quota_reserved(
    stage: Stage,
) -> None:
    stage.register()
    stage.approvers(APPROVER.person)
    found = stage.submit(order("A-1", line(40)))
    assert state_of(found) == "referred"
    assert stage.order(order_of(found)).awaits == "decision"
    assert stage.balance() == (40, 0, 0)
    granted = stage.grant(order_of(found))
    assert state_of(granted) == "approved"
    assert stage.balance() == (0, 40, 0)
    assert stage.kinds()[-3:] == ["order.decided", "order.examined", "approval.granted"]


def test_a_declined_order_is_refused_and_gives_its_quota_back(stage: Stage) -> None:
    stage.register()
    stage.approvers(APPROVER.person)
    found = stage.submit(order("A-1", line(40)))
    stage.decline(order_of(found))
    held = stage.order(order_of(found))
    assert (held.state, held.ended) == ("refused", "declined")
    assert stage.balance() == (0, 0, 0)


def test_a_grant_at_the_cap_does_not_compete_with_its_own_reservation(stage: Stage) -> None:
    stage.register(heads=10)
    stage.approvers(APPROVER.person)
    found = stage.submit(order("A-1", line(10)))
    assert state_of(stage.grant(order_of(found))) == "approved"
    assert stage.balance() == (0, 10, 0)


def test_a_grant_after_a_headcount_cut_refuses_and_releases(stage: Stage) -> None:
    stage.register(heads=10)
    stage.approvers(APPROVER.person)
    found = stage.submit(order("A-1", line(10)))
    stage.headcount(9, since=TODAY)
    assert state_of(stage.grant(order_of(found))) == "refused"
    assert stage.balance() == (0, 0, 0)
    assert stage.column("select count(*) from procheck.approval") == [0]


def test_an_open_question_is_referred_and_its_answer_decides(stage: Stage) -> None:
    stage.register()
    yes, no = open_question(stage, "Q-1"), open_question(stage, "Q-2")
    assert stage.order(yes).awaits == "answers"
    assert stage.balance("printer") == (0, 0, 0)
    assert state_of(stage.answer(yes, "colour-printers-needed")) == "approved"
    assert state_of(stage.answer(no, "colour-printers-needed", granted=False)) == "refused"
    assert stage.balance("printer") == (0, 1, 0)


def test_an_answered_order_still_waits_for_a_named_approver(stage: Stage) -> None:
    stage.register()
    stage.approvers(APPROVER.person)
    order_id = open_question(stage)
    answered = stage.answer(order_id, "colour-printers-needed")
    assert state_of(answered) == "referred"
    assert stage.balance("printer") == (1, 0, 0)
    assert state_of(stage.grant(order_id)) == "approved"
    assert stage.balance("printer") == (0, 1, 0)


def test_an_answer_may_let_an_order_pass_a_cap_and_the_movement_says_so(stage: Stage) -> None:
    stage.register(heads=10, field_duty=True)
    laptops = line(7, "6000.00", of="laptop")
    found = stage.submit(order("A-1", laptops))
    assert state_of(found) == "referred"
    assert state_of(stage.answer(order_of(found), "laptops-for-desktops")) == "approved"
    excused = stage.column(
        "select excused from procheck.quota_movement where ceiling < taken_after"
    )
    assert excused == ["laptops-for-desktops"]


def test_refused_goes_before_held_and_held_before_referred(stage: Stage) -> None:
    stage.register(heads=None)
    everything = [line(1, "5200.00"), line(), COLOUR]
    assert state_of(stage.submit(order("A-1", *everything))) == "refused"
    assert state_of(stage.submit(order("A-2", *everything[1:]))) == "held"
    stage.headcount(10)
    assert state_of(stage.submit(order("A-3", *everything[1:]))) == "referred"


@pytest.mark.parametrize("named", [False, True], ids=["approved", "referred"])
def test_a_cancelled_order_gives_everything_back(stage: Stage, named: bool) -> None:  # noqa: FBT001 - a case
    stage.register()
    if named:
        stage.approvers(APPROVER.person)
    found = stage.submit(order("A-1", line(3)))
    stage.cancel(order_of(found))
    assert stage.order(order_of(found)).state == "cancelled"
    assert stage.balance() == (0, 0, 0)


def test_cancelling_an_approved_order_revokes_its_approval(stage: Stage) -> None:
    stage.register()
    found = stage.submit(order("A-1", line(3)))
    stage.cancel(order_of(found))
    assert stage.approval(number_of(found)).state == "revoked"
    assert stage.kinds()[-2:] == ["approval.revoked", "order.cancelled"]


def test_a_revoked_approval_gives_back_what_it_holds(stage: Stage) -> None:
    stage.register()
    found = stage.submit(order("A-1", line(3)))
    stage.revoke(number_of(found))
    assert stage.approval(number_of(found)).state == "revoked"
    assert stage.order(order_of(found)).state == "approved"
    assert stage.balance() == (0, 0, 0)


def test_a_revocation_takes_effect_between_the_grant_and_today(stage: Stage) -> None:
    stage.register()
    first, second = (stage.submit(order(name, line())) for name in ("A-1", "A-2"))
    stage.later(days=3)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=4)):
        with pytest.raises(DayOutOfRange):
            stage.revoke(number_of(first), day)
    stage.revoke(number_of(first), TODAY)
    stage.revoke(number_of(second), TODAY + timedelta(days=3))
    assert stage.balance() == (0, 0, 0)


def test_an_approval_is_dead_at_its_end_before_any_job_ran_and_the_job_gives_back(
    stage: Stage,
) -> None:
    stage.register()
    found = stage.submit(order("A-1", line(3)))
    held = stage.approval(number_of(found))
    stage.now = held.expires_at - timedelta(microseconds=1)
    assert held.state_at(stage.now) == "in-force"
    assert stage.expire() == 0
    stage.now = held.expires_at
    assert held.state_at(stage.now) == "expired"
    with pytest.raises(WrongState):
        stage.revoke(held.number)
    with pytest.raises(WrongState):
        stage.deliver(held.number, ["S-1"])
    assert stage.balance() == (0, 3, 0)
    assert stage.expire() == 1
    assert stage.expire() == 0
    assert stage.balance() == (0, 0, 0)
    assert stage.approval(held.number).state == "expired"


def test_a_referred_order_lapses_by_itself_and_cannot_be_granted_after(stage: Stage) -> None:
    stage.register()
    stage.approvers(APPROVER.person)
    found = stage.submit(order("A-1", line(3)))
    lapses_at = stage.order(order_of(found)).lapses_at
    assert lapses_at is not None
    stage.now = lapses_at
    with pytest.raises(WrongState):
        stage.grant(order_of(found))
    assert stage.balance() == (3, 0, 0)
    assert stage.expire() == 1
    held = stage.order(order_of(found))
    assert (held.state, held.ended) == ("cancelled", "lapsed")
    assert stage.balance() == (0, 0, 0)


def test_what_is_due_is_ended_before_the_next_order_is_examined(stage: Stage) -> None:
    stage.register(heads=10)
    stage.submit(order("A-1", line(10)))
    assert state_of(stage.submit(order("A-2", line(10)))) == "refused"
    stage.later(days=91)
    assert state_of(stage.submit(order("A-3", line(10)))) == "approved"
    assert stage.balance() == (0, 10, 0)
