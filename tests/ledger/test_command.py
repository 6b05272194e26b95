import json
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.__main__ import CLEAN, DISCREPANCIES, UNREADABLE, USAGE, main
from ledger.export import export
from ledger.folder import CHECKPOINT
from ledger.note import VerifierKey
from ledger.signing import Ed25519FileSigner
from tests.ledger.builders import ORIGIN, MemoryLedger

ROOT = Path(__file__).parents[2]

SHELL = {"batches", "feed", "naming", "reconciling", "running", "sequencing", "source", "store"} | {
    "subjects",
    "tables",
}


@pytest.fixture
def folder(signer: Ed25519FileSigner, key: VerifierKey, tmp_path: Path) -> Path:
    export(MemoryLedger(signer).grow(5), tmp_path / "out", keys=[key])
    return tmp_path / "out"


def _flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def test_an_honest_folder_ends_with_0(
    folder: Path, key: VerifierKey, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(folder), "--key", key.text]) == CLEAN == 0
    assert capsys.readouterr().out == f"Verified: all 5 entries of {ORIGIN} are as signed.\n"


def test_one_flipped_byte_ends_with_1_and_names_the_entry(
    folder: Path, key: VerifierKey, capsys: pytest.CaptureFixture[str]
) -> None:
    _flip(folder / "tile/entries/000.p/5", 40)
    assert main(["verify", str(folder), "--key", key.text]) == DISCREPANCIES == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("entry 0: the content in tile/entries/000.p/5 hashes to ")
    assert last == "1 discrepancy."


def test_the_sentences_come_in_chinese_too(
    folder: Path, key: VerifierKey, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(folder), "--key", key.text, "--language", "zh"]) == CLEAN
    assert "核验通过" in capsys.readouterr().out
    _flip(folder / "tile/entries/000.p/5", 40)
    assert main(["verify", str(folder), "--key", key.text, "--language", "zh"]) == DISCREPANCIES
    assert "第 0 条记录" in capsys.readouterr().out


def test_programs_get_one_json_object_a_line(
    folder: Path, key: VerifierKey, capsys: pytest.CaptureFixture[str]
) -> None:
    _flip(folder / "tile/entries/000.p/5", 40)
    assert main(["verify", str(folder), "--key", key.text, "--json"]) == DISCREPANCIES
    finding, summary = map(json.loads, capsys.readouterr().out.splitlines())
    assert (finding["fault"], finding["first"]) == ("entry-altered", 0)
    assert set(finding["message"]) == {"en", "zh"}
    assert summary["outcome"] == "discrepancies"
    assert (summary["origin"], summary["size"], summary["discrepancies"]) == (ORIGIN, 5, 1)


def test_keys_and_older_checkpoints_come_from_files(
    folder: Path, key: VerifierKey, signer: Ed25519FileSigner, tmp_path: Path
) -> None:
    keys, kept = tmp_path / "keys.txt", tmp_path / "kept"
    keys.write_text(f"{key.text}\n\n", encoding="utf-8")
    kept.write_bytes(MemoryLedger(signer).grow(3).checkpoint())
    command = ["verify", str(folder), "--key", str(keys), "--previous", str(kept)]
    assert main(command) == CLEAN
    kept.write_bytes(MemoryLedger(signer).grow(9).checkpoint())
    assert main(command) == DISCREPANCIES


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["verify"],
        ["verify", "folder"],
        ["destroy", "folder"],
        ["verify", "folder", "--key", "k", "--surplus"],
        ["verify", "folder", "--key", "k", "--tolerance", "soon"],
        ["verify", "folder", "--key", "k", "--language", "la"],
    ],
)
def test_wrong_usage_ends_with_64(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == USAGE == 64
    assert "usage:" in capsys.readouterr().err


def test_what_cannot_be_read_ends_with_65_and_is_named(
    folder: Path, key: VerifierKey, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*arguments: str) -> str:
        assert main(["verify", *arguments]) == UNREADABLE == 65
        return capsys.readouterr().err

    empty, noise = tmp_path / "empty", tmp_path / "noise"
    empty.write_text("\n")
    noise.write_bytes(b"\xff\xfe")
    assert "no file named checkpoint" in said(str(tmp_path), "--key", key.text)
    assert "no file named checkpoint" in said(str(tmp_path / "absent"), "--key", key.text)
    assert "NAME+KEYID+BASE64" in said(str(folder), "--key", "nonsense")
    assert "should be" in said(str(folder), "--key", key.text.replace("+", "+0", 1))
    assert "holds no key" in said(str(folder), "--key", str(empty))
    assert "UTF-8" in said(str(folder), "--key", str(noise))
    absent = said(str(folder), "--key", key.text, "--previous", str(tmp_path / "absent"))
    assert "absent is not a file" in absent


def test_an_auditor_needs_neither_database_nor_web_framework(
    folder: Path, key: VerifierKey
) -> None:
    program = (
        "import sys; from ledger.__main__ import main\n"
        "status = main(sys.argv[1:])\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "print('loaded', *sorted(loaded & {'sqlalchemy', 'psycopg', 'flask', 'werkzeug', 'alembic',"
        " 'marshmallow', 'requests', 'yaml', 'storage', 'joserfc', 'validators', 'api'}))\n"
        "sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "verify", str(folder), "--key", key.text],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "loaded"


def test_it_runs_as_a_module_from_the_command_line(folder: Path, key: VerifierKey) -> None:
    (folder / CHECKPOINT).unlink()
    done = subprocess.run(
        [sys.executable, "-m", "ledger", "verify", str(folder), "--key", key.text],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 65
    assert "was not finished" in done.stderr


@pytest.mark.parametrize(
    "module",
    sorted(path.stem for path in (ROOT / "ledger").glob("*.py") if path.stem not in SHELL),
)
def test_the_pure_part_loads_nothing_of_the_shell(module: str) -> None:
    program = (
        f"import sys, ledger.{module}\n"
        "shell = {'sqlalchemy', 'flask', 'werkzeug', 'requests', 'marshmallow', 'storage'}\n"
        "sys.exit(' '.join(shell & {name.partition('.')[0] for name in sys.modules}) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
