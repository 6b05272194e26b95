"""An agency's list of usable free software through the edge: who may do what, and what is told."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.examples import AGENCY
from api.roles import Role
from storage.embedded.server import Address
from tests.api.deliveries import lent_key
from tests.api.stage import SEEN, Answer, Stage, edge_of_its_own, fresh, order

_PATH = f"/v1/agencies/{AGENCY}/free-software"
_NOWHERE = f"{_PATH}/FS-2026-0000-0000-0000-0000"


@pytest.fixture(scope="module")
def stage(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An edge of its own: of the orders that wait, those of others are examined again first."""
    with edge_of_its_own(server, "free_software", tmp_path_factory.mktemp("free_software")) as made:
        yield made


def stated(**changes: Any) -> Any:  # noqa: ANN401 - JSON values
    body = {
        "name": fresh("示例自由软件"),
        "version": "any",
        "reason": "tested by the information centre",
        "valid_from": "2026-01-01",
        **changes,
    }
    return {name: it for name, it in body.items() if it is not None}


def record(stage: Stage, **changes: Any) -> Answer:  # noqa: ANN401 - JSON values
    return stage.call("POST", _PATH, "officer", stated(**changes))


def approve(stage: Stage, number: str, role: str = "approver", **more: Any) -> Answer:  # noqa: ANN401 - members of a call
    path, headers = f"{_PATH}/{number}/approval", {**SEEN, **more.pop("headers", {})}
    return stage.call("POST", path, role, {"note": "tested"}, headers=headers, **more)


def take_off(
    stage: Stage,
    number: str,
    role: str = "approver",
    more: dict[str, Any] | None = None,
    **call: Any,  # noqa: ANN401 - members of a call
) -> Answer:
    body = {"reason": "the licence changed", **(more or {})}
    return stage.call("POST", f"{_PATH}/{number}/removal", role, body, headers=SEEN, **call)


def with_free(name: str, **changes: Any) -> Any:  # noqa: ANN401 - a JSON value
    suite = {"class": "software_office", "name": name, "version": "7"}
    return order(quantity=1, software=[{**suite, "licence": {"channel": "free"}}], **changes)


def codes(answer: Answer) -> list[str]:
    findings = answer.json["verdict"]["findings"]
    return [it["code"] for it in findings if it["rule"] == "listed-free-software"]


def test_an_entry_from_its_record_to_its_removal(stage: Stage) -> None:
    name = fresh("示例自由办公软件")
    asked = with_free(name)
    unlisted = stage.call("POST", "/v1/validations", "officer", asked)
    assert codes(unlisted) == ["free-software-unlisted"]
    (finding,) = [
        it for it in unlisted.json["verdict"]["findings"] if it["rule"] == "listed-free-software"
    ]
    assert finding["needs"] == {"kind": "fact", "fact": "free_software.entry", "from": "agency"}
    assert (finding["outcome"], finding["citation"]["evidence"]) == ("undetermined", "inferred")
    assert finding["pointer"] == "/lines/0/software/0"
    made = record(stage, name=name, department=None)
    number = made.json["number"]
    assert (made.status, made.headers["Location"]) == (201, f"{_PATH}/{number}")
    assert (made.json["state"], made.json["version"]) == ("unapproved", "any")
    assert len(made.json["ledger"]["leaf"]) == 64
    assert codes(stage.call("POST", "/v1/validations", "officer", asked)) == [
        "free-software-unapproved"
    ]
    done = approve(stage, number)
    assert (done.status, done.json["state"]) == (200, "listed")
    assert done.json["approval"]["note"] == "tested"
    assert codes(stage.call("POST", "/v1/validations", "officer", asked)) == []
    gone = take_off(stage, number, "officer", {"off_from": "2026-12-01"}).json
    assert (gone["state"], gone["removal"]["off_from"]) == ("listed", "2026-12-01")
    days = {it: _state(stage, number, it) for it in ("2025-12-31", "2026-11-30", "2026-12-01")}
    assert days == {
        "2025-12-31": "to-come",
        "2026-11-30": "listed",
        "2026-12-01": "taken-off",
    }
    later = stage.call("POST", "/v1/validations?on=2026-12-01", "officer", asked)
    assert codes(later) == ["free-software-taken-off"]


def _state(stage: Stage, number: str, on: str) -> str:
    found: str = stage.call("GET", f"{_PATH}/{number}?on={on}", "officer").json["state"]
    listed = stage.call("GET", f"{_PATH}?on={on}&limit=200", "auditor").json["items"]
    assert [it["state"] for it in listed if it["number"] == number] == [found]
    return found


def test_approval_has_orders_that_waited_for_it_examined(stage: Stage) -> None:
    name = fresh("示例自由办公软件")
    held = stage.call("POST", "/v1/orders", "officer", with_free(name)).json
    assert held["state"] == "held", held
    number = record(stage, name=name).json["number"]
    examined = approve(stage, number).json["examined"]
    assert {it["id"]: it["state"] for it in examined}[held["id"]] == "approved"


