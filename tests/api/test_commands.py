"""The command line: what each command answers, its exit codes, and what it does not import."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.__main__ import COMMANDS, main
from api.clock import now
from api.commands.faulty import faulty
from api.examples import AGENCY, ORDER
from tests.api.stage import Stage

_ROOT = Path(__file__).parents[2]
_EXAMPLES = _ROOT / "docs" / "examples"
_FACTS = {
    "uscc": AGENCY,
    "name": "Example",
    "jurisdiction": "cn",
    "level": "central",
    "properties": {"classified": False, "field_duty": False, "evaluation_bound": True},
    "headcounts": [
        {"basis": "filled-establishment", "value": 5, "valid_from": "2026-01-01", "source": "x"},
        {"basis": "filled-establishment", "value": 1, "valid_from": "2026-09-01", "source": "x"},
    ],
}


@pytest.fixture
def keyed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    """A data folder with keys, which the settings name; the working folder is beside it."""
    data = tmp_path / "data"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROCHECK_DATA_DIR", str(data))
    assert main(["keys", "generate"]) == 0
    capsys.readouterr()
    return data


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    order, facts = tmp_path / "order.json", tmp_path / "facts.json"
    order.write_text(json.dumps(dict(ORDER), ensure_ascii=False))
    facts.write_text(json.dumps(_FACTS))
    return str(order), str(facts)


def test_the_facts_can_carry_the_list_of_free_software(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    suite = {"class": "software_office", "name": "LibreOffice", "version": "25.8"}
    stated: dict[str, Any] = json.loads(json.dumps(dict(ORDER)))
    stated["lines"][0]["software"] = [{**suite, "licence": {"channel": "free"}}]
    order, facts = tmp_path / "order.json", tmp_path / "facts.json"
    order.write_text(json.dumps(stated, ensure_ascii=False))

    def examined(*entries: dict[str, object]) -> list[str]:
        facts.write_text(json.dumps({**_FACTS, "free_software": entries}))
        main(["check", str(order), "--agency", str(facts), "--on", "2026-06-10"])
        findings = json.loads(capsys.readouterr().out)["findings"]
        return [it["code"] for it in findings if it["rule"] == "listed-free-software"]

    entry: dict[str, object] = {"name": "LibreOffice", "version": "any", "reason": "tested"}
    assert examined() == ["free-software-unlisted"]
    assert examined(entry) == []
    assert examined({**entry, "version": "24.2"}) == ["free-software-near"]
    assert examined({**entry, "state": "unapproved"}) == ["free-software-unapproved"]
    assert examined({**entry, "valid_from": "2026-06-11"}) == ["free-software-to-come"]
    off = {"reason": "another licence", "off_from": "2026-06-10"}
    assert examined({**entry, "removal": off}) == ["free-software-taken-off"]


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ({"name": "LibreOffice", "version": "any"}, "/free_software/0/reason"),
        ({"name": "LibreOffice", "reason": "x"}, "/free_software/0/version"),
        ({"name": " ", "version": "any", "reason": "x"}, "/free_software/0/name"),
    ],
)
def test_an_entry_of_the_list_that_lacks_something_is_told_where(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str], entry: dict[str, str], place: str
) -> None:
    order, facts = files
    Path(facts).write_text(json.dumps({**_FACTS, "free_software": [entry]}))
    assert main(["check", order, "--agency", facts]) == 65
    assert place in capsys.readouterr().err


def test_a_conforming_order_exits_with_0(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    order, facts = files
    assert main(["check", order, "--agency", facts, "--on", "2026-06-10"]) == 0
    verdict = json.loads(capsys.readouterr().out)
    assert (verdict["outcome"], verdict["examined_on"]) == ("conforming", "2026-06-10")


def test_the_headcount_in_force_on_the_day_counts(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    order, facts = files
    assert main(["check", order, "--agency", facts, "--on", "2026-08-31"]) == 0
    assert main(["check", order, "--agency", facts, "--on", "2026-09-01"]) == 1
    assert '"quantity-over-cap"' in capsys.readouterr().out


def test_a_refused_order_exits_with_1_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    order, facts = _EXAMPLES / "bare-computer.json", _EXAMPLES / "agency.json"
    assert main(["check", str(order), "--agency", str(facts), "--text"]) == 1
    shown = capsys.readouterr().out
    assert "over the ceiling of 5000.00 yuan by 200.00 yuan" in shown
    assert "财资〔2016〕27号" in shown


def test_what_the_contract_takes_is_asked_by_its_gate(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    order, facts = files
    words = ["check", order, "--agency", facts, "--on", "2026-09-30", "--gate", "contract"]
    assert main(words) == 2
    verdict = json.loads(capsys.readouterr().out)
    assert (verdict["gate"], verdict["outcome"]) == ("contract", "undetermined")
    assert {it["rule"] for it in verdict["findings"]} == {
        "contract-papers",
        "software-coverage",
        "separate-packages",
        "no-over-demand",
    }
    assert "/contract/rights_check" in {it["pointer"] for it in verdict["findings"]}
    assert main([*words, "--text"]) == 2
    assert "购置前核验软件知识产权的记录" in capsys.readouterr().out


def test_without_facts_quantities_stay_open_and_it_says_so(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", files[0], "--on", "2026-06-10"]) == 2
    captured = capsys.readouterr()
    assert json.loads(captured.out)["outcome"] == "undetermined"
    assert "no --agency FACTS" in captured.err


@pytest.mark.parametrize(("day", "told"), [("2026-09-26", []), ("2026-09-27", ["2026-12-26"])])
def test_a_listing_that_lapses_within_the_usual_term_is_announced(
    day: str, told: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = {**ORDER["lines"][0], "processor": {"name": "龙芯3A5000"}}
    file = tmp_path / "order.json"
    file.write_text(json.dumps({**ORDER, "lines": [line]}))
    main(["check", str(file), "--on", day])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [it["observed"] for it in found if it["code"] == "listing-lapses-open"] == told


def test_the_agency_as_the_service_returns_it_is_taken_as_facts(
    stage: Stage, files: tuple[str, str], tmp_path: Path
) -> None:
    path = f"/v1/agencies/{AGENCY}"
    facts = tmp_path / "agency.json"
    facts.write_bytes(stage.call("GET", path, "auditor").data)
    assert main(["check", files[0], "--agency", str(facts), "--on", "2026-06-10"]) == 0
    document = json.loads(facts.read_text())
    document["headcounts"] = stage.call("GET", f"{path}/headcounts", "auditor").json["items"]
    document["assets"] = stage.call("GET", f"{path}/assets", "auditor").json["items"]
    facts.write_text(json.dumps(document))
    assert main(["check", files[0], "--agency", str(facts), "--on", "2026-06-10"]) == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "is not JSON"),
        ('{"a": 1, "a": 2}', "occurs more than once"),
        ("{}", "/lines: this is required and missing"),
        (json.dumps({**ORDER, "agency": "x"}), "/agency"),
        (
            json.dumps({**ORDER, "lines": [{**ORDER["lines"][0], "attributes": {"smell": "x"}}]}),
            "/lines/0/attributes/smell",
        ),
    ],
)
def test_a_faulty_order_exits_with_65_and_names_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, told: str
) -> None:
    file = tmp_path / "order.json"
    file.write_text(content)
    assert main(["check", str(file)]) == 65
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"uscc": "12510000EXAMPLE03Q"}, "the order is for"),
        ({"jurisdiction": "atlantis"}, "/jurisdiction"),
        ({"level": "galactic"}, "/level"),
        ({"headcounts": [{"value": -1}]}, "/headcounts/0/value"),
        (
            {"counts": {"filled-establishment": {"value": "7"}}},
            "/counts/filled-establishment/value",
        ),
        ({"properties": {"classified": "no"}}, "/properties/classified"),
        ({"surprise": 1}, "/surprise"),
    ],
)
def test_faulty_facts_exit_with_65(
    files: tuple[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, object],
    told: str,
) -> None:
    facts = tmp_path / "wrong.json"
    facts.write_text(json.dumps({**_FACTS, **changes}))
    assert main(["check", files[0], "--agency", str(facts)]) == 65
    assert told in capsys.readouterr().err


def test_a_file_that_is_not_there_exits_with_65(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "no/such/file.json"]) == 65
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [["check"], ["check", "a", "--on", "yesterday"], ["nonsense"], [], ["standards", "burn"]],
)
def test_wrong_usage_exits_with_64(words: list[str]) -> None:
    try:
        code: object = main(words)
    except SystemExit as ended:
        code = ended.code
    assert code == 64


def test_a_surprise_exits_with_70_and_never_with_1(
    files: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        message = "broken"
        raise RuntimeError(message)

    monkeypatch.setattr("api.commands.check.examine_at", broken)
    assert main(["check", files[0]]) == 70
    assert "RuntimeError: broken" in capsys.readouterr().err


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"procheck {command}" in capsys.readouterr().out


def test_checking_an_order_loads_neither_web_nor_database(files: tuple[str, str]) -> None:
    order, facts = files
    program = (
        "import sys; from api.__main__ import main\n"
        f"code = main(['check', {order!r}, '--agency', {facts!r}, '--on', '2026-06-10'])\n"
        "odd = {'flask', 'werkzeug', 'sqlalchemy', 'psycopg', 'requests', 'gunicorn'}\n"
        "print(code, sorted(odd & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=_ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "0 []"


def test_the_law_and_the_catalogue_as_released_are_sound(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["standards", "check"]) == 0
    assert main(["catalog", "check"]) == 0
    assert capsys.readouterr().out.count("no faults") == 2


@pytest.mark.parametrize("command", ["standards", "catalog"])
def test_what_is_no_folder_is_not_told_to_be_without_faults(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "draft.yaml"
    file.write_text("anything: at all")
    for named in (file, tmp_path / "elsewhere"):
        assert main([command, "check", str(named)]) == 65
        told = capsys.readouterr()
        assert f"{named} cannot be read" in told.err
        assert "no faults" not in told.out


def test_two_files_of_one_edition_are_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = _ROOT / "validators" / "standards" / "cn-central-bulk-2024-7.yaml"
    new = tmp_path / "new.yaml"
    new.write_text(old.read_text().replace('"5000"', '"5001"', 1))
    assert main(["standards", "diff", str(old), str(old)]) == 0
    assert main(["standards", "diff", str(old), str(new)]) == 1
    shown = capsys.readouterr().out
    assert "5000" in shown
    assert "5001" in shown


def test_limits_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["standards", "show", "--class", "desktop", "--on", "2026-06-10"]
    assert main([*words, "--text"]) == 0
    assert "5000" in capsys.readouterr().out
    assert main(words) == 0
    assert {it["edition"] for it in json.loads(capsys.readouterr().out)} == {
        "cn-central-bulk-2024-7",
        "cn-central-mof-2016-27",
    }


def test_an_approval_verifies_offline_and_one_that_was_touched_does_not(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # The command reads the real clock, and a list is good for a day.
    with stage.clock.later(seconds=(now() - stage.clock()).total_seconds()):
        made = stage.place()
        signed = stage.call("GET", "/v1/approvals/status-list").data
    statement, keys, listed = (tmp_path / name for name in ("jws", "jwks", "list"))
    statement.write_text(made["approval"]["statement"])
    keys.write_bytes(stage.call("GET", "/.well-known/jwks.json").data)
    listed.write_bytes(signed)
    words = ["verify", str(statement), "--keys", str(keys), "--status-list", str(listed)]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["confirmed"] is True
    text = made["approval"]["statement"]
    statement.write_text(text[:-10] + ("A" if text[-10] != "A" else "B") + text[-9:])
    assert main([*words, "--text"]) == 1
    assert "signature  no" in capsys.readouterr().out
    keys.write_text("[]")
    assert main(words) == 65


@pytest.mark.usefixtures("keyed")
@pytest.mark.parametrize(
    "words", [["migrate"], ["export", "copy"], ["keys", "holders"], ["reconcile"]]
)
def test_a_database_that_cannot_be_reached_is_told_in_one_line(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "postgresql://service@127.0.0.1:1/nowhere"
    for name in ("PROCHECK_DATABASE_URL", "PROCHECK_MIGRATION_URL"):
        monkeypatch.setenv(name, url)
    assert main(words) == 78
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("procheck: the database cannot be reached, or broke off: ")
    assert "port 1 failed: Connection refused" in line


@pytest.mark.parametrize("words", [["keys", "list"], ["keys", "rotate"], ["export", "copy"]])
def test_a_key_file_that_others_may_read_is_told_alike_by_every_command(
    words: list[str], keyed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (keyed / "keys" / "approval.pem").chmod(0o644)
    assert main(words) == 78
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("procheck: key file ")
    assert "its mode is 0644" in line


def test_no_command_has_a_ladder_of_refusals_of_its_own() -> None:
    told = (
        "except WrongSettings",
        "except StandardsFault as error:\n        complain",
        "SQLAlchemyError as",
    )
    modules = sorted((_ROOT / "api" / "commands").glob("*.py"))
    assert modules
    assert [it.name for it in modules if any(one in it.read_text() for one in told)] == []


def test_an_output_that_nobody_reads_on_is_no_fault_of_a_file() -> None:
    with pytest.raises(BrokenPipeError):
        faulty(BrokenPipeError(32, "Broken pipe"))


def test_wrong_settings_refuse_the_start_and_say_why(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "api", "serve"],
        cwd=_ROOT,
        env={**os.environ, "PROCHECK_DATA_DIR": str(tmp_path), "PROCHECK_PORT": "x"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 78
    assert "PROCHECK_PORT is 'x'" in done.stderr
    assert "Traceback" not in done.stderr
