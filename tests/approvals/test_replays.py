"""History happens again: the same under the same law, and from there as the draft has it."""

from datetime import date
from decimal import Decimal

import pytest

from approvals.rehearsal_cause import Through
from tests.approvals.builders import APPROVER, line, order
from tests.approvals.replays import draft, replay
from tests.approvals.stage import Stage, number_of, order_of, state_of

LOWER_PRICE = draft(('ceiling: "5000"', 'ceiling: "4400"'))
HIGHER_CAP = draft(
    ('limit: {percent: "100"', 'limit: {percent: "120"'),
)
LOWER_CAP = draft(('limit: {percent: "100"', 'limit: {percent: "50"'))


def balances(replayed_stage: Stage, item_class: str) -> tuple[int, int, int]:
    return replayed_stage.balance(item_class)


def test_under_the_law_of_then_history_is_history_again(stage: Stage) -> None:
    stage.register(heads=10)
    stage.deliver(None, ["OLD-1", "OLD-2"])
    first = stage.submit(order("A-1", line(5)))
    stage.submit(order("A-2", line(4)))
    stage.submit(order("A-3", line(1, of="safe")))
    question = stage.submit(
        order("A-4", line(price="900", of="printer", attributes={"colour": True}))
    )
    stage.answer(order_of(question), "colour-printers-needed")
    stage.approvers(APPROVER.person)
    waiting = stage.submit(order("A-5", line(2)))
    stage.grant(order_of(waiting))
    declined = stage.submit(order("A-6", line(1)))
    stage.decline(order_of(declined))
    stage.deliver(number_of(first), ["N-1", "N-2"])
    stage.dispose("OLD-1")
    stage.cancel(order_of(first))
    stage.later(days=120)
    stage.expire()
    stage.submit(order("A-7", line(6)))

    again = replay(stage)

    assert again.changed == []
    assert again.tally.verdicts == 0
    assert again.tally.examinations == 9
    assert again.tally.orders == 7
    (account,) = again.rehearsal.run.accounts.values()
    for (item_class, _), units in account.balances.items():
        assert tuple(units) == balances(stage, item_class.value)


def test_a_lower_ceiling_refuses_and_says_by_which_finding_and_for_what_money(
    stage: Stage,
) -> None:
    stage.register(heads=10)
    dear = order_of(stage.submit(order("A-1", line(3, "4500.00"))))
    stage.submit(order("A-2", line(1, "4400.00")))
    again = replay(stage, LOWER_PRICE)
    (changed,) = again.changed
    assert (changed.order_id, changed.amount) == (dear, Decimal("13500.00"))
    assert (changed.history.state, changed.replay.state) == ("approved", "refused")
    assert changed.cause.through is Through.LAW
    assert changed.cause.finding is not None
    assert changed.cause.finding["code"] == "price-over-ceiling"
    assert changed.cause.finding["limit"] == "4400.00"
    document = again.tally.document()
    assert document["kind"] == "rehearsal"
    assert document["changes"] == [
        {"from": "approved", "to": "refused", "orders": 1, "money": {"included": "13500.00"}}
    ]


def test_what_is_refused_leaves_its_units_to_those_who_come_after(stage: Stage) -> None:
    stage.register(heads=10)
    dear = order_of(stage.submit(order("A-1", line(8, "4500.00"))))
    late = stage.submit(order("A-2", line(5, "4000.00")))
    assert state_of(late) == "refused"
    again = replay(stage, LOWER_PRICE)
    assert again.ways == {dear: ("approved", "refused"), order_of(late): ("refused", "approved")}
    through = again.changed[1].cause
    assert (through.through, through.after, through.arose) == (Through.COURSE, dear, False)


