"""Documents of machines over HTTP and on the command line: what they establish, and what not."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.__main__ import main
from tests.api.stage import Stage, order

_MACHINE = (
    'NAME="Kylin"\nVERSION="银河麒麟桌面操作系统V11 (Swan25)"\nID=kylin\n'
    'PRETTY_NAME="Kylin V11"\nVERSION_ID="v11"\nPROJECT_CODENAME="Swan25"\n'
    "Linux 6.6.0-25-generic x86_64\n"
)
_TEXT = {"Content-Type": "text/plain"}


def _read(stage: Stage, data: str | bytes, role: str | None = "officer", query: str = "") -> Any:  # noqa: ANN401 - a response
    sent = data.encode() if isinstance(data, str) else data
    return stage.call("POST", f"/v1/machine-documents{query}", role, data=sent, headers=_TEXT)


def test_what_a_machine_says_is_told_apart_from_what_follows_and_looked_up(stage: Stage) -> None:
    answer = _read(stage, _MACHINE, query="?on=2026-06-10")
    assert answer.status == 200, answer.data
    found = answer.json
    assert (found["kind"], found["format"]) == ("machine-document", "machine-text")
    (system,) = found["systems"]
    assert {"key": "VERSION_ID", "text": "v11"}.items() <= next(
        it for it in system["stated"] if it["key"] == "VERSION_ID"
    ).items()
    assert {it["fact"]: it["value"] for it in system["derived"]}["product-version"] == "V11"
    assert found["operating_system"]["version"] == "V11"
    exact = [it for it in found["listings"] if it["match"] == "exact"]
    assert [(it["id"], it["validity"]) for it in exact] == [("os-kylin-desktop-v11", "in-force")]
    later = _read(stage, _MACHINE, query="?on=2028-09-13").json
    assert [it["validity"] for it in later["listings"] if it["match"] == "exact"] == ["lapsed"]


def test_nothing_is_stored_and_no_licence_is_proven(stage: Stage) -> None:
    before = stage.rows()
    found = _read(stage, _MACHINE).json
    assert stage.rows() == before
    assert "licence" not in json.dumps(found)


def test_the_words_read_are_those_an_order_line_is_matched_by(stage: Stage) -> None:
    words = _read(stage, _MACHINE, query="?on=2026-06-10").json["operating_system"]
    asked = order(quantity=1)
    system = asked["lines"][0]["operating_system"]
    asked["lines"][0]["operating_system"] = {**system, **words}
    verdict = stage.call("POST", "/v1/validations", "officer", asked).json["verdict"]
    assert "listed-operating-system" not in {it["rule"] for it in verdict["findings"]}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document-empty"),
        (b"\x00\x01\x02", None),
        (b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "a": NaN}', None),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><SoftwareIdentity/>', None),
        (b"[" * 100_000, None),
    ],
)
def test_what_cannot_be_read_is_refused_by_a_code_and_a_sentence(
    stage: Stage, data: bytes, code: str | None
) -> None:
    answer = _read(stage, data)
    assert (answer.status, answer.json["type"]) == (422, "/problems/faulty-document"), answer.data
    (told,) = answer.json["errors"]
    assert told["code"].islower()
    assert code in {None, told["code"]}
    message = told["message"]
    assert message["zh"]
    assert message["en"]
    assert "Traceback" not in answer.data.decode()


def test_a_body_of_another_type_and_one_too_large_are_refused(stage: Stage) -> None:
    path = "/v1/machine-documents"
    yaml = {"Content-Type": "application/yaml"}
    wrong = stage.call("POST", path, "officer", data=b"x", headers=yaml)
    assert (wrong.status, wrong.json["type"]) == (415, "/problems/unsupported-media-type")
    large = stage.call("POST", path, "officer", data=b" " * (8 * 1024 * 1024 + 1), headers=_TEXT)
    assert (large.status, large.json["type"]) == (413, "/problems/too-large")


def test_a_stranger_is_asked_for_a_key(stage: Stage) -> None:
    assert _read(stage, _MACHINE, None).status == 401


def test_the_command_reads_several_files_as_of_one_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release, kernel = tmp_path / "os-release", tmp_path / "uname"
    release.write_text("\n".join(_MACHINE.splitlines()[:-1]))
    kernel.write_text(_MACHINE.splitlines()[-1])
    assert main(["read", str(release), str(kernel), "--on", "2026-06-10"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [it["id"] for it in found["listings"] if it["match"] == "exact"] == [
        "os-kylin-desktop-v11"
    ]
    nothing = tmp_path / "nothing"
    nothing.write_bytes(b"")
    assert main(["read", str(nothing)]) == 65
    assert "nothing" in capsys.readouterr().err
