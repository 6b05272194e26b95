"""A publication has held orders examined again: by a job that commits with it, each order once."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text

from api.deferring import CATCH_UP, CLOCK, defer_catching_up
from api.examples import AGENCY
from api.jobs import catch_up_all
from api.processes.worker import take_up
from approvals import outdated
from approvals.arrival import reexamine_held
from approvals.locking import lock_agency
from approvals.outdated import PUBLICATION, behind
from catalog.seeds import SEEDS
from catalog.shelf import Shelf
from ledger.canonical import parse
from storage.packed import unpack
from storage.scope import SYSTEM
from tests.api.stage import SEEN, Stage, fresh

_UNKNOWN = {"preloaded": True, "name": "麒麟"}
"""Names no single product: held until somebody says which."""
_revisions = count(2)


def _held(stage: Stage) -> str:
    made = stage.place(operating_system=_UNKNOWN)
    assert (made["state"], made["awaits"]) == ("held", "facts")
    order_id: str = made["id"]
    return order_id


def _publish(stage: Stage) -> None:
    text = (SEEDS / "anke-2024-1.yaml").read_text()
    data = text.replace('revision: "1"', f'revision: "{next(_revisions)}"', 1).encode()
    proposed = stage.call(
        "POST",
        "/v1/proposals?name=x.yaml",
        "catalog-keeper",
        data=data,
        headers={"Content-Type": "application/yaml"},
    )
    path = f"/v1/proposals/{proposed.json['id']}/publication"
    published = stage.call("POST", path, "catalog-keeper", {}, second=True, headers=SEEN)
    assert published.status == 201, published.data


def _catch_up(stage: Stage) -> int:
    services = stage.services
    return catch_up_all(services.database, Shelf(), lambda: services.office, stage.clock)


def _receipts(stage: Stage, order_id: str) -> list[int]:
    """The revision of the books of every examination of an order."""
    with stage.services.database.transaction(SYSTEM) as connection:
        bodies = connection.scalars(
            text("select body from procheck.receipt where order_id = :id order by examination"),
            {"id": order_id},
        )
        return [parse(unpack(it))["catalogue"]["revision"] for it in bodies]  # type: ignore[index]  # our own


def _jobs(stage: Stage, name: str = CATCH_UP) -> int:
    with stage.services.database.transaction(SYSTEM) as connection:
        query = "select count(*) from procheck.procrastinate_jobs where task_name = :name"
        count: int = connection.scalar(text(query), {"name": name})
        return count


def test_a_publication_has_held_orders_examined_under_the_new_books_once(stage: Stage) -> None:
    _catch_up(stage)
    order_id = _held(stage)
    (first,) = _receipts(stage, order_id)
    assert _catch_up(stage) == 0
    _publish(stage)
    assert _receipts(stage, order_id) == [first]
    assert _catch_up(stage) >= 1
    assert _receipts(stage, order_id) == [first, first + 1]
    assert _catch_up(stage) == 0
    assert _receipts(stage, order_id) == [first, first + 1]


def test_a_worker_that_begins_takes_up_what_nobody_did_before(stage: Stage) -> None:
    before = [_jobs(stage, name) for name in (CATCH_UP, CLOCK)]
    take_up(stage.services.database)
    assert [_jobs(stage, name) for name in (CATCH_UP, CLOCK)] == [it + 1 for it in before]


def test_the_job_commits_with_the_publication_and_rolls_back_with_it(stage: Stage) -> None:
    before = _jobs(stage)

    def fail() -> None:
        with stage.services.database.transaction(SYSTEM) as connection:
            defer_catching_up(connection)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert _jobs(stage) == before
    _publish(stage)
    assert _jobs(stage) == before + 1


def test_who_acts_is_on_record(stage: Stage) -> None:
    order_id = _held(stage)
    _publish(stage)
    _catch_up(stage)
    with stage.services.database.transaction(SYSTEM) as connection:
        bodies = connection.scalars(text("select body from procheck.ledger_event order by id"))
        acts = [it for it in map(json.loads, bodies) if it["subjects"].get("order") == order_id]
    assert [it["actor"]["person"] for it in acts][1:] == ["system:publication"]


def test_an_order_that_is_not_held_is_left_alone(stage: Stage) -> None:
    made: Any = stage.place()
    _publish(stage)
    _catch_up(stage)
    assert len(_receipts(stage, made["id"])) == 1


def test_what_lapsed_is_left_to_the_clock(stage: Stage) -> None:
    order_id = _held(stage)
    _publish(stage)
    with stage.services.database.transaction(SYSTEM) as connection:
        books = Shelf().books(connection)
        lapses = connection.scalar(
            text("select lapses_at from procheck.purchase_order where id = :id"), {"id": order_id}
        )
        moment = timedelta(microseconds=1)
        seen = [
            bool(behind(connection, books=books, now=lapses + by, only=order_id))
            for by in (-moment, 0 * moment, moment)
        ]
    assert seen == [True, False, False]


def test_one_run_goes_through_many_orders_in_pages(stage: Stage) -> None:
    ids = [_held(stage) for _ in range(3)]
    _publish(stage)
    with stage.services.database.transaction(SYSTEM) as connection:
        books, after, seen = Shelf().books(connection), "", []
        while found := behind(connection, books=books, now=stage.clock(), after=after, limit=2):
            seen += [it.order_id for it in found]
            after = found[-1].order_id
    assert [it for it in seen if it in ids] == ids
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("page", [1, 2, 200])
def test_orders_behind_are_found_whatever_stands_between_them(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(outdated, "PAGE", page)
    ids = [_held(stage) for _ in range(3)]
    _publish(stage)
    with stage.services.database.transaction(SYSTEM) as connection:
        books, office, now = Shelf().books(connection), stage.services.office, stage.clock()
        due = [it.order_id for it in behind(connection, books=books, now=now)]
        assert [it for it in due if it in ids] == ids
        (first,) = behind(connection, books=books, now=now, limit=1)
        assert first.order_id == due[0]
        examined = outdated.catch_up(
            connection, order_id=ids[1], agency=AGENCY, books=books, office=office, now=now
        )
        assert examined is not None
        left = [it.order_id for it in behind(connection, books=books, now=now)]
    assert [it for it in left if it in ids] == [ids[0], ids[2]]
    _catch_up(stage)


def test_an_order_whose_agency_is_busy_does_not_keep_the_others_waiting(stage: Stage) -> None:
    ours = _held(stage)
    theirs = stage.place(second=True, agency="11100000EXAMPLE02R", operating_system=_UNKNOWN)
    _publish(stage)
    with stage.services.database.transaction(SYSTEM) as connection:
        lock_agency(connection, "11100000EXAMPLE02R")
        _catch_up(stage)
        assert len(_receipts(stage, ours)) == 2
        assert len(_receipts(stage, theirs["id"])) == 1
    _catch_up(stage)
    assert len(_receipts(stage, theirs["id"])) == 2


@pytest.fixture
def held(stage: Stage) -> Iterator[list[str]]:
    """Orders a test held many of; they are taken back, so that no other test meets the crowd."""
    made: list[str] = []
    yield made
    for order_id in made:
        path = f"/v1/orders/{order_id}/cancellation"
        assert stage.call("POST", path, "officer", {"reason": "example"}).status == 200


def _record_fact(stage: Stage, agency: str = AGENCY, *, second: bool = False) -> Any:  # noqa: ANN401 - a JSON document
    """Record a fact of an agency; it settles nothing that an order here is held for."""
    body = {"assets": [{"serial": fresh("SN"), "class": "scanner"}], "source": "x"}
    path = f"/v1/agencies/{agency}/assets"
    answer = stage.call("POST", path, "officer", body, second=second)
    assert answer.status == 201, answer.data
    return answer.json


def test_a_fact_with_many_orders_waiting_leaves_the_rest_to_a_job_that_commits_with_it(
    stage: Stage, held: list[str]
) -> None:
    ids = [_held(stage) for _ in range(45)]
    held.extend(ids)
    _catch_up(stage)
    jobs, before = _jobs(stage), {it: len(_receipts(stage, it)) for it in ids}

    def examined() -> list[int]:
        return [len(_receipts(stage, it)) - before[it] for it in ids]

    answer = _record_fact(stage)
    others = 20 - len({it["id"] for it in answer["examined"]} & set(ids))
    assert len(answer["examined"]) == 20
    assert answer["deferred"] >= 25
    assert _jobs(stage) == jobs + 1
    assert examined() == [1] * (20 - others) + [0] * (25 + others)
    assert _catch_up(stage) == answer["deferred"]
    assert examined() == [1] * 45
    assert _catch_up(stage) == 0
    with stage.services.database.transaction(SYSTEM) as connection:
        bodies = connection.scalars(text("select body from procheck.ledger_event order by id"))
        acts = [it for it in map(json.loads, bodies) if it["subjects"].get("order") == ids[-1]]
    assert acts[-1]["actor"]["person"] == "system:arrival"


def test_a_fact_that_is_rolled_back_marks_nothing_and_defers_nothing(
    stage: Stage, held: list[str]
) -> None:
    held.extend(_held(stage) for _ in range(21))
    _catch_up(stage)
    jobs = _jobs(stage)
    services = stage.services

    def fail() -> None:
        with services.database.transaction(SYSTEM) as connection:
            found = reexamine_held(
                connection,
                actor=PUBLICATION,
                uscc=AGENCY,
                books=Shelf().books(connection),
                office=services.office,
                now=stage.clock(),
            )
            assert found.left > 0
            defer_catching_up(connection)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert _jobs(stage) == jobs
    assert _catch_up(stage) == 0


def test_with_few_orders_waiting_nothing_is_deferred(stage: Stage) -> None:
    jobs = _jobs(stage)
    answer = _record_fact(stage, second=True, agency="11100000EXAMPLE02R")
    assert "deferred" not in answer
    assert _jobs(stage) == jobs
