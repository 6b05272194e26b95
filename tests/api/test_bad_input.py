"""Bad input: each kind gets a clear problem that names the place, and leaves no row behind."""

import json
from typing import Any

import pytest

from api.limits import BODY_BYTES
from tests.api.stage import Answer, Stage, fresh, order

_FIRST = "/lines/0"


def _send(stage: Stage, data: bytes, path: str = "/v1/orders", **headers: str) -> Answer:
    return stage.call("POST", path, "officer", data=data, headers=headers)


def _refused(stage: Stage, body: Any) -> Answer:  # noqa: ANN401 - a JSON value
    with stage.unchanged():
        answer = stage.call("POST", "/v1/orders", "officer", body)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["status"] == answer.status
    return answer


def _replaced(old: str, new: str) -> bytes:
    text = json.dumps(order(), ensure_ascii=False)
    assert old in text
    return text.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        ('"7"', "not-an-integer"),
        ("7.9", "not-an-integer"),
        ("7.0", "not-an-integer"),
        ("1e2", "not-an-integer"),
        ('"1_000"', "not-an-integer"),
        ('"٧"', "not-an-integer"),
        ("true", "not-an-integer"),
        ("null", "null"),
        ("[]", "not-an-integer"),
        ("0", "out-of-range"),
        ("-1", "out-of-range"),
        ("100001", "out-of-range"),
        ("1" * 30, "out-of-range"),
        ("9" * 5000, "out-of-range"),
    ],
)
def test_a_quantity_is_a_plain_integer_within_bounds(
    stage: Stage, quantity: str, code: str
) -> None:
    with stage.unchanged():
        answer = _send(stage, _replaced('"quantity": 2', f'"quantity": {quantity}'))
    assert (answer.status, answer.codes) == (422, {(f"{_FIRST}/quantity", code)})


@pytest.mark.parametrize(
    "price",
    ["-1", "0", "0.00", "1.23456", "123456789", "1,000", "1e3", "NaN", "", " 5", "٥", "5.", ".5"],
)
def test_a_price_is_an_exact_amount_above_zero(stage: Stage, price: str) -> None:
    answer = _refused(stage, order(unit_price=price))
    assert (answer.status, answer.codes) == (422, {(f"{_FIRST}/unit_price", "not-an-amount")})


def test_a_price_is_never_a_number(stage: Stage) -> None:
    assert _refused(stage, order(unit_price=4940)).codes == {(f"{_FIRST}/unit_price", "not-a-text")}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"{} {}", "not-json"),
        (b"\xff\xfe{}", "not-utf8"),
        (b'{"a": NaN}', "not-a-number"),
        (b'{"a": -Infinity}', "not-a-number"),
        (b'{"agency": "x", "agency": "y"}', "repeated-member"),
        (b'{"lines": [{"class": "desktop", "class": "server"}]}', "repeated-member"),
        (b'{"lines": [{"class": "desktop", "\\u0063lass": "server"}]}', "repeated-member"),
        (b"[" * 21 + b"]" * 21, "too-deep"),
        (b"[" * 100_000 + b"]" * 100_000, "too-deep"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "too-deep"),
        (json.dumps({f"m{n}": 1 for n in range(2001)}).encode(), "too-many-members"),
    ],
)
def test_json_that_two_readers_could_read_differently_is_refused(
    stage: Stage, data: bytes, code: str
) -> None:
    for path in ("/v1/orders", "/v1/validations", "/v1/approvals/verification"):
        with stage.unchanged():
            answer = _send(stage, data, path)
        assert (answer.status, answer.json["type"]) == (400, "/problems/malformed-json"), path
        assert answer.json["code"] == code


@pytest.mark.parametrize("body", [[], "text", 1, None, True])
def test_a_body_is_an_object(stage: Stage, body: Any) -> None:  # noqa: ANN401 - a JSON value
    with stage.unchanged():
        answer = _send(stage, json.dumps(body).encode())
    assert (answer.status, answer.codes) == (422, {("", "not-an-object")})


@pytest.mark.parametrize(
    ("name", "character"),
    [("NUL", "\0"), ("right-to-left", "\u202e"), ("zero width", "\u200b"), ("mark", "\ufeff")],
)
def test_characters_that_hide_something_are_refused(
    stage: Stage, name: str, character: str
) -> None:
    answer = _refused(stage, order(model=f"PC{character}1"))
    (fault,) = answer.json["errors"]
    assert (fault["pointer"], fault["code"]) == (f"{_FIRST}/model", "hostile-character"), name
    assert f"U+{ord(character):04X}" in fault["message"]["en"]


def test_a_lone_surrogate_is_refused(stage: Stage) -> None:
    with stage.unchanged():
        answer = _send(stage, _replaced("Example desktop 1", "PC\\ud800"))
    assert answer.codes == {(f"{_FIRST}/model", "hostile-character")}


