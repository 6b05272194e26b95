"""How receivers behave, and what is done about it (INTEROP §7 row 22, RELIABILITY §4.3)."""

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime

import pytest
from sqlalchemy import Text, cast, column, literal_column, or_, select, table

from api.webhook_jobs import LONGEST, send_due, take_up
from integrations.webhooks.dispatch import LEASE, Taken, take
from integrations.webhooks.schedule import INTERVALS
from integrations.webhooks.sending import LARGEST_ANSWER
from storage.scope import SYSTEM
from tests.api.events import (
    PATH,
    Worker,
    act,
    deliveries,
    secrets,
    subscribe,
    verify_v1a,
    worker_of,
)
from tests.api.stage import Stage
from tests.receivers import Answer, Received, Receiver, receiver


@pytest.fixture
def stage(event_stage: Stage) -> Stage:
    return event_stage


@pytest.fixture
def subscription(stage: Stage, shop: Receiver) -> Iterator[str]:
    made = subscribe(stage, shop, kinds=["approval.granted"])
    yield made
    act(stage, made, "deletion")


def state(stage: Stage, subscription: str) -> str:
    return str(stage.call("GET", f"{PATH}/{subscription}", "supplier").json["state"])


def attempts(stage: Stage, subscription: str) -> list[str]:
    (sent,) = deliveries(stage, subscription)
    return [it["outcome"] for it in sent["attempts"]]


def test_what_fails_is_sent_again_under_the_same_id_and_no_sooner_than_it_should(
    stage: Stage, worker: Worker, shop: Receiver, subscription: str
) -> None:
    shop.says(500)
    stage.place(quantity=1)
    assert worker.work() == 1
    assert worker.work() == 0
    with stage.clock.later(seconds=4.9):
        assert worker.work() == 0
    shop.says(200)
    with stage.clock.later(seconds=5):
        assert worker.work() == 1
    first, second = shop.received
    assert first.id == second.id
    assert first.body == second.body
    assert attempts(stage, subscription) == ["refused", "delivered"]
    with stage.clock.later(days=3):
        assert worker.work() == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_failure_and_leads_nowhere(
    stage: Stage, worker: Worker, shop: Receiver, subscription: str, status: int
) -> None:
    with receiver() as elsewhere:
        shop.says(status, Location=elsewhere.url)
        stage.place(quantity=1)
        worker.work()
        assert elsewhere.received == []
    assert attempts(stage, subscription) == ["redirected"]
    (sent,) = deliveries(stage, subscription)
    assert (sent["state"], sent["attempts"][0]["status"]) == ("pending", status)


def test_410_disables_and_what_is_due_waits_until_it_is_enabled_again(
    stage: Stage, worker: Worker, shop: Receiver, subscription: str
) -> None:
    shop.says(410)
    stage.place(quantity=1)
    stage.place(quantity=1)
    worker.work()
    assert len(shop.received) == 1
    held = stage.call("GET", f"{PATH}/{subscription}", "supplier").json
    assert (held["state"], held["reason"]) == ("disabled", "the receiver answered 410 Gone")
    stage.sequence()
    told = stage.call("GET", "/v1/feed?limit=200", "supplier").json["items"]
    assert told[-1]["type"] == "subscription.disabled"
    assert told[-1]["data"]["pointer"] == f"{PATH}/{subscription}"
    shop.says(200)
    with stage.clock.later(days=2):
        assert worker.work() == 0
        assert act(stage, subscription, "activation").status == 200
        assert worker.work() == 1
    states = [it["state"] for it in deliveries(stage, subscription)]
    assert sorted(states) == ["dead", "delivered"]


@pytest.mark.usefixtures("subscription")
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_receiver_that_asks_for_time_is_left_alone_for_as_long(
    stage: Stage, worker: Worker, shop: Receiver, status: int, form: str
) -> None:
    until = stage.clock() + timedelta(seconds=120)
    shop.says(status, Retry_After="120" if form == "seconds" else format_datetime(until))
    stage.place(quantity=1)
    worker.work()
    stage.place(quantity=1)
    shop.says(200)
    with stage.clock.later(seconds=118):
        assert worker.work() == 0
    with stage.clock.later(seconds=120):
        assert worker.work() == 2
    assert len(set(shop.ids())) == 2


