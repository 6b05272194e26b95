"""What is answered at a glance is what the view answers, and no later than it would."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NoReturn

import psycopg
import pytest
from flask.testing import FlaskClient
from werkzeug.test import run_wsgi_app

from api import access_keys
from api.app import create_app
from api.holders import Holder
from api.identifiers import new_id
from api.roles import Role
from ledger.entry import Actor
from storage.database import Database
from storage.embedded.server import Address
from storage.scope import SYSTEM, Scope
from tests.api.stage import HEADS, Answer, Stage, edge_of_its_own, fresh, order

_OWN = "11100000EXAMPLE01N"
_PLAINLY = {"Content-Type": "application/json; charset=utf-8"}
"""As good as the usual header, and never answered at a glance."""
_ACTOR = Actor(person="test:actor", role="system", authentication="test")


class _NoTransactions(Database):
    """A database that can only be looked at: whatever opens a transaction was no glance."""

    def __init__(self) -> None:
        super().__init__("postgresql://nobody@127.0.0.1:1/nowhere")

    @contextmanager
    def transaction(self, scope: Scope) -> Iterator[NoReturn]:
        raise AssertionError(scope)
        yield


def _tried(stage: Stage, document: dict[str, Any], role: str = "officer", **more: Any) -> Answer:  # noqa: ANN401 - of `call`
    return stage.call("POST", "/v1/validations", role, document, **more)


def _only_looking(stage: Stage) -> FlaskClient:
    return create_app(replace(stage.services, database=_NoTransactions())).test_client()


def _of(answer: Answer) -> list[tuple[str, str]]:
    """Its headers, without what of its quota the key has left, which is less each time."""
    assert "RateLimit" in answer.headers
    return sorted(it for it in answer.headers if it[0] != "RateLimit")


@pytest.mark.parametrize("role", ["officer", "approver", "supplier", "auditor"])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"unit_price": "5200.00", "operating_system": {"preloaded": False}},
        {"codes": [{"scheme": "cn2022", "code": "A02010104"}], "deliver_by": "2026-12-20"},
        {"supplier": None, "processor": {"name": "龙芯"}},
    ],
)
def test_a_glance_says_what_the_view_says(stage: Stage, role: str, changes: dict[str, Any]) -> None:
    document = order(**changes)
    slow = _tried(stage, document, role, headers=_PLAINLY)
    _tried(stage, document, role)  # the key's first use is written down, which no glance does
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "_client", _only_looking(stage))
        quick = _tried(stage, document, role)
    assert (slow.status, quick.status) == (200, 200)
    assert quick.data == slow.data
    assert _of(quick) == _of(slow)


@pytest.mark.parametrize(
    ("changes", "more"),
    [
        ({"unit_price": "0"}, {}),
        ({"agency": "11100000EXAMPLE02R"}, {}),
        ({"codes": [{"scheme": "no-such", "code": "A02010104"}]}, {}),
        ({"deliver_by": "2020-01-01"}, {}),
        ({"lines": []}, {}),
        ({}, {"data": b"{"}),
        ({}, {"data": b""}),
        ({}, {"data": b"x" * 300_000}),
        ({}, {"headers": {"Host": "elsewhere.example"}}),
        ({}, {"headers": {"Content-Type": "text/plain"}}),
        ({}, {"headers": {"Content-Encoding": "gzip"}}),
        ({}, {"headers": {"Authorization": "Bearer nonsense"}}),
    ],
)
def test_what_is_wrong_is_told_by_the_view(
    stage: Stage, changes: dict[str, Any], more: dict[str, Any]
) -> None:
    with stage.unchanged():
        answer = _tried(stage, order(**changes), **more)
    assert answer.status in {400, 401, 413, 415, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.fixture(scope="module")
def own(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An edge of these tests alone, whose agencies' facts they may change."""
    with edge_of_its_own(server, "glances", tmp_path_factory.mktemp("glances")) as made:
        yield made


