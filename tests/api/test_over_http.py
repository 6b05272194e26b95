"""Over real sockets and a clock that is set: what ends, ends at its instant and not before."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from api.access_keys import issue
from api.holders import Holder
from api.identifiers import new_id
from api.roles import Role
from approvals.answered import Answer
from approvals.legal_day import end_of
from approvals.status_list import read_list
from approvals.verify import ListedRevocations, verify
from ledger.entry import Actor
from storage.scope import SYSTEM
from tests.api.stage import Stage, fresh, order

_MOMENTS = (-timedelta(microseconds=1), timedelta(), timedelta(microseconds=1))
_SYSTEM = Actor(person="system:test", role="system", authentication="test")


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:  # noqa: ANN401 - as inherited
        """Say nothing."""


@dataclass
class Http:
    """The edge behind a port."""

    stage: Stage
    port: int

    def call(self, method: str, path: str, key: str | None = None, body: Any = None) -> Any:  # noqa: ANN401 - JSON values
        headers = {"Idempotency-Key": fresh("http")} if method == "POST" else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        data = None if body is None else json.dumps(body).encode()
        url = f"http://127.0.0.1:{self.port}{path}"
        request = urllib.request.Request(url, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - loopback
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def json(self, method: str, path: str, role: str | None = None, body: Any = None) -> Any:  # noqa: ANN401 - JSON values
        key = None if role is None else self.stage.keys[role]
        status, data = self.call(method, path, key, body)
        return status, json.loads(data)

    def confirm(self, statement: str) -> Any:  # noqa: ANN401 - a JSON value
        return self.json("POST", "/v1/approvals/verification", None, {"statement": statement})[1]

    @contextmanager
    def at(self, instant: datetime) -> Iterator[None]:
        clock = self.stage.clock
        before, clock.instant = clock.instant, instant
        try:
            yield
        finally:
            clock.instant = before


@pytest.fixture(scope="module")
def http(stage: Stage) -> Iterator[Http]:
    server = make_server("127.0.0.1", 0, stage.app, threaded=True, request_handler=_Quiet)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield Http(stage, server.server_port)
    server.shutdown()
    serving.join()
    server.server_close()


def _approved(http: Http) -> tuple[str, str]:
    status, made = http.json("POST", "/v1/orders", "officer", order())
    assert (status, made["state"]) == (201, "approved"), made
    return made["approval"]["number"], made["approval"]["statement"]


def test_a_key_ends_at_its_instant(http: Http) -> None:
    holder = Holder(person="test:short", role=Role.AUDITOR, agency=None, supplier=None, label="x")
    began = http.stage.clock()
    with http.stage.services.database.transaction(SYSTEM) as connection:
        key = issue(connection, holder, actor=_SYSTEM, ids=new_id, now=began, days=1)
    seen = []
    for by in _MOMENTS:
        with http.at(began + timedelta(days=1) + by):
            status, data = http.call("GET", "/v1/me", key)
            told = json.loads(data)
            acted, _ = http.call("POST", "/v1/orders", key, order())
        seen.append((status, told.get("type"), acted))
    expired = (401, "/problems/unauthenticated", 401)
    assert seen == [(200, None, 403), expired, expired]


def test_an_approval_ends_with_its_last_day_of_law(http: Http) -> None:
    _, statement = _approved(http)
    until = date.fromisoformat(http.confirm(statement)["claims"]["valid_until"])
    seen = []
    # A statement's instants are whole seconds.
    for by in (-timedelta(seconds=1), timedelta(), timedelta(seconds=1)):
        with http.at(end_of(until) + by):
            told = http.confirm(statement)
        seen.append((told["confirmed"], told["window"]["code"]))
    assert seen == [(True, "within-window"), (False, "expired"), (False, "expired")]


def test_after_a_revocation_a_fresh_list_says_so_and_an_old_one_stops_confirming(
    http: Http,
) -> None:
    stage = http.stage
    number, statement = _approved(http)
    lasting, other = _approved(http)[1], _approved(http)[1]
    began = stage.clock()
    stale = http.call("GET", "/v1/approvals/status-list")[1].decode()
    with http.at(began + timedelta(minutes=1)):
        assert http.confirm(statement)["confirmed"]
        path, reason = f"/v1/approvals/{number}/revocation", {"reason": "example"}
        status, _ = http.json("POST", path, "approver", reason)
        online = http.confirm(statement)
        newer = http.call("GET", "/v1/approvals/status-list")[1].decode()
    assert status == 200
    assert (online["confirmed"], online["revocation"]["code"]) == (False, "revoked")

    def offline(token: str, listed: str, now: datetime) -> tuple[bool, str, Answer]:
        known = ListedRevocations(read_list(listed, stage.services.keys))
        found = verify(token, keys=stage.services.keys, now=now, revocations=known)
        return found.confirmed, found.revocation.code, found.revocation.answer

    soon = began + timedelta(minutes=2)
    # The old list knows no better, and says as of when; the new one does.
    assert offline(statement, stale, soon) == (True, "not-revoked", Answer.YES)
    assert offline(statement, newer, soon) == (False, "revoked", Answer.NO)
    assert offline(other, newer, soon) == (True, "not-revoked", Answer.YES)
    # Past its hours the old list confirms nobody; what the new one shows as dead stays dead.
    ends = read_list(stale, stage.services.keys).good_until
    moments = [offline(lasting, stale, ends + by)[:2] for by in _MOMENTS]
    unknown = (False, "revocation-stale")
    assert moments == [(True, "not-revoked"), unknown, unknown]
    assert offline(statement, newer, ends + timedelta(days=30))[1] == "revoked"


def test_the_law_changes_at_midnight_where_the_agencies_are(http: Http) -> None:
    edition = "cn-central-bulk-2024-7"
    since = date.fromisoformat(http.json("GET", f"/v1/editions/{edition}")[1]["since"])
    midnight = end_of(since - timedelta(days=1))
    assert midnight.astimezone(UTC).hour == 16
    seen = []
    for by in (-timedelta(seconds=1), -timedelta(microseconds=1), *_MOMENTS[1:]):
        with http.at(midnight + by):
            status, made = http.json("POST", "/v1/validations", "officer", order())
        assert status == 200
        verdict = made["verdict"]
        used = edition in {it["id"] for it in verdict["editions"]}
        seen.append((date.fromisoformat(verdict["examined_on"]), used))
    before, after = (since - timedelta(days=1), False), (since, True)
    assert seen == [before, before, after, after]


def test_an_order_is_placed_on_the_day_of_law_and_not_of_the_clients_choice(http: Http) -> None:
    midnight = end_of(date(2026, 11, 23))
    seen = []
    for by in _MOMENTS:
        with http.at(midnight + by):
            _, made = http.json("POST", "/v1/orders", "officer", order())
            seen.append(made["verdict"]["examined_on"])
    assert seen == ["2026-11-23", "2026-11-24", "2026-11-24"]
