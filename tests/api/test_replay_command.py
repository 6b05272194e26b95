"""`procheck replay`: the sums, the file, and a run that is stopped and taken up again."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.__main__ import main
from api.examples import AGENCY
from tests.api.stage import Stage
from validators.standards_file import STANDARDS

_ROOT = Path(__file__).parents[2]
_IN_FORCE = STANDARDS / "cn-central-mof-2016-27.yaml"


def cheaper(folder: Path) -> Path:
    """The edition in force, as a draft with a lower ceiling for desktops."""
    text = _IN_FORCE.read_text()
    assert 'ceiling: "5000"' in text
    draft = folder / "draft.yaml"
    draft.write_text(text.replace('ceiling: "5000"', 'ceiling: "4500"'))
    return draft


@pytest.fixture
def settled(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Three orders beside what other tests placed: one a draft would refuse, one it would not."""
    for price in ("4940.00", "4500.00", "4940.00"):
        stage.place(quantity=1, unit_price=price)
    monkeypatch.setenv("PROCHECK_DATABASE_URL", stage.made.app_url)
    monkeypatch.setenv("PROCHECK_DATA_DIR", str(stage.folder))
    return stage


def result(file: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(file.read_text())
    return document


def test_under_the_law_of_then_nothing_comes_out_otherwise(
    settled: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    with settled.unchanged():
        assert main(["replay"]) == 0
    shown = capsys.readouterr().out
    assert "这是推演结果,不是决定" in shown
    assert "no order comes out otherwise" in shown


def test_a_draft_shows_what_changes_for_whom_and_why(
    settled: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "result.json"
    with settled.unchanged():
        assert main(["replay", "--draft", str(cheaper(tmp_path)), "--output", str(out)]) == 1
    assert "price-over-ceiling" in capsys.readouterr().out
    document = result(out)
    assert document["kind"] == document["sums"]["kind"] == "rehearsal"
    assert document["notice"].keys() == {"zh", "en"}
    assert len(document["orders"]) == document["sums"]["changed_orders"] >= 2
    assert AGENCY in {it["agency"] for it in document["sums"]["agencies"]}
    for it in document["orders"]:
        assert it["kind"] == "rehearsal"
        assert it["first_cause"]["finding"]["message"].keys() == {"zh", "en"}
    assert not any("approval" in it for it in document["orders"])
    assert sorted(it.name for it in tmp_path.iterdir()) == ["draft.yaml", "result.json"]


@pytest.mark.usefixtures("settled")
def test_a_draft_that_is_not_yet_in_force_counts_from_the_day_one_says(tmp_path: Path) -> None:
    draft = cheaper(tmp_path)
    later = draft.read_text().replace('since: {day: "2016-07-01"', 'since: {day: "2030-01-01"')
    draft.write_text(later)
    out = tmp_path / "result.json"
    asked = ["replay", "--draft", str(draft), "--output", str(out)]
    assert main([*asked]) in {0, 1}
    assert result(out)["sums"]["under_draft"] == 0
    assert main([*asked, "--as-if-from", "2016-07-01"]) == 1
    assert result(out)["sums"]["under_draft"] > 0


@pytest.mark.usefixtures("settled")
def test_a_stopped_replay_taken_up_again_comes_to_the_same_bytes(tmp_path: Path) -> None:
    draft, whole, parts = cheaper(tmp_path), tmp_path / "whole.json", tmp_path / "parts.json"
    assert main(["replay", "--draft", str(draft), "--output", str(whole)]) == 1
    # A pipe of the same name: once it is read from, the command is at work and can be stopped.
    (tmp_path / "pipe").mkdir()
    pipe = tmp_path / "pipe" / draft.name
    os.mkfifo(pipe)
    words = ["replay", "--draft", str(pipe), "--output", str(parts)]
    with subprocess.Popen(
        [sys.executable, "-m", "api", *words], cwd=_ROOT, stderr=subprocess.PIPE, text=True
    ) as stopped:
        with pipe.open("wb") as held:
            stopped.send_signal(signal.SIGINT)
            held.write(draft.read_bytes())
        _, told = stopped.communicate(timeout=60)
    assert (stopped.returncode, parts.exists()) == (75, False), told
    assert "--resume goes on from there" in told
    saved = result(tmp_path / "parts.json.state")
    assert saved["kind"] == "rehearsal"
    assert saved["event"] > 0
    assert main(["replay", "--draft", str(draft), "--output", str(parts), "--resume"]) == 1
    assert parts.read_bytes() == whole.read_bytes()


@pytest.mark.usefixtures("settled")
def test_only_the_same_question_is_taken_up_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "result.json"
    state = tmp_path / "result.json.state"
    for content, told in (("{", "is no JSON"), ("{}", "of another draft")):
        state.write_text(content)
        assert main(["replay", "--output", str(out), "--resume"]) == 65
        assert told in capsys.readouterr().err
    state.unlink()
    assert main(["replay", "--output", str(out), "--resume"]) == 65
    assert "result.json.state cannot be read" in capsys.readouterr().err
    assert main(["replay", "--resume"]) == 65
    assert "--resume needs the --output" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--since", "2026-02-01", "--until", "2026-01-01"], "until is before 2026-02-01"),
        (["--as-if-from", "2026-01-01"], "no draft is given"),
        (["--draft", "nowhere.yaml"], "nowhere.yaml cannot be read"),
    ],
)
@pytest.mark.usefixtures("settled")
def test_what_cannot_be_asked_is_refused_by_its_name(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", *words]) == 65
    assert told in capsys.readouterr().err


@pytest.mark.usefixtures("settled")
def test_every_fault_of_a_draft_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = cheaper(tmp_path)
    draft.write_text(draft.read_text().replace('ceiling: "4500"', 'ceiling: "free"', 1))
    assert main(["replay", "--draft", str(draft)]) == 65
    assert "draft.yaml:" in capsys.readouterr().err
    draft.write_bytes((STANDARDS / "jurisdictions.yaml").read_bytes())
    assert main(["replay", "--draft", str(draft)]) == 65
    assert "a rehearsal is about an edition" in capsys.readouterr().err
