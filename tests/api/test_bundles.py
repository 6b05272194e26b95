"""The offline bundle of an approval, and the verifier that needs nothing but cryptography."""

import base64
import json
import subprocess
import sys
import sysconfig
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.__main__ import main
from ledger import verify_approval
from ledger.canonical import canonical
from ledger.jws import KeyState, PublishedKey, jwks, sign_compact
from ledger.signing import Ed25519FileSigner
from ledger.verify_approval import Broken, Keys, Proven, read_keys, verify
from tests.api.stage import START, Stage, order

_START = """
import runpy, sys
sys.path.append(sys.argv.pop(1))
sys.argv.pop(0)
runpy.run_path(sys.argv[0], run_name="__main__")
"""
PARTS = ("checkpoint", "entry", "format", "keys", "proof", "statement", "status_list")


def granted(stage: Stage) -> str:
    """The number of an approval whose entry has its place."""
    number: str = stage.place()["approval"]["number"]
    stage.sequence()
    return number


def bundle(stage: Stage, number: str, role: str = "supplier") -> bytes:
    answer = stage.call("GET", f"/v1/approvals/{number}/bundle", role)
    assert answer.status == 200, answer.data
    return answer.data


def kept(stage: Stage) -> Keys:
    return read_keys(stage.call("GET", "/.well-known/jwks.json").data)


def judged(stage: Stage, data: bytes, at: datetime = START, newer: str | None = None) -> Proven:
    return verify(data, kept(stage), at, newer)


def why(found: Proven) -> list[str]:
    return [en for _, en in found.doubts]


def revoke(stage: Stage, number: str) -> None:
    body = {"reason": "the supplier withdrew"}
    assert stage.call("POST", f"/v1/approvals/{number}/revocation", "approver", body).status == 200


def test_a_bundle_proves_that_it_was_issued_and_not_revoked_as_of_a_tree_size(
    stage: Stage,
) -> None:
    number = granted(stage)
    found = judged(stage, bundle(stage, number))
    checkpoint = stage.call("GET", "/v1/ledger/checkpoint").data.decode()
    assert (found.number, found.doubts) == (number, ())
    assert found.tree_size == int(checkpoint.split("\n")[1]) > found.index
    assert found.claims["lines"][0]["unit_price"] == "4940.00"


def test_a_bundle_has_exactly_the_declared_parts_and_no_private_ones(stage: Stage) -> None:
    parts = json.loads(bundle(stage, granted(stage)))
    assert parts.keys() == verify_approval.MEMBERS
    assert {name for one in parts["keys"]["keys"] for name in one} == {"kty", "crv", "kid", "x"}


def test_every_reader_of_an_approval_gets_its_bundle_and_nobody_else(stage: Stage) -> None:
    number = granted(stage)
    path = f"/v1/approvals/{number}/bundle"
    told = {
        role: stage.call("GET", path, role).status
        for role in ("officer", "approver", "supplier", "auditor", "catalog-keeper")
    }
    assert told == {
        "officer": 200,
        "approver": 200,
        "supplier": 200,
        "auditor": 200,
        "catalog-keeper": 403,
    }
    assert stage.call("GET", path, "officer", second=True).status == 404
    another = stage.place(supplier=None)["approval"]["number"]
    stage.sequence()
    assert stage.call("GET", f"/v1/approvals/{another}/bundle", "supplier").status == 404
    assert stage.call("GET", path).status == 401
    assert stage.call("GET", "/v1/approvals/PC-2026-0/bundle", "officer").status == 404


def test_before_its_entry_has_a_place_one_is_asked_to_come_again(stage: Stage) -> None:
    number = stage.place()["approval"]["number"]
    early = stage.call("GET", f"/v1/approvals/{number}/bundle", "supplier")
    assert (early.status, early.json["type"]) == (409, "/problems/not-recorded-yet")
    assert int(early.headers["Retry-After"]) > 0
    stage.sequence()
    assert judged(stage, bundle(stage, number)).number == number


def test_a_revoked_approval_is_told_by_the_next_bundle_and_by_a_newer_list(stage: Stage) -> None:
    number = granted(stage)
    before = bundle(stage, number)
    revoke(stage, number)
    stage.sequence()
    assert why(judged(stage, bundle(stage, number))) == ["it is revoked or superseded"]
    # The old bundle says what it said: not revoked as of its tree. A newer list says more.
    assert judged(stage, before).doubts == ()
    newer = stage.call("GET", "/v1/approvals/status-list").data.decode()
    found = judged(stage, before, newer=newer)
    assert why(found) == ["it is revoked or superseded"]
    assert found.tree_size > judged(stage, before).tree_size


@pytest.mark.parametrize(
    ("later", "doubt"),
    [
        (timedelta(seconds=-1), "it is not valid yet"),
        (timedelta(hours=25), "the status list was good until"),
        (timedelta(days=400), "it was valid until"),
    ],
)
def test_what_an_instant_leaves_in_doubt_is_told(
    stage: Stage, later: timedelta, doubt: str
) -> None:
    told = why(judged(stage, bundle(stage, granted(stage)), START + later))
    assert any(it.startswith(doubt) for it in told)


