"""An order placed at a glance is the order the view would have placed, and no less guarded."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn

import psycopg
import pytest
from psycopg.rows import dict_row

from api import access_keys
from api.app import create_app
from api.holders import Holder
from api.identifiers import new_id
from api.roles import Role
from api.services import Services
from approvals.legal_day import legal_day
from ledger.entry import Actor
from storage.database import Database
from storage.embedded.server import Address
from storage.scope import SYSTEM, Scope
from storage.sitting import Sitting
from tests.api.stage import Answer, Stage, edge_of_its_own, fresh, order

_OWN = "11100000EXAMPLE01N"
_ACTOR = Actor(person="test:actor", role="system", authentication="test")
_PLAINLY = {"Content-Type": "application/json; charset=utf-8"}
"""As good as the usual header, and never answered at a glance."""
_BASIS = "filled-establishment"
_ROWS = {
    "purchase_order": "id",
    "order_line": "order_id",
    "quota_movement": "order_id",
    "receipt": "order_id",
    "receipt_listing": "order_id",
    "order_search": "order_id",
    "order_facet": "order_id",
    "approval": "order_id",
}
_ITS_OWN = {
    *("id", "order_id", "number", "reference", "document", "content_hash", "digest", "body"),
    *("statement", "status_index", "taken_after", "revision"),
}
"""What two orders never have alike, or what holds such a thing."""


@pytest.fixture(scope="module")
def stage(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An edge of these tests alone: orders that wait are looked at by others' tests too."""
    with edge_of_its_own(server, "at_once", tmp_path_factory.mktemp("at_once")) as made:
        yield made


class _NoTransactions(Database):
    """A database whose transactions nobody may open: what needs one was not placed at a glance."""

    def __init__(self) -> None:
        super().__init__("postgresql://nobody@127.0.0.1:1/nowhere")

    @property
    def engine(self) -> NoReturn:
        raise AssertionError

    @contextmanager
    def transaction(self, scope: Scope) -> Iterator[NoReturn]:
        raise AssertionError(scope)
        yield


