"""How many requests a key may make: over all processes, told in headers, and nobody else's loss."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from api.access import may
from api.access_table import ACCESS
from api.app import create_app, operations
from api.openapi.contract import document
from api.operation import Operation
from api.rates import RATE_HEADERS, WINDOW, Rates, Standing
from api.roles import Role
from api.routes.all import RESOURCES
from storage.looking import Looks
from storage.scope import SYSTEM
from tests.api.stage import Answer, Clock, Stage, fresh, order
from tests.api.test_keys import token
from tests.approvals.test_races import at_once


@contextmanager
def process(stage: Stage, quota: int, clock: Clock) -> Iterator[Rates]:
    """What one web process counts by."""
    with closing(Looks(stage.made.app_url, SYSTEM, name="test")) as looks:
        yield Rates(looks, quota, clock)


def taken(rates: Rates, key: str, times: int) -> int:
    found = [rates.take(key) for _ in range(times)]
    return sum(it is not None and it.taken for it in found)


@pytest.mark.parametrize("asked", [4, 5, 6])
def test_as_many_as_the_quota_and_not_one_more(stage: Stage, asked: int) -> None:
    with process(stage, 5, Clock()) as rates:
        assert taken(rates, fresh("key"), asked) == min(asked, 5)


def test_processes_share_one_bucket_however_they_take_turns(stage: Stage) -> None:
    clock, key = Clock(), fresh("key")
    with process(stage, 300, clock) as one, process(stage, 300, clock) as other:
        found = [taken(it, key, 1) for _ in range(400) for it in (one, other)]
    # A block of three is what the other one may hold unspent.
    assert 297 <= sum(found) <= 300


def test_threads_of_one_process_spend_no_token_twice(stage: Stage) -> None:
    key = fresh("key")
    with process(stage, 40, Clock()) as rates:
        found = at_once([partial(rates.take, key)] * 60)
    assert sum(isinstance(it, Standing) and it.taken for it in found) == 40


@pytest.mark.parametrize(("seconds", "more"), [(11, 0), (12, 1), (60, 5), (3600, 5)])
def test_a_bucket_fills_with_time_up_to_its_quota(stage: Stage, seconds: int, more: int) -> None:
    clock, key = Clock(), fresh("key")
    with process(stage, 5, clock) as rates:
        assert taken(rates, key, 9) == 5
        with clock.later(seconds=seconds):
            assert taken(rates, key, 9) == more


def test_a_clock_that_goes_back_fills_nothing(stage: Stage) -> None:
    clock, key = Clock(), fresh("key")
    with process(stage, 5, clock) as rates, process(stage, 5, clock) as other:
        assert taken(rates, key, 9) == 5
        with clock.later(hours=-1):
            assert taken(other, key, 9) == 0
        assert taken(other, key, 9) == 0


def test_no_quota_limits_nobody_and_asks_no_database() -> None:
    with closing(Looks("postgresql://nobody@127.0.0.1:1/nowhere", SYSTEM, name="test")) as looks:
        assert Rates(looks, 0).take("key") is None
        # A database that is away limits nobody either: whatever is asked of it says so itself.
        assert Rates(looks, 5).take("key") is None


@given(st.integers(1, 10**8), st.data())
@settings(deadline=None)
def test_what_is_told_is_within_the_quota(quota: int, data: st.DataObject) -> None:
    remaining = data.draw(st.integers(0, quota))
    standing = Standing(quota, remaining, taken=True)
    assert 0 <= standing.reset <= WINDOW.total_seconds()
    assert (standing.reset == 0) is (remaining == quota)


def limited(stage: Stage, quota: int) -> FlaskClient:
    rates = Rates(stage.services.looks, quota, Clock(stage.clock() + timedelta(days=7)))
    return create_app(replace(stage.services, rates=rates)).test_client()


@pytest.fixture
def counted(stage: Stage) -> Iterator[Stage]:
    """The stage with three requests a minute for a key, of which none was made."""
    stage.watch("delete from procheck.rate_bucket")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "_client", limited(stage, 3))
        yield stage
    stage.watch("delete from procheck.rate_bucket")


def test_the_fourth_of_three_is_refused_and_told_when_to_come_back(counted: Stage) -> None:
    for left in (2, 1, 0):
        answer = counted.call("GET", "/v1/me", "officer")
        assert answer.status == 200
        assert answer.headers["RateLimit-Policy"] == '"key";q=3;w=60'
        assert answer.headers["RateLimit"] == f'"key";r={left};t={60 - 20 * left}'
    refused = counted.call("GET", "/v1/me", "officer")
    assert (refused.status, refused.json["type"]) == (429, "/problems/too-many-requests")
    assert refused.headers["Retry-After"] == "20"
    assert [it[:10] for it in refused.headers.getlist("RateLimit")] == ['"key";r=0;']
    assert refused.json["limit"] == 3
    # Another key is not touched by it, and what is public is for everybody.
    assert counted.call("GET", "/v1/me", "supplier").status == 200
    assert counted.call("GET", "/v1/ledger/checkpoint").status == 200


def test_whoever_knows_half_a_key_uses_up_nothing_of_it(counted: Stage) -> None:
    public = counted.keys["officer"].rsplit("_", 1)[0].split("_")[1]
    forged = {"Authorization": f"Bearer pck_{public}_{'A' * 43}"}
    for _ in range(5):
        assert counted.call("GET", "/v1/me", headers=forged).status == 401
    assert counted.call("GET", "/v1/me", "officer").status == 200


def test_what_is_refused_is_counted_and_nothing_of_it_is_done(counted: Stage) -> None:
    for _ in range(3):
        wrong = counted.call("POST", "/v1/orders", "officer", {"no": "order"})
        assert wrong.status == 422
        assert "RateLimit" in wrong.headers
    with counted.unchanged():
        assert counted.call("POST", "/v1/orders", "officer", order()).status == 429


def test_what_is_answered_at_a_glance_is_counted_too(counted: Stage) -> None:
    document = order()
    found = [counted.call("POST", "/v1/validations", "officer", document) for _ in range(5)]
    assert [it.status for it in found] == [200, 200, 200, 429, 429]
    assert [it.headers["RateLimit"][:9] for it in found[:3]] == [
        '"key";r=2', '"key";r=1', '"key";r=0',
    ]  # fmt: skip


_PATHS = document(RESOURCES, "http://procheck.test")["paths"]
_NOTHING = "01a20a90-0000-7000-8000-000000000000"
_PART = re.compile(r"<([a-z_]+)>")


def _declared(operation: Operation, status: int) -> bool:
    path = _PART.sub(r"{\1}", operation.path)
    response = _PATHS[path][operation.method.lower()]["responses"][str(status)]
    found = {it in response["headers"] for it in RATE_HEADERS}
    assert len(found) == 1
    return found.pop()


def _told(answer: Answer) -> bool:
    found = {it in answer.headers for it in RATE_HEADERS}
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize("may_ask", [True, False])
def test_every_answer_to_a_key_tells_where_it_stands_as_declared(
    stage: Stage, *, may_ask: bool
) -> None:
    """Whatever is wrong with the question: most of the paths name nothing, and nothing is sent."""
    for it in operations():
        keyed = ACCESS[it.id].roles is not None
        roles = [role.value for role in Role if may(it.id, role, None) is may_ask]
        # Where everybody may, nobody is left to be turned away.
        for role in roles[:1]:
            answer = stage.call(it.method, _PART.sub(_NOTHING, it.path), role)
            assert _told(answer) is keyed, (it.id, answer.data)
            assert _declared(it, answer.status) is keyed, (it.id, answer.status)


def test_what_is_told_before_the_key_is_known_tells_nothing_of_it(stage: Stage) -> None:
    elsewhere = {"Host": "elsewhere.example"}
    for it in operations():
        if ACCESS[it.id].roles is None:
            continue
        path = _PART.sub(_NOTHING, it.path)
        nobody = stage.call(it.method, path)
        assert (nobody.status, _told(nobody), _declared(it, 401)) == (401, False, False), it.id
        astray = stage.call(it.method, path, "officer", headers=elsewhere)
        assert (astray.status, _told(astray)) == (400, False), it.id
        # What is asked of a GET without a body is not malformed: its 400 is this one alone.
        assert _declared(it, 400) is (it.method != "GET"), it.id


def test_what_has_not_changed_tells_where_a_key_stands(stage: Stage) -> None:
    path = f"/v1/orders/{stage.place()['id']}"
    tag = stage.call("GET", path, "officer").headers["ETag"]
    answer = stage.call("GET", path, "officer", headers={"If-None-Match": tag})
    (operation,) = (it for it in operations() if it.id == "getOrder")
    assert answer.status == 304
    assert _told(answer)
    assert _declared(operation, 304)


def test_whoever_gets_a_token_is_told_where_his_key_stands(counted: Stage) -> None:
    (operation,) = (it for it in operations() if it.id == "issueToken")
    found = [token(counted, counted.keys["officer"]) for _ in range(4)]
    assert [it.status for it in found] == [200, 200, 200, 429]
    assert all(_told(it) and _declared(operation, it.status) for it in found)
    assert [it.headers["RateLimit"][:9] for it in found] == [
        '"key";r=2', '"key";r=1', '"key";r=0', '"key";r=0',
    ]  # fmt: skip
    assert found[3].headers.getlist("RateLimit-Policy") == ['"key";q=3;w=60']