def test_a_receiver_that_hangs_runs_out_of_time_and_keeps_nobody_else_waiting(
    stage: Stage, worker: Worker, shop: Receiver, subscription: str
) -> None:
    def hang(_: Received) -> Answer:
        shop.released.wait(20)
        return 200, {}, b""

    shop.answer = hang
    with receiver() as quick:
        other = subscribe(stage, quick, kinds=["approval.granted"])
        stage.place(quantity=1)
        stage.sequence()
        slow = threading.Thread(target=send_due, args=(worker.dispatcher, subscription))
        began = time.monotonic()
        slow.start()
        while not shop.received:
            time.sleep(0.01)
        assert send_due(worker.dispatcher, other) == 1
        assert len(quick.received) == 1
        assert slow.is_alive(), "the other receiver was waited for"
        slow.join(10)
        assert time.monotonic() - began < 5
        act(stage, other, "deletion")
    assert attempts(stage, subscription) == ["overdue"]


def test_a_receiver_that_trickles_its_answer_runs_out_of_time_as_a_whole(
    stage: Stage, worker: Worker, shop: Receiver, subscription: str
) -> None:
    def trickle() -> Iterator[bytes]:
        while not shop.released.wait(0.1):
            yield b"x"

    shop.answer = lambda _: (200, {"Connection": "close"}, trickle())
    stage.place(quantity=1)
    began = time.monotonic()
    worker.work()
    assert time.monotonic() - began < 5
    assert attempts(stage, subscription) == ["overdue"]


def test_of_a_long_answer_no_more_is_read_than_is_kept(
    stage: Stage, worker: Worker, shop: Receiver, subscription: str
) -> None:
    shop.answer = lambda _: (200, {}, b"x" * 1_000_000)
    stage.place(quantity=1)
    worker.work()
    (sent,) = deliveries(stage, subscription)
    assert sent["attempts"][0]["response_bytes"] == LARGEST_ANSWER
    assert sent["state"] == "delivered"


def test_after_the_last_attempt_it_is_given_up_visible_and_sent_again_on_request(
    stage: Stage, worker: Worker, shop: Receiver, subscription: str
) -> None:
    shop.says(500)
    stage.place(quantity=1)
    worker.work()
    passed = timedelta(0)
    for interval in INTERVALS:
        passed += max(interval, timedelta(minutes=5))
        with stage.clock.later(seconds=passed.total_seconds()):
            assert worker.work() == 1
    (dead,) = deliveries(stage, subscription, "dead")
    assert len(dead["attempts"]) == len(INTERVALS) + 1 == 10
    with stage.clock.later(days=30):
        assert worker.work() == 0
        shop.says(200)
        path = f"{PATH}/{subscription}/deliveries/{dead['id']}"
        again = stage.call("POST", f"{path}/replay", "supplier", {"reason": "mended"})
        assert (again.status, again.json["state"], again.json["tries"]) == (202, "pending", 0)
        assert worker.work() == 1
        twice = stage.call("POST", f"{path}/replay", "supplier", {"reason": "lost it"})
        assert twice.status == 202
        while_pending = stage.call("POST", f"{path}/replay", "supplier", {"reason": "again"})
        assert (while_pending.status, while_pending.json["state"]) == (409, "pending")
        assert worker.work() == 1
    assert set(shop.ids()) == {dead["id"]}
    assert stage.call("GET", path, "supplier").json["state"] == "delivered"


def test_between_attempts_that_count_it_knocks_and_loses_none_of_them_by_it(
    stage: Stage, worker: Worker, shop: Receiver, subscription: str
) -> None:
    shop.says(500)
    stage.place(quantity=1)
    worker.work()
    for passed, tries in [(5, 2), (244, 2), (245, 2), (305, 3), (545, 3), (785, 3)]:
        with stage.clock.later(seconds=passed):
            assert worker.work() == (passed != 244)
        (waits,) = deliveries(stage, subscription)
        assert (waits["state"], waits["tries"]) == ("pending", tries)
    assert len(shop.received) == 6
    shop.says(200)
    with stage.clock.later(seconds=785 + 239):
        assert worker.work() == 0
    with stage.clock.later(seconds=785 + 240):
        assert worker.work() == 1
    (sent,) = deliveries(stage, subscription)
    assert (sent["state"], len(sent["attempts"])) == ("delivered", 7)


