"""Review cases over HTTP: opened by a job that commits with the correction, closed by a person."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from api.deferring import REVIEW
from api.examples import AGENCY, CLOSURE
from api.review_jobs import review_all
from catalog.shelf import Shelf
from storage.scope import SYSTEM
from tests.api.stage import HEADS, SEEN, Stage

_HEADS = f"/v1/agencies/{AGENCY}/headcounts"
_CASES = "/v1/review-cases"


def correct_headcount(stage: Stage, heads: int) -> None:
    body = {
        "basis": "filled-establishment",
        "value": heads,
        "valid_from": "2026-01-01",
        "source": "corrected roll",
    }
    assert stage.call("POST", _HEADS, "administrator", body).status == 201


def _jobs(stage: Stage) -> list[dict[str, Any]]:
    with stage.services.database.transaction(SYSTEM) as connection:
        rows = connection.execute(
            text("select args from procrastinate_jobs where task_name = :name order by id"),
            {"name": REVIEW},
        )
        return [row.args for row in rows]


def review(stage: Stage, agency: str | None = AGENCY) -> int:
    return review_all(stage.services.database, Shelf(), stage.clock, agency=agency)


@pytest.fixture
def doubted(stage: Stage) -> Iterator[dict[str, Any]]:
    """An approved order of an agency whose headcount turns out to be nought."""
    placed = stage.place()
    correct_headcount(stage, 0)
    assert review(stage) >= 1
    answer = stage.call("GET", f"{_CASES}?state=open", "approver")
    (case,) = [it for it in answer.json["items"] if it["order"] == placed["id"]]
    yield case
    correct_headcount(stage, HEADS)


def test_a_recorded_fact_defers_a_look_at_the_decisions_of_its_agency(stage: Stage) -> None:
    before = len(_jobs(stage))
    correct_headcount(stage, HEADS)
    assert _jobs(stage)[before:] == [{"agency": AGENCY}]


def test_a_case_says_what_changed_and_the_approval_stands(
    stage: Stage, doubted: dict[str, Any]
) -> None:
    assert (doubted["cause"], doubted["was"], doubted["would_be"]) == (
        "facts",
        "conforming",
        "refused",
    )
    assert doubted["changes"] == [f"filled-establishment: {HEADS} → 0"]
    assert doubted["code"] == "quantity-over-cap"
    held = stage.call("GET", f"/v1/orders/{doubted['order']}", "officer").json
    assert (held["state"], held["approval"]["state"]) == ("approved", "in-force")
    assert stage.call("GET", f"{_CASES}/{doubted['id']}", "auditor").json == doubted


def test_a_case_is_closed_by_an_approver_once(stage: Stage, doubted: dict[str, Any]) -> None:
    path = f"{_CASES}/{doubted['id']}/closure"
    for role, status in (("officer", 403), ("auditor", 403), ("supplier", 403)):
        with stage.unchanged():
            assert stage.call("POST", path, role, dict(CLOSURE), headers=SEEN).status == status
    for body, pointer in (
        ({"reason": "x"}, "/disposition"),
        ({"disposition": "stands"}, "/reason"),
    ):
        with stage.unchanged():
            answer = stage.call("POST", path, "approver", body, headers=SEEN)
            assert (answer.status, {place for place, _ in answer.codes}) == (422, {pointer})
    closed = stage.call("POST", path, "approver", dict(CLOSURE), headers=SEEN)
    assert closed.status == 200
    assert (closed.json["state"], closed.json["closed"]["disposition"]) == ("closed", "stands")
    again = stage.call("POST", path, "approver", dict(CLOSURE), headers=SEEN)
    assert (again.status, again.json["state"]) == (409, "closed")


def test_another_agency_and_a_supplier_see_no_case(stage: Stage, doubted: dict[str, Any]) -> None:
    path = f"{_CASES}/{doubted['id']}"
    assert stage.call("GET", path, "approver", second=True).status == 404
    body = dict(CLOSURE)
    foreign = stage.call("POST", f"{path}/closure", "approver", body, second=True, headers=SEEN)
    assert foreign.status == 404
    assert stage.call("GET", path, "supplier").status == 403
    assert (
        stage.call("GET", f"{_CASES}/{'0' * 8}-0000-0000-0000-{'0' * 12}", "approver").status == 404
    )
    assert stage.call("GET", f"{_CASES}/nonsense", "approver").status == 404


def test_the_law_as_it_is_doubts_nothing_it_decided(stage: Stage) -> None:
    stage.place()
    assert review(stage, agency=None) == 0
