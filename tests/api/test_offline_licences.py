"""Licence grants offline: the file is what the service answers, and so is the verdict."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.__main__ import main
from api.examples import AGENCY, SECOND_AGENCY
from tests.api.stage import Stage
from tests.api.test_licences import confirmed, laptops, licence_codes, record, revoke

_ON = "2026-11-23"
_NOBODYS = "LG-2026-0000-0000-0000-0000"

Check = Callable[..., tuple[int, Any]]


@pytest.fixture
def check(stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Examines an order offline, beside grants where there are any; returns code and verdict."""
    facts = tmp_path / "agency.json"
    facts.write_bytes(stage.call("GET", f"/v1/agencies/{AGENCY}", "officer").data)

    def checked(document: dict[str, Any], grants: Any = None, *more: str) -> tuple[int, Any]:  # noqa: ANN401 - JSON values
        file, licences = tmp_path / "order.json", tmp_path / "licences.json"
        file.write_text(json.dumps(document, ensure_ascii=False))
        words = ["check", str(file), "--agency", str(facts), "--on", _ON, *more]
        if grants is not None:
            content = grants if isinstance(grants, bytes) else json.dumps(grants).encode()
            licences.write_bytes(content)
            words += ["--licences", str(licences)]
        capsys.readouterr()
        code = main(words)
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out.startswith("{") else said.out + said.err

    return checked


def page(stage: Stage, role: str = "officer") -> bytes:
    return stage.call("GET", "/v1/licences?limit=200", role).data


def tried(stage: Stage, document: dict[str, Any]) -> Any:  # noqa: ANN401 - a JSON value
    return stage.call("POST", f"/v1/validations?on={_ON}", "officer", document).json["verdict"]


def _whole(stage: Stage) -> str:
    return confirmed(stage, copies=2)


def _waiting(stage: Stage) -> str:
    number: str = record(stage).json["number"]
    return number


def _ended(stage: Stage) -> str:
    number = confirmed(stage)
    assert revoke(stage, number).status == 200
    return number


def _over(stage: Stage) -> str:
    return confirmed(stage, valid_until="2026-11-22")


def _unproven(stage: Stage) -> str:
    return confirmed(stage, evidence=[{"kind": "invoice", "number": "发票 1"}])


def _server(stage: Stage) -> str:
    return confirmed(stage, product="银河麒麟高级服务器操作系统")


def _other_version(stage: Stage) -> str:
    return confirmed(stage, versions=["V10"])


def _home(stage: Stage) -> str:
    return confirmed(stage, edition="家庭版")


@pytest.mark.parametrize(
    "made", [_whole, _waiting, _ended, _over, _unproven, _server, _other_version, _home]
)
@pytest.mark.parametrize("quantity", [1, 2, 3])
def test_an_order_is_told_of_its_grants_what_the_service_tells(
    stage: Stage, check: Check, made: Callable[[Stage], str], quantity: int
) -> None:
    number = made(stage)
    document = laptops(number, quantity)
    wanted = tried(stage, document)
    alone = stage.call("GET", f"/v1/licences/{number}", "officer").data
    for grants in (page(stage), page(stage, "auditor"), alone, f"[{alone.decode()}]".encode()):
        code, verdict = check(document, grants)
        assert "not_examined" not in verdict
        assert verdict["findings"] == wanted["findings"]
        assert code == ["conforming", "refused", "undetermined"].index(wanted["outcome"])


def test_of_a_grant_of_another_agency_nothing_but_that_is_told(stage: Stage, check: Check) -> None:
    number = confirmed(stage)
    grant = json.loads(stage.call("GET", f"/v1/licences/{number}", "officer").data)
    theirs = {**grant, "holder": {"uscc": SECOND_AGENCY, "name": "another"}}
    code, verdict = check(laptops(number), [theirs])
    found = [it for it in verdict["findings"] if it["rule"] == "licence-grant"]
    assert (code, [it["code"] for it in found]) == (1, ["licence-not-entitled"])
    assert (
        licence_codes({"verdict": check(laptops(number), [{**theirs, "entitled": [AGENCY]}])[1]})
        == []
    )


@pytest.mark.parametrize(
    ("named", "lacking"),
    [("given", False), ("left-out", True), ("nobodys", True), ("no-number", False)],
)
def test_a_grant_that_was_not_given_is_told_as_not_examined(
    stage: Stage, check: Check, named: str, *, lacking: bool
) -> None:
    given, left_out = confirmed(stage), confirmed(stage)
    grant = json.loads(stage.call("GET", f"/v1/licences/{given}", "officer").data)
    numbers = {"given": given, "left-out": left_out, "nobodys": _NOBODYS, "no-number": "EX-2026-1"}
    document = laptops(numbers[named])
    for grants, told in (([grant], lacking), (None, named != "no-number")):
        _, verdict = check(document, grants)
        assert ("not_examined" in verdict) is told
        _, text = check(document, grants, "--text")
        assert ("未审查 not examined  [licence-grant]" in text) is told
    if named != "no-number":
        (rest,) = check(document)[1]["not_examined"]
        assert rest["rule"] == "licence-grant"
        assert numbers[named] in rest["why"]["zh"]
        assert numbers[named] in rest["why"]["en"]


def test_at_the_gate_of_the_contract_the_rule_is_not_asked(check: Check) -> None:
    _, verdict = check(laptops(_NOBODYS), None, "--gate", "contract")
    assert "not_examined" not in verdict


def test_a_number_that_stands_twice_is_told(stage: Stage, check: Check) -> None:
    number = confirmed(stage)
    grant = json.loads(stage.call("GET", f"/v1/licences/{number}", "officer").data)
    code, said = check(laptops(number), [grant, {**grant, "left": 9}])
    assert code == 65
    assert "/items/1/number: this number stands before already / 该编号在前面已经出现" in said


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"number": "LG-1"}, "/items/0/number"),
        ({"state": "lent"}, "/items/0/state"),
        ({"holder": AGENCY}, "/items/0/holder"),
        ({"holder": {"uscc": "1", "name": "x"}}, "/items/0/holder/uscc"),
        ({"left": "3"}, "/items/0/left"),
        ({"left": -1}, "/items/0/left"),
        ({"confirmed": None}, "/items/0/confirmed"),
        ({"valid_from": "soon"}, "/items/0/valid_from"),
        ({"proven": "yes"}, "/items/0/proven"),
        ({"versions": "V11"}, "/items/0/versions"),
        ({"entitled": ["x"]}, "/items/0/entitled/0"),
    ],
)
def test_a_faulty_grant_is_told_by_its_member(
    stage: Stage, check: Check, changes: dict[str, Any], told: str
) -> None:
    number = confirmed(stage)
    grant = json.loads(stage.call("GET", f"/v1/licences/{number}", "officer").data)
    code, said = check(laptops(number), {"items": [{**grant, **changes}]})
    assert code == 65
    assert f"{told}: " in said


@pytest.mark.parametrize(
    "content", [b"", b"1", b'"x"', b"[[]]", b'{"items": 1}', b"[" * 99 + b"]" * 99]
)
def test_a_file_that_is_no_list_of_grants_is_told(check: Check, content: bytes) -> None:
    code, said = check(laptops(_NOBODYS), content)
    assert (code, "licences.json: " in said) == (65, True)