def spans(data: bytes) -> dict[str, range]:
    """Where the value of each part stands in a bundle, whose members are sorted."""
    starts = [data.index(f'"{name}":'.encode()) + len(name) + 3 for name in PARTS]
    ends = [data.rindex(b',"', 0, start) for start in starts[1:]] + [len(data) - 1]
    return {name: range(start, end) for name, start, end in zip(PARTS, starts, ends, strict=True)}


def test_whatever_byte_is_flipped_the_part_is_refused_by_name(stage: Stage) -> None:
    granted(stage)
    data = bundle(stage, granted(stage))
    keys, unnoticed, misnamed = kept(stage), [], []
    parts = {place: name for name, places in spans(data).items() for place in places}
    for place in range(len(data)):
        bit = (0x01, 0x20, 0x80, 0x04)[place % 4]
        flipped = data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
        try:
            verify(flipped, keys, START)
        except Broken as error:
            if error.part not in {parts.get(place, "bundle"), "bundle"}:
                misnamed.append((place, parts.get(place), error.part))
        else:
            unnoticed.append((place, parts.get(place)))
    assert (unnoticed, misnamed) == ([], [])


@pytest.mark.parametrize("part", sorted(set(PARTS) - {"format"}))
def test_a_part_of_another_bundle_is_refused_by_name(stage: Stage, part: str) -> None:
    one, other = (json.loads(bundle(stage, granted(stage))) for _ in range(2))
    mixed = {**one, part: other[part]}
    if part == "keys":
        mixed["keys"] = {"keys": [*one["keys"]["keys"], dict(one["keys"]["keys"][0], x="A" * 43)]}
    with pytest.raises(Broken) as refused:
        judged(stage, canonical(mixed))
    # A statement and its entry name each other; so do a proof, the entry, and a checkpoint.
    blamed = {"statement": "entry", "checkpoint": "proof"}
    assert refused.value.part == blamed.get(part, part)


def test_a_part_left_out_or_a_member_too_many_is_refused(stage: Stage) -> None:
    parts = json.loads(bundle(stage, granted(stage)))
    faulty: list[dict[str, Any]] = [
        {name: value for name, value in parts.items() if name != part} for part in PARTS
    ]
    for one in (*faulty, {**parts, "note": ""}, {}):
        with pytest.raises(Broken) as refused:
            judged(stage, canonical(one))
        assert refused.value.part == "bundle"
    for data in (b"", b"[]", b'{"format":1,"format":1}', b"\xff", b"[" * 100_000):
        with pytest.raises(Broken):
            judged(stage, data)


def test_keys_that_were_not_kept_are_refused(stage: Stage, tmp_path: Path) -> None:
    data = bundle(stage, granted(stage))
    stranger = Ed25519FileSigner.generate(tmp_path / "stranger.pem")
    foreign = PublishedKey(
        public_key=stranger.public_key, use="approval", state=KeyState.ACTIVE, since=START
    )
    for keys in ([], [foreign], [it for it in stage.services.keys if it.use == "ledger"]):
        with pytest.raises(Broken) as refused:
            verify(data, read_keys(canonical(jwks(keys))), START)
        assert refused.value.part == "keys"


def test_only_an_approval_is_taken_for_one(stage: Stage) -> None:
    parts = json.loads(bundle(stage, granted(stage)))
    payload = base64.urlsafe_b64decode(parts["statement"].split(".")[1] + "==")
    for typ in ("JWT", "statuslist+jwt", "quote-check+jws"):
        other = sign_compact(payload, typ=typ, signer=stage.services.ring.approval)
        with pytest.raises(Broken) as refused:
            judged(stage, canonical({**parts, "statement": other}))
        assert refused.value.part == "statement"
    for foreign in (parts["status_list"], parts["checkpoint"], 7, None, "..", "a.b"):
        with pytest.raises(Broken):
            judged(stage, canonical({**parts, "statement": foreign}))


def test_the_same_content_signed_anew_is_not_what_the_ledger_recorded(stage: Stage) -> None:
    parts = json.loads(bundle(stage, granted(stage)))
    payload = json.loads(base64.urlsafe_b64decode(parts["statement"].split(".")[1] + "=="))
    payload["amount"] = "1.00"
    forged = sign_compact(
        canonical(payload), typ="approval+jws", signer=stage.services.ring.approval
    )
    with pytest.raises(Broken) as refused:
        judged(stage, canonical({**parts, "statement": forged}))
    assert refused.value.part == "entry"


def revoked(stage: Stage, use: str, at: datetime) -> Keys:
    """The published keys, with those of one use revoked."""
    changed = [
        replace(key, state=KeyState.REVOKED, revoked_at=at) if key.use == use else key
        for key in stage.services.keys
    ]
    return read_keys(canonical(jwks(changed)))


