"""Rehearsals over HTTP: asked by a keeper, answered by a job, stopped, and never a decision."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.deferring import REPLAY
from api.examples import AGENCY
from api.jobs import take_replay_further, take_up_replays
from approvals.replay_stretch import LONGEST, take_further
from approvals.replays import find
from storage.scope import SYSTEM, Scope
from tests.api.stage import SEEN, Stage
from validators.standards_file import STANDARDS

_KEEPER = "standards-keeper"
_AT_ONCE = timedelta(0)
_FILE = STANDARDS / "cn-central-mof-2016-27.yaml"


def _draft() -> str:
    return _FILE.read_text().replace('ceiling: "5000"', 'ceiling: "4500"')


@pytest.fixture
def placed(stage: Stage) -> list[str]:
    """Orders beside what other tests placed: the first and the last a draft would refuse."""
    return [
        stage.place(quantity=1, unit_price=it)["id"] for it in ("4940.00", "4400.00", "4940.00")
    ]


def _ask(stage: Stage, **question: Any) -> Any:  # noqa: ANN401 - JSON values
    answer = stage.call("POST", "/v1/replays", _KEEPER, question)
    assert answer.status == 202, answer.data
    assert answer.headers["Location"] == f"/v1/replays/{answer.json['id']}"
    return answer.json


def _read(stage: Stage, replay: str, role: str = _KEEPER) -> Any:  # noqa: ANN401 - a JSON value
    return stage.call("GET", f"/v1/replays/{replay}", role).json


def _jobs(stage: Stage) -> list[str]:
    """The replays that jobs are there for, in their order."""
    query = "select args->>'replay' from procheck.procrastinate_jobs where task_name = :name"
    with stage.services.database.transaction(SYSTEM) as connection:
        return list(connection.scalars(text(f"{query} order by id"), {"name": REPLAY}))


class _Acts:
    """A clock that goes on by a second at each look.

    A stretch looks at it once an act, so a span of time is a number of acts.
    """

    def __init__(self, since: datetime) -> None:
        self.now = since

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def _carry_on(
    stage: Stage,
    replay: str,
    longest: timedelta = LONGEST,
    clock: Callable[[], datetime] | None = None,
) -> int:
    """Work off the jobs of a replay as the worker would; return how many it took."""
    begun = _jobs(stage).count(replay)
    done = 0
    while done < _jobs(stage).count(replay) - begun + 1:
        take_replay_further(stage.services.database, replay, clock or stage.clock, longest)
        done += 1
    return done


@contextmanager
def _lost(stage: Stage, order_id: str) -> Iterator[None]:
    """The receipt of an order is gone, taken with every right there is, while the block lasts."""
    move = "update procheck.receipt set order_id = %s where order_id = %s"
    with stage.made.address.connect(database=stage.made.name) as superuser:
        superuser.execute("set session_replication_role = replica")
        for new, old in (("lost", order_id), (order_id, "lost")):
            assert superuser.execute(move, (new, old)).rowcount == 1
            superuser.commit()
            if new == "lost":
                yield


def _orders(stage: Stage, replay: str, limit: int = 200) -> Iterator[Any]:
    path = f"/v1/replays/{replay}/orders?limit={limit}"
    while path:
        answer = stage.call("GET", path, "auditor")
        assert (answer.status, answer.json["kind"]) == (200, "rehearsal")
        yield from answer.json["items"]
        following = answer.json.get("next")
        path = f"/v1/replays/{replay}/orders?limit={limit}&after={following}" if following else ""


def test_a_draft_is_answered_by_a_job_that_commits_with_the_question(
    stage: Stage, placed: list[str]
) -> None:
    asked = _ask(stage, draft=_draft(), name="draft.yaml")
    assert (asked["kind"], asked["state"]) == ("rehearsal", "waiting")
    assert asked["question"]["draft"]["name"] == "draft.yaml"
    assert _jobs(stage)[-1] == asked["id"]
    before = stage.rows()
    assert _carry_on(stage, asked["id"]) == 1
    grown = {name for name, count in stage.rows().items() if count != before[name]}
    assert grown == {"replay_order"}, "the live ledger, orders and quota are left as they were"
    done = _read(stage, asked["id"], "auditor")
    assert done["state"] == "done"
    assert done["sums"]["kind"] == "rehearsal"
    assert done["notice"].keys() == {"zh", "en"}
    assert AGENCY in {it["agency"] for it in done["sums"]["agencies"]}
    found = {it["order"]: it for it in _orders(stage, asked["id"])}
    assert len(found) == done["sums"]["changed_orders"] == done["progress"]["changed_orders"]
    assert (placed[0] in found, placed[1] in found, placed[2] in found) == (True, False, True)
    changed = found[placed[0]]
    assert (changed["history"]["state"], changed["replay"]["state"]) == ("approved", "refused")
    assert changed["first_cause"]["finding"]["code"] == "price-over-ceiling"
    assert not {"approval", "number", "statement"} & (done.keys() | changed.keys())


def test_under_the_law_of_then_history_comes_out_as_it_did(stage: Stage, placed: list[str]) -> None:
    assert placed
    asked = _ask(stage)
    _carry_on(stage, asked["id"])
    done = _read(stage, asked["id"])
    assert (done["state"], done["sums"]["changed_orders"]) == ("done", 0)
    assert done["sums"]["other_verdicts"] == 0


def test_a_replay_in_many_stretches_comes_to_the_same(stage: Stage, placed: list[str]) -> None:
    assert placed
    for _ in range(12):  # of a handful of acts, a quarter is more than a quarter
        stage.place(quantity=1)
    whole, parts = (_ask(stage, draft=_draft()) for _ in range(2))
    acts = _Acts(stage.clock())
    assert _carry_on(stage, whole["id"], timedelta(days=1), acts) == 1
    # Other tests leave their acts in the same ledger: their number is not to be that of stretches.
    quarter = (acts.now - stage.clock()) / 4
    assert 4 <= _carry_on(stage, parts["id"], quarter, _Acts(stage.clock())) <= 6
    one, other = (_read(stage, it["id"]) for it in (whole, parts))
    assert one["sums"] == other["sums"]
    assert list(_orders(stage, whole["id"])) == list(_orders(stage, parts["id"], limit=1))


def test_a_proposed_edition_is_asked_about_by_its_id(stage: Stage, placed: list[str]) -> None:
    data = _draft().replace('revision: "', 'revision: "9', 1).encode()
    proposed = stage.call(
        "POST",
        "/v1/proposals?name=next.yaml",
        _KEEPER,
        data=data,
        headers={"Content-Type": "application/yaml"},
    )
    assert proposed.status == 201, proposed.data
    asked = _ask(stage, proposal=proposed.json["id"])
    assert asked["question"]["draft"]["name"] == "next.yaml"
    _carry_on(stage, asked["id"])
    assert placed[0] in {it["order"] for it in _orders(stage, asked["id"])}


def test_a_stopped_replay_keeps_what_it_found_and_goes_no_further(
    stage: Stage, placed: list[str]
) -> None:
    assert placed
    asked = _ask(stage, draft=_draft())
    path = f"/v1/replays/{asked['id']}/cancellation"
    assert take_further(stage.services.database, SYSTEM, asked["id"], stage.clock, _AT_ONCE)
    stopped = stage.call("POST", path, _KEEPER, headers=SEEN)
    assert (stopped.status, stopped.json["state"]) == (200, "stopped")
    assert stopped.json["progress"]["read"] > 0
    assert not take_further(stage.services.database, SYSTEM, asked["id"], stage.clock)
    again = stage.call("POST", path, _KEEPER, headers=SEEN)
    assert (again.status, again.json["type"]) == (409, "/problems/wrong-state")
    assert again.json["wanted"] == ["waiting", "running"]


def test_one_that_is_stopped_during_a_stretch_is_let_go(stage: Stage, placed: list[str]) -> None:
    assert placed
    asked = _ask(stage, draft=_draft())
    looks = count()

    def clock() -> datetime:
        # The second look is behind the first act: a keeper stops it meanwhile.
        if next(looks) == 1:
            stage.call("POST", f"/v1/replays/{asked['id']}/cancellation", _KEEPER, headers=SEEN)
        return stage.clock()

    assert not take_further(stage.services.database, SYSTEM, asked["id"], clock)
    left = _read(stage, asked["id"])
    assert (left["state"], left["progress"]["changed_orders"]) == ("stopped", 0)
    assert list(_orders(stage, asked["id"])) == []


def test_one_left_behind_by_a_killed_worker_is_taken_up(stage: Stage) -> None:
    asked = _ask(stage, until="2026-01-01")
    assert take_up_replays(stage.services.database, stage.clock) == 0
    with stage.clock.later(minutes=11):
        assert take_up_replays(stage.services.database, stage.clock) >= 1
    assert _jobs(stage).count(asked["id"]) == 2
    _carry_on(stage, asked["id"])
    assert _read(stage, asked["id"])["state"] == "done"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ({"since": "2026-02-01", "until": "2026-01-01"}, ("/until", "before-the-first")),
        ({"as_if_from": "2026-01-01"}, ("/as_if_from", "no-draft")),
        ({"draft": "x", "proposal": "abc"}, ("/draft", "either-or")),
        ({"draft": 7}, ("/draft", "not-a-text")),
        ({"draft": "x" * 1_000_001}, ("/draft", "too-long")),
        ({"since": "yesterday"}, ("/since", "not-a-day")),
        ({"kind": "dry-run"}, ("/kind", "unknown-member")),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_name_and_leaves_nothing(
    stage: Stage, question: dict[str, Any], told: tuple[str, str]
) -> None:
    with stage.unchanged():
        answer = stage.call("POST", "/v1/replays", _KEEPER, question)
    assert (answer.status, answer.codes) == (422, {told})


def test_a_faulty_draft_is_refused_with_its_lines_and_an_unknown_one_is_not_found(
    stage: Stage,
) -> None:
    with stage.unchanged():
        faulty = stage.call("POST", "/v1/replays", _KEEPER, {"draft": "- no edition"})
        absent = stage.call("POST", "/v1/replays", _KEEPER, {"proposal": "0" * 32})
        other = stage.call("GET", "/v1/replays/nowhere", _KEEPER)
    assert (faulty.status, faulty.json["type"]) == (422, "/problems/faulty-document")
    assert faulty.json["errors"][0]["line"] == 1
    assert (absent.status, other.status) == (404, 404)


def test_a_record_that_cannot_be_read_fails_the_replay_and_says_why(stage: Stage) -> None:
    asked = _ask(stage)
    order_id = stage.place()["id"]
    with _lost(stage, order_id):
        assert _carry_on(stage, asked["id"]) == 1
    failed = _read(stage, asked["id"])
    assert (failed["state"], failed["failure"]["code"]) == ("failed", "history")
    assert "its receipt sha256:" in failed["failure"]["detail"]


def test_the_list_shows_the_newest_first_in_pages(stage: Stage) -> None:
    first, second = (_ask(stage, until="2026-01-01")["id"] for _ in range(2))
    page = stage.call("GET", "/v1/replays?limit=1", "auditor")
    assert [it["id"] for it in page.json["items"]] == [second]
    following = stage.call("GET", f"/v1/replays?limit=1&after={page.json['next']}", "auditor")
    assert [it["id"] for it in following.json["items"]] == [first]
    bad = stage.call("GET", f"/v1/replays/{first}/orders?after=WyJ4Il0", "auditor")
    assert (bad.status, bad.codes) == (422, {("?after", "not-a-cursor")})


def test_the_database_walls_rehearsals_off_and_lets_none_go_back(
    stage: Stage, placed: list[str]
) -> None:
    assert placed
    asked = _ask(stage, draft=_draft())
    _carry_on(stage, asked["id"])
    database = stage.services.database
    for role in ("officer", "approver", "supplier", "catalog-keeper", "administrator"):
        with database.transaction(Scope(role=role, person="p", agency=AGENCY)) as connection:
            for count_of in ("from procheck.replay", "from procheck.replay_order"):
                assert connection.scalar(text(f"select count(*) {count_of}")) == 0
    for statement, why in (
        ("update procheck.replay set state = 'running', sums = null", "is over, or would go back"),
        ("update procheck.replay set asked_by = 'x'", "permission denied"),
        ("delete from procheck.replay", "permission denied"),
        ("update procheck.replay_order set place = 0", "permission denied"),
        ("delete from procheck.replay_order", "permission denied"),
    ):
        with pytest.raises(DBAPIError, match=why), database.transaction(SYSTEM) as connection:
            connection.execute(text(f"{statement}"))
    keeper = Scope(role=_KEEPER, person="p")
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        database.transaction(keeper) as connection,
    ):
        connection.execute(
            text("insert into procheck.replay_order values (:id, 9, 'x')"), {"id": asked["id"]}
        )
    with database.transaction(keeper) as connection:
        assert find(connection, asked["id"]).state == "done"
