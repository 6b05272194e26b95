"""A batch says of every line what would be said of it alone, and nothing where it cannot."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import batch, limits, shorthand
from api.shorthand import Shorthand
from api.spooling import PIECE
from tests.api.stage import Answer, Stage, order
from tests.api.test_suppliers import BARRED, codes, lift, suspend

_LINES = "application/jsonl"
_ANOTHERS = "11100000EXAMPLE02R"


def _written(document: Any) -> bytes:  # noqa: ANN401 - a JSON value
    return json.dumps(document, ensure_ascii=False).encode()


_GOOD, _DEAR = order(), order(unit_price="5200.00")
_CASES = {
    "conforming": _written(_GOOD),
    "refused": _written(_DEAR),
    "undetermined": _written(order(processor={"name": "龙芯"})),
    "in ASCII": json.dumps(_GOOD).encode(),
    "names a device": _written(order(replaces=["S-1"])),
    "for a day": _written({**_GOOD, "on": "2026-12-01"}),
    "of another agency": _written({**_GOOD, "agency": _ANOTHERS}),
    "blank": b"",
    "only blanks": b"   ",
    "no JSON": b'{"agency": ',
    "no UTF-8": b'{"agency": "\xff"}',
    "no object": b"[1]",
    "a member twice": _written(_GOOD).replace(b'"quantity":', b'"quantity": 1, "quantity":'),
    "no basis": _written({name: it for name, it in _GOOD.items() if name != "price_basis"}),
    "a stranger": _written({**_GOOD, "approved": True}),
    "an unknown class": _written(order(**{"class": "spaceship"})),
    "too long": _written({**_GOOD, "reference": "x" * limits.BODY_BYTES}),
}


def sent(stage: Stage, data: bytes, role: str = "officer", path: str = "", **more: Any) -> Answer:  # noqa: ANN401 - of `call`
    headers = {"Content-Type": _LINES, **more}
    return stage.call("POST", f"/v1/validations{path}", role, data=data, headers=headers)


def _answers(answer: Answer) -> list[dict[str, Any]]:
    assert answer.status == 200, answer.data
    assert answer.headers["Content-Type"] == _LINES
    return [json.loads(line) for line in answer.data.splitlines()]


@pytest.mark.parametrize("role", ["officer", "supplier"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_every_line_is_answered_as_it_would_be_alone(stage: Stage, role: str, end: bytes) -> None:
    answer = sent(stage, end.join(_CASES.values()) + end, role)
    found, written = _answers(answer), answer.data.splitlines()
    assert [it["line"] for it in found] == list(range(1, len(_CASES) + 1))
    for name, data, told, line in zip(_CASES, _CASES.values(), found, written, strict=True):
        alone = stage.call("POST", "/v1/validations", role, data=data)
        if alone.status == 200:
            reference = json.loads(data)["reference"]
            begins = b'{"line":%d,"reference":"%s",' % (told["line"], reference.encode())
            # Byte for byte, behind what says which line it is.
            assert line == begins + alone.data[1:], name
            assert told["kind"] == "dry-run"
        else:
            assert told == {"line": told["line"], "kind": "problem", "problem": alone.json}, name


def test_answers_longer_than_a_piece_are_written_whole_and_in_order(stage: Stage) -> None:
    # Long findings, since what most answers say alike is not what the file is filled by.
    lines = [{**_DEAR["lines"][0], "unit_price": f"{9000 + it}.00"} for it in range(40)]
    many = [_written({**_DEAR, "reference": f"PR-{it}", "lines": lines}) for it in range(6)]
    answer = sent(stage, b"\n".join(many))
    found = _answers(answer)
    assert sum(len(_written(it["verdict"]["findings"])) for it in found) > 2 * PIECE
    assert [it["reference"] for it in found] == [f"PR-{it}" for it in range(6)]
    alone = stage.call("POST", "/v1/validations", "officer", data=many[0])
    assert {json.dumps(it["verdict"]) for it in found} == {json.dumps(alone.json["verdict"])}


def test_the_kinds_of_answer_are_all_there(stage: Stage) -> None:
    found = dict(zip(_CASES, _answers(sent(stage, b"\n".join(_CASES.values()))), strict=True))
    outcomes = {name: it["verdict"]["outcome"] for name, it in found.items() if "verdict" in it}
    assert outcomes["conforming"] == outcomes["in ASCII"] == "conforming"
    assert outcomes["refused"] == "refused"
    assert outcomes["undetermined"] == outcomes["names a device"] == "undetermined"
    statuses = {name: it["problem"]["status"] for name, it in found.items() if "problem" in it}
    assert statuses["blank"] == statuses["no JSON"] == statuses["no UTF-8"] == 400
    assert statuses["too long"] == 413
    assert statuses["of another agency"] == statuses["an unknown class"] == 422


def test_the_day_and_the_gate_are_asked_for_all_lines(stage: Stage) -> None:
    lines = _written(_GOOD) + b"\n" + _written(_DEAR)
    for path in ("?on=2026-12-01", "?gate=contract"):
        alone = stage.call("POST", f"/v1/validations{path}", "officer", _DEAR)
        assert _answers(sent(stage, lines, path=path))[1]["verdict"] == alone.json["verdict"]


def test_the_older_name_of_the_form_is_known_too(stage: Stage) -> None:
    answer = sent(stage, _written(_GOOD), **{"Content-Type": "application/x-ndjson"})
    assert len(_answers(answer)) == 1


def test_a_last_line_needs_no_end(stage: Stage) -> None:
    assert len(_answers(sent(stage, _written(_GOOD) + b"\n" + _written(_DEAR)))) == 2


@pytest.mark.parametrize("data", [b"", b"\n"])
def test_a_batch_of_nothing_passes_nothing(stage: Stage, data: bytes) -> None:
    answer = sent(stage, data)
    if not data:
        assert answer.status == 400
    else:
        assert [it["problem"]["status"] for it in _answers(answer)] == [400]


def test_more_lines_than_a_batch_may_have_are_refused_whole(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BATCH_ORDERS", 2)
    two = _written(_GOOD) + b"\n" + _written(_DEAR) + b"\n"
    assert len(_answers(sent(stage, two))) == 2
    answer = sent(stage, two + _written(_GOOD))
    assert (answer.status, answer.json["limit"]) == (413, 2)


def test_more_bytes_than_a_batch_may_have_are_refused_whole(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = _written(_GOOD) + b"\n"
    monkeypatch.setattr(limits, "BATCH_BYTES", 2 * len(line))
    assert len(_answers(sent(stage, 2 * line))) == 2
    answer = sent(stage, 2 * line + b"x")
    assert (answer.status, answer.json["limit"]) == (413, 2 * len(line))


def test_who_may_not_ask_is_turned_away_before_anything_is_read(stage: Stage) -> None:
    lines = _written(_GOOD) + b"\n"
    nobody = stage.call("POST", "/v1/validations", data=lines, headers={"Content-Type": _LINES})
    assert nobody.status == 401


def test_facts_of_more_agencies_than_are_kept_are_read_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "_KEPT", 1)
    days = [f"2026-12-{day:02}" for day in (1, 2, 1, 2)]
    lines = b"\n".join(_written({**_GOOD, "on": it}) for it in days)
    found = [it["verdict"]["examined_on"] for it in _answers(sent(stage, lines))]
    assert found == days


def test_more_texts_than_there_are_signs_are_told_in_full(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shorthand, "_SIGNS", (b"\x01",))
    days = [f"2026-12-{day:02}" for day in (1, 2, 1, 2)]
    orders = [_written({**_GOOD, "on": it}) for it in days]
    found = _answers(sent(stage, b"\n".join(orders)))
    alone = [stage.call("POST", "/v1/validations", "officer", data=it).json for it in orders]
    assert [it["verdict"] for it in found] == [it["verdict"] for it in alone]
    assert found[0]["verdict"]["editions"] != found[1]["verdict"]["editions"]


@given(st.lists(st.sampled_from([b'["%d"]' % it for it in range(12)]), max_size=30))
def test_shorthand_in_full_is_what_was_shortened(texts: list[bytes]) -> None:
    shorthand = Shorthand()
    written = b",".join(map(shorthand.shortened, texts))
    assert shorthand.in_full(written) == b",".join(texts)
    assert len(set(texts)) > 8 or len(written) <= 2 * len(texts)


def test_a_suspended_supplier_is_told_on_every_line(event_stage: Stage) -> None:
    nobodys = {name: it for name, it in _GOOD.items() if name != "supplier"}
    orders, number = (_GOOD, nobodys, _GOOD), suspend(event_stage).json["suspension"]
    found = _answers(sent(event_stage, b"\n".join(map(_written, orders))))
    lift(event_stage, number)
    assert [codes(it["verdict"]) for it in found] == [BARRED, [], BARRED]
