"""The bootstrap `procheck`, in folders that hold only it, a small lock and a program that echoes.

No test here asks a package registry for anything: what is installed is a wheel built on the spot.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, clean_environment

UNAVAILABLE = 69  # EX_UNAVAILABLE, sysexits.h
USAGE = 64
ECHO = "import json, os, sys\nprint(json.dumps([sys.argv[1:], os.getcwd()]))\nsys.exit(7)\n"
TOOLS = ("cat", "cmp", "cp", "grep", "mkdir", "mv", "readlink", "rm", "tail")
DEADLINE = 150.0


def wheel(folder: Path) -> str:
    """Build a wheel of one module; return the lock line that names it with its hash."""
    path = folder / "procheck_probe-1-py3-none-any.whl"
    about = "procheck_probe-1.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("procheck_probe.py", "PRESENT = True\n")
        archive.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: procheck-probe\nVersion: 1\n"
        )
        archive.writestr(
            f"{about}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(f"{about}/RECORD", "")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"procheck-probe==1 --hash=sha256:{digest}\n"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder as a fresh clone would be, with an order of small packages in its locks."""
    folder = tmp_path / "a clone"
    (folder / "api").mkdir(parents=True)
    shutil.copy2(ROOT / "procheck", folder / "procheck")
    (folder / "api" / "__init__.py").touch()
    (folder / "api" / "__main__.py").write_text(ECHO, encoding="utf-8")
    (folder / "requirements.txt").write_text("# nothing\n", encoding="utf-8")
    (folder / "requirements-dev.txt").write_text(wheel(tmp_path), encoding="utf-8")
    return folder


def environment(clone: Path, **more: str) -> dict[str, str]:
    """Only the wheel beside the clone can be installed: no registry, no configuration of pip."""
    offline = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(clone.parent),
        "PYTHON": sys.executable,
    }
    return clean_environment(**(offline | more))


def procheck(
    clone: Path, *arguments: str, cwd: Path | str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(clone / "procheck"), *arguments],
        cwd=cwd or clone,
        env=environment(clone, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE,
    )


def has_probe(clone: Path) -> bool:
    python = clone / ".venv" / "bin" / "python"
    return subprocess.run([python, "-c", "import procheck_probe"], check=False).returncode == 0


def test_the_first_command_sets_up_and_runs_and_a_second_only_runs(clone: Path) -> None:
    first = procheck(clone, "check", "two words", "")
    assert "making .venv" in first.stderr
    assert first.returncode == 7, first.stderr
    assert json.loads(first.stdout) == [["check", "two words", ""], str(clone)]
    # From another folder, too, and taking no module from there.
    elsewhere = clone.parent / "elsewhere"
    (elsewhere / "api").mkdir(parents=True)
    (elsewhere / "api" / "__main__.py").write_text("print('not ours')\n", encoding="utf-8")
    second = procheck(clone, "check", cwd=elsewhere)
    assert (second.returncode, second.stderr) == (7, "")
    assert json.loads(second.stdout) == [["check"], str(elsewhere)]


def test_tools_are_added_to_what_runs_without_making_it_anew(clone: Path) -> None:
    assert procheck(clone, "--setup", "run").returncode == 0
    assert not has_probe(clone)
    added = procheck(clone, "--setup", "dev")
    assert (added.returncode, "making .venv" in added.stderr) == (0, False)
    assert has_probe(clone)
    assert procheck(clone, "--setup", "run").stderr == ""


def test_a_changed_lock_is_noticed(clone: Path) -> None:
    procheck(clone, "--setup", "run")
    lock = (clone / "requirements-dev.txt").read_text(encoding="utf-8")
    (clone / "requirements.txt").write_text(lock, encoding="utf-8")
    assert procheck(clone, "--setup", "run").returncode == 0
    assert has_probe(clone)


def test_a_clone_that_was_moved_or_lost_its_interpreter_is_set_up_anew(clone: Path) -> None:
    procheck(clone, "--setup", "run")
    moved = clone.rename(clone.with_name("moved"))
    answer = procheck(moved, "--setup", "run")
    assert (answer.returncode, "making .venv" in answer.stderr) == (0, True)
    (moved / ".venv" / "bin" / "python").unlink()
    assert procheck(moved, "check").returncode == 7