def test_a_fact_recorded_a_moment_ago_is_in_the_next_answer(own: Stage) -> None:
    document = order(quantity=60)
    before = _tried(own, document)
    assert _tried(own, document).data == before.data
    body = {
        "basis": "filled-establishment",
        "value": 3,
        "valid_from": "2026-11-20",
        "source": "example report",
    }
    path = f"/v1/agencies/{_OWN}/headcounts"
    assert own.call("POST", path, "administrator", body).status == 201
    after = _tried(own, document)
    assert "quantity-over-cap" in {it["code"] for it in after.json["verdict"]["findings"]}
    assert after.data != before.data


def test_units_bought_a_moment_ago_are_in_the_next_answer(own: Stage) -> None:
    document = order(quantity=HEADS + 300)
    taken = {
        it["sum"]
        for it in _tried(own, document).json["verdict"]["findings"]
        if it["rule"] == "headcount-quota"
    }
    own.place(quantity=2)
    now = {
        it["sum"]
        for it in _tried(own, document).json["verdict"]["findings"]
        if it["rule"] == "headcount-quota"
    }
    assert taken
    assert now.isdisjoint(taken)


def test_a_fact_written_without_the_lock_is_seen_too(stage: Stage) -> None:
    document = order()
    assert _tried(stage, document).status == 200
    with psycopg.connect(stage.made.owner_url.replace("+psycopg", "")) as connection:
        _as_system(connection)
        before = _revision(connection)
        connection.execute(
            "insert into procheck.headcount (agency, basis, value, valid_from, recorded_at,"
            " recorded_by, source) values (%s, 'x', 1, '2026-01-01', now(), 'test', 'test')",
            (_OWN,),
        )
        assert _revision(connection) > before
        connection.rollback()


def _as_system(connection: psycopg.Connection[Any]) -> None:
    connection.execute("select set_config('procheck.role', 'system', true)")


def _revision(connection: psycopg.Connection[Any]) -> int:
    query = "select revision from procheck.quota_anchor where agency = %s"
    row = connection.execute(query, (_OWN,)).fetchone()
    assert row is not None
    return int(row[0])


def test_a_key_withdrawn_a_moment_ago_opens_nothing(stage: Stage) -> None:
    database = Database(stage.made.app_url, pool_size=1)
    holder = Holder(person=fresh("person"), role=Role.OFFICER, agency=_OWN)
    with database.transaction(SYSTEM) as connection:
        key = access_keys.issue(connection, holder, actor=_ACTOR, ids=new_id, now=stage.clock())
    header = {"Authorization": f"Bearer {key}"}
    assert [_tried(stage, order(), headers=header).status for _ in range(3)] == [200] * 3
    with stage.clock.later(days=366):
        assert _tried(stage, order(), headers=header).status == 401
    with database.transaction(SYSTEM) as connection:
        _, public, _ = key.split("_", 2)
        access_keys.withdraw(connection, public, actor=_ACTOR, ids=new_id, now=stage.clock())
    database.close()
    assert _tried(stage, order(), headers=header).status == 401


def test_the_day_is_the_one_of_the_clock_and_of_law(stage: Stage) -> None:
    document = order()
    days = []
    for hours in (0, 13.5, 14.5):  # the clock stands at ten in the morning in Shanghai
        with stage.clock.later(hours=hours):
            days.append(_tried(stage, document).json["verdict"]["examined_on"])
    today = date(2026, 11, 23)
    assert days == [str(today), str(today), str(today + timedelta(days=1))]


def test_a_body_that_cannot_be_read_is_told_by_the_view_and_read_no_further(
    stage: Stage,
) -> None:
    class Stalls(io.BytesIO):
        reads = 0

        def read(self, _: int | None = -1) -> bytes:
            Stalls.reads += 1
            raise TimeoutError

    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/v1/validations",
        "QUERY_STRING": "",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "HTTP_AUTHORIZATION": f"Bearer {stage.keys['officer']}",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": "100",
        "wsgi.input": Stalls(),
        "wsgi.input_terminated": True,
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
    }
    body, status, _ = run_wsgi_app(stage.app, environ)
    assert status == "408 REQUEST TIMEOUT"
    assert json.loads(b"".join(body))["type"] == "/problems/body-overdue"
    assert Stalls.reads == 1