def test_texts_are_kept_in_normal_form(stage: Stage) -> None:
    made = stage.place(model="Cafe\u0301 1")
    seen = stage.call("GET", f"/v1/orders/{made['id']}", "officer").json
    assert seen["order"]["lines"][0]["model"] == "Caf\u00e9 1"


@pytest.mark.parametrize(
    ("changes", "where", "code"),
    [
        ({"model": "x" * 201}, f"{_FIRST}/model", "too-long"),
        ({"model": ""}, f"{_FIRST}/model", "blank"),
        ({"model": " PC"}, f"{_FIRST}/model", "blank"),
        ({"model": "Z" + "\u0337" * 5}, f"{_FIRST}/model", "piled-marks"),
        ({"reference": "x" * 101}, "/reference", "too-long"),
        ({"deliver_by": "2026-02-30"}, f"{_FIRST}/deliver_by", "not-a-day"),
        ({"deliver_by": "1999-12-31"}, f"{_FIRST}/deliver_by", "not-a-day"),
        ({"deliver_by": "2100-01-01"}, f"{_FIRST}/deliver_by", "not-a-day"),
        ({"deliver_by": "20261220"}, f"{_FIRST}/deliver_by", "not-a-day"),
        ({"attributes": {"paper": "a5000"}}, f"{_FIRST}/attributes/paper", "unknown-value"),
        ({"attributes": {"smell": "roses"}}, f"{_FIRST}/attributes/smell", "unknown-attribute"),
        ({"attributes": {"colour": "yes"}}, f"{_FIRST}/attributes/colour", "unknown-value"),
        ({"attributes": {"colour": 1}}, f"{_FIRST}/attributes/colour", "unknown-value"),
        ({"attributes": {"Colour": True}}, f"{_FIRST}/attributes/Colour", "not-a-name"),
        ({"attributes": {"colour": None}}, f"{_FIRST}/attributes/colour", "null"),
        (
            {"codes": [{"scheme": "cn1999", "code": "A1"}]},
            f"{_FIRST}/codes/0/scheme",
            "unknown-scheme",
        ),
        ({"agency": "11100000EXAMPLE01X"}, "/agency", "not-a-uscc"),
        ({"agency": "12510000EXAMPLE03Q"}, "/agency", "unknown-agency"),
        ({"agency": "11100000EXAMPLE02R"}, "/agency", "unknown-agency"),
        (
            {"price_basis": {"currency": "USD", "tax": "included"}},
            "/price_basis/currency",
            "unknown-value",
        ),
        ({"price_basis": {"currency": "CNY"}}, "/price_basis/tax", "required"),
        ({"price_basis": None}, "/price_basis", "required"),
        ({"lines": []}, "/lines", "too-few"),
        ({"state": "approved"}, "/state", "unknown-member"),
        ({"id": "x"}, "/id", "unknown-member"),
    ],
)
def test_content_that_is_not_valid_is_told_by_its_place(
    stage: Stage, changes: dict[str, Any], where: str, code: str
) -> None:
    answer = _refused(stage, order(**changes))
    assert (answer.status, answer.codes) == (422, {(where, code)})


def test_an_unknown_class_is_refused(stage: Stage) -> None:
    body = order()
    body["lines"][0]["class"] = "spaceship"
    assert _refused(stage, body).codes == {(f"{_FIRST}/class", "unknown-value")}


def test_an_unknown_jurisdiction_is_refused(stage: Stage) -> None:
    answer = stage.call("GET", "/v1/limits?jurisdiction=atlantis&class=desktop")
    assert (answer.status, answer.codes) == (422, {("?jurisdiction", "unknown-jurisdiction")})


def test_an_unknown_edition_is_not_found(stage: Stage) -> None:
    assert stage.call("GET", "/v1/editions/no-such-edition").status == 404


def test_all_faults_are_told_at_once(stage: Stage) -> None:
    body = order(quantity="7", unit_price="0", model="\0", reference="")
    answer = _refused(stage, body)
    assert answer.codes == {
        (f"{_FIRST}/quantity", "not-an-integer"),
        (f"{_FIRST}/unit_price", "not-an-amount"),
        (f"{_FIRST}/model", "hostile-character"),
        ("/reference", "blank"),
    }


def test_a_thousand_faults_are_counted_and_the_first_hundred_told(stage: Stage) -> None:
    body = order()
    body["lines"] = [{"class": "x", "quantity": 0, "unit_price": "0"}] * 400
    answer = _refused(stage, body)
    assert (len(answer.json["errors"]), answer.json["errors_total"]) == (100, 1200)


def test_ten_thousand_lines_are_too_many(stage: Stage) -> None:
    body = order()
    body["lines"] *= 501
    few_bytes = {**body, "lines": [{"class": "desktop", "quantity": 1, "unit_price": "1"}] * 4000}
    assert _refused(stage, few_bytes).codes == {("/lines", "too-many")}
    body["lines"] *= 20
    assert _refused(stage, body).status == 413