def test_a_supplier_is_told_nothing_of_an_agencys_list(stage: Stage) -> None:
    answer = stage.call("POST", "/v1/validations", "supplier", with_free(fresh("软件")))
    assert codes(answer) == []
    assert "listed-free-software" in {it["rule"] for it in answer.json["not_examined"]}
    assert stage.call("GET", _PATH, "supplier").status == 403


def test_a_plan_counts_what_stands_on_the_list(stage: Stage) -> None:
    name = fresh("示例自由办公软件")
    number = record(stage, name=name).json["number"]
    approve(stage, number)
    asked = with_free(name)
    plan = {
        "agency": AGENCY,
        "price_basis": asked["price_basis"],
        "steps": [{"on": "2026-12-01", "lines": asked["lines"]}],
    }
    (step,) = stage.call("POST", "/v1/plans", "officer", plan).json["steps"]
    assert "listed-free-software" not in {it["rule"] for it in step["verdict"]["findings"]}


# who may


def test_what_belongs_to_another_agency_is_not_found(stage: Stage) -> None:
    number = record(stage).json["number"]
    with stage.unchanged():
        for answer in (
            stage.call("GET", _PATH, "officer", second=True),
            stage.call("GET", f"{_PATH}/{number}", "officer", second=True),
            stage.call("POST", _PATH, "officer", stated(), second=True),
            approve(stage, number, second=True),
            take_off(stage, number, second=True),
        ):
            assert (answer.status, answer.json["type"]) == (404, "/problems/not-found")
    assert stage.call("GET", _NOWHERE, "officer").status == 404
    assert stage.call("GET", f"{_PATH}/FS-1", "officer").status == 404


def test_who_records_does_not_approve_and_who_approves_does_not_record(stage: Stage) -> None:
    number = record(stage).json["number"]
    with stage.unchanged():
        assert approve(stage, number, "officer").status == 403
        assert stage.call("POST", _PATH, "approver", stated()).status == 403
        assert stage.call("POST", _PATH, "administrator", stated()).status == 403
        assert take_off(stage, number, "administrator").status == 403


def test_whoever_recorded_cannot_approve_with_another_key(stage: Stage) -> None:
    number = record(stage).json["number"]
    person = stage.call("GET", "/v1/me", "officer").json["person"]
    with lent_key(stage, Role.APPROVER, person=person, agency=AGENCY) as key:
        answer = approve(stage, number, headers=key)
    assert (answer.status, answer.json["type"]) == (403, "/problems/same-person")


