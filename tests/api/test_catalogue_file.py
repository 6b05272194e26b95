"""The catalogue as a signed file: fetched or exported, and examined with where nobody is asked."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import OKPKey

from api.__main__ import main
from api.examples import SECOND_AGENCY
from catalog.catalogue_file import MAX_BYTES, TYP
from catalog.seeds import SEEDS, load_seeds
from ledger.canonical import canonical, parse
from ledger.jws import sign_compact
from ledger.signing import Ed25519FileSigner
from tests.api.stage import START, Stage, order
from tests.api.test_register import notice, publish

_ON = "2026-11-23"
_PATH = "/v1/catalog/file"

Check = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture(scope="module")
def files(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The catalogue with a notice, the public keys and an agency, all as the service answers."""
    publish(stage, notice("cpu-sw-421", f'event: "withdrawn", since: "{_ON}"'))
    folder = tmp_path_factory.mktemp("offline")
    paths = {
        "catalogue": _PATH,
        "keys": "/.well-known/jwks.json",
        "agency": f"/v1/agencies/{SECOND_AGENCY}",
    }
    for name, path in paths.items():
        answer = stage.call("GET", path, "auditor")
        assert answer.status == 200, answer.data
        (folder / name).write_bytes(answer.data)
    return {name: folder / name for name in paths}