def test_both_secrets_sign_for_a_day_after_a_rotation(
    stage: Stage, worker: Worker, shop: Receiver, subscription: str
) -> None:
    (before,) = secrets(stage, subscription)
    assert act(stage, subscription, "rotation").status == 200
    newest, kept = secrets(stage, subscription)
    assert kept == before
    assert newest["secret"] != before["secret"]
    with stage.clock.later(hours=23, minutes=59):
        stage.place(quantity=1)
        worker.work()
    (came,) = shop.received
    signatures = came.headers["webhook-signature"].split(" ")
    assert [it.partition(",")[0] for it in signatures] == ["v1", "v1a", "v1", "v1a"]
    for it in (newest, before):
        verify_v1a(it["public_key"], came)
        mac = base64.b64decode(it["secret"].removeprefix("whsec_"))
        signed = f"{came.id}.{came.headers['webhook-timestamp']}.".encode() + came.body
        made = base64.b64encode(hmac.digest(mac, signed, "sha256")).decode()
        assert f"v1,{made}" in signatures
    with stage.clock.later(hours=24):
        assert secrets(stage, subscription) == [newest]
        stage.place(quantity=1)
        worker.work()
    assert len(shop.received[1].headers["webhook-signature"].split(" ")) == 2
    verify_v1a(newest["public_key"], shop.received[1])


def test_while_one_calls_an_address_nobody_else_does_and_a_killed_one_is_replaced(
    stage: Stage, worker: Worker, shop: Receiver, subscription: str
) -> None:
    stage.place(quantity=1)
    stage.sequence()
    database = stage.services.database
    with database.transaction(SYSTEM) as connection:
        taken = take(connection, subscription, stage.clock())
    assert isinstance(taken, Taken)
    assert worker.work() == 0
    with stage.clock.later(seconds=LEASE.total_seconds() - 1):
        assert take_up(worker.dispatcher) == 1
        assert worker.work() == 0
    with stage.clock.later(seconds=LEASE.total_seconds()):
        assert worker.work() == 1
    assert shop.ids() == [taken.delivery.id]


def test_a_receiver_with_much_to_come_lets_others_have_their_turn(
    stage: Stage, shop: Receiver, subscription: str
) -> None:
    worker = worker_of(stage)
    for _ in range(3):
        stage.place(quantity=1)
    stage.sequence()

    def slowly(_: Received) -> Answer:
        stage.clock.instant += LONGEST
        return 200, {}, b""

    shop.answer = slowly
    before = stage.clock.instant
    assert send_due(worker.dispatcher, subscription) == 1
    assert worker.waiting() > 0
    assert worker.work() == 2
    stage.clock.instant = before
    assert len(set(shop.ids())) == 3


def test_what_has_no_place_in_the_ledger_yet_is_waited_for(
    stage: Stage, worker: Worker, shop: Receiver, subscription: str
) -> None:
    stage.place(quantity=1)
    assert send_due(worker.dispatcher, subscription) == 0
    assert shop.received == []
    with stage.clock.later(seconds=1):
        assert worker.work() == 1


def test_no_secret_stands_in_the_database(stage: Stage, subscription: str) -> None:
    act(stage, subscription, "rotation")
    known = [it["secret"].removeprefix("whsec_") for it in secrets(stage, subscription)]
    private = (stage.folder / "keys" / "webhook.json").read_text()
    known += [it["secret"] for it in json.loads(private)["keys"]]
    forms = [*known, *(it.encode().hex() for it in known)]
    with stage.services.database.transaction(SYSTEM) as connection:
        for name in stage.rows():
            row = column("row", Text)
            of = select(cast(literal_column("t"), Text).label("row")).select_from(
                table(name, schema="procheck").alias("t")
            )
            query = select(row).select_from(of.subquery())
            found = connection.scalars(query.where(or_(*(row.contains(it) for it in forms)))).all()
            assert found == [], name