def test_what_passes_takes_its_units_from_those_who_come_after(stage: Stage) -> None:
    stage.register(heads=10)
    stage.submit(order("A-1", line(5)))
    large = order_of(stage.submit(order("A-2", line(7))))
    small = order_of(stage.submit(order("A-3", line(3))))
    again = replay(stage, HIGHER_CAP)
    assert again.ways == {large: ("refused", "approved"), small: ("approved", "refused")}
    refused = again.changed[1]
    assert (refused.cause.through, refused.cause.after) == (Through.COURSE, large)
    (need,) = refused.needs
    assert (need.limit, need.needed, need.asked) == (12, 15, 3)


def test_a_cap_says_what_it_would_have_had_to_be_to_refuse_nobody(stage: Stage) -> None:
    stage.register(heads=10)
    for number, quantity in enumerate((4, 3, 2)):
        stage.submit(order(f"A-{number}", line(quantity)))
    again = replay(stage, LOWER_CAP)
    # Four of five are taken; three are refused, then two.
    (cap,) = again.tally.document()["caps"]
    assert (cap["orders"], cap["units"]) == (2, 5)
    (agency,) = cap["agencies"]
    assert (agency["limit"], agency["needed"]) == (5, 9)
    assert cap["ladder"] == [
        {"factor": "1.40", "still_refused": 1},
        {"factor": "1.80", "still_refused": 0},
    ]


def test_devices_that_were_never_approved_are_neither_on_hand_nor_disposed_of(
    stage: Stage,
) -> None:
    stage.register(heads=10)
    dear = stage.submit(order("A-1", line(2, "4500.00")))
    stage.deliver(number_of(dear), ["N-1", "N-2"])
    stage.dispose("N-1")
    again = replay(stage, LOWER_PRICE)
    assert again.ways == {order_of(dear): ("approved", "refused")}
    (account,) = again.rehearsal.run.accounts.values()
    assert all(units == [0, 0, 0] for units in account.balances.values())
    assert again.rehearsal.run.absent == {"N-2"}


def test_an_approver_who_granted_then_cannot_grant_what_is_refused_now(stage: Stage) -> None:
    stage.register(heads=10)
    stage.approvers(APPROVER.person)
    dear = order_of(stage.submit(order("A-1", line(2, "4500.00"))))
    cheap = order_of(stage.submit(order("A-2", line(2, "4000.00"))))
    for it in (dear, cheap):
        stage.grant(it)
    again = replay(stage, LOWER_PRICE)
    assert again.ways == {dear: ("approved", "refused")}


def test_an_open_order_is_compared_when_history_ends(stage: Stage) -> None:
    stage.register(heads=10)
    stage.approvers(APPROVER.person)
    waiting = order_of(stage.submit(order("A-1", line(2, "4500.00"))))
    assert replay(stage).changed == []
    assert replay(stage, LOWER_PRICE).ways == {waiting: ("referred", "refused")}


def test_what_was_recorded_before_the_days_asked_about_stays_as_it_was(stage: Stage) -> None:
    stage.register(heads=10)
    stage.submit(order("A-1", line(8, "4500.00")))
    stage.approvers(APPROVER.person)
    open_then = order_of(stage.submit(order("A-2", line(1, "4500.00"))))
    stage.later(days=2)
    stage.grant(open_then)
    late = order_of(stage.submit(order("A-3", line(5, "4000.00"))))
    day = date(2026, 11, 25)
    again = replay(stage, LOWER_PRICE, since=day)
    assert again.ways == {open_then: ("approved", "refused")}
    assert late not in again.ways
    assert replay(stage, LOWER_PRICE, until=date(2026, 11, 24)).tally.orders == 2
    same = replay(stage, since=day)
    assert (same.changed, same.tally.verdicts, same.tally.orders) == ([], 0, 2)


@pytest.mark.parametrize("again", range(2))
def test_a_replay_leaves_no_trace(stage: Stage, again: int) -> None:
    stage.register(heads=10)
    stage.submit(order("A-1", line(3, "4500.00")))
    before = stage.kinds()
    taken = stage.balance()
    for _ in range(again + 1):
        replay(stage, LOWER_PRICE)
    assert (stage.kinds(), stage.balance()) == (before, taken)