@contextmanager
def _at_a_glance(stage: Stage, services: Services | None = None) -> Iterator[None]:
    """Let the stage answer what can be answered at a glance, and nothing else."""
    app = create_app(services or replace(stage.services, database=_NoTransactions()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "_client", app.test_client())
        yield


def _placed(stage: Stage, document: dict[str, Any], role: str = "officer", **more: Any) -> Answer:  # noqa: ANN401 - of `call`
    return stage.call("POST", "/v1/orders", role, document, **more)


def _known(stage: Stage) -> None:
    """Have the officer's key used and the books read before: the first time, the view does it."""
    answer = stage.call("POST", "/v1/validations", "officer", order(), headers=_PLAINLY)
    assert answer.status == 200


@contextmanager
def _looking(stage: Stage) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    url = stage.made.owner_url.replace("+psycopg", "")
    with psycopg.connect(url, row_factory=dict_row) as connection:
        connection.execute("select set_config('procheck.role', 'system', false)")
        yield connection


def _rows(stage: Stage, order_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return all that was written of an order, without what is its own."""
    found = {}
    with _looking(stage) as connection:
        for table, column in _ROWS.items():
            query = f"select * from procheck.{table} where {column} = %s"  # noqa: S608 - names of ours
            rows = connection.execute(query.encode(), (order_id,)).fetchall()
            bare = [{n: v for n, v in row.items() if n not in _ITS_OWN} for row in rows]
            found[table] = sorted(bare, key=repr)
    return found


def _entries(stage: Stage, order_id: str) -> list[tuple[str, str, str]]:
    query = (
        "select kind, agency, supplier, convert_from(body, 'UTF8')::jsonb as body"
        " from procheck.ledger_event where convert_from(body, 'UTF8') like %s order by id"
    )
    with _looking(stage) as connection:
        rows = connection.execute(query, (f"%{order_id}%",)).fetchall()
    return [
        (row["kind"], row["agency"], json.dumps({**row["body"]["actor"], **_keys(row["body"])}))
        for row in rows
    ]


def _keys(body: dict[str, Any]) -> dict[str, Any]:
    return {name: sorted(it) if isinstance(it, dict) else "" for name, it in body.items()}


def _revision(stage: Stage) -> int:
    return _counts(stage)[0]


def _stated(stage: Stage) -> int:
    return _counts(stage)[1]


def _counts(stage: Stage) -> tuple[int, int]:
    query = "select revision, stated from procheck.quota_anchor where agency = %s"
    with _looking(stage) as connection:
        row = connection.execute(query, (_OWN,)).fetchone()
    assert row is not None
    return int(row["revision"]), int(row["stated"])


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "approved"),
        ({"unit_price": "5200.00", "operating_system": {"preloaded": False}}, "refused"),
        ({"operating_system": None}, "held"),
        ({"supplier": None, "deliver_by": "2026-12-20"}, "approved"),
    ],
)
def test_it_is_the_order_the_view_places(stage: Stage, changes: dict[str, Any], state: str) -> None:
    _known(stage)
    slow = _placed(stage, order(**changes), headers=_PLAINLY)
    with _at_a_glance(stage):
        quick = _placed(stage, order(**changes))
    assert (slow.status, quick.status) == (201, 201)
    mine, its = quick.json, slow.json
    assert mine["state"] == its["state"] == state
    assert mine["verdict"] == its["verdict"]
    assert mine.keys() == its.keys()
    assert {name for name, _ in quick.headers} == {name for name, _ in slow.headers}
    assert quick.headers["Location"] == f"/v1/orders/{mine['id']}"
    assert quick.headers["Cache-Control"] == slow.headers["Cache-Control"]
    assert _rows(stage, mine["id"]) == _rows(stage, its["id"])
    assert _entries(stage, mine["id"]) == _entries(stage, its["id"])
    read = stage.call("GET", quick.headers["Location"], "officer")
    assert read.headers["ETag"] == quick.headers["ETag"]
    assert read.json["verdict"] == mine["verdict"]


@pytest.mark.parametrize("sent", [_PLAINLY, {}])
@pytest.mark.parametrize("changes", [{}, {"unit_price": "5200.00"}, {"operating_system": None}])
def test_the_same_again_gets_the_same_bytes_and_keeps_none_of_them_twice(
    stage: Stage, sent: dict[str, str], changes: dict[str, Any]
) -> None:
    _known(stage)
    document, key = order(**changes), {"Idempotency-Key": fresh("key"), **sent}
    first = _placed(stage, document, headers=key)
    with stage.unchanged():
        again = _placed(stage, document, headers=key)
    assert (first.status, again.status) == (201, 201)
    assert again.data == first.data
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["ETag"] == first.headers["ETag"]
    with _looking(stage) as connection:
        connection.execute("alter table procheck.idempotency no force row level security")
        query = "select body, passages from procheck.idempotency where key = %s"
        kept = connection.execute(query, (key["Idempotency-Key"],)).fetchone()
        connection.rollback()
    assert kept is not None
    assert len(kept["body"]) < 1_000 < len(first.data)
    sources = [source for source, *_ in json.loads(kept["passages"])]
    assert sources == ["verdict", *(["statement"] if "approval" in first.json else [])]


def test_whoever_may_no_longer_see_an_order_is_not_told_its_answer_again(stage: Stage) -> None:
    database = Database(stage.made.app_url, pool_size=1)
    person, keys = fresh("person"), []
    with database.transaction(SYSTEM) as connection:
        for agency in (_OWN, "11100000EXAMPLE02R"):
            holder = Holder(person=person, role=Role.OFFICER, agency=agency)
            keys.append(
                access_keys.issue(connection, holder, actor=_ACTOR, ids=new_id, now=stage.clock())
            )
    database.close()
    document, key = order(), {"Idempotency-Key": fresh("key")}
    first, second = [{"Authorization": f"Bearer {it}", **key} for it in keys]
    assert _placed(stage, document, headers=first).status == 201
    assert _placed(stage, document, headers=first).headers["Idempotent-Replayed"] == "true"
    with stage.unchanged():
        answer = _placed(stage, document, headers=second)
    assert (answer.status, answer.json["type"]) == (404, "/problems/not-found")


def test_a_key_that_came_with_another_order_is_told_so_and_places_nothing(stage: Stage) -> None:
    _known(stage)
    key = {"Idempotency-Key": fresh("key")}
    with _at_a_glance(stage):
        assert _placed(stage, order(), headers=key).status == 201
    with stage.unchanged():
        answer = _placed(stage, order(), headers=key)
    assert answer.status == 422
    assert answer.json["type"].endswith("key-reused")


@pytest.mark.parametrize(
    ("changes", "more", "statuses"),
    [
        ({"agency": "11100000EXAMPLE02R"}, {}, {403, 422}),
        ({"codes": [{"scheme": "no-such", "code": "A02010104"}]}, {}, {422}),
        ({"deliver_by": "2020-01-01"}, {}, {422}),
        ({"unit_price": "0"}, {}, {422}),
        ({}, {"role": "auditor"}, {403}),
        ({}, {"role": "supplier"}, {403}),
        ({}, {"headers": {"Authorization": "Bearer nonsense"}}, {401}),
        ({}, {"headers": {"Idempotency-Key": ""}}, {400}),
        ({}, {"headers": {"Idempotency-Key": "with a blank"}}, {400}),
        ({}, {"headers": {"Host": "elsewhere.example"}}, {421, 400}),
    ],
)
def test_what_is_wrong_is_told_by_the_view_and_nothing_is_placed(
    stage: Stage, changes: dict[str, Any], more: dict[str, Any], statuses: set[int]
) -> None:
    _known(stage)
    before = _revision(stage)
    with stage.unchanged():
        answer = _placed(stage, order(**changes), **more)
    assert answer.status in statuses, answer.data
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert _revision(stage) == before
    assert stage.open_transactions() == 0


def test_half_a_key_neither_locks_nor_waits_for_an_agency(stage: Stage) -> None:
    _known(stage)
    head, public, secret = stage.keys["officer"].split("_", 2)
    wrong = f"{head}_{public}_{'A' * len(secret)}"
    with _looking(stage) as holder:
        holder.execute(
            "update procheck.quota_anchor set revision = revision where agency = %s", (_OWN,)
        )
        begun = time.monotonic()
        answer = _placed(stage, order(), headers={"Authorization": f"Bearer {wrong}"})
        took = time.monotonic() - begun
        holder.rollback()
    assert answer.status == 401
    # Whoever waits for the lock waits four seconds, and then the view would once more.
    assert took < 2


def test_what_the_database_refuses_at_the_commit_is_told_by_the_view(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _known(stage)
    document = order()
    with _at_a_glance(stage):
        assert _placed(stage, document).status == 201
    # As when another order took the reference after this one had looked.
    monkeypatch.setattr("approvals.at_once.gathered_of", _unseen)
    with stage.unchanged():
        answer = _placed(stage, document)
    assert answer.status == 409
    assert answer.json["type"].endswith("duplicate")


def _unseen(*given: Any) -> Any:  # noqa: ANN401 - of `gathered_of`
    from approvals.evidence import gathered_of  # noqa: PLC0415 - the one that was replaced

    return replace(gathered_of(*given), duplicate=None)


def test_an_order_whose_commit_was_not_heard_of_is_placed_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _known(stage)
    write = Sitting.write

    def unheard(sitting: Sitting, *asked: Any, about: str) -> None:  # noqa: ANN401 - of `write`
        write(sitting, *asked, about=about)
        raise psycopg.OperationalError

    monkeypatch.setattr(Sitting, "write", unheard)
    document = order()
    answer = _placed(stage, document)
    assert answer.status == 201
    assert answer.headers["Idempotent-Replayed"] == "true"
    found = stage.call("GET", f"/v1/orders?reference={document['reference']}", "officer").json
    assert [it["id"] for it in found["items"]] == [answer.json["id"]]


def test_what_nobody_foresaw_leaves_it_to_the_view_and_is_logged(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _known(stage)

    def fail(*_: Any, **__: Any) -> NoReturn:  # noqa: ANN401 - of anything
        raise ZeroDivisionError

    monkeypatch.setattr("api.routes.placing_at_once.placed_at_once", fail)
    answer = _placed(stage, order())
    assert answer.status == 201
    assert "Idempotent-Replayed" not in answer.headers
    assert "a glance at submitOrder failed" in caplog.text
    assert stage.open_transactions() == 0


def test_books_that_this_process_has_not_read_are_read_by_the_view(stage: Stage) -> None:
    _known(stage)
    stage.services.reading._stamped = None
    assert _placed(stage, order()).status == 201
    with _at_a_glance(stage):
        assert _placed(stage, order()).status == 201


def test_of_an_agency_that_is_known_only_what_orders_change_is_read(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _known(stage)
    with _at_a_glance(stage):
        assert _placed(stage, order()).json["state"] == "approved"
        monkeypatch.setattr("approvals.at_once.question", _never)
        monkeypatch.setattr("api.routes.placing_at_once.question", _never)
        before = _stated(stage)
        assert _placed(stage, order()).json["state"] == "approved"
    assert _stated(stage) == before
    # Any other act on the agency may change what is known of it.
    assert _placed(stage, order(), headers=_PLAINLY).status == 201
    assert _stated(stage) == before + 1


def _never(*_: Any, **__: Any) -> NoReturn:  # noqa: ANN401 - of anything
    raise AssertionError


def test_facts_that_changed_a_moment_ago_count_for_the_next_order(stage: Stage) -> None:
    _known(stage)
    with _heads(stage, left=1) as least:
        with _at_a_glance(stage):
            assert _states(stage, 2, 2) == ["refused", "refused"]
        _set_heads(stage, least + 3)
        with _at_a_glance(stage):
            assert _states(stage, 4, 2) == ["refused", "approved"]
    with _at_a_glance(stage):
        assert _states(stage, 2, 2) == ["approved", "approved"]


def test_units_that_were_taken_a_moment_ago_count_for_the_next_order(stage: Stage) -> None:
    _known(stage)
    with _heads(stage, left=3), _at_a_glance(stage):
        assert _states(stage, 4, 2, 2, 1, 1) == [
            *("refused", "approved", "refused", "approved", "refused")
        ]


def _states(stage: Stage, *quantities: int) -> list[str]:
    return [_placed(stage, order(quantity=it)).json["state"] for it in quantities]


@contextmanager
def _heads(stage: Stage, *, left: int) -> Iterator[int]:
    """Have the agency so many heads that so many desktops may still be bought."""
    found = stage.call("GET", f"/v1/agencies/{_OWN}/entitlements", "officer").json["items"]
    (now,) = [it["left"] for it in found if it["cap"].endswith("/desktop")]
    usual = stage.call("GET", f"/v1/agencies/{_OWN}", "officer").json["counts"][_BASIS]["value"]
    _set_heads(stage, usual - now + left)
    yield usual - now + left
    _set_heads(stage, usual)


def _set_heads(stage: Stage, value: int) -> None:
    fact = {"basis": _BASIS, "value": value, "valid_from": "2026-01-01", "source": "example"}
    path = f"/v1/agencies/{_OWN}/headcounts"
    assert stage.call("POST", path, "administrator", fact).status == 201


def test_what_is_kept_of_an_order_never_settles_a_dry_run(stage: Stage) -> None:
    """Its revision is that of an act which may have come to nothing: no other reader goes by it."""
    _known(stage)
    stage.services.facts._known.clear()
    with _at_a_glance(stage):
        assert _placed(stage, order()).status == 201
    kept = stage.services.facts.last(_OWN, legal_day(stage.clock()))
    assert kept is not None
    assert (kept.revision < 0, kept.stated) == (True, _stated(stage))


def test_a_receipt_takes_little_room(stage: Stage) -> None:
    made = _placed(stage, order()).json
    whole = stage.call("GET", f"/v1/orders/{made['id']}/receipt", "officer").data
    with _looking(stage) as connection:
        query = "select body from procheck.receipt where order_id = %s"
        (row,) = connection.execute(query, (made["id"],)).fetchall()
    assert len(row["body"]) < len(whole) / 8
