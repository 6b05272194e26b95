"""The ledger through the edge: what an act answers is proven against the signed checkpoint."""

import base64

from ledger.checkpoint import open_checkpoint
from ledger.merkle import leaf_hash, verify_consistency, verify_inclusion
from ledger.note import VerifierKey
from tests.api.stage import Stage


def _keys(stage: Stage) -> list[VerifierKey]:
    return [VerifierKey.parse(it) for it in stage.call("GET", "/v1/ledger/keys").json["keys"]]


def test_the_leaf_of_an_act_is_in_the_tree_the_checkpoint_signs(stage: Stage) -> None:
    leaf = stage.place()["ledger"]["leaf"]
    early = stage.call("GET", f"/v1/ledger/proofs/inclusion?leaf={leaf}")
    assert (early.status, early.json["type"]) == (404, "/problems/not-found")
    stage.sequence()
    proof = stage.call("GET", f"/v1/ledger/proofs/inclusion?leaf={leaf}").json
    checkpoint = open_checkpoint(proof["checkpoint"].encode(), _keys(stage))
    verify_inclusion(
        leaf=bytes.fromhex(leaf),
        index=proof["index"],
        size=proof["size"],
        root=checkpoint.root,
        proof=tuple(base64.b64decode(it) for it in proof["hashes"]),
    )


def test_an_entry_is_served_as_the_bytes_the_tree_commits_to(stage: Stage) -> None:
    stage.place()
    stage.sequence()
    for entry in stage.call("GET", "/v1/ledger/entries?limit=200", "auditor").json["items"]:
        assert leaf_hash(base64.b64decode(entry["data"])).hex() == entry["leaf"]


def test_a_newer_tree_only_appends(stage: Stage) -> None:
    stage.sequence()
    older = open_checkpoint(stage.call("GET", "/v1/ledger/checkpoint").data, _keys(stage))
    stage.place()
    stage.sequence()
    newer = open_checkpoint(stage.call("GET", "/v1/ledger/checkpoint").data, _keys(stage))
    assert newer.size > older.size
    path = f"/v1/ledger/proofs/consistency?older={older.size}&newer={newer.size}"
    proof = stage.call("GET", path).json
    hashes = tuple(base64.b64decode(it) for it in proof["hashes"])
    verify_consistency(
        older=older.size,
        newer=newer.size,
        older_root=older.root,
        newer_root=newer.root,
        proof=hashes,
    )


def test_sizes_that_never_were_are_not_found(stage: Stage) -> None:
    for older, newer in ((1, 10**9), (10**9, 10**9), (3, 2)):
        path = f"/v1/ledger/proofs/consistency?older={older}&newer={newer}"
        assert stage.call("GET", path).status == 404


def test_a_leaf_has_a_form(stage: Stage) -> None:
    answer = stage.call("GET", "/v1/ledger/proofs/inclusion?leaf=XYZ")
    assert (answer.status, answer.codes) == (422, {("?leaf", "not-a-leaf")})
    missing = stage.call("GET", "/v1/ledger/proofs/inclusion")
    assert missing.codes == {("?leaf", "required")}


def test_readiness_tells_of_entries_that_wait_too_long(stage: Stage) -> None:
    stage.sequence()
    assert stage.call("GET", "/readyz").json["status"] == "ready"
    stage.place()
    assert stage.call("GET", "/readyz").status == 200
    with stage.clock.later(seconds=11):
        late = stage.call("GET", "/readyz")
    assert (late.status, late.json["checks"]["pending"]["ok"]) == (503, False)
    stage.sequence()
    assert stage.call("GET", "/readyz").status == 200


def test_numbers_for_watchers_count_requests_and_the_ledger(stage: Stage) -> None:
    stage.call("GET", "/v1/me", "officer")
    text = stage.call("GET", "/metrics").data.decode()
    assert 'procheck_requests_total{operation="whoAmI",status="200"}' in text
    assert "procheck_ledger_size " in text
    assert "procheck_pending_age_seconds " in text
