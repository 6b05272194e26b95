"""Ways round the rules that were open once: each stays closed, and says why."""

import socket
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.commands.line import CONFIGURATION
from api.commands.serve import run
from storage.embedded.server import Address
from tests.api.stage import Stage, edge_of_its_own, fresh, order

SYSTEM = order()["lines"][0]["operating_system"]


@pytest.fixture(scope="module")
def stage(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An edge of its own: of the orders that wait, those of others are examined again first."""
    with edge_of_its_own(server, "closed_doors", tmp_path_factory.mktemp("closed_doors")) as made:
        yield made


def with_evidence(*evidence: dict[str, str]) -> dict[str, object]:
    return {**SYSTEM, "licence": {**SYSTEM["licence"], "evidence": list(evidence)}}


def test_an_unknown_kind_of_licence_evidence_is_refused_by_name(stage: Stage) -> None:
    body = order(operating_system=with_evidence({"kind": "wish", "number": "1"}))
    with stage.unchanged():
        answer = stage.call("POST", "/v1/orders", "officer", body)
    where = "/lines/0/operating_system/licence/evidence/0/kind"
    assert (answer.status, answer.codes) == (422, {(where, "unknown-value")})


@pytest.mark.parametrize(
    "evidence",
    [{"kind": "screenshot", "number": "1"}, {"kind": "invoice", "number": "1"}, {"kind": "coa"}],
    ids=["a screenshot", "an invoice", "a label without its number"],
)
def test_an_attachment_is_no_proof_of_a_licence(stage: Stage, evidence: dict[str, str]) -> None:
    made = stage.place(operating_system=with_evidence(evidence))
    needed = {it["needs"]["fact"] for it in made["verdict"]["findings"] if "needs" in it}
    assert (made["state"], needed) == ("held", {"operating_system.licence.evidence"})


@pytest.mark.parametrize(
    ("due", "status"), [("2026-11-22", 422), ("2026-11-23", 201), ("2026-11-24", 201)]
)
def test_a_delivery_before_the_order_is_refused(stage: Stage, due: str, status: int) -> None:
    answer = stage.call("POST", "/v1/orders", "officer", order(deliver_by=due))
    assert answer.status == status
    if status == 422:
        assert answer.codes == {("/lines/0/deliver_by", "before-the-order")}


def test_a_headcount_on_a_basis_no_standard_counts_by_is_refused(stage: Stage) -> None:
    body = {"basis": "zzz", "value": 1, "valid_from": "2026-01-01", "source": "example"}
    with stage.unchanged():
        answer = stage.call(
            "POST", f"/v1/agencies/{order()['agency']}/headcounts", "administrator", body
        )
    assert (answer.status, answer.codes) == (422, {("/basis", "unknown-basis")})


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/orders?limit=x"), ("POST", "/v1/orders?x=1"), ("GET", "/v1/approvals/PC-1")],
)
def test_who_asks_comes_before_what_is_wrong_with_the_question(
    stage: Stage, method: str, path: str
) -> None:
    assert stage.call(method, path, None, {} if method == "POST" else None).status == 401


def test_an_unknown_scheme_is_told_and_not_answered_with_an_empty_list(stage: Stage) -> None:
    for path in ("listings", "publications"):
        answer = stage.call("GET", f"/v1/catalog/{path}?scheme=nothing")
        assert (answer.status, answer.codes) == (422, {("?scheme", "unknown-value")})


def test_a_weak_tag_is_no_match_for_a_change(stage: Stage) -> None:
    made = stage.place()
    path = f"/v1/orders/{made['id']}"
    weak = "W/" + stage.call("GET", path, "officer").headers["ETag"]
    body = {"reason": "no longer needed"}
    answer = stage.call("POST", f"{path}/cancellation", "officer", body, headers={"If-Match": weak})
    assert answer.status == 412


def test_two_idempotency_keys_at_once_are_none(stage: Stage) -> None:
    keys = f"{fresh('key')},{fresh('key')}"
    with stage.unchanged():
        answer = stage.call(
            "POST", "/v1/orders", "officer", order(), headers={"Idempotency-Key": keys}
        )
    assert answer.status == 400


def test_a_fact_that_arrives_has_the_orders_examined_that_waited_for_it(stage: Stage) -> None:
    serial = fresh("SN")
    held = stage.place(replaces=[serial])
    assert (held["state"], held["awaits"]) == ("held", "facts")
    device = {"serial": serial, "class": "desktop", "in_service_since": "2019-01-01"}
    body = {"source": "example register", "assets": [device]}
    with stage.clock.later(minutes=1):
        answer = stage.call("POST", f"/v1/agencies/{held['agency']}/assets", "administrator", body)
    assert answer.status == 201, answer.data
    # Others of the same agency may be waiting for other facts, and were looked at too.
    assert {"id": held["id"], "state": "approved"} in answer.json["examined"]


def test_a_port_that_is_taken_is_refused_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PROCHECK_PORT", str(port))
        monkeypatch.setenv("PROCHECK_DATA_DIR", str(tmp_path / "data"))
        assert run(Namespace(demo=False)) == CONFIGURATION
    assert "PROCHECK_PORT" in capsys.readouterr().err
