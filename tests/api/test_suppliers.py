"""Suppliers barred for a term: refused on every way in, told to all, and free by the clock."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from api.access_keys import issue
from api.holders import Holder
from api.identifiers import new_id
from api.jobs import end_terms
from api.roles import Role
from approvals.legal_day import legal_day
from approvals.suspension_tables import supplier_reinstatement
from ledger.entry import Actor
from storage.scope import SYSTEM
from tests.api.events import PATH, Worker
from tests.api.stage import SEEN, Answer, Stage, grave, order
from tests.receivers import receiver

SUPPLIER, OTHER = "91110000EXAMPLE01J", "91310000EXAMPLE049"
_ACTOR = Actor(person="test", role="system", authentication="test")


@pytest.fixture
def stage(event_stage: Stage) -> Stage:
    return event_stage


@pytest.fixture
def suspended(stage: Stage) -> Iterator[str]:
    """The example supplier, barred from today for a year; lifted afterwards."""
    made = suspend(stage)
    assert made.status == 201, made.data
    number = made.json["suspension"]
    yield number
    lifted = lift(stage, number)
    assert lifted.status in {200, 409}, lifted.data


def suspend(stage: Stage, supplier: str = SUPPLIER, **changes: Any) -> Answer:  # noqa: ANN401 - JSON values
    today = legal_day(stage.clock())
    body = {
        "document": "example decision 12",
        "reason": "false papers in a bid",
        "valid_from": today.isoformat(),
        "valid_until": (today + timedelta(days=364)).isoformat(),
        **changes,
    }
    return stage.call("POST", f"/v1/suppliers/{supplier}/suspensions", "administrator", body)


def lift(stage: Stage, number: str, supplier: str = SUPPLIER, **more: Any) -> Answer:  # noqa: ANN401 - JSON values
    """By a second administrator, who is made for it."""
    text = None
    with stage.services.database.transaction(SYSTEM) as connection:
        holder = Holder(
            person=f"test:administrator-{new_id()}", role=Role.ADMINISTRATOR, label="test"
        )
        text = issue(connection, holder, actor=_ACTOR, ids=new_id, now=stage.clock(), days=1)
    body = {"document": "example judgment 3", "reason": "set aside", **more}
    headers = {"Authorization": f"Bearer {text}", **SEEN}
    path = f"/v1/suppliers/{supplier}/suspensions/{number}/lifting"
    return stage.call("POST", path, "administrator", body, headers=headers)


def codes(verdict: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - a JSON value
    return [(it["code"], it["outcome"]) for it in grave(verdict)]


BARRED = [("supplier-suspended", "breach")]


@pytest.mark.parametrize("role", ["officer", "supplier"])
def test_every_dry_run_says_so_at_a_glance_and_in_full(
    stage: Stage, suspended: str, role: str
) -> None:
    assert suspended
    for query in ("", f"?on={legal_day(stage.clock())}"):
        answer = stage.call("POST", f"/v1/validations{query}", role, order(quantity=1))
        assert codes(answer.json["verdict"]) == BARRED, query
    other = stage.call("POST", "/v1/validations", "officer", order(quantity=1, supplier=None))
    assert codes(other.json["verdict"]) == []


def test_an_order_is_refused_while_the_term_lasts_and_none_before_is_touched(stage: Stage) -> None:
    before = stage.place(quantity=1)
    number = suspend(stage).json["suspension"]
    placed = stage.place(quantity=1)
    assert (placed["state"], codes(placed["verdict"])) == ("refused", BARRED)
    held = stage.call("GET", f"/v1/orders/{before['id']}", "officer").json
    assert held["state"] == "approved"
    kept = stage.call("GET", f"/v1/approvals/{before['approval']['number']}", "officer").json
    assert kept["state"] == "in-force"
    assert lift(stage, number).status == 200
    assert stage.place(quantity=1)["state"] == "approved"


def test_an_approver_grants_nothing_to_who_was_barred_meanwhile(stage: Stage) -> None:
    asked = stage.place(second=True, agency="11100000EXAMPLE02R", quantity=1)
    assert asked["state"] == "referred"
    number = suspend(stage).json["suspension"]
    path = f"/v1/orders/{asked['id']}/decision"
    etag = stage.call("GET", f"/v1/orders/{asked['id']}", "officer", second=True).headers["ETag"]
    done = stage.call(
        "POST",
        path,
        "approver",
        {"decision": "grant", "reason": "planned"},
        second=True,
        headers={"If-Match": etag},
    )
    lift(stage, number)
    assert (done.status, done.json["state"]) == (200, "refused"), done.data


def test_the_receipt_of_a_refusal_seals_the_suspension(stage: Stage, suspended: str) -> None:
    placed = stage.place(quantity=1)
    receipt = stage.call("GET", f"/v1/orders/{placed['id']}/receipt", "officer")
    assert suspended in receipt.data.decode()


def test_the_clock_lifts_it_and_every_reader_sees_so_at_once(stage: Stage) -> None:
    first, last = (legal_day(stage.clock()) + timedelta(days=it) for it in (40, 41))
    made = suspend(stage, valid_from=first.isoformat(), valid_until=last.isoformat())
    assert (made.status, made.json["state"]) == (201, "no-suspension-recorded")
    with stage.clock.later(days=41):
        assert stage.place(quantity=1)["state"] == "refused"
        assert end_terms(stage.services.database, stage.clock) == 0
    with stage.clock.later(days=42):
        # Nothing has run: the term is over all the same.
        assert standing(stage) == "no-suspension-recorded"
        assert stage.place(quantity=1)["state"] == "approved"
        assert end_terms(stage.services.database, stage.clock) == 1
        assert end_terms(stage.services.database, stage.clock) == 0
        stage.sequence()
        told = feed(stage, "supplier")[-1]
    assert told["type"] == "supplier.reinstated"
    assert told["data"]["pointer"] == f"/v1/suppliers/{SUPPLIER}"
    assert standing(stage, on=last) == "suspended"


def standing(stage: Stage, on: date | None = None, of: str = SUPPLIER) -> str:
    query = "" if on is None else f"?on={on}"
    answer = stage.call("GET", f"/v1/suppliers/{of}{query}", "auditor")
    return str(answer.json["state"])


def feed(stage: Stage, role: str) -> list[Any]:
    items: list[Any] = []
    query = "?limit=200"
    while True:
        found = stage.call("GET", f"/v1/feed{query}", role).json
        items += found["items"]
        if "next" not in found:
            return items
        query = f"?limit=200&after={found['next']}"


def test_agencies_are_told_and_other_suppliers_are_not(stage: Stage, worker: Worker) -> None:
    with receiver() as buyer, receiver() as barred:
        ids = {
            role: stage.call("POST", PATH, role, {"url": at.url, "kinds": ["supplier.suspended"]})
            for role, at in (("officer", buyer), ("supplier", barred))
        }
        made = suspend(stage, OTHER).json
        worker.work()
        assert (len(buyer.received), len(barred.received)) == (1, 0)
        for role, answer in ids.items():
            path = f"{PATH}/{answer.json['id']}/deletion"
            assert stage.call("POST", path, role, {"reason": "done"}).status == 200
    numbers = {
        role: [it["data"]["subjects"].get("suspension") for it in feed(stage, role)]
        for role in ("officer", "supplier", "auditor")
    }
    number = made["suspension"]
    assert number in numbers["officer"]
    assert number in numbers["auditor"]
    assert number not in numbers["supplier"]
    assert lift(stage, number, OTHER).status == 200


def test_whoever_suspends_can_never_lift(stage: Stage, suspended: str) -> None:
    path = f"/v1/suppliers/{SUPPLIER}/suspensions/{suspended}/lifting"
    body = {"document": "x", "reason": "x"}
    with stage.unchanged():
        same = stage.call("POST", path, "administrator", body, headers=SEEN)
    assert (same.status, same.json["type"]) == (403, "/problems/same-person")
    with (
        pytest.raises(IntegrityError, match="can never lift"),
        stage.services.database.transaction(SYSTEM) as connection,
    ):
        connection.execute(
            supplier_reinstatement.insert().values(
                number=suspended,
                free_from=date(2026, 11, 28),
                person="demo:administrator",
                recorded_at=stage.clock(),
            )
        )


@pytest.mark.parametrize(
    ("changes", "status", "where"),
    [
        ({"valid_until": "2020-01-01", "valid_from": "2020-01-02"}, 422, "/valid_until"),
        ({"document": ""}, 422, "/document"),
        ({"reason": None}, 422, "/reason"),
        ({"valid_from": "soon"}, 422, "/valid_from"),
    ],
)
def test_a_term_that_is_none_is_refused_where_it_is_wrong(
    stage: Stage, changes: dict[str, Any], status: int, where: str
) -> None:
    with stage.unchanged():
        answer = suspend(stage, **changes)
    assert answer.status == status
    assert answer.json["errors"][0]["pointer"] == where


def test_a_lifting_takes_effect_within_the_term_and_once(stage: Stage) -> None:
    today = legal_day(stage.clock())
    suspended = suspend(stage, OTHER).json["suspension"]
    early = lift(stage, suspended, OTHER, free_from=(today - timedelta(days=1)).isoformat())
    late = lift(stage, suspended, OTHER, free_from=(today + timedelta(days=400)).isoformat())
    assert [it.json["errors"][0]["pointer"] for it in (early, late)] == ["/free_from"] * 2
    ahead = lift(stage, suspended, OTHER, free_from=(today + timedelta(days=3)).isoformat())
    assert (ahead.status, ahead.json["state"]) == (200, "suspended")
    days = [standing(stage, on=today + timedelta(days=it), of=OTHER) for it in (2, 3)]
    assert days == ["suspended", "no-suspension-recorded"]
    again = lift(stage, suspended, OTHER)
    assert (again.status, again.json["state"]) == (409, "over")


def test_a_code_that_is_none_and_a_suspension_that_is_not_there_are_not_found(
    stage: Stage,
) -> None:
    assert stage.call("GET", "/v1/suppliers/91110000EXAMPLE010", "auditor").status == 404
    assert lift(stage, "SU-2026-0000-0000-0000-0000").status == 404
