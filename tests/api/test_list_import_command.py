"""`catalog import`: what it shows and writes, how it ends; a refused file changes nothing."""

import json
from pathlib import Path

import pytest

from api.__main__ import main
from catalog.seeds import SEEDS, read_document
from tests.integrations.lists import ROW, STATEMENT, as_csv


@pytest.fixture
def statement(tmp_path: Path) -> str:
    path = tmp_path / "statement.yaml"
    path.write_text(STATEMENT, encoding="utf-8")
    return str(path)


def a_list(folder: Path, *rows: tuple[str, ...]) -> str:
    path = folder / "list.csv"
    path.write_bytes(as_csv(*rows))
    return str(path)


def test_a_list_is_shown_and_its_document_written(
    tmp_path: Path, statement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "made.yaml"
    row = ("1", "统信桌面操作系统", "Ｖ20", *ROW[3:])
    given = ["catalog", "import", a_list(tmp_path, row), "--as", statement]
    assert main([*given, "--out", str(out)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "anke-2026-9 revision 1: 1 added, 0 removed, 0 changed, 0 the same"
    assert "  operating-system: not spoken of -> partial (read)" in shown
    assert [line[:2] for line in shown if line[:2] in {"+ ", "- ", "~ ", "? "}] == ["+ ", "? "]
    assert "C2: list-read-as" in shown[-1]
    document = out.read_bytes()
    assert read_document("made.yaml", document).id == "anke-2026-9"
    assert main([*given, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["document"] == document.decode()
    assert [it["code"] for it in told["doubts"]] == ["list-read-as"]
    assert told["difference"]["added"][0]["version"] == "V20"
    assert main([*given, "--out", str(out)]) == 65
    assert out.read_bytes() == document


def test_every_fault_is_named_and_nothing_written(
    tmp_path: Path, statement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "made.yaml"
    rows = [("1", "统信桌面操作系统", "V20、V25", *ROW[3:]), ("2", "某某系统", *ROW[2:])]
    given = ["catalog", "import", a_list(tmp_path, *rows), "--as", statement, "--out", str(out)]
    assert main(given) == 65
    said = capsys.readouterr()
    assert said.out == ""
    assert "C2: list-value-several" in said.err
    assert "B3: list-family-none" in said.err
    assert not out.exists()


def test_a_hostile_file_a_wrong_statement_or_none_end_with_65(
    tmp_path: Path, statement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = tmp_path / "list.xlsx"
    hostile.write_bytes(b"PK\x03\x04")
    assert main(["catalog", "import", str(hostile), "--as", statement]) == 65
    assert "file-unreadable" in capsys.readouterr().err
    table = a_list(tmp_path, ROW)
    assert main(["catalog", "import", table]) == 65
    assert "--as" in capsys.readouterr().err
    assert main(["catalog", "import", table, "--as", str(hostile)]) == 65
    assert main(["catalog", "import", str(tmp_path / "none.csv"), "--as", statement]) == 65


def test_a_publication_is_compared_with_its_revision_in_force(
    tmp_path: Path, statement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (SEEDS / "anke-2026-1.yaml").read_text(encoding="utf-8")
    path = tmp_path / "next.yaml"
    path.write_text(
        text.replace('revision: "1"', 'revision: "2"', 1).replace('"V25"', '"V26"'),
        encoding="utf-8",
    )
    assert main(["catalog", "import", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "0 added, 0 removed, 1 changed, 1 the same" in shown
    assert "(version)" in shown
    assert main(["catalog", "import", str(path), "--as", statement]) == 65
    assert "leave out --as" in capsys.readouterr().err
    assert main(["catalog", "import", str(SEEDS / "anke-2026-1.yaml")]) == 65
    assert "list-revision-behind" in capsys.readouterr().err