def test_five_hundred_lines_are_not_too_many(stage: Stage) -> None:
    body = order()
    body["lines"] = [{"class": "scanner", "quantity": 1, "unit_price": "1.00"}] * 500
    assert stage.call("POST", "/v1/validations", "officer", body).status == 200


def test_a_body_that_is_too_large_is_not_read(stage: Stage) -> None:
    with stage.unchanged():
        at = _send(stage, b" " * (BODY_BYTES - 2) + b"{}")
        over = _send(stage, b" " * (BODY_BYTES - 1) + b"{}")
        huge = _send(stage, b"x" * 5_000_000)
    assert at.status == 422
    assert (over.status, over.json["type"]) == (413, "/problems/too-large")
    assert huge.status == 413


def test_only_plain_json_is_taken(stage: Stage) -> None:
    data = json.dumps(order()).encode()
    with stage.unchanged():
        form = _send(stage, data, **{"Content-Type": "application/x-www-form-urlencoded"})
        none = stage.call("POST", "/v1/orders", "officer", data=data, headers={"Content-Type": ""})
        packed = _send(stage, data, **{"Content-Encoding": "gzip"})
    for answer in (form, none, packed):
        assert (answer.status, answer.json["type"]) == (415, "/problems/unsupported-media-type")


def test_unknown_and_repeated_parameters_are_refused(stage: Stage) -> None:
    unknown = stage.call("GET", "/v1/orders?limt=3", "officer")
    twice = stage.call("GET", "/v1/orders?limit=3&limit=4", "officer")
    wrong = stage.call("GET", "/v1/orders?limit=0&after=%00&state=lost", "officer")
    assert unknown.codes == {("?limt", "unknown-member")}
    hostile = stage.call("GET", "/v1/orders?li%00mt=3", "officer")
    assert hostile.codes == {("?li\ufffdmt", "unknown-member")}
    assert twice.codes == {("?limit", "too-many")}
    assert wrong.codes == {
        ("?limit", "not-a-number-text"),
        ("?after", "not-a-cursor"),
        ("?state", "unknown-value"),
    }


@pytest.mark.parametrize(
    "after", ["e30", "W10", "WzFd", "WyJhIiwiYiJd", "!!", "%F0%9F%98%80", "WyJcdTAwMDAiXQ"]
)
def test_a_cursor_is_one_we_gave_out(stage: Stage, after: str) -> None:
    answer = stage.call("GET", f"/v1/orders?after={after}", "officer")
    assert (answer.status, answer.codes) == (422, {("?after", "not-a-cursor")})


@pytest.mark.parametrize(
    "path",
    [
        "/v1/orders/x",
        "/v1/orders/%00",
        "/v1/approvals/PC",
        "/v1/nothing",
        "/nope",
        "/v1/agencies/1",
        "/v1/editions/%2e%2e",
    ],
)
def test_what_names_nothing_is_not_found(stage: Stage, path: str) -> None:
    answer = stage.call("GET", path, "auditor")
    assert (answer.status, answer.json["type"]) == (404, "/problems/not-found")


def test_a_method_a_resource_does_not_take_is_told(stage: Stage) -> None:
    answer = stage.call("DELETE", "/v1/orders", "officer")
    assert (answer.status, answer.json["type"]) == (405, "/problems/method-not-allowed")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize(
    "statement", ["x", "a.b.c", "..", "e30.e30.e30", "\u00e9.\u00e9.\u00e9", "a" * 200_000]
)
def test_a_hostile_statement_is_answered_and_not_confirmed(stage: Stage, statement: str) -> None:
    answer = stage.call("POST", "/v1/approvals/verification", None, {"statement": statement})
    assert answer.status == 200
    assert answer.json["confirmed"] is False
    assert answer.json["signature"]["answer"] == "no"


def test_an_unknown_member_is_shown_without_what_hides_in_it(stage: Stage) -> None:
    answer = _refused(stage, {**order(), "a/b~\u202e" + "x" * 500: 1})
    (fault,) = answer.json["errors"]
    assert fault["pointer"].startswith("/a~1b~0\\u202e")
    assert len(fault["pointer"]) < 100


def test_an_agency_already_registered_otherwise_is_a_conflict(stage: Stage) -> None:
    path, body = (
        "/v1/agencies/12510000EXAMPLE03Q",
        {"name": fresh("A"), "jurisdiction": "cn", "level": "central"},
    )
    made = stage.call("PUT", path, "administrator", body)
    same = stage.call("PUT", path, "administrator", body)
    other = stage.call("PUT", path, "administrator", {**body, "level": "county"})
    assert (made.status, same.status) == (201, 200)
    assert (other.status, other.json["type"]) == (409, "/problems/duplicate")
    wrong = stage.call("PUT", path, "administrator", {**body, "jurisdiction": "atlantis"})
    assert wrong.codes == {("/jurisdiction", "unknown-jurisdiction")}
