"""A dispatcher that comes late moves nothing backwards (FEATURES SS14, INTEROP §7 row 22)."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from api.identifiers import new_id
from integrations.webhooks.dispatch import LEASE, Idle, Taken, settle, take
from integrations.webhooks.heard import Heard, Outcome, outcome_of
from storage.scope import SYSTEM
from tests.api.events import PATH, Worker, act, deliveries, subscribe
from tests.api.stage import Stage
from tests.receivers import Receiver


@pytest.fixture
def stage(event_stage: Stage) -> Stage:
    return event_stage


@pytest.fixture
def subscription(stage: Stage, shop: Receiver) -> Iterator[str]:
    made = subscribe(stage, shop, kinds=["approval.granted"])
    stage.place(quantity=1)
    stage.sequence()
    yield made
    act(stage, made, "deletion")


def look(stage: Stage, subscription: str) -> Taken | Idle:
    with stage.services.database.transaction(SYSTEM) as connection:
        return take(connection, subscription, stage.clock())


def taken(stage: Stage, subscription: str) -> Taken:
    found = look(stage, subscription)
    assert isinstance(found, Taken)
    return found


def answered(stage: Stage, held: Taken, status: int) -> tuple[datetime, ...]:
    """Settle what was taken, now, by what its receiver answered."""
    with stage.services.database.transaction(SYSTEM) as connection:
        return settle(
            connection,
            held,
            Heard(outcome=outcome_of(status), milliseconds=1, status=status),
            began_at=stage.clock(),
            now=stage.clock(),
            draw=1.0,
            ids=new_id,
        )


def stands(stage: Stage, subscription: str) -> tuple[str, str]:
    (sent,) = deliveries(stage, subscription)
    held = stage.call("GET", f"{PATH}/{subscription}", "supplier").json
    return sent["state"], held["state"]


@pytest.mark.parametrize("status", [500, 301, 410])
def test_what_was_delivered_meanwhile_stays_delivered(
    stage: Stage, worker: Worker, subscription: str, status: int
) -> None:
    late = taken(stage, subscription)
    with stage.clock.later(seconds=LEASE.total_seconds()):
        assert worker.work() == 1
        assert answered(stage, late, status) == ()
        assert stands(stage, subscription) == ("delivered", "enabled")
        (sent,) = deliveries(stage, subscription)
        assert [it["status"] for it in sent["attempts"]] == [204, status]
        # Nor does the address rest for it: what comes next is sent at once.
        stage.place(quantity=1)
        assert worker.work() == 1


@pytest.mark.parametrize("late_status", [204, 500, 410])
@pytest.mark.parametrize("status", [204, 500])
def test_whoever_has_the_address_keeps_it_and_a_success_counts_whosever_it_is(
    stage: Stage, subscription: str, late_status: int, status: int
) -> None:
    late = taken(stage, subscription)
    with stage.clock.later(seconds=LEASE.total_seconds()):
        holder = taken(stage, subscription)
        assert holder.delivery.id == late.delivery.id
        assert answered(stage, late, late_status) == ()
        assert look(stage, subscription) == Idle()
        answered(stage, holder, status)
        expected = "delivered" if 204 in {late_status, status} else "pending"
        assert stands(stage, subscription) == (expected, "enabled")


def test_410_from_before_it_was_enabled_again_disables_nothing(
    stage: Stage, worker: Worker, subscription: str
) -> None:
    late = taken(stage, subscription)
    assert act(stage, subscription, "deactivation").status == 200
    assert act(stage, subscription, "activation").status == 200
    assert answered(stage, late, 410) == ()
    assert stands(stage, subscription) == ("pending", "enabled")
    assert worker.work() == 1
    assert stands(stage, subscription) == ("delivered", "enabled")


@pytest.mark.parametrize("status", [204, 500, 410])
def test_of_a_subscription_that_was_deleted_meanwhile_nothing_is_left_to_do(
    stage: Stage, worker: Worker, subscription: str, status: int
) -> None:
    late = taken(stage, subscription)
    assert act(stage, subscription, "deletion").status == 200
    assert answered(stage, late, status) == ()
    assert worker.work() == 0


def test_410_to_a_knock_disables_like_any_other(
    stage: Stage, worker: Worker, shop: Receiver, subscription: str
) -> None:
    shop.says(500)
    for seconds in (0, 5):
        with stage.clock.later(seconds=seconds):
            assert worker.work() == 1
    shop.says(410)
    with stage.clock.later(seconds=245):
        assert worker.work() == 1
    assert stands(stage, subscription) == ("dead", "disabled")
    (sent,) = deliveries(stage, subscription)
    assert [it["outcome"] for it in sent["attempts"]][-1] == Outcome.GONE
