"""One device is replaced once, however many orders name it. (Insight 9.)"""

from datetime import date, timedelta

import pytest

from approvals.submit import Submission
from tests.approvals.builders import line, order
from tests.approvals.stage import Stage, number_of, order_of, state_of

REPLACING = line(replaces=["OLD"])
WAITING = line(2, replaces=["OLD", "UNKNOWN"])
"""Waits for a fact: of the second device nothing is known."""


@pytest.fixture
def old(stage: Stage) -> Stage:
    """An agency with a device that has served its years."""
    stage.register()
    stage.deliver(None, ["OLD"], in_service_since=date(2010, 1, 1))
    return stage


def claims(made: Submission) -> list[tuple[str, str]]:
    """Where a device is another order's to replace, and what is said of it."""
    return [
        (it.pointer, it.message.en)
        for it in made.examination.verdict.findings
        if it.code == "serial-claimed"
    ]


def test_a_device_that_one_order_replaces_no_other_replaces(old: Stage) -> None:
    first = old.submit(order("A-1", REPLACING))
    second = old.submit(order("A-2", line(), REPLACING))
    assert (state_of(first), state_of(second)) == ("approved", "refused")
    assert claims(second) == [
        (
            "/lines/1/replaces/0",
            "the device OLD is replaced by order A-1 already; a device is replaced once",
        )
    ]


def test_nor_when_it_was_disposed_of_or_the_new_one_came_and_the_approval_ended(old: Stage) -> None:
    first = number_of(old.submit(order("A-1", REPLACING)))
    old.dispose("OLD")
    assert claims(old.submit(order("A-2", REPLACING)))
    old.deliver(first, ["NEW"])
    old.now = old.approval(first).expires_at + timedelta(days=1)
    old.expire()
    assert claims(old.submit(order("A-3", REPLACING)))


@pytest.mark.parametrize("end", ["cancel", "revoke", "expire"])
def test_what_ends_with_nothing_delivered_gives_the_device_back(old: Stage, end: str) -> None:
    first = old.submit(order("A-1", REPLACING))
    if end == "cancel":
        old.cancel(order_of(first))
    elif end == "revoke":
        old.revoke(number_of(first))
    else:
        old.now = old.approval(number_of(first)).expires_at
    assert state_of(old.submit(order("A-2", REPLACING))) == "approved"


def test_what_was_refused_or_only_waits_for_facts_keeps_no_device(old: Stage) -> None:
    refused = old.submit(order("A-1", line(price="9000.00", replaces=["OLD"])))
    held = old.submit(order("A-2", WAITING))
    placed = old.submit(order("A-3", REPLACING))
    assert [state_of(it) for it in (refused, held, placed)] == ["refused", "held", "approved"]
    # What waited comes too late.
    assert claims(old.reexamine(order_of(held)))


def test_an_order_is_never_in_its_own_way(old: Stage) -> None:
    held = old.submit(order("A-1", WAITING))
    assert not claims(old.reexamine(order_of(held)))
    first = old.submit(order("A-2", REPLACING))
    amended = old.amend(order_of(first), order("A-3", line(2, replaces=["OLD"])))
    assert amended.kind.value == "replacing"
    assert claims(old.submit(order("A-4", REPLACING))) != []