@pytest.fixture
def check(files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Examines an order offline with the file; returns the exit code and the verdict."""

    def checked(document: dict[str, Any], *more: str) -> tuple[int, dict[str, Any]]:
        file = tmp_path / "order.json"
        file.write_text(json.dumps(document, ensure_ascii=False))
        words = ["check", str(file), "--agency", str(files["agency"]), "--on", _ON]
        words += ["--catalogue", str(files["catalogue"]), "--key", str(files["keys"])]
        capsys.readouterr()
        code = main([*words, *more])
        verdict: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, verdict

    return checked


def refused(capsys: pytest.CaptureFixture[str], catalogue: Path, *more: str, code: int = 65) -> str:
    """What is said where a catalogue is not used."""
    example = Path(__file__).parents[2] / "docs" / "examples" / "bare-computer.json"
    assert main(["check", str(example), "--catalogue", str(catalogue), *more]) == code
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def payload_of(token: bytes) -> dict[str, Any]:
    part = token.split(b".")[1]
    value = parse(base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
    assert isinstance(value, dict)
    return value


def test_anybody_may_fetch_it_and_verify_it_with_another_library(
    stage: Stage, files: dict[str, Path]
) -> None:
    answer = stage.call("GET", _PATH)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/jose")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    (public,) = [
        it
        for it in json.loads(files["keys"].read_bytes())["keys"]
        if it["procheck_use"] == "approval"
    ]
    key = OKPKey.import_key({name: public[name] for name in ("kty", "crv", "x")})
    registry = jws.JWSRegistry(algorithms=["Ed25519"])
    registry.max_payload_length = len(answer.data)
    found = jws.deserialize_compact(answer.data, key, registry=registry)
    assert found.protected == {"alg": "Ed25519", "kid": public["kid"], "typ": TYP}
    assert found.payload == canonical(payload_of(answer.data))


@pytest.mark.usefixtures("files")
def test_it_shows_what_the_lists_of_the_service_show(stage: Stage) -> None:
    payload = payload_of(stage.call("GET", _PATH).data)
    publications = stage.call("GET", f"/v1/catalog/publications?as_of={_ON}").json
    assert payload["publications"] == publications["items"]
    assert payload["digest"] == publications["catalogue"]
    listed = stage.call("GET", f"/v1/catalog/listings?limit=200&as_of={_ON}").json["items"]
    of_the_day = {"validity", "state", "why", "rests_on", "last_day", "loaded"}
    assert payload["listings"] == [
        {name: it for name, it in one.items() if name not in of_the_day} for one in listed
    ]
    (withdrawn,) = [it for it in payload["listings"] if it["id"] == "cpu-sw-421"]
    assert withdrawn["events"][-1]["kind"] == "withdrawn"
    assert withdrawn["events"][-1]["notice"] in {it["id"] for it in payload["notices"]}
    assert {it["id"] for it in payload["schemes"]} == {it["scheme"] for it in payload["listings"]}
    assert payload["iat"] == int(START.timestamp())


def test_a_verdict_names_the_catalogue_it_rests_on(stage: Stage, check: Check) -> None:
    code, verdict = check(order(agency=SECOND_AGENCY, quantity=1))
    payload = payload_of(stage.call("GET", _PATH).data)
    assert code == 0
    told = dict(verdict["catalogue"])
    assert told.pop("key") in {
        it["kid"] for it in stage.call("GET", "/.well-known/jwks.json").json["keys"]
    }
    assert told == {
        "digest": payload["digest"],
        "source": "signed-file",
        "verified": True,
        "revision": payload["revision"],
        "signed_at": "2026-11-23T02:00:00Z",
        "signed_by": "http://procheck.test",
    }


def _products() -> list[dict[str, Any]]:
    """A change of the line for every listing that orders can name, and for texts of real orders."""
    changes: list[dict[str, Any]] = []
    for entry in load_seeds().listings():
        it = entry.listing
        if it.kind.value == "processor":
            changes.append({"processor": {"name": it.name}})
        elif it.kind.value == "operating-system":
            stated = {"name": it.name, "version": it.version, "kernel": it.kernel}
            known = {name: text for name, text in stated.items() if text is not None}
            changes.append({"operating_system": {"preloaded": True, **known}})
    changes += [{"operating_system": {"preloaded": True, "name": it}} for it in ("麒麟", "其他")]
    return changes


def test_every_product_is_examined_offline_as_the_service_examines_it(
    stage: Stage, check: Check
) -> None:
    lines = [order(quantity=1, **change)["lines"][0] for change in _products()]
    assert len(lines) > 30
    codes = []
    asked_for = (("order", lines[:1]), ("order", lines), ("order", lines[-1:]), ("contract", lines))
    for gate, of in asked_for:
        asked = {**order(agency=SECOND_AGENCY), "lines": of}
        path = f"/v1/validations?on={_ON}&gate={gate}"
        answer = stage.call("POST", path, "officer", asked, second=True)
        assert answer.status == 200, answer.data
        code, verdict = check(asked, "--gate", gate)
        for added in ("kind", "gate", "catalogue"):
            verdict.pop(added)
        assert verdict == answer.json["verdict"]
        codes.append(code)
    assert codes[:3] == [0, 1, 2]


def test_without_a_key_a_signed_file_is_not_used(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, files["catalogue"])
    assert "name the public keys you trust" in said
    assert "请以 --key 给出所信任的公钥" in said


def test_a_key_without_a_signed_file_is_wrong(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    for unsigned in (SEEDS, SEEDS / "scheme-anke.yaml"):
        assert "it is not signed" in refused(capsys, unsigned, "--key", str(files["keys"]))
    assert main(["check", "x.json", "--key", str(files["keys"])]) == 64
    assert "none is given" in capsys.readouterr().err


def test_a_file_that_was_touched_and_one_of_another_service_are_refused(
    files: dict[str, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    token = files["catalogue"].read_text()
    touched = tmp_path / "touched"
    place = len(token) // 2
    touched.write_text(f"{token[:place]}{'A' if token[place] != 'A' else 'B'}{token[place + 1 :]}")
    said = refused(capsys, touched, "--key", str(files["keys"]))
    assert "does not verify" in said
    assert "签名与公钥" in said
    foreign = tmp_path / "foreign"
    stranger = Ed25519FileSigner.generate(tmp_path / "stranger.pem")
    payload = canonical(payload_of(token.encode()))
    foreign.write_text(sign_compact(payload, typ=TYP, signer=stranger))
    said = refused(capsys, foreign, "--key", str(files["keys"]))
    assert "is not known" in said
    assert "未知" in said


def test_a_file_of_an_older_format_is_refused_by_its_format(
    stage: Stage, files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = tmp_path / "older"
    payload = {**payload_of(files["catalogue"].read_bytes()), "format": "procheck/catalogue/0"}
    signer = stage.services.office.signer
    older.write_text(sign_compact(canonical(payload), typ=TYP, signer=signer))
    said = refused(capsys, older, "--key", str(files["keys"]))
    assert "'procheck/catalogue/0'" in said
    assert "have it exported anew" in said
    assert "请重新导出" in said


def test_a_huge_file_is_not_read_to_its_end(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.write(b"eyJ")
        file.truncate(1 << 40)
    said = refused(capsys, huge, "--key", str(files["keys"]))
    assert f"it is longer than {MAX_BYTES} bytes" in said
    assert f"文件超过 {MAX_BYTES} 字节" in said


@pytest.mark.parametrize("keys", ["", "[]", "{}", '{"keys": [{"procheck_use": "approval"}]}', "["])
def test_keys_that_are_none_are_told(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], keys: str
) -> None:
    wrong = tmp_path / "keys"
    wrong.write_text(keys)
    assert str(wrong) in refused(capsys, files["catalogue"], "--key", str(wrong))


def test_a_file_older_than_the_day_examined_says_so(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "order.json"
    file.write_text(json.dumps(order(agency=SECOND_AGENCY, quantity=1), ensure_ascii=False))
    words = ["check", str(file), "--agency", str(files["agency"]), "--text"]
    words += ["--catalogue", str(files["catalogue"]), "--key", str(files["keys"]), "--on"]
    told = []
    for day in ("2026-11-22", "2026-11-23", "2026-11-24"):
        assert main([*words, day]) == 0
        said = capsys.readouterr()
        assert "签名已验证 signature verified, http://procheck.test, 2026-11-23T02" in said.out
        told.append("what was listed or withdrawn since is not in it" in said.err)
    assert told == [False, False, True]


def test_what_nobody_signed_is_told_as_such(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "order.json"
    file.write_text(json.dumps(order(), ensure_ascii=False))
    for more, source in (([], "release"), (["--catalogue", str(SEEDS)], "documents")):
        main(["check", str(file), "--on", _ON, *more])
        told = json.loads(capsys.readouterr().out)["catalogue"]
        assert told == {"digest": load_seeds().digest, "source": source, "verified": False}
        main(["check", str(file), "--on", _ON, "--text", *more])
        assert f"({source}): 未经签署 unsigned" in capsys.readouterr().out


def test_the_command_writes_the_same_file_and_overwrites_none(
    stage: Stage,
    files: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PROCHECK_DATABASE_URL", stage.made.app_url)
    monkeypatch.setenv("PROCHECK_DATA_DIR", str(stage.folder))
    monkeypatch.setenv("PROCHECK_ISSUER", "http://procheck.test")
    file = tmp_path / "catalogue.jws"
    assert main(["catalog", "export", str(file)]) == 0
    digest = load_digest(files["catalogue"])
    assert digest in capsys.readouterr().out
    one, other = payload_of(file.read_bytes()), payload_of(stage.call("GET", _PATH).data)
    assert one.pop("iat") != other.pop("iat")
    assert one == other
    written = file.read_bytes()
    assert main(["catalog", "export", str(file)]) == 65
    assert "cannot be written: File exists" in capsys.readouterr().err
    assert file.read_bytes() == written


def load_digest(file: Path) -> str:
    digest: str = payload_of(file.read_bytes())["digest"]
    return digest