def test_a_revoked_key_leaves_what_the_ledger_recorded_before(stage: Stage) -> None:
    data = bundle(stage, granted(stage))
    later, before = START + timedelta(seconds=1), START - timedelta(seconds=1)
    found = verify(data, revoked(stage, "approval", later), START)
    # That it was issued stands; whoever has the key could have made the list.
    assert why(found) == ["the key of the list is revoked"]
    for at in (START, before):
        with pytest.raises(Broken) as refused:
            verify(data, revoked(stage, "approval", at), START)
        assert refused.value.part == "statement"
    with pytest.raises(Broken) as refused:
        verify(data, revoked(stage, "ledger", later), START)
    assert refused.value.part == "checkpoint"


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages with nothing but cryptography and what it is linked to."""
    packages, folder = Path(sysconfig.get_path("platlib")), tmp_path_factory.mktemp("bare")
    for found in (*packages.glob("cryptography"), *packages.glob("_cffi_backend*")):
        (folder / found.name).symlink_to(found)
    return folder


def run(bare: Path, program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program in an interpreter that sees the standard library and one folder."""
    command = [sys.executable, "-I", "-S", "-c", _START, str(bare), str(program), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def files(stage: Stage, tmp_path: Path) -> dict[str, Path]:
    number = granted(stage)
    contents = {
        "program": stage.call("GET", "/v1/approvals/verifier").data,
        "bundle": bundle(stage, number),
        "keys": stage.call("GET", "/.well-known/jwks.json").data,
    }
    revoke(stage, number)
    contents["list"] = stage.call("GET", "/v1/approvals/status-list").data
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    return {name: tmp_path / name for name in contents}


def test_the_served_file_verifies_with_only_cryptography_and_says_what_it_proves(
    bare: Path, files: dict[str, Path]
) -> None:
    given = (str(files["bundle"]), "--keys", str(files["keys"]))
    at = ("--at", START.isoformat())
    good = run(bare, files["program"], *given, *at)
    assert (good.returncode, good.stderr) == (0, "")
    assert "未被吊销 / not revoked as of tree size" in good.stdout
    dead = run(bare, files["program"], *given, *at, "--status-list", str(files["list"]))
    assert (dead.returncode, "已被吊销或取代 / it is revoked" in dead.stdout) == (2, True)
    data = files["bundle"].read_bytes()
    files["bundle"].write_bytes(data.replace(b'"index":', b'"index":9'))
    told = json.loads((broken := run(bare, files["program"], *given, *at, "--json")).stdout)
    assert (broken.returncode, told["holds"], told["part"]) == (1, False, "proof")


def test_wrong_usage_and_unreadable_files_have_codes_of_their_own(
    bare: Path, files: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "no-keys").write_text('{"keys": [{"kid": "x"}]}')
    bundle_file, keys = str(files["bundle"]), str(files["keys"])
    codes = {
        64: [[], [bundle_file], [bundle_file, "--keys", keys, "--at", "2026-12-01"]],
        65: [
            [bundle_file, "--keys", str(tmp_path / "nowhere")],
            [bundle_file, "--keys", str(tmp_path / "no-keys")],
            [str(tmp_path / "nowhere"), "--keys", keys],
            [bundle_file, "--keys", keys, "--status-list", str(tmp_path / "nowhere")],
        ],
    }
    told = {
        code: {run(bare, files["program"], *one).returncode for one in asked}
        for code, asked in codes.items()
    }
    assert told == {64: {64}, 65: {65}}


def test_the_verifier_imports_the_standard_library_and_cryptography_alone(
    bare: Path, files: dict[str, Path]
) -> None:
    helped = run(bare, files["program"], "--help")
    assert (helped.returncode, helped.stderr) == (0, "")
    assert run(bare, Path(__file__)).returncode != 0, "nothing else is to be had there"


def test_an_order_without_a_supplier_has_a_bundle_too(stage: Stage) -> None:
    answer = stage.call("POST", "/v1/orders", "officer", order(supplier=None))
    stage.sequence()
    number = answer.json["approval"]["number"]
    assert judged(stage, bundle(stage, number, "officer")).number == number


def test_instants_of_the_command_are_aware() -> None:
    assert verify_approval._instant("2026-12-01T00:00:00Z") == datetime(2026, 12, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="2026"):
        verify_approval._instant("2026-12-01T00:00:00")


def test_the_command_hands_out_the_very_file_and_wants_keys_to_verify(
    stage: Stage, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["verify", "--print-verifier"]) == 0
    served = stage.call("GET", "/v1/approvals/verifier")
    assert capsys.readouterr().out == served.data.decode()
    assert served.headers["Content-Type"] == "text/x-python; charset=utf-8"
    (tmp_path / "approval.jws").write_text("x")
    assert main(["verify", str(tmp_path / "approval.jws")]) == 64
    assert "--keys" in capsys.readouterr().err