def test_two_at_once_set_up_once(clone: Path) -> None:
    command = [str(clone / "procheck"), "--setup", "dev"]
    started = [
        subprocess.Popen(
            command, cwd=clone, env=environment(clone), stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    told = [process.communicate(timeout=DEADLINE)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0]
    assert sum("making .venv" in text for text in told) == 1
    assert has_probe(clone)


@pytest.mark.parametrize("reached", ["bin/python", ".procheck"])
def test_a_set_up_that_was_killed_is_begun_again(clone: Path, reached: str) -> None:
    process = subprocess.Popen(
        [str(clone / "procheck"), "--setup", "dev"],
        cwd=clone,
        env=environment(clone),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    end = time.monotonic() + DEADLINE
    while not (clone / ".venv" / reached).exists() and time.monotonic() < end:
        time.sleep(0.001)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (clone / ".venv" / ".procheck" / "identity").exists()
    again = procheck(clone, "--setup", "dev")
    assert (again.returncode, "making .venv" in again.stderr) == (0, True), again.stderr
    assert has_probe(clone)


def programs(clone: Path, **scripts: str) -> str:
    """A PATH with the tools of the bootstrap and some scripts, and nothing else."""
    folder = clone.parent / "programs"
    folder.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None
        (folder / tool).symlink_to(found)
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return str(folder)


def test_an_old_python_is_refused_with_what_to_do(clone: Path) -> None:
    old = 'case $1 in --version) echo "Python 3.9.2" ;; *) exit 1 ;; esac'
    answer = procheck(clone, "check", PATH=programs(clone, python3=old), PYTHON="")
    assert answer.returncode == UNAVAILABLE
    assert "Python >= 3.11 is needed, and PATH has Python 3.9.2" in answer.stderr
    assert "apt-get install python3" in answer.stderr
    assert not (clone / ".venv").exists()


def test_no_python_at_all_is_said(clone: Path) -> None:
    answer = procheck(clone, "check", PATH=programs(clone), PYTHON="")
    assert answer.returncode == UNAVAILABLE
    assert "PATH has no Python" in answer.stderr


def test_a_shim_of_a_version_that_is_not_installed_is_passed_over(clone: Path) -> None:
    path = programs(clone, **{"python3.11": "exit 127", "python3": f'exec {sys.executable} "$@"'})
    assert procheck(clone, "check", PATH=path, PYTHON="").returncode == 7


def test_an_interpreter_named_wrongly_is_refused_and_no_other_taken(clone: Path) -> None:
    answer = procheck(clone, "check", PYTHON=str(clone / "nowhere"))
    assert answer.returncode == UNAVAILABLE
    assert "is not a Python >= 3.11" in answer.stderr


def test_a_missing_venv_module_is_named_with_its_package(clone: Path) -> None:
    without = f'case $2 in *ensurepip*) exit 1 ;; *) exec {sys.executable} "$@" ;; esac'
    answer = procheck(clone, "check", PYTHON=programs(clone, python3=without) + "/python3")
    assert answer.returncode == UNAVAILABLE
    assert "apt-get install python3-venv" in answer.stderr


@pytest.mark.parametrize(
    "registry", ["", "http://127.0.0.1:9/simple"], ids=["lacks the package", "cannot be reached"]
)
def test_a_registry_that_does_not_help_is_named(clone: Path, registry: str) -> None:
    away = {"PIP_FIND_LINKS": "", "PIP_INDEX_URL": registry, "PIP_RETRIES": "0"}
    away["PIP_NO_INDEX"] = "" if registry else "1"
    answer = procheck(clone, "--setup", "dev", cwd=clone, **away)
    assert answer.returncode == UNAVAILABLE
    assert "the package registry cannot be reached, or lacks a locked version" in answer.stderr


def test_a_package_that_differs_from_the_lock_is_not_installed(clone: Path) -> None:
    lock = clone / "requirements-dev.txt"
    name, _, _ = lock.read_text(encoding="utf-8").partition("sha256:")
    lock.write_text(f"{name}sha256:{'0' * 64}\n", encoding="utf-8")
    answer = procheck(clone, "--setup", "dev")
    assert answer.returncode == UNAVAILABLE
    assert "differs from the one locked in requirements-dev.txt" in answer.stderr
    assert not has_probe(clone)


def test_an_unknown_kind_of_set_up_is_a_usage_error(clone: Path) -> None:
    answer = procheck(clone, "--setup", "everything")
    assert (answer.returncode, "usage:" in answer.stderr) == (USAGE, True)