# what does not fit


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": None}, ("/name", "required")),
        ({"name": " "}, ("/name", "blank")),
        ({"version": None}, ("/version", "required")),
        ({"version": ""}, ("/version", "blank")),
        ({"reason": None}, ("/reason", "required")),
        ({"reason": " "}, ("/reason", "blank")),
        ({"reason": "长" * 2001}, ("/reason", "too-long")),
        ({"department": ""}, ("/department", "blank")),
        ({"valid_from": None}, ("/valid_from", "required")),
        ({"valid_from": "2026-02-30"}, ("/valid_from", "not-a-day")),
        ({"name": "a\u202eb"}, ("/name", "hostile-character")),
        ({"state": "listed"}, ("/state", "unknown-member")),
    ],
)
def test_a_statement_that_does_not_fit_is_told_where(
    stage: Stage, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    with stage.unchanged():
        answer = record(stage, **changes)
    assert (answer.status, answer.codes) == (422, {fault})


def test_just_the_same_again_is_a_duplicate_that_names_the_first(stage: Stage) -> None:
    first = record(stage).json
    answer = record(stage, name=first["name"])
    assert (answer.status, answer.json["type"]) == (409, "/problems/duplicate")
    assert (answer.json["number"], answer.json["pointer"]) == (first["number"], "/name")


def test_nothing_is_taken_off_from_a_day_that_is_over(stage: Stage) -> None:
    number = record(stage).json["number"]
    answer = take_off(stage, number, more={"off_from": "2026-11-22"})
    assert (answer.status, answer.json["type"]) == (422, "/problems/not-acceptable-fact")
    assert answer.codes == {("/off_from", "does-not-fit")}
    assert take_off(stage, number).json["state"] == "taken-off"
    assert approve(stage, number).json["type"] == "/problems/wrong-state"
    assert take_off(stage, number).json["wanted"] == ["listed", "unapproved"]


def test_pages_follow_one_another(stage: Stage) -> None:
    made = [record(stage).json["number"] for _ in range(3)]
    path, seen = f"{_PATH}?limit=2", []
    while path:
        answer = stage.call("GET", path, "officer").json
        seen += [it["number"] for it in answer["items"]]
        after = answer.get("next")
        path = f"{_PATH}?limit=2&after={after}" if after else ""
    assert len(seen) == len(set(seen))
    assert set(made) <= set(seen)


def test_the_ledgers_have_the_reason(stage: Stage) -> None:
    name = fresh("示例自由软件")
    approve(stage, record(stage, name=name, version="7", vendor="示例基金会").json["number"])
    answer = stage.call("GET", f"/v1/agencies/{AGENCY}/software-ledgers", "officer").json
    (row,) = [it for it in answer["free"] if it["name"] == name]
    assert (row["version"], row["vendor"]) == ("7", "示例基金会")
    assert row["reason"] == "tested by the information centre"


# from an office's own table

_HEAD = "软件编号,软件名称,版本,来源,厂商,厂商支持电话,部门,使用理由"


def send(stage: Stage, *rows: str, role: str = "officer", **more: Any) -> Answer:  # noqa: ANN401 - members of a call
    return stage.call(
        "POST",
        f"{_PATH}-lists?source=annex%206&valid_from=2026-01-01",
        role,
        data="\n".join((_HEAD, *rows)).encode(),
        headers={"Content-Type": "text/csv"},
        **more,
    )


def test_a_table_is_recorded_whole_and_its_entries_wait_for_approval(stage: Stage) -> None:
    one, two = fresh("示例软件"), fresh("示例软件")
    made = send(stage, f"1,{one},任意,,,,,试用通过", f"2,{two},3,官网,甲厂,1,财务科,报表需要")
    assert (made.status, len(made.json["entries"])) == (201, 2)
    first, second = (
        stage.call("GET", f"{_PATH}/{it}", "officer").json for it in made.json["entries"]
    )
    assert (first["name"], first["version"], first["state"]) == (one, "any", "unapproved")
    assert (second["department"], second["vendor"]) == ("财务科", "甲厂")
    assert approve(stage, first["number"]).json["state"] == "listed"


def test_a_table_with_a_row_that_stands_already_is_refused_whole(stage: Stage) -> None:
    held = record(stage).json["name"]
    new = fresh("示例软件")
    with stage.unchanged():
        answer = send(stage, f"1,{held},任意,,,,,x", f"2,{new},1,,,,,x", f"3,{new},1,,,,,x")
        assert (answer.status, answer.json["type"]) == (422, "/problems/not-acceptable-fact")
        assert [it["place"] for it in answer.json["errors"]] == ["B2", "B4"]
        assert send(stage, f"1,{new},,,,,,x").json["type"] == "/problems/faulty-document"
        assert send(stage, f"1,{new},1,,,,,x", role="approver").status == 403
        assert send(stage, f"1,{new},1,,,,,x", second=True).status == 404


# approved together


def together(stage: Stage, *numbers: str, role: str = "approver", **more: Any) -> Answer:  # noqa: ANN401 - members of a call
    body = {"entries": list(numbers), "note": "every row tested"}
    return stage.call("POST", f"{_PATH}-approvals", role, body, **more)


def test_a_table_is_approved_in_one_act_and_wakes_the_orders_that_waited(stage: Stage) -> None:
    one, two = fresh("示例软件"), fresh("示例软件")
    numbers = send(stage, f"1,{one},任意,,,,,x", f"2,{two},任意,,,,,x").json["entries"]
    answer = together(stage, *numbers)
    assert (answer.status, answer.json["entries"]) == (201, numbers)
    assert len(answer.json["ledger"]["leaf"]) == 64
    for number in numbers:
        held = stage.call("GET", f"{_PATH}/{number}", "officer").json
        assert (held["state"], held["approval"]["note"]) == ("listed", "every row tested")
    with stage.unchanged():
        again = together(stage, *numbers)
    assert (again.status, codes_of(again)) == (
        422,
        [("/entries/0", "approved-already"), ("/entries/1", "approved-already")],
    )


def test_a_day_with_one_end_alone_is_told_by_that_end(stage: Stage) -> None:
    number = record(stage).json["number"]
    off = {"reason": "x", "off_from": "2020-01-01"}
    answer = stage.call("POST", f"{_PATH}/{number}/removal", "officer", off, headers=SEEN)
    assert answer.json["detail"] == "2020-01-01 is before 2026-11-23, the earliest day"
    assert answer.json["message"]["zh"] == "2020-01-01 不得早于 2026-11-23"


def codes_of(answer: Answer) -> list[tuple[str, str]]:
    assert all(it["message"]["zh"] and it["message"]["en"] for it in answer.json["errors"])
    return [(it["pointer"], it["code"]) for it in answer.json["errors"]]


def test_one_entry_that_cannot_be_approved_holds_all_and_each_is_named(stage: Stage) -> None:
    good, gone = record(stage).json["number"], record(stage).json["number"]
    off = {"reason": "another licence"}
    assert stage.call("POST", f"{_PATH}/{gone}/removal", "officer", off, headers=SEEN).status == 200
    nowhere = "FS-2026-0000-0000-0000-0000"
    with stage.unchanged():
        answer = together(stage, good, gone, nowhere)
        assert (answer.status, answer.json["type"]) == (422, "/problems/not-acceptable-fact")
        assert codes_of(answer) == [("/entries/1", "taken-off"), ("/entries/2", "unknown-entry")]
        twice = together(stage, good, good)
        assert codes_of(twice) == [("/entries/0", "named-twice"), ("/entries/1", "named-twice")]
        assert together(stage).status == 422
        assert codes_of(together(stage, "all")) == [("/entries/0", "unknown-entry")]
        assert together(stage, good, role="officer").status == 403
        assert together(stage, good, second=True).status == 404
    assert together(stage, good).status == 201
